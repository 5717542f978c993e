/// Tests, joined by `and`, `or` and `not`.
///
/// The values are those of SQL's three-valued logic: true, false, and unknown for a test of a
/// missing value. What isn't known to be true isn't chosen.
package indirect enum LogicalExpression<Test> {
  /// True if all are true, false if one is false, else unknown.
  case all([LogicalExpression])
  /// True if one is true, false if all are false, else unknown.
  case any([LogicalExpression])
  /// True if the other is false, and the other way round; unknown if it is unknown.
  case not(LogicalExpression)
  /// A test of one field.
  case test(Test)

  /// The same expression of other tests.
  package func map<Other, Failure: Error>(
    _ transform: (Test) throws(Failure) -> Other
  ) throws(Failure) -> LogicalExpression<Other> {
    switch self {
    case .all(let parts):
      return .all(try parts.map { (part) throws(Failure) in try part.map(transform) })
    case .any(let parts):
      return .any(try parts.map { (part) throws(Failure) in try part.map(transform) })
    case .not(let other): return .not(try other.map(transform))
    case .test(let test): return .test(try transform(test))
    }
  }
}

extension LogicalExpression: Sendable where Test: Sendable {}
