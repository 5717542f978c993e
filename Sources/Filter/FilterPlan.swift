package import CSV
package import Vocabulary

/// A condition that has been checked against a file's columns, ready to choose rows.
///
/// ```swift
/// let condition = try Condition("Departamento = 'META' and ValorObservado > 5")
/// let plan = try FilterPlan(condition, layout: layout, nullTokens: nullTokens)
/// var selector = plan.makeSelector(timestampFormats: [2: .monthFirst])
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
  /// - Throws: `ConditionError` at the first column that isn't there, or the first value that can't be
  ///   compared with its field.
  package init(
    _ condition: Condition, layout: FileLayout, nullTokens: [String]
  ) throws(ConditionError) {
    let checker = ConditionChecker(condition, layout, nullTokens: nullTokens)
    expression = try condition.expression.map { (test) throws(ConditionError) in
      try checker.check(test)
    }
    self.nullTokens = nullTokens
    numberSyntax = layout.dialect.numbers
    var columns: Set<Int> = []
    var timestampColumns: Set<Int> = []
    _ = expression.map { test in
      columns.insert(test.column)
      if case .timestamp = test.kind { timestampColumns.insert(test.column) }
    }
    self.columns = columns.sorted()
    self.timestampColumns = timestampColumns.sorted()
  }

  /// Makes what chooses rows; every thread needs one of its own, or a copy.
  ///
  /// - Parameter timestampFormats: the formats of ``timestampColumns``, by their positions.
  /// - Returns: a selector with room for a batch of rows.
  package func makeSelector(timestampFormats: [Int: TimestampFormat]) -> RowSelector {
    var builder = SelectionNode.Builder(
      nullTokens: nullTokens, numbers: numberSyntax, formats: timestampFormats)
    let root = builder.node(expression, isNegated: false)
    return RowSelector(root, numbers: builder.numbers, timestamps: builder.timestamps)
  }
}
