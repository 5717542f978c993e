package import CSV
package import Patterns

/// A number as it is written in a condition.
package struct WrittenNumber: Sendable, Hashable {
  /// The nearest double.
  package let value: Double

  /// The number with all its digits.
  package let exact: ExactNumber

  /// The number as it is computed with.
  package let decimal: DecimalValue

  /// Takes a number that was read.
  package init(value: Double, exact: ExactNumber) {
    self.value = value + 0  // minus zero becomes zero
    self.exact = exact
    decimal = DecimalValue(exact, nearest: value)
  }

  /// A number that was computed.
  package init(_ decimal: DecimalValue) {
    value = decimal.double
    exact = decimal.exact
    self.decimal = decimal
  }

  /// The number with the other sign.
  package var negated: WrittenNumber { WrittenNumber(value: -value, exact: exact.negated) }

  /// Whether two numbers are the same in all their digits.
  package static func == (left: WrittenNumber, right: WrittenNumber) -> Bool {
    left.exact == right.exact
  }

  /// Hashes the digits.
  package func hash(into hasher: inout Hasher) { hasher.combine(exact) }
}

/// An operation of arithmetic on two numbers.
package enum Arithmetic: Sendable, Hashable {
  case sum
  case difference
  case product
  case quotient
}

/// A function of numbers.
package enum NumberFunction: String, Sendable, CaseIterable {
  /// The distance from zero.
  case abs
  /// The nearest number with so many decimals, halves away from zero.
  case round
}

/// A value that is computed of a row.
package indirect enum ValueExpression: Sendable {
  /// A value that is written there.
  case literal(Literal)
  /// A column, or a part of its dates.
  case subject(ConditionSubject)
  /// The number with the other sign.
  case negated(ValueExpression)
  /// A sum, a difference, a product or a quotient; with the place of its sign.
  case arithmetic(Arithmetic, ValueExpression, ValueExpression, offset: Int)
  /// A function of a number; with the decimals of one that rounds.
  case function(NumberFunction, ValueExpression, decimals: Int)
  /// A number in another unit.
  case converted(ValueExpression, UnitConversion)
  /// The first of some values that isn't missing; with the place of its name.
  case firstPresent([ValueExpression], offset: Int)
  /// The value of the first case whose condition is true; with the place of its first word.
  case cases(
    [(condition: LogicalExpression<ConditionTest>, value: ValueExpression)],
    otherwise: ValueExpression?, offset: Int)

  /// Where it begins in the condition, or where its sign stands: the number of scalars in front.
  package var offset: Int {
    switch self {
    case .literal(let literal): literal.offset
    case .subject(let subject): subject.offset
    case .negated(let value), .function(_, let value, _), .converted(let value, _): value.offset
    case .arithmetic(_, _, _, let offset), .firstPresent(_, let offset), .cases(_, _, let offset):
      offset
    }
  }

  /// The literal, if it is one.
  package var literal: Literal? {
    guard case .literal(let literal) = self else { return nil }
    return literal
  }
}

/// A test of values that are computed.
package struct ComputedTest: Sendable {
  /// The value that is tested.
  package let value: ValueExpression

  /// The test.
  package let predicate: Predicate<ValueExpression>
}

/// A pattern as it is written.
package struct WrittenPattern: Sendable {
  /// The pattern.
  package let pattern: Pattern

  /// The text, as it stands between the quotes.
  package let text: String

  /// Whether it is a regular expression; if not, it is SQL's like.
  package let isRegexp: Bool

  /// Where it begins: the number of scalars in front of it.
  package let offset: Int
}
