import Report
import Vocabulary

/// Results made by hand, small enough to be read whole.
enum Sample {
  /// The statistics that these tests ask for, however many there are.
  static let statistics: Set<Statistic> = [
    .rows, .count, .missing, .mean, .variance, .std, .skewness, .kurtosis, .min, .max, .mode,
    .percentiles, .rollingVariance,
  ]

  /// A request for some statistics, two percentiles and windows of two.
  static func request(
    _ statistics: Set<Statistic> = Sample.statistics, by keys: KeySelection? = nil
  ) -> DescribeRequest {
    var request = DescribeRequest(path: "data.csv", column: "x")
    request.percentiles = [25, 99.9]
    request.window = 2
    request.statistics = statistics
    request.groupKeys = keys
    return request
  }

  /// The column 1, 2, 3, 4 with one value missing.
  static func column(
    _ name: String, number: Int = 1, group: [(name: String, text: String)] = [], rejected: Int = 0
  ) -> ColumnDescription {
    var computed = ComputedStatistics(count: 4)
    computed.mean = 2.5
    computed.variance = 1.25
    computed.standardDeviation = 1.118033988749895
    computed.skewness = 0
    computed.kurtosis = -1.36
    computed.minimum = 1
    computed.maximum = 4
    computed.mode = 1
    computed.modeFrequency = 1
    computed.windowCount = 2
    computed.windowSum = 0.5
    return column(
      name, number, group, rows: 5 + rejected, rejected: rejected, computed,
      quantiles: [1.75, 3.997])
  }

  /// A column without values.
  static func emptyColumn(
    _ name: String, number: Int = 1, rows: Int = 2, group: [(name: String, text: String)] = []
  ) -> ColumnDescription {
    column(name, number, group, rows: rows, ComputedStatistics(), quantiles: [])
  }

  /// A column of three values, of which the mean and the sum over windows are to be looked at.
  static func column(mean: Double, windows: Int, sum: Double) -> ColumnDescription {
    var computed = ComputedStatistics(count: 3)
    computed.mean = mean
    computed.windowCount = windows
    computed.windowSum = sum
    return column("x", 1, [], rows: 3, computed, quantiles: [])
  }

  /// The statistics that are computed only if they are asked for.
  static let others: Set<Statistic> = [.sum, .cv, .range, .distinct, .median, .iqr]

  /// The column 1, 2, 3, 4 with those statistics.
  static func columnOfOthers() -> ColumnDescription {
    var computed = ComputedStatistics(count: 4)
    computed.sum = 10
    computed.mean = 2.5
    computed.standardDeviation = 1.25
    computed.minimum = 1
    computed.maximum = 4
    computed.distinct = 4
    let plan = StatisticPlan(request(others))
    // In the order of the plan: the median's, then those of the interquartile range.
    return ColumnDescription(
      column: "x", columnNumber: 1, rows: 4, computed, quantiles: [2.5, 1.75, 3.25], plan)
  }

  private static func column(
    _ name: String, _ number: Int, _ group: [(name: String, text: String)], rows: Int,
    rejected: Int = 0, _ computed: ComputedStatistics, quantiles: ArraySlice<Double>
  ) -> ColumnDescription {
    ColumnDescription(
      group: group, column: name, columnNumber: number, rows: rows, rejected: rejected,
      computed, quantiles: quantiles, StatisticPlan(request()))
  }

  /// A result over all rows.
  static func description(
    _ columns: [ColumnDescription], _ input: InputDescription = Sample.input
  ) -> Description {
    Description(
      columns: DescribedColumns(count: columns.count, columnNames: columns.map(\.column)) {
        columns[$0]
      }, input: input, run: run)
  }

  /// A result by groups.
  static func groups(
    _ columns: [ColumnDescription], columnNames: [String] = ["x"], by keys: [String],
    of groupCount: Int, _ input: InputDescription = Sample.input
  ) -> Description {
    Description(
      columns: DescribedColumns(
        count: columns.count, columnNames: columnNames, keyNames: keys, groupCount: groupCount
      ) { columns[$0] }, input: input, run: run)
  }

  /// Frequencies of keys.
  static func frequencies(
    _ names: [String], _ entries: [(key: [String], count: Int)], of total: Int, missing: Int = 0,
    distinct: Int, _ input: InputDescription = Sample.input
  ) -> Frequencies {
    var sum = 0
    let all = entries.map { entry in
      sum += entry.count
      return Frequencies.Entry(
        key: entry.key.map { Array($0.utf8) }, count: entry.count,
        share: Double(entry.count) / Double(total),
        cumulativeShare: Double(sum) / Double(total))
    }
    return Frequencies(
      keyNames: names, total: total, missing: missing, distinct: distinct,
      entries: Frequencies.LazyEntries(count: all.count) { all[$0] }, input: input, run: run)
  }

  /// One small file.
  static let input = InputDescription(
    files: ["data.csv"], bytes: 42, dialect: DialectDescription(), rows: 5)

  /// A file with rows that can't be used.
  static func unusableInput(_ handling: UnusableRows.Handling) -> InputDescription {
    InputDescription(
      files: ["data.csv"], bytes: 42, dialect: DialectDescription(), rows: 8, handling: handling,
      unusable: UnusableRowCounts(
        rejected: [.init(.fieldCount, 2), .init(.notADate, 1)],
        takenForMissing: [.init(.notANumber, 4)], filled: 5))
  }

  /// Two ranks on two hosts.
  static let run = RunDescription(
    ranks: 2, threads: 3, hosts: ["one", "two"], input: .shared,
    phases: [.init(name: "scan", seconds: 0.25), .init(name: "total", seconds: 0.5)])
}

extension OutputFormat {
  /// A result as one text.
  func text(of description: Description, _ request: DescribeRequest) -> String {
    whole(render(description, of: request))
  }
}

extension FrequencyFormat {
  /// A result as one text.
  func text(of frequencies: Frequencies) -> String {
    let request = FrequencyRequest(table: TableRequest(paths: ["data.csv"]), keys: "x")
    return whole(render(frequencies, of: request))
  }
}

private func whole(_ parts: any Sequence<[UInt8]>) -> String {
  var text: [UInt8] = []
  for part in parts { text += part }
  return String(decoding: text, as: UTF8.self)
}
