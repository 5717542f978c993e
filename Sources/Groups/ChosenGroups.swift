import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Groups with their statistics, of those that a rank holds: those that may be reported.
struct ChosenGroups: Sendable {
  let columnCount: Int
  let plan: StatisticPlan?
  private(set) var keys = KeyList()
  private(set) var firstRows: [Int] = []
  private(set) var statistics: [ComputedStatistics] = []
  private(set) var quantiles: [Double] = []

  /// Chooses groups, some shards at a time, so that little is held twice.
  ///
  /// - Parameters:
  ///   - selection: which groups may be reported, of each shard and of all together.
  ///   - own: the groups of the rank.
  ///   - finished: their statistics; nil if they can be had from the totals.
  ///   - plan: what was asked for; nil if there are no columns.
  ///   - workers: the rank's threads.
  init(
    _ selection: GroupSelection, of own: RankGroups, _ finished: FinishedGroups?,
    _ plan: StatisticPlan?, _ workers: Workers
  ) {
    columnCount = own.columnCount
    self.plan = plan
    let limit = min(selection.limit ?? .max, own.count)
    let count = min(own.count, limit * own.shards.count)
    keys.reserveCapacity(count)
    statistics.reserveCapacity(count * columnCount)
    let some = 4 * workers.count
    for first in stride(from: 0, to: own.shards.count, by: some) {
      let parts = workers.map(min(some, own.shards.count - first)) { shard in
        ChosenGroups(selection, ofShard: first + shard, of: own, finished, plan)
      }
      for part in parts {
        keys.append(contentsOf: part.keys)
        firstRows += part.firstRows
        statistics += part.statistics
        quantiles += part.quantiles
      }
    }
  }

  /// Chooses groups of a shard, in their order.
  private init(
    _ selection: GroupSelection, ofShard number: Int, of own: RankGroups,
    _ finished: FinishedGroups?, _ plan: StatisticPlan?
  ) {
    columnCount = own.columnCount
    self.plan = plan
    let (shard, columns) = (own.shards[number], own.columnCount)
    let firstTotal = own.starts[number] * columns
    let all =
      finished?.statistics[firstTotal..<own.starts[number + 1] * columns]
      ?? shard.sums.statistics[...]
    let percentCount = percentCount
    let percentiles =
      finished?.quantiles[
        firstTotal * percentCount..<own.starts[number + 1] * columns * percentCount] ?? []
    let entries = shard.keys.list.entries
    let order = selection.order(shard.keys.list, shard.sums.firstRows) { statistic, group in
      value(of: statistic, all, percentiles, group: group, rows: entries[group].rows)
    }
    for group in order {
      let totals = group * columns..<(group + 1) * columns
      keys.append(group, of: shard.keys.list)
      if columns > 0 { firstRows.append(shard.sums.firstRows[group]) }
      for total in totals {
        statistics.append(all[all.startIndex + total])
        let percents = (firstTotal + total) * percentCount
        quantiles += finished?.quantiles[percents..<percents + percentCount] ?? []
      }
    }
  }

  /// Takes some of other groups, in an order.
  init(_ order: [Int], of other: ChosenGroups) {
    columnCount = other.columnCount
    plan = other.plan
    let percentCount = percentCount
    for group in order {
      let totals = group * columnCount..<(group + 1) * columnCount
      keys.append(group, of: other.keys)
      if columnCount > 0 { firstRows.append(other.firstRows[group]) }
      statistics += other.statistics[totals]
      quantiles +=
        other.quantiles[totals.lowerBound * percentCount..<totals.upperBound * percentCount]
    }
  }

  /// Puts the groups of several ranks together.
  init(
    columnCount: Int, _ plan: StatisticPlan?, _ parts: [KeyList], _ firstRows: [Int],
    _ statistics: [ComputedStatistics], _ quantiles: [Double]
  ) {
    self.columnCount = columnCount
    self.plan = plan
    for part in parts { keys.append(contentsOf: part) }
    self.firstRows = firstRows
    self.statistics = statistics
    self.quantiles = quantiles
  }

  /// The numbers of the groups that are reported, in their order.
  func order(by selection: GroupSelection) -> [Int] {
    selection.order(keys, firstRows) { statistic, group in
      value(
        of: statistic, statistics[...], quantiles[...], group: group, rows: keys.entries[group].rows
      )
    }
  }

  /// The number of percentiles of a column in a group.
  private var percentCount: Int { plan?.percents.count ?? 0 }

  /// The value of a statistic of the first column in a group.
  ///
  /// - Parameters:
  ///   - statistic: the statistic.
  ///   - all: what has been computed of all groups' columns, group after group.
  ///   - quantiles: the percentiles, in the same order; none if no values were looked at.
  ///   - group: the group's number.
  ///   - rows: the number of its rows.
  /// - Returns: nil if it isn't defined.
  private func value(
    of statistic: Statistic, _ all: ArraySlice<ComputedStatistics>,
    _ quantiles: ArraySlice<Double>, group: Int, rows: Int
  ) -> Double? {
    guard let plan else { return nil }
    let total = group * columnCount
    let first = quantiles.startIndex + total * percentCount
    let context = StatisticContext(
      all[all.startIndex + total], rows: rows,
      quantiles: quantiles.isEmpty ? [] : quantiles[first..<first + percentCount], plan)
    return statistic.definition.value(context).number
  }

  /// The bytes of memory that are taken.
  var byteCount: Int {
    keys.byteCount + firstRows.count * MemoryLayout<Int>.stride
      + statistics.count * MemoryLayout<ComputedStatistics>.stride
      + quantiles.count * MemoryLayout<Double>.stride
  }

  /// The statistics of a column in a group, and the percentiles that were asked for.
  subscript(
    group: Int, column column: Int
  ) -> (computed: ComputedStatistics, quantiles: ArraySlice<Double>) {
    let total = group * columnCount + column
    let percents = total * percentCount..<(total + 1) * percentCount
    return (statistics[total], quantiles.isEmpty ? [] : quantiles[percents])
  }
}
