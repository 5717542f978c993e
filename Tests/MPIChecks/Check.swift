public import MPI

/// Something that must be true on a communicator of any size.
///
/// Every rank runs the check; what it expects is computed from the rank and the size. The same
/// checks run under `mpirun` and, on a solo communicator, inside the test process.
public struct Check: Sendable {
  /// The subject of the check, in a few words.
  public let name: String

  /// Throws if something isn't as expected.
  public let body: @Sendable (borrowing Communicator) throws -> Void

  /// All checks.
  public static let all =
    collectiveChecks + varyingChecks + reductionChecks + operatorChecks + typeChecks
    + pointToPointChecks + requestChecks + limitChecks + errorChecks + splitChecks
}

/// An expectation that wasn't met.
struct Unexpected: Error, CustomStringConvertible {
  let description: String
}

/// Throws unless two values are equal.
func expect<T: Equatable>(
  _ found: T,
  equals expected: T,
  file: StaticString = #fileID,
  line: Int = #line
) throws {
  if found != expected {
    throw Unexpected(description: "\(file):\(line): expected \(expected), found \(found)")
  }
}

/// Throws unless the condition holds.
func expect(_ condition: Bool, file: StaticString = #fileID, line: Int = #line) throws {
  if !condition { throw Unexpected(description: "\(file):\(line): is false") }
}

/// Throws unless `body` throws an ``MPIError`` of a class, from a call.
func expectError(
  _ errorClass: MPIError.ErrorClass,
  from call: String,
  file: StaticString = #fileID,
  line: Int = #line,
  _ body: () throws(MPIError) -> Void
) throws {
  do throws(MPIError) {
    try body()
  } catch {
    try expect(error.errorClass, equals: errorClass, file: file, line: line)
    try expect(error.call, equals: call, file: file, line: line)
    try expect(error.description.hasPrefix("\(call) failed: "), file: file, line: line)
    try expect(!error.description.contains { $0.isNewline }, file: file, line: line)
    return
  }
  throw Unexpected(description: "\(file):\(line): \(call) did not throw")
}
