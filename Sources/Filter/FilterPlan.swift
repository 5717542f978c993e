package import CSV

/// What chooses rows: a condition such as `Departamento = 'META' and ValorObservado > 5`, checked
/// against a file's columns.
///
/// ```swift
/// let plan = try FilterPlan(text, layout: layout, nullTokens: NumericColumn.standardNullTokens)
/// var selector = plan.makeSelector(timestampFormats: [2: .monthFirst])
/// let chosen = selector.select(from: batch).rows
/// ```
///
/// The value that a field is compared with says how the field is read:
///
/// | compared with | the field is read as | order |
/// | --- | --- | --- |
/// | a number, `5.5` | a number, with the file's decimal mark | by size |
/// | a text in single quotes, `'META'` | its bytes without quotes, every one, in no other case | by bytes |
/// | `date '2017-05-22'`, `timestamp '2017-05-22 13:00'` | a timestamp, in the column's format | by time; a date is its midnight |
///
/// `year(C)`, `month(C)`, `day(C)` and `hour(C)` are numbers, `date(C)` is a date.
///
/// The logic is SQL's, of three values: a test of a missing value is unknown, so `x != 1` and
/// `not (x = 1)` don't choose rows where x is missing; `x is missing` does. What is missing is the
/// same for every test: an empty or blank field, and the null tokens.
///
/// `and` and `or` go from left to right, and a field is read only if those on its left haven't
/// decided for its row. So in `Sensor = 'T' and Valor > 5` it doesn't matter what the values of
/// other sensors are.
package struct FilterPlan: Sendable {
  /// The 0-based positions of the columns that are read, ascending.
  package let columns: [Int]

  /// The 0-based positions of those among them that are read as timestamps, ascending.
  package let timestampColumns: [Int]

  let condition: Condition<FieldTest>
  private let nullTokens: [String]
  private let decimal: UInt8

  /// Reads and checks a condition; ``ConditionParser`` has the grammar.
  ///
  /// - Parameters:
  ///   - text: the condition.
  ///   - layout: the file's columns and decimal mark. Columns are found as
  ///     ``CSV/FileLayout/columnIndex(_:)`` does.
  ///   - nullTokens: the texts that mean a missing value.
  /// - Throws: ``FilterError`` at the spot where the condition makes no sense.
  package init(_ text: String, layout: FileLayout, nullTokens: [String]) throws(FilterError) {
    var parser = try ConditionParser(text)
    let checker = ConditionChecker(
      scalars: Array(text.unicodeScalars), layout: layout, nullTokens: nullTokens)
    condition = try parser.parse().map { (test) throws(FilterError) in try checker.check(test) }
    self.nullTokens = nullTokens
    decimal = layout.dialect.decimal
    var columns: Set<Int> = []
    var timestampColumns: Set<Int> = []
    _ = condition.map { test in
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
      nullTokens: nullTokens, decimal: decimal, formats: timestampFormats)
    let root = builder.node(condition, isNegated: false)
    return RowSelector(root, numbers: builder.numbers, timestamps: builder.timestamps)
  }
}
