import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// The statistics of a column in a group. What isn't defined, or wasn't asked for, is NaN.
struct GroupStatistics: BitwiseCopyable, Sendable {
  var count = 0
  var mean = Double.nan
  var variance = Double.nan
  var standardDeviation = Double.nan
  var skewness = Double.nan
  var kurtosis = Double.nan
  var minimum = Double.nan
  var maximum = Double.nan
  var mode = Double.nan
  var modeFrequency = 0
  var windowCount = 0
  var windowSum = Double.nan
}

/// Computes the statistics of a group from its values.
struct GroupStatisticsMaker: Sendable {
  /// What is asked for.
  let request: DescribeRequest

  /// Whether values are looked at, because more than totals is asked for.
  let needsValues: Bool
  private let needsMoments: Bool
  private let needsOrder: Bool
  private let needsRolling: Bool
  private var sorter = RadixSorter()

  /// Prepares for what a request asks for.
  init(_ request: DescribeRequest) {
    self.request = request
    let statistics = request.computedStatistics
    needsValues = statistics.contains(where: \.needsValues)
    needsMoments = !statistics.isDisjoint(with: [.variance, .std, .skewness, .kurtosis])
    needsOrder = !statistics.isDisjoint(with: [.mode, .percentiles])
    needsRolling = statistics.contains(.rollingVariance)
  }

  /// Computes what was asked for.
  ///
  /// - Parameters:
  ///   - values: all of a column's values in a group, in the order of the file; they may be left in
  ///     another order.
  ///   - result: where the statistics go.
  ///   - percentiles: where the percentiles go, in the order of the request.
  mutating func compute(
    _ values: inout [Double], into result: inout GroupStatistics,
    _ percentiles: inout [Double]
  ) {
    if needsMoments, let moments = Moments(of: values.span) {
      result.variance = moments.variance(ddof: request.ddof) ?? .nan
      result.standardDeviation = moments.standardDeviation(ddof: request.ddof) ?? .nan
      result.skewness = moments.skewness ?? .nan
      result.kurtosis = moments.kurtosis ?? .nan
    }
    if needsRolling { computeRolling(values, into: &result) }
    if needsOrder, !values.isEmpty {
      let ordered = OrderedValues(&values, &sorter)
      result.mode = ordered.mode.value
      result.modeFrequency = ordered.mode.count
      for percent in request.percentiles {
        let quantile = Quantile(percent: percent, count: values.count)
        percentiles.append(
          quantile.interpolate(ordered[quantile.lowerRank], ordered[quantile.upperRank]))
      }
    } else {
      percentiles.append(contentsOf: repeatElement(.nan, count: request.percentiles.count))
    }
  }

  private func computeRolling(_ values: [Double], into result: inout GroupStatistics) {
    let rolling = RollingVariance(window: request.window, count: values.count)
    result.windowCount = rolling.windowCount
    guard rolling.windowCount > 0 else { return }
    let cuts = 0..<rolling.cutCount
    var tree = MergeTree<DoubleDouble>(firstLeaf: 0)
    let positions = rolling.positions(of: cuts)
    rolling.appendSums(of: cuts, values: values.span.extracting(positions), to: &tree)
    result.windowSum = rolling.sum(ofSquares: tree.root, ddof: request.ddof) ?? .nan
  }
}

/// Values in order: a table of the distinct ones if those are few, sorted otherwise.
private struct OrderedValues {
  private let sorted: [Double]
  private let table: [ValueCount]

  /// The number of values up to and including each of the table's entries.
  private let ends: [Int]

  /// The most frequent value, of several the smallest.
  let mode: ValueCount

  init(_ values: inout [Double], _ sorter: inout RadixSorter) {
    var frequencies = FrequencyTable(limit: max(values.count / 8, 1))
    if values.count >= 256, frequencies.count(values.span) {
      table = frequencies.entries
      sorted = []
      var end = 0
      ends = table.map { entry in
        end += entry.count
        return end
      }
      mode = table.reduce(.identity) { $0.merged(with: $1) }
    } else {
      sorter.sort(&values)
      sorted = values
      table = []
      ends = []
      mode = Self.mode(ofSorted: values)
    }
  }

  /// The value of a rank.
  subscript(rank: Int) -> Double {
    guard sorted.isEmpty else { return sorted[rank] }
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] <= rank { low = middle + 1 } else { high = middle }
    }
    return table[low].value
  }

  private static func mode(ofSorted values: [Double]) -> ValueCount {
    var best = ValueCount.identity
    var start = 0
    for index in values.indices
    where index + 1 == values.count || values[index + 1] != values[index] {
      let run = ValueCount(value: values[index], count: index + 1 - start)
      best = best.merged(with: run)
      start = index + 1
    }
    return best
  }
}
