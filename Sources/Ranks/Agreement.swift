package import MPI
import Statistics
package import Vocabulary

extension Communicator {
  /// Does something that may fail on some ranks, and fails on all of them if it fails on any.
  ///
  /// Every rank reaches this call whatever happened to it before. If some fail, the failure that
  /// comes first by position in the file, then by rank, is thrown everywhere.
  ///
  /// - Parameter attempt: what this rank does. It must not communicate.
  /// - Returns: what the attempt returned.
  /// - Throws: the agreed ``CaudalError``, or an `MPIError` if the ranks can't be reached.
  /// - Complexity: one allreduce of one integer while nothing fails.
  package borrowing func agree<Value: ~Copyable>(
    _ attempt: () throws(LocalFailure) -> Value
  ) throws -> Value {
    let value: Value
    do throws(LocalFailure) {
      value = try attempt()
    } catch {
      try settle(error)
      throw error.error
    }
    try settle(nil)
    return value
  }

  /// Tells the other ranks whether this one failed.
  ///
  /// - Parameter failure: this rank's failure, if any.
  /// - Throws: the first failure of all, if there is one.
  private borrowing func settle(_ failure: LocalFailure?) throws {
    let position = failure?.position ?? .max
    let first = try allreduce(position, .minimum)
    guard first < .max else { return }
    let candidate = position == first ? rank : size
    let loser = try allreduce(candidate, .minimum)
    let failures = try allreduce(failure == nil ? 0 : 1, .sum)
    var error = failure?.error
    if failure?.isOfHost == true, failures < size {
      error?.problem += " (on host \(processorName), rank \(rank))"
    }
    try broadcast(encoded: &error, from: loser)
    guard let error else { preconditionFailure("the rank that is asked has failed") }
    throw error
  }
}

extension CaudalError: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(kind, subject, problem, advice, illustration)
  }

  package init(from message: inout WireReader) {
    let (kind, subject) = (message.read(Kind.self), message.read(Subject?.self))
    self.init(
      kind, message.read(), subject: subject, advice: message.read(),
      illustration: message.read())
  }
}

extension CaudalError.Kind: WireCodable {}

extension CaudalError.Subject: WireCodable {}

extension CaudalError.Advice: WireCodable {
  package func write(to message: inout WireWriter) {
    switch self {
    case .decimalMark(let mark): message.write(0, String(mark))
    case .nullTokens: message.write(1)
    case .dateOrder: message.write(2)
    case .lessToKeep: message.write(3)
    case .fewerGroups: message.write(4)
    }
  }

  package init(from message: inout WireReader) {
    switch message.read(Int.self) {
    case 0: self = .decimalMark(Character(message.read(String.self)))
    case 1: self = .nullTokens
    case 2: self = .dateOrder
    case 3: self = .lessToKeep
    case 4: self = .fewerGroups
    default: preconditionFailure("ranks run the same program")
    }
  }
}
