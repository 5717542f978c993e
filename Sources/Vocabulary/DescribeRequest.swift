/// The statistics to compute, and the table to compute them of: options that have been checked.
public struct DescribeRequest: Sendable {
  /// The table and how to read it.
  public var table: TableRequest

  /// The columns that are described.
  public var columns: ColumnSelection

  /// The percentiles wanted, each from 0 to 100, in the order in which they are reported.
  public var percentiles: [Double] = [10, 25, 50, 75, 90]

  /// The number of values in a rolling window, at least one.
  public var window = 500

  /// The number subtracted from the number of values when a variance is divided by it.
  public var ddof = 0

  /// The keys that rows are grouped by: columns, or parts of their dates, such as
  /// `["Departamento", .part(.month, of: "FechaObservacion")]`. Nil for one result over all rows.
  public var groupKeys: KeySelection?

  /// The statistics that are reported.
  public var statistics = Statistic.standard

  /// The most bins of the histograms that are wanted, at least 4; nil for none. Groups have none.
  public var histogramBins: Int?

  /// The order of groups.
  public var groupOrder = GroupOrder.firstSeen

  /// Whether groups are reported in the opposite order.
  public var reversesGroups = false

  /// The number of groups that are reported, of the first in their order; nil for all.
  public var groupLimit: Int?

  /// Creates a request with every option at its default.
  ///
  /// - Parameters:
  ///   - path: the path of the only file.
  ///   - column: the only column.
  public init(path: String, column: ColumnReference) {
    self.init(path: path, columns: [column])
  }

  /// Creates a request with every option at its default.
  ///
  /// - Parameters:
  ///   - path: the path of the only file.
  ///   - columns: the columns.
  public init(path: String, columns: ColumnSelection) {
    self.init(table: TableRequest(paths: [path]), columns: columns)
  }

  /// Creates a request about a table, with every other option at its default.
  ///
  /// - Parameters:
  ///   - table: the table and how to read it.
  ///   - columns: the columns.
  public init(table: TableRequest, columns: ColumnSelection) {
    self.table = table
    self.columns = columns
  }
}
