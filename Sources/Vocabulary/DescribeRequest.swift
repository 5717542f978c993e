/// What is to be computed, of what: options that have been checked.
public struct DescribeRequest: Sendable {
  /// The table and how to read it.
  public var table: TableRequest

  /// The column's name or 1-based number, or several of them, separated by commas; `*` for every
  /// column that has numbers.
  public var column: String

  /// The percentiles wanted, each from 0 to 100, in the order in which they are reported.
  public var percentiles: [Double] = [10, 25, 50, 75, 90]

  /// The number of values in a rolling window, at least one.
  public var window = 500

  /// What is subtracted from the number of values when a variance is divided by it.
  public var ddof = 0

  /// What rows are grouped by: columns, or parts of their dates, such as
  /// `Departamento,month(FechaObservacion)`. Nil for one result over all rows.
  public var groupKeys: String?

  /// What is reported.
  public var statistics = Statistic.standard

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
  ///   - column: the column's name or 1-based number.
  public init(path: String, column: String) {
    self.init(table: TableRequest(paths: [path]), column: column)
  }

  /// Creates a request about a table.
  ///
  /// - Parameters:
  ///   - table: the table and how to read it.
  ///   - column: the column's name or 1-based number.
  public init(table: TableRequest, column: String) {
    self.table = table
    self.column = column
  }
}
