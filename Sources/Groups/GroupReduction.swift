import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// The statistics of all groups, from what all ranks have found.
struct GroupReduction: Sendable {
  /// The number of groups of all ranks, those that aren't reported included.
  let groupCount: Int

  private let groups: ChosenGroups

  /// The order in which the groups are reported.
  private let order: [Int]

  /// Computes the statistics and brings those that are reported to rank 0.
  ///
  /// - Parameters:
  ///   - found: the groups that this rank has found.
  ///   - selection: which groups are reported.
  ///   - maker: what computes statistics; nil if there are no columns.
  ///   - budget: the memory that groups may take.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed ``CaudalError`` if what is
  ///   reported doesn't fit rank 0.
  /// - Complexity: O(values + groups · log(groups)) time.
  init(
    _ found: consuming RankGroups, _ selection: GroupSelection, _ maker: GroupStatisticsMaker?,
    _ budget: MemoryBudget, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    var own = try ranks.partition(found, workers)
    groupCount = try ranks.allreduce(own.count, .sum)
    let finished = maker.flatMap { $0.needsValues ? own.finish($0, workers) : nil }
    let percentCount = finished == nil ? 0 : maker?.request.percentiles.count ?? 0
    var chosen = ChosenGroups(
      selection, of: own, finished, percentCount: percentCount, workers)
    own = RankGroups(columnCount: own.columnCount, [], kept: [])
    if ranks.size > 1 {
      // Of each shard as many as are reported have been chosen; of the rank as many will do.
      if selection.limit != nil { chosen = ChosenGroups(chosen.order(by: selection), of: chosen) }
      try ranks.checkReport(of: chosen, fits: budget)
      chosen = try ranks.gather(chosen)
    }
    groups = chosen
    order = groups.order(by: selection)
  }

  /// The number of groups that are reported; none on other ranks than 0.
  var count: Int { order.count }

  /// The number of a group's rows.
  func rows(at position: Int) -> Int { groups.keys.entries[order[position]].rows }

  /// The key of a group.
  func key(at position: Int) -> [UInt8] { groups.keys.text(order[position]) }

  /// The key of a group, the totals of its rows, its statistics and percentiles for each column.
  ///
  /// - Parameter position: the group's place in the report.
  subscript(position: Int) -> ReportedGroup { groups[order[position]] }
}

/// Groups with their statistics, of those that a rank holds: those that may be reported.
private struct ChosenGroups: Sendable {
  let columnCount: Int
  let percentCount: Int
  private(set) var keys = KeyList()
  private(set) var firstRows: [Int] = []
  private(set) var statistics: [GroupStatistics] = []
  private(set) var percentiles: [Double] = []

  /// Chooses groups, some shards at a time, so that little is held twice.
  ///
  /// - Parameters:
  ///   - selection: which groups may be reported, of each shard and of all together.
  ///   - own: the groups of the rank.
  ///   - finished: their statistics; nil if they can be had from the totals.
  ///   - percentCount: the number of percentiles.
  ///   - workers: the rank's threads.
  init(
    _ selection: GroupSelection, of own: RankGroups, _ finished: FinishedGroups?,
    percentCount: Int, _ workers: Workers
  ) {
    columnCount = own.columnCount
    self.percentCount = percentCount
    let limit = min(selection.limit ?? .max, own.count)
    let count = min(own.count, limit * own.shards.count)
    keys.reserveCapacity(count)
    statistics.reserveCapacity(count * columnCount)
    let some = 4 * workers.count
    for first in stride(from: 0, to: own.shards.count, by: some) {
      let parts = workers.map(min(some, own.shards.count - first)) { shard in
        ChosenGroups(selection, ofShard: first + shard, of: own, finished, percentCount)
      }
      for part in parts {
        keys.append(contentsOf: part.keys)
        firstRows += part.firstRows
        statistics += part.statistics
        percentiles += part.percentiles
      }
    }
  }

  /// Chooses groups of a shard, in their order.
  private init(
    _ selection: GroupSelection, ofShard number: Int, of own: RankGroups,
    _ finished: FinishedGroups?, _ percentCount: Int
  ) {
    columnCount = own.columnCount
    self.percentCount = percentCount
    let (shard, columns) = (own.shards[number], own.columnCount)
    let firstTotal = own.starts[number] * columns
    let all =
      finished?.statistics[firstTotal..<own.starts[number + 1] * columns]
      ?? shard.sums.statistics[...]
    let order = selection.order(shard.keys.list, shard.sums.firstRows, all, columns)
    for group in order {
      let totals = group * columns..<(group + 1) * columns
      keys.append(group, of: shard.keys.list)
      if columns > 0 { firstRows.append(shard.sums.firstRows[group]) }
      for total in totals {
        statistics.append(all[all.startIndex + total])
        let percents = (firstTotal + total) * percentCount
        percentiles += finished?.percentiles[percents..<percents + percentCount] ?? []
      }
    }
  }

  /// Takes some of other groups, in an order.
  init(_ order: [Int], of other: ChosenGroups) {
    columnCount = other.columnCount
    percentCount = other.percentCount
    for group in order {
      let totals = group * columnCount..<(group + 1) * columnCount
      keys.append(group, of: other.keys)
      if columnCount > 0 { firstRows.append(other.firstRows[group]) }
      statistics += other.statistics[totals]
      percentiles +=
        other.percentiles[totals.lowerBound * percentCount..<totals.upperBound * percentCount]
    }
  }

  /// Puts the groups of several ranks together.
  init(
    columnCount: Int, percentCount: Int, _ parts: [KeyList], _ firstRows: [Int],
    _ statistics: [GroupStatistics], _ percentiles: [Double]
  ) {
    self.columnCount = columnCount
    self.percentCount = percentCount
    for part in parts { keys.append(contentsOf: part) }
    self.firstRows = firstRows
    self.statistics = statistics
    self.percentiles = percentiles
  }

  /// The numbers of the groups that are reported, in their order.
  func order(by selection: GroupSelection) -> [Int] {
    selection.order(keys, firstRows, statistics[...], columnCount)
  }

  /// The bytes of memory that are taken.
  var byteCount: Int {
    keys.byteCount + firstRows.count * MemoryLayout<Int>.stride
      + statistics.count * MemoryLayout<GroupStatistics>.stride
      + percentiles.count * MemoryLayout<Double>.stride
  }

  subscript(group: Int) -> ReportedGroup {
    let totals = group * columnCount..<(group + 1) * columnCount
    return ReportedGroup(
      key: keys.text(group), rows: keys.entries[group].rows,
      columns: totals.map { total in
        let percents = total * percentCount..<(total + 1) * percentCount
        return (statistics[total], percentiles[percents])
      })
  }
}

/// A group as it is reported.
struct ReportedGroup {
  let key: [UInt8]
  let rows: Int
  let columns: [(statistics: GroupStatistics, percentiles: ArraySlice<Double>)]
}

extension Communicator {
  /// Fails on all ranks if the groups that all of them have chosen don't fit rank 0.
  fileprivate borrowing func checkReport(
    of chosen: ChosenGroups, fits budget: MemoryBudget
  ) throws {
    let bytes = try allreduce(chosen.byteCount, .sum)
    try agree { () throws(LocalFailure) in
      guard rank == 0, bytes > budget.limit else { return }
      let message =
        "rank 0 (host \(processorName)): what is reported takes more than the"
        + " \(budget.limit >> 20) MiB of memory that there are for it;"
        + " ask for fewer groups by --top, or choose rows by --where"
      throw LocalFailure(error: CaudalError(.inputOutput, message))
    }
  }

  /// The chosen groups of all ranks, in the order of the ranks, on rank 0; none elsewhere.
  fileprivate borrowing func gather(_ chosen: ChosenGroups) throws(MPIError) -> ChosenGroups {
    let keys = try gather(varying: chosen.keys.entries, to: 0) ?? []
    let texts = try gather(varying: chosen.keys.longTexts, to: 0) ?? []
    return ChosenGroups(
      columnCount: chosen.columnCount, percentCount: chosen.percentCount,
      zip(keys, texts).map { KeyList(entries: $0, longTexts: $1) },
      try gather(all: chosen.firstRows), try gather(all: chosen.statistics),
      try gather(all: chosen.percentiles))
  }

  /// The elements of all ranks, in the order of the ranks, on rank 0; none elsewhere.
  private borrowing func gather<Element: BitwiseCopyable>(
    all elements: [Element]
  ) throws(MPIError) -> [Element] {
    try gather(varying: elements, to: 0)?.flatMap { $0 } ?? []
  }
}
