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
  /// The pieces of advice that say everything by themselves.
  private static let plain: [CaudalError.Advice] = [
    .nullTokens, .dateOrder, .lessToKeep, .fewerGroups, .eitherDecimalMark, .looseNumbers,
    .hexadecimalNumbers, .rowBehindHeader, .delimiter, .header, .headerPresent, .columnNames,
    .quotes, .timeZone, .fixedTimeZone, .finiteNumbers, .scratch, .sortedRows, .encoding,
  ]

  package func write(to message: inout WireWriter) {
    switch self {
    case .decimalMark(let mark): message.write(-1, String(mark))
    case .thousandsMark(let mark): message.write(-2, String(mark))
    case .decimalOrThousands(let mark): message.write(-3, String(mark))
    case .pipedCommand(let command): message.write(-4, command)
    case .dateFormats(let formats): message.write(-5, formats)
    default:
      guard let number = Self.plain.firstIndex(of: self) else {
        preconditionFailure("a piece of advice has no number")
      }
      message.write(number)
    }
  }

  package init(from message: inout WireReader) {
    let number = message.read(Int.self)
    switch number {
    case -1: self = .decimalMark(Character(message.read(String.self)))
    case -2: self = .thousandsMark(Character(message.read(String.self)))
    case -3: self = .decimalOrThousands(Character(message.read(String.self)))
    case -4: self = .pipedCommand(message.read())
    case -5: self = .dateFormats(message.read())
    default: self = Self.plain[number]
    }
  }
}
