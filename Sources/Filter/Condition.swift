import CSV

/// Tests, joined by `and`, `or` and `not`.
///
/// The values are those of SQL's three-valued logic: true, false, and unknown for a test of a
/// missing value. What isn't known to be true isn't chosen.
indirect enum Condition<Test> {
  /// True if all are true, false if one is false, else unknown.
  case all([Condition])
  /// True if one is true, false if all are false, else unknown.
  case any([Condition])
  /// True if the other is false, and the other way round; unknown if it is unknown.
  case not(Condition)
  /// A test of one field.
  case test(Test)

  /// The same condition of other tests.
  func map<Other, Failure: Error>(
    _ transform: (Test) throws(Failure) -> Other
  ) throws(Failure) -> Condition<Other> {
    switch self {
    case .all(let conditions):
      return .all(
        try conditions.map { (condition) throws(Failure) in try condition.map(transform) })
    case .any(let conditions):
      return .any(
        try conditions.map { (condition) throws(Failure) in try condition.map(transform) })
    case .not(let condition): return .not(try condition.map(transform))
    case .test(let test): return .test(try transform(test))
    }
  }
}

extension Condition: Sendable where Test: Sendable {}

/// A test of one field as it is written.
struct ParsedTest {
  /// What is tested.
  let subject: Subject

  /// The test.
  let predicate: Predicate<Literal>
}

/// A column, or a part of the timestamps in it.
struct Subject {
  /// The column, as it was called.
  let column: String

  /// The part, if it isn't the field itself.
  let part: TimestampPart?

  /// Where the column's name stands: the number of scalars in front of it.
  let offset: Int

  /// The subject as it can be written.
  var description: String { part.map { "\($0)(\(column))" } ?? column }
}

/// A test of a value against given ones.
enum Predicate<Value> {
  /// A comparison with one of them. There is no "not equal": that is `not` before `equal`.
  case compare(Comparison, Value)
  /// Whether it is one of them.
  case among([Value])
  /// Whether it lies between two of them, or is one of them.
  case between(Value, Value)
  /// Whether it is missing. This test is never unknown.
  case missing

  /// The values, in order.
  var values: [Value] {
    switch self {
    case .compare(_, let value): [value]
    case .among(let values): values
    case .between(let low, let high): [low, high]
    case .missing: []
    }
  }

  /// The same predicate of other values.
  func map<Other, Failure: Error>(
    _ transform: (Value) throws(Failure) -> Other
  ) throws(Failure) -> Predicate<Other> {
    switch self {
    case .compare(let comparison, let value): .compare(comparison, try transform(value))
    case .among(let values): .among(try values.map(transform))
    case .between(let low, let high): .between(try transform(low), try transform(high))
    case .missing: .missing
    }
  }
}

/// A comparison of the field, on the left, with a value.
enum Comparison: CaseIterable {
  case equal
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
}

/// A value as it is written.
struct Literal {
  /// The value.
  enum Value: Equatable {
    case number(Double)
    case text(String)
    case date(Timestamp)
    case timestamp(Timestamp)
  }

  /// The value.
  let value: Value

  /// The number of scalars in front of it.
  let offset: Int
}
