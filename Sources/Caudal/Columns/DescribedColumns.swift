import Statistics

/// The columns of a description: for each group, if there are groups, all columns.
///
/// Of millions of groups each is put together when it is looked at.
public struct DescribedColumns: RandomAccessCollection, Sendable {
  private let element: @Sendable (Int) -> ColumnDescription

  /// 0.
  public let startIndex = 0

  /// The number of columns, or of columns in groups.
  public let endIndex: Int

  /// The names of the keys that make up a group; empty without groups.
  public let keyNames: [String]

  /// The number of all groups, also of those that aren't reported; nil without groups.
  public let groupCount: Int?

  /// Takes columns that have been described over all rows.
  init(_ columns: [ColumnDescription]) {
    element = { columns[$0] }
    endIndex = columns.count
    keyNames = []
    groupCount = nil
  }

  /// Takes columns that have been described in groups.
  init(
    _ groups: GroupReduction, names: [String], keys: [KeyPart], _ request: DescribeRequest
  ) {
    element = { position in
      let group = groups[position / names.count]
      let column = position % names.count
      let texts = keys.texts(ofKey: group.key)
      return ColumnDescription(
        group: zip(keys, texts).map { ($0.name, $1) }, name: names[column], rows: group.rows,
        group.columns[column].statistics, group.columns[column].percentiles, request)
    }
    endIndex = groups.count * names.count
    keyNames = keys.map(\.name)
    groupCount = groups.groupCount
  }

  /// A column, in a group if there are groups.
  public subscript(position: Int) -> ColumnDescription { element(position) }
}

extension ColumnDescription {
  /// Puts a group's description together.
  fileprivate init(
    group: [(name: String, text: String)], name: String, rows: Int,
    _ statistics: GroupStatistics, _ percentiles: ArraySlice<Double>, _ request: DescribeRequest
  ) {
    func defined(_ value: Double) -> Double? { value.isFinite ? value : nil }
    self.group = group
    column = name
    self.rows = rows
    count = statistics.count
    mean = defined(statistics.mean)
    variance = defined(statistics.variance)
    standardDeviation = defined(statistics.standardDeviation)
    skewness = defined(statistics.skewness)
    kurtosis = defined(statistics.kurtosis)
    minimum = defined(statistics.minimum)
    maximum = defined(statistics.maximum)
    mode = defined(statistics.mode).map {
      Mode(value: $0, frequency: statistics.modeFrequency)
    }
    self.percentiles = zip(request.percentiles, percentiles).map {
      Percentile(percent: $0, value: defined($1))
    }
    rollingVariance = RollingDescription(
      window: request.window, windows: statistics.windowCount,
      sum: defined(statistics.windowSum))
  }
}
