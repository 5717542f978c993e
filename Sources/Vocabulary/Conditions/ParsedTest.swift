package import CSV

/// A test as it is written.
package enum ConditionTest: Sendable {
  /// A field against values that are given.
  case field(ParsedTest)
  /// Anything else.
  case computed(ComputedTest)
}

/// A column, or a part of the dates in it.
package struct ConditionSubject: Sendable {
  /// The column.
  package let column: ColumnReference

  /// The part, if it isn't the field itself.
  package let part: DatePart?

  /// Where the column's name stands: the number of scalars in front of it.
  package let offset: Int

  /// Whether the column stands where a value might, and perhaps should.
  package var mayBeText = false

  /// Names a column, or a part of its dates.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - part: the part, if it isn't the field itself.
  ///   - offset: the number of scalars in front of the column's name.
  ///   - mayBeText: whether the column stands where a value might.
  package init(
    column: ColumnReference, part: DatePart?, offset: Int, mayBeText: Bool = false
  ) {
    self.column = column
    self.part = part
    self.offset = offset
    self.mayBeText = mayBeText
  }

  /// The subject as it can be written.
  package var description: String { part.map { "\($0)(\(column))" } ?? column.description }
}

/// A test of one field as it is written.
package struct ParsedTest: Sendable {
  /// The column, or the part of its dates, that is tested.
  package let subject: ConditionSubject

  /// The test.
  package let predicate: Predicate<Literal>
}

/// A test of a value against given ones.
package enum Predicate<Value> {
  /// A comparison with one of them. There is no "not equal": that is `not` before `equal`.
  case compare(Comparison, Value)
  /// Whether it is one of them.
  case among([Value])
  /// Whether it lies between two of them, or is one of them.
  case between(Value, Value)
  /// Whether it is a text that matches a pattern.
  case matches(WrittenPattern)
  /// Whether it is missing. This test is never unknown.
  case missing

  /// The values, in order.
  package var values: [Value] {
    switch self {
    case .compare(_, let value): [value]
    case .among(let values): values
    case .between(let low, let high): [low, high]
    case .matches, .missing: []
    }
  }

  /// The same predicate of other values.
  package func map<Other, Failure: Error>(
    _ transform: (Value) throws(Failure) -> Other
  ) throws(Failure) -> Predicate<Other> {
    switch self {
    case .compare(let comparison, let value): .compare(comparison, try transform(value))
    case .among(let values): .among(try values.map(transform))
    case .between(let low, let high): .between(try transform(low), try transform(high))
    case .matches(let pattern): .matches(pattern)
    case .missing: .missing
    }
  }
}

extension Predicate: Sendable where Value: Sendable {}

/// A comparison of the field, on the left, with a value.
package enum Comparison: Sendable, CaseIterable {
  case equal
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
}

/// A value as it is written.
package struct Literal: Sendable {
  /// The value.
  package enum Value: Sendable, Equatable {
    case number(WrittenNumber)
    case text(String)
    case date(Timestamp)
    /// What a clock shows that hangs where the column's does.
    case timestamp(Timestamp)
    /// A timestamp with an offset: what UTC's clock shows then.
    case instant(Timestamp)
  }

  /// The value.
  package let value: Value

  /// The number of scalars in front of it.
  package let offset: Int
}
