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
  /// The percentiles, in the order in which they were asked for; NaN if the column has no values.
  private(set) var quantiles: [Double]

  /// The most frequent value, of several the smallest; of no value if the column has none.
  private(set) var mode = ValueCount.identity

  /// The number of distinct values; 0 if nobody asked for it and it would have been work.
  private(set) var distinct = 0

  /// The sum of the values, rounded once; NaN if the column has none, or nobody asked for it and it
  /// would have been work.
  private(set) var sum = Double.nan

  /// Finds out what follows from the values' order.
  ///
  /// - Parameters:
  ///   - slice: this rank's part of the column. Its values may be left in another order, for which
  ///     no second copy of them is made.
  ///   - all: count and extrema of the values of all ranks.
  ///   - plan: which percentiles are wanted, and whether distinct values are to be counted.
  ///   - memory: the memory of this rank's host.
  ///   - ranks: all ranks; the result is the same on each.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  init(
    _ slice: consuming ColumnSlice, among all: Summary, _ plan: StatisticPlan, _ memory: HostMemory,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let count = all.count
    quantiles = plan.percents.map { _ in .nan }
    guard count > 0 else { return }
    let wanted = plan.percents.map { Quantile(percent: $0, count: count) }
    let places = Set(wanted.flatMap { [$0.lowerRank, $0.upperRank] }).sorted()
    let ordered: [Int: Double]
    if let table = try slice.mergedFrequencies(memory, on: ranks, workers) {
      ordered = Self.values(ofRanks: places, in: table)
      takeAll(from: table)
    } else {
      try ranks.checkMemory(
        for: slice.sortingBytes(on: workers), besides: slice.byteCount, in: memory,
        "sorting the numbers")
      let values = slice.sorted(on: workers)
      if plan.needs.contains(.sum) { sum = try ranks.rounded(values.exactTotal(on: workers)) }
      ordered = try ranks.orderStatistics(places, of: values, among: all, workers, memory)
      let found = try ranks.mode(
        of: values, workers, memory, countsDistinct: plan.countsDistinct)
      (mode, distinct) = (found.mode, found.distinct ?? 0)
    }
    quantiles = wanted.map { quantile in
      guard let lower = ordered[quantile.lowerRank], let upper = ordered[quantile.upperRank] else {
        preconditionFailure("an order statistic was not found")
      }
      return quantile.interpolate(lower, upper)
    }
  }

  /// Takes what the table of all values says.
  private mutating func takeAll(from table: [ValueCount]) {
    mode = table.reduce(.identity) { $0.merged(with: $1) }
    distinct = table.count
    sum = table.reduce(into: ExactTotal()) { $0.add($1.value, times: $1.count) }.rounded
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
