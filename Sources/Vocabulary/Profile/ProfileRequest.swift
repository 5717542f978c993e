/// A look at every column of a table: options that have been checked.
public struct ProfileRequest: Sendable {
  /// The table and how to read it.
  public var table: TableRequest

  /// The columns that are looked at; nil for all.
  public var columns: ColumnSelection?

  /// The percentiles of numbers that are wanted, each from 0 to 100, in the order in which they are reported.
  public var percentiles: [Double] = [25, 50, 75]

  /// The number subtracted from the number of values when a variance is divided by it.
  public var ddof = 0

  /// How many of the most frequent texts of each column are wanted, at least two.
  public var mostFrequent = 5

  /// The most bins of the histograms of numbers, at least 4; nil for none.
  public var histogramBins: Int?

  /// Creates a request with every option at its default.
  ///
  /// - Parameter table: the table and how to read it.
  public init(table: TableRequest) { self.table = table }

  /// The statistics of columns of numbers.
  package static let statistics: Set<Statistic> = [
    .rows, .count, .missing, .sum, .mean, .std, .min, .max, .mode, .distinct, .percentiles,
  ]

  /// What is asked of the columns of numbers.
  ///
  /// - Parameter columns: the columns.
  /// - Returns: the same table with the statistics of those columns.
  package func describing(_ columns: ColumnSelection) -> DescribeRequest {
    var request = DescribeRequest(table: table, columns: columns)
    request.statistics = Self.statistics
    request.percentiles = percentiles
    request.ddof = ddof
    request.histogramBins = histogramBins
    return request
  }
}
