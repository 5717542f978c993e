/// A column whose timestamps are wanted, and what counts as missing in it.
package struct TimestampColumn: Sendable, Hashable {
  /// The column's 0-based position in a row.
  package let index: Int

  /// How the timestamps are written.
  package let format: TimestampFormat

  /// The rule for what is missing in it: the same as if it were a column of numbers.
  private var rule: NumericColumn

  /// Whether a text that is a timestamp may mean a missing value.
  fileprivate let hasNullTimestamps: Bool

  /// Creates a column.
  ///
  /// - Parameters:
  ///   - index: its 0-based position in a row.
  ///   - format: how its timestamps are written.
  ///   - nullTokens: the texts that mean a missing value; see
  ///     ``NumericColumn/init(index:nullTokens:numbers:)``.
  ///   - numbers: how numbers are written.
  package init(
    index: Int, format: TimestampFormat, nullTokens: [String], numbers: NumberSyntax
  ) {
    self.index = index
    self.format = format
    rule = NumericColumn(index: index, nullTokens: nullTokens, numbers: numbers)
    hasNullTimestamps = rule.nullTokens.contains { format.parse($0.span) != nil }
  }

  /// The same column where numbers are written in another way.
  func written(as numbers: NumberSyntax) -> TimestampColumn {
    var column = self
    column.rule = rule.written(as: numbers)
    return column
  }

  /// Whether a field's content means a missing value.
  func isMissing(_ field: Span<UInt8>) -> Bool { rule.isMissing(field) }
}

/// A column's timestamps in the rows of a batch.
package struct TimestampBatch: Sendable {
  /// A place for each row, filled where the row has a timestamp: its ``Timestamp/orderKey``, from
  /// which ``TimestampPart/key(ofOrderKey:)`` makes keys.
  package var orderKeys = [Int64](repeating: 0, count: RowBatch.limit)

  /// Which rows have a timestamp.
  package var isPresent = RowMask()

  /// Creates a place for timestamps.
  package init() {}
}

extension RowBatch {
  /// Reads a column's timestamps, each to the place of its row.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - rows: the rows whose timestamps are wanted. What is there of other rows stays.
  ///   - timestamps: where they go.
  /// - Returns: the first field that is neither a timestamp nor missing; those before it were read.
  package borrowing func readTimestamps(
    of column: TimestampColumn, in rows: RowMask, into timestamps: inout TimestampBatch
  ) -> UnusableField? {
    let column = columns.map { column.written(as: $0.numbers) } ?? column
    timestamps.isPresent = timestamps.isPresent.subtracting(rows)
    // Taken out of the loop, in which the column itself is rarely needed.
    let (index, format) = (column.index, column.format)
    var rest = rows
    while let row = rest.popFirst() {
      let timestamp = withText(of: index, inRow: row) { format.parse($0) }
      if let timestamp, !column.hasNullTimestamps {
        timestamps.orderKeys[row] = timestamp.orderKey
        timestamps.isPresent.insert(row)
      } else if !withText(of: index, inRow: row, { column.isMissing($0) }) {
        guard let timestamp else { return unusableTimestamp(column, row) }
        timestamps.orderKeys[row] = timestamp.orderKey
        timestamps.isPresent.insert(row)
      }
    }
    return nil
  }

  private borrowing func unusableTimestamp(_ column: TimestampColumn, _ row: Int) -> UnusableField {
    let what = "a date of the form \(column.format.pattern)"
    return UnusableField(row: row, column: column.index, reason: .unexpected(what: what))
  }
}
