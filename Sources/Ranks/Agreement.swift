package import MPI
import Statistics
import Vocabulary

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
    var message = failure.map { [$0.error.kind.rawValue] + Array($0.error.message.utf8) } ?? []
    if failure?.isOfHost == true, failures < size {
      message += Array(" (on host \(processorName), rank \(rank))".utf8)
    }
    try broadcast(varying: &message, from: loser)
    let kind = message.first.flatMap(CaudalError.Kind.init(rawValue:)) ?? .software
    throw CaudalError(kind, String(decoding: message.dropFirst(), as: UTF8.self))
  }
}
