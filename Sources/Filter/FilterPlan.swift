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

  private let expression: LogicalExpression<FieldTest>
  private let nullTokens: [String]
  private let numberSyntax: NumberSyntax

  /// Checks a condition.
  ///
  /// - Parameters:
  ///   - condition: the condition.
  ///   - layout: the file's columns and decimal mark.
  ///   - nullTokens: the texts that mean a missing value.
  ///   - yearStarts: the month with which years begin.
  /// - Throws: `ConditionError` at the first column that isn't there, or the first value that can't be
  ///   compared with its field.
  package init(
    _ condition: Condition, layout: FileLayout, nullTokens: [String], yearStarts: Int = 1
  ) throws(ConditionError) {
    let checker = ConditionChecker(
      condition, layout, nullTokens: nullTokens, yearStarts: yearStarts)
    expression = try condition.expression.map { (test) throws(ConditionError) in
      try checker.check(test)
    }
    self.nullTokens = nullTokens
    numberSyntax = layout.dialect.numbers
    var columns: Set<Int> = []
    var timestampColumns: Set<Int> = []
    _ = expression.map { test in
      columns.insert(test.column)
      switch test.kind {
      case .part, .moment: timestampColumns.insert(test.column)
      case .number, .text, .missing: break
      }
    }
    self.columns = columns.sorted()
    self.timestampColumns = timestampColumns.sorted()
  }

  /// Makes what chooses rows; every thread needs one of its own, or a copy.
  ///
  /// - Parameter timestamps: how ``timestampColumns`` are read, by their positions.
  /// - Returns: a selector with room for a batch of rows.
  /// - Throws: `ConditionError` at the first timestamp that a column's clock doesn't have.
  package func makeSelector(
    timestamps: [Int: TimestampReading]
  ) throws(ConditionError) -> RowSelector {
    var builder = SelectionNode.Builder(
      nullTokens: nullTokens, numbers: numberSyntax, readings: timestamps)
    let root = try builder.node(expression, isNegated: false)
    return RowSelector(root, numbers: builder.numbers, timestamps: builder.timestamps)
  }
}
