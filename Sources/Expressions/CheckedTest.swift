import CSV
import Patterns
import Vocabulary

/// A test that has been checked, of columns that there are.
enum CheckedTest: Sendable {
  /// Of one field.
  case field(FieldTest)
  /// Of values that are computed.
  case computed(CheckedComparison)
}

/// A test of one field, ready to be applied.
struct FieldTest: Sendable {
  /// A way to read a field, and what is then true.
  enum Kind: Sendable {
    /// A number in a set.
    case number(NumberSet)
    /// A timestamp whose part is in a set.
    case part(TimestampPart, ValueSet<Int64>)
    /// A timestamp for which a predicate is true; what it is compared with has its order only where
    /// the column's clock is known.
    case moment(Predicate<MomentLiteral>)
    /// A text in a set.
    case text(TextSet)
    /// A text that matches a pattern.
    case pattern(Pattern)
    /// A missing value.
    case missing
  }

  /// The field's 0-based position in a row.
  let column: Int

  /// The way this field is read, and what is then true.
  let kind: Kind
}

/// What values are computed as.
package enum ValueType: Sendable, Hashable {
  /// A number.
  case number
  /// A text by its bytes.
  case text
  /// A timestamp by its order key; a date is its midnight.
  case moment
}

/// A test of values of one type.
struct CheckedComparison: Sendable {
  /// The type of all of them.
  let type: ValueType

  /// The value that is tested.
  let value: CheckedValue

  /// The test.
  let predicate: Predicate<CheckedValue>

  /// Makes an error that points at it.
  let error: @Sendable (String) -> ConditionError
}

/// A value to be computed, of columns that there are. Its type is known from where it stands.
indirect enum CheckedValue: Sendable {
  case constant(Constant)
  /// A timestamp, which has its order only where the clock is known.
  case moment(MomentLiteral)
  /// A field, read as a value of the type.
  case column(Int)
  /// A part of a field's date that is a number.
  case part(Int, TimestampPart)
  /// The midnight of a field's date.
  case day(Int)
  /// The name of the season of a field's date.
  case season(Int)
  case negated(CheckedValue)
  case arithmetic(Arithmetic, CheckedValue, CheckedValue)
  case function(NumberFunction, CheckedValue, decimals: Int)
  case converted(CheckedValue, UnitConversion)
  case firstPresent([CheckedValue])
  case cases(
    [(condition: LogicalExpression<CheckedTest>, value: CheckedValue)], otherwise: CheckedValue?)
}

/// A value that is the same in all rows.
enum Constant: Sendable {
  case number(DecimalValue)
  case text([UInt8])
  case moment(Int64)
}

// MARK: - Columns

/// A column that is read.
struct ColumnUse: Hashable {
  /// Its 0-based position.
  let column: Int
  /// Whether it is read as timestamps.
  let isTimestamp: Bool
}

extension CheckedTest {
  /// The columns that are read.
  var uses: [ColumnUse] {
    switch self {
    case .field(let test):
      let isTimestamp =
        switch test.kind {
        case .part, .moment: true
        case .number, .text, .pattern, .missing: false
        }
      return [ColumnUse(column: test.column, isTimestamp: isTimestamp)]
    case .computed(let comparison):
      return ([comparison.value] + comparison.predicate.values)
        .flatMap { $0.uses(as: comparison.type) }
    }
  }
}

extension CheckedValue {
  /// The columns that are read.
  func uses(as type: ValueType) -> [ColumnUse] {
    switch self {
    case .constant, .moment: return []
    case .column(let column): return [ColumnUse(column: column, isTimestamp: type == .moment)]
    case .part(let column, _), .day(let column), .season(let column):
      return [ColumnUse(column: column, isTimestamp: true)]
    case .negated(let value), .function(_, let value, _), .converted(let value, _):
      return value.uses(as: .number)
    case .arithmetic(_, let left, let right):
      return left.uses(as: .number) + right.uses(as: .number)
    case .firstPresent(let values): return values.flatMap { $0.uses(as: type) }
    case .cases(let cases, let otherwise):
      return cases.flatMap { $0.condition.tests.flatMap(\.uses) + $0.value.uses(as: type) }
        + (otherwise?.uses(as: type) ?? [])
    }
  }
}

extension LogicalExpression {
  /// All tests, from left to right.
  var tests: [Test] {
    var tests: [Test] = []
    _ = map { tests.append($0) }
    return tests
  }
}
