import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Computes the statistics of a group from its values.
struct GroupStatisticsMaker: Sendable {
  /// The statistics that are asked for.
  let plan: StatisticPlan

  private var sorter = RadixSorter()

  /// Prepares for what a plan asks for.
  init(_ plan: StatisticPlan) { self.plan = plan }

  /// Computes what was asked for.
  ///
  /// - Parameters:
  ///   - values: all of a column's values in a group, in the order of the file; they may be left in
  ///     another order.
  ///   - result: where the statistics go.
  ///   - quantiles: where the percentiles go, in the order of the plan.
  mutating func compute(
    _ values: inout [Double], into result: inout ComputedStatistics,
    _ quantiles: inout [Double]
  ) {
    if plan.needs.contains(.moments), let moments = Moments(of: values.span) {
      result.variance = moments.variance(ddof: plan.ddof) ?? .nan
      result.standardDeviation = moments.standardDeviation(ddof: plan.ddof) ?? .nan
      result.skewness = moments.skewness ?? .nan
      result.kurtosis = moments.kurtosis ?? .nan
    }
    if plan.needs.contains(.windows) { computeRolling(values, into: &result) }
    if plan.needs.contains(.order), !values.isEmpty {
      let ordered = OrderedValues(&values, &sorter)
      result.mode = ordered.mode.value
      result.modeFrequency = ordered.mode.count
      result.distinct = ordered.distinct
      for percent in plan.percents {
        let quantile = Quantile(percent: percent, count: values.count)
        quantiles.append(
          quantile.interpolate(ordered[quantile.lowerRank], ordered[quantile.upperRank]))
      }
    } else {
      quantiles.append(contentsOf: repeatElement(.nan, count: plan.percents.count))
    }
  }

  private func computeRolling(_ values: [Double], into result: inout ComputedStatistics) {
    let rolling = RollingVariance(window: plan.window, count: values.count)
    result.windowCount = rolling.windowCount
    guard rolling.windowCount > 0 else { return }
    let cuts = 0..<rolling.cutCount
    var tree = MergeTree<DoubleDouble>(firstLeaf: 0)
    let positions = rolling.positions(of: cuts)
    rolling.appendSums(of: cuts, values: values.span.extracting(positions), to: &tree)
    result.windowSum = rolling.sum(ofSquares: tree.root, ddof: plan.ddof) ?? .nan
  }
}

/// Values in order: a table of the distinct ones if those are few, sorted otherwise.
private struct OrderedValues {
  private let sorted: [Double]
  private let table: [ValueCount]

  /// The number of values up to and including each of the table's entries.
  private let ends: [Int]

  /// The most frequent value, of several the smallest.
  private(set) var mode = ValueCount.identity

  /// The number of distinct values.
  private(set) var distinct = 0

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
      distinct = table.count
    } else {
      sorter.sort(&values)
      sorted = values
      table = []
      ends = []
      takeRuns(ofSorted: values.span)
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

  private mutating func takeRuns(ofSorted values: Span<Double>) {
    values.forEachRun { run in
      mode = mode.merged(with: run)
      distinct += 1
    }
  }
}
