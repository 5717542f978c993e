/// A statistic of neighbouring values, which moves along a column.
public enum RollingStatistic: String, Sendable, CaseIterable {
  /// The mean of the values in the window, rounded once.
  case mean
  /// The smallest value.
  case min
  /// The largest value.
  case max
  /// The variance, Σ(x − mean)²/(w − ddof).
  case `var`
  /// The sum, rounded once.
  case sum
}

/// What is to be written of the windows that move along a column: a row for each row of the table, with the number of
/// the row, its value, and the statistic of the window that ends with this value.
///
/// A window holds the last *w* values that are present, as for the rolling variance of a description: rows without a
/// value are passed over, and have none of both themselves. The first *w* − 1 values end no window.
public struct RollingRequest: Sendable {
  /// The table, and how to read it.
  public var table: TableRequest

  /// The column, one that has numbers.
  public var column: ColumnSelection

  /// What is computed of each window.
  public var statistic: RollingStatistic

  /// The number of values in a window, at least one.
  public var window: Int

  /// What variances are divided by: w less this number, which is at least 0.
  public var ddof = 0

  /// How the file is compressed, if it is.
  public var compression: TextCompression?

  /// What takes the text, on rank 0.
  public var writer: any RowWriter

  /// Asks for windows along a column.
  ///
  /// - Parameters:
  ///   - statistic: what is computed of each window.
  ///   - window: the number of values in a window, at least one.
  ///   - column: the column.
  ///   - table: the table, and how to read it.
  ///   - writer: what takes the text, on rank 0.
  public init(
    _ statistic: RollingStatistic, of window: Int, in column: ColumnSelection,
    _ table: TableRequest, to writer: any RowWriter
  ) {
    (self.statistic, self.window, self.column) = (statistic, window, column)
    (self.table, self.writer) = (table, writer)
  }
}
