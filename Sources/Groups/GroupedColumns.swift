import Statistics
import Vocabulary

extension DescribedColumns {
  /// Takes columns that have been described in groups.
  init(
    _ groups: GroupReduction, names: [String], keys: [KeyPart], _ request: DescribeRequest
  ) {
    self.init(
      count: groups.count * names.count, keyNames: keys.map(\.name), groupCount: groups.groupCount
    ) { position in
      let group = groups[position / names.count]
      let column = position % names.count
      let texts = keys.texts(ofKey: group.key)
      return ColumnDescription(
        group: zip(keys, texts).map { ($0.name, $1) }, name: names[column], rows: group.rows,
        group.columns[column].statistics, group.columns[column].percentiles, request)
    }
  }
}

extension ColumnDescription {
  /// Puts a group's description together.
  fileprivate init(
    group: [(name: String, text: String)], name: String, rows: Int,
    _ statistics: GroupStatistics, _ percentiles: ArraySlice<Double>, _ request: DescribeRequest
  ) {
    func defined(_ value: Double) -> Double? { value.isFinite ? value : nil }
    self.init(
      group: group, column: name, rows: rows, count: statistics.count,
      mean: defined(statistics.mean), variance: defined(statistics.variance),
      standardDeviation: defined(statistics.standardDeviation),
      skewness: defined(statistics.skewness), kurtosis: defined(statistics.kurtosis),
      minimum: defined(statistics.minimum), maximum: defined(statistics.maximum),
      mode: defined(statistics.mode).map { Mode(value: $0, frequency: statistics.modeFrequency) },
      percentiles: zip(request.percentiles, percentiles).map {
        Percentile(percent: $0, value: defined($1))
      },
      rollingVariance: RollingDescription(
        window: request.window, windows: statistics.windowCount,
        sum: defined(statistics.windowSum)))
  }
}
