import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Percentiles and mode of a column, from the slices of all ranks.
///
/// Two ways, chosen by the data and not by the number of ranks; both are exact. Where there are few
/// distinct values, their frequency table is merged over the ranks and says everything. Otherwise
/// every rank sorts its numbers, in place, and the ranks search together.
struct OrderReduction {
  /// The percentiles, in the order in which they were asked for.
  let percentiles: [Percentile]

  /// The most frequent value, of several the smallest; nil if the column has no values.
  let mode: Mode?

  /// Finds percentiles and mode.
  ///
  /// - Parameters:
  ///   - slice: this rank's part of the column. Its values may be left in another order, for which
  ///     no second copy of them is made.
  ///   - all: count and extrema of the values of all ranks.
  ///   - percents: the percentiles wanted.
  ///   - ranks: all ranks; the result is the same on each.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(
    _ slice: consuming ColumnSlice, among all: Summary, percents: [Double],
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) {
    let count = all.count
    guard count > 0 else {
      percentiles = percents.map { Percentile(percent: $0, value: nil) }
      mode = nil
      return
    }
    let quantiles = percents.map { Quantile(percent: $0, count: count) }
    let wanted = Set(quantiles.flatMap { [$0.lowerRank, $0.upperRank] }).sorted()
    let ordered: [Int: Double]
    if let table = try ranks.mergedFrequencies(slice.frequencies(on: workers)) {
      ordered = Self.values(ofRanks: wanted, in: table)
      mode = Mode(table.reduce(.identity) { $0.merged(with: $1) })
    } else {
      let values = slice.sorted(on: workers)
      ordered = try ranks.orderStatistics(wanted, of: values, among: all, workers)
      mode = Mode(try ranks.mode(of: values, workers))
    }
    percentiles = zip(percents, quantiles).map { percent, quantile in
      guard let lower = ordered[quantile.lowerRank], let upper = ordered[quantile.upperRank] else {
        preconditionFailure("an order statistic was not found")
      }
      return Percentile(percent: percent, value: quantile.interpolate(lower, upper))
    }
  }

  /// The ordered values of some ranks, from the table of all values.
  private static func values(ofRanks ranks: [Int], in table: [ValueCount]) -> [Int: Double] {
    var result: [Int: Double] = [:]
    var remaining = ranks[...]
    var end = 0
    for entry in table {
      end += entry.count
      while let rank = remaining.first, rank < end {
        result[rank] = entry.value
        remaining.removeFirst()
      }
    }
    return result
  }
}

extension Mode {
  init(_ best: ValueCount) { self.init(value: best.value, frequency: best.count) }
}
