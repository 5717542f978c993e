package import CSV
package import Vocabulary

/// A condition that has been checked against a file's columns, ready to choose rows.
///
/// ```swift
/// let condition = try Condition("Departamento = 'META' and ValorObservado > 5")
/// let plan = try FilterPlan(condition, layout: layout, nullTokens: nullTokens)
/// var selector = try plan.makeSelector(timestamps: [2: TimestampReading(.monthFirst)])
/// let chosen = selector.select(from: batch).rows
/// ```
package struct FilterPlan: Sendable {
  /// The 0-based positions of the columns that are read, ascending.
  package let columns: [Int]

  /// The 0-based positions of those among them that are read as timestamps, ascending.
  package let timestampColumns: [Int]

  private let expression: LogicalExpression<CheckedTest>
  private let nullTokens: [String]
  private let numberSyntax: NumberSyntax
  private let isEncodingAssumed: Bool

  /// The columns whose kind decides how they are compared.
  ///
  /// - Parameters:
  ///   - condition: the condition.
  ///   - layout: the file's columns.
  /// - Returns: their 0-based positions, ascending; those that there are.
  package static func columnsInQuestion(_ condition: Condition, layout: FileLayout) -> [Int] {
    let columns = ColumnFinder(layout)
    let positions = condition.expression.tests.flatMap(\.subjectsInQuestion).compactMap {
      try? columns.position(of: $0.column)
    }
    return Set(positions).sorted()
  }

  /// Checks a condition.
  ///
  /// - Parameters:
  ///   - condition: the condition.
  ///   - layout: the file's columns and decimal mark.
  ///   - nullTokens: the texts that mean a missing value.
  ///   - yearStarts: the month with which years begin.
  ///   - kinds: what the columns of ``columnsInQuestion(_:layout:)`` look like, by their positions.
  /// - Throws: `ConditionError` at the first column that isn't there, or the first value that can't be
  ///   compared with its field.
  package init(
    _ condition: Condition, layout: FileLayout, nullTokens: [String], yearStarts: Int = 1,
    kinds: [Int: ColumnKind] = [:]
  ) throws(ConditionError) {
    let checker = ConditionChecker(
      condition.text, layout, nullTokens: nullTokens, yearStarts: yearStarts, kinds: kinds)
    expression = try condition.expression.map { (test) throws(ConditionError) in
      try checker.check(test)
    }
    self.nullTokens = nullTokens
    numberSyntax = layout.dialect.numbers
    isEncodingAssumed = layout.dialect.isEncodingAssumed
    let uses = Set(expression.tests.flatMap(\.uses))
    columns = Set(uses.map(\.column)).sorted()
    timestampColumns = uses.filter(\.isTimestamp).map(\.column).sorted()
    comparisons = expression.tests.flatMap { $0.comparisons(naming: layout.columnNames) }
  }

  /// How columns are compared with each other, as their kinds have decided: a phrase for each such
  /// test.
  package let comparisons: [String]

  /// Makes what chooses rows; every thread needs one of its own, or a copy.
  ///
  /// - Parameter timestamps: how ``timestampColumns`` are read, by their positions.
  /// - Returns: a selector with room for a batch of rows.
  /// - Throws: `ConditionError` at the first timestamp that a column's clock doesn't have.
  package func makeSelector(
    timestamps: [Int: TimestampReading]
  ) throws(ConditionError) -> RowSelector {
    var builder = SelectionNode.Builder(
      nullTokens: nullTokens, numbers: numberSyntax, readings: timestamps,
      isEncodingAssumed: isEncodingAssumed)
    let root = try builder.node(expression, isNegated: false)
    return RowSelector(root, builder)
  }
}

extension ConditionTest {
  /// The columns whose kind matters.
  fileprivate var subjectsInQuestion: [ConditionSubject] {
    switch self {
    case .field(let test):
      guard test.subject.part == nil else { return [] }
      if case .matches = test.predicate { return [test.subject] }
      guard case .text? = test.predicate.values.first?.value else { return [] }
      return [test.subject]
    case .computed(let test):
      return ([test.value] + test.predicate.values).flatMap(\.subjectsInQuestion)
    }
  }
}

extension ValueExpression {
  /// The columns whose kind matters.
  var subjectsInQuestion: [ConditionSubject] {
    switch self {
    case .literal: []
    case .subject(let subject): subject.part == nil ? [subject] : []
    case .negated(let value), .function(_, let value, _), .converted(let value, _):
      value.subjectsInQuestion
    case .arithmetic(_, let left, let right, _):
      left.subjectsInQuestion + right.subjectsInQuestion
    case .firstPresent(let values, _): values.flatMap(\.subjectsInQuestion)
    case .cases(let cases, let otherwise, _):
      cases.flatMap {
        $0.condition.tests.flatMap(\.subjectsInQuestion) + $0.value.subjectsInQuestion
      } + (otherwise?.subjectsInQuestion ?? [])
    }
  }
}

extension CheckedTest {
  /// How columns are compared with each other.
  fileprivate func comparisons(naming names: [String]) -> [String] {
    guard case .computed(let comparison) = self else { return [] }
    let columns = ([comparison.value] + comparison.predicate.values).map { value in
      if case .column(let column) = value { names[column] } else { String?.none }
    }
    let named = columns.compactMap { $0 }
    guard named.count == columns.count, named.count > 1 else { return [] }
    return ["\(named[0]) with \(named[1...].joined(separator: ", ")) as \(comparison.type.words)"]
  }
}

extension ValueType {
  /// Words for the values.
  fileprivate var words: String {
    switch self {
    case .number: "numbers"
    case .text: "texts"
    case .moment: "dates"
    }
  }
}
