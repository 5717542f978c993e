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
  ///   - memory: the memory of this rank's host.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed ``CaudalError`` if there isn't
  ///   enough memory, or what is reported doesn't fit rank 0.
  /// - Complexity: O(values + groups · log(groups)) time.
  init(
    _ found: consuming RankGroups, _ selection: GroupSelection, _ maker: GroupStatisticsMaker?,
    _ budget: MemoryBudget, _ memory: HostMemory, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws {
    var own = try ranks.partition(found, memory, workers)
    groupCount = try ranks.allreduce(own.count, .sum)
    if let plan = maker?.plan, plan.needs.keepsValues {
      try ranks.checkMemory(
        for: own.finishingBytes(plan, workers), in: memory, "computing the groups' statistics")
    }
    let finished = maker.flatMap { $0.plan.needs.keepsValues ? own.finish($0, workers) : nil }
    var chosen = ChosenGroups(selection, of: own, finished, maker?.plan, workers)
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

  /// The statistics of a column in a group, and the percentiles that were asked for.
  ///
  /// - Parameters:
  ///   - position: the group's place in the report.
  ///   - column: the column's place among those that were asked for.
  /// - Complexity: O(1), as thousands of columns are looked at one after the other.
  subscript(
    position: Int, column column: Int
  ) -> (computed: ComputedStatistics, quantiles: ArraySlice<Double>) {
    groups[order[position], column: column]
  }
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
        + " \(budget.limit >> 20) MiB of memory that there are for it"
      throw LocalFailure(error: CaudalError(.inputOutput, message, advice: .fewerGroups))
    }
  }

  /// The chosen groups of all ranks, in the order of the ranks, on rank 0; none elsewhere.
  borrowing func gather(_ chosen: ChosenGroups) throws(MPIError) -> ChosenGroups {
    let keys = try gather(varying: chosen.keys.entries, to: 0) ?? []
    let texts = try gather(varying: chosen.keys.longTexts, to: 0) ?? []
    return ChosenGroups(
      columnCount: chosen.columnCount, chosen.plan,
      zip(keys, texts).map { KeyList(entries: $0, longTexts: $1) },
      try gather(all: chosen.firstRows), try gather(all: chosen.statistics),
      try gather(all: chosen.quantiles))
  }

  /// The elements of all ranks, in the order of the ranks, on rank 0; none elsewhere.
  private borrowing func gather<Element: BitwiseCopyable>(
    all elements: [Element]
  ) throws(MPIError) -> [Element] {
    try gather(varying: elements, to: 0)?.flatMap { $0 } ?? []
  }
}
