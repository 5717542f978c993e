import CSV
import MPI
import Statistics

/// The statistics of all groups, from what all ranks have found.
struct GroupReduction: Sendable {
  /// Groups with their statistics, as the ranks exchange them.
  private struct Share: Sendable {
    var lengths: [UInt32] = []
    var texts: [UInt8] = []
    var groups: [GroupTotals] = []
    var statistics: [GroupStatistics] = []
    var percentiles: [Double] = []

    /// Where each key begins in the texts, and behind them where the last one ends.
    var starts: [Int] { lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int($1)) } }
  }

  /// The number of groups of all ranks, those that aren't reported included.
  let groupCount: Int

  private let columnCount: Int
  private let percentCount: Int
  private let share: Share
  private let starts: [Int]

  /// The order in which the groups are reported.
  private let order: [Int]

  /// Computes the statistics and brings those that are reported to rank 0.
  ///
  /// - Parameters:
  ///   - table: the groups that this rank has found.
  ///   - selection: which groups are reported.
  ///   - maker: what computes statistics; nil if there are no columns.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: O(values + groups · log(groups)) time.
  init(
    _ table: consuming GroupTable, _ selection: GroupSelection, _ maker: GroupStatisticsMaker?,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) {
    let own = try ranks.partition(table)
    groupCount = try ranks.allreduce(own.count, .sum)
    columnCount = own.columnCount
    percentCount = maker?.request.percentiles.count ?? 0
    let finished = maker.map { own.finish($0, workers) } ?? FinishedGroups(statistics: [])
    let keys = own.keys
    let chosen = selection.order(own.groups, finished.statistics, columnCount) { keys.text($0) }
    share = try Self.gather(chosen, of: own, finished, percentCount, on: ranks)
    let (all, starts) = (share, share.starts)
    self.starts = starts
    // What one rank has chosen is in order already.
    order =
      ranks.size == 1
      ? Array(all.groups.indices)
      : selection.order(all.groups, all.statistics, columnCount) { group in
        Array(all.texts[starts[group]..<starts[group + 1]])
      }
  }

  private static func gather(
    _ chosen: [Int], of table: GroupTable, _ finished: FinishedGroups, _ percentCount: Int,
    on ranks: borrowing Communicator
  ) throws(MPIError) -> Share {
    let columns = table.columnCount
    var share = Share()
    for group in chosen {
      let text = table.keys.text(group)
      share.lengths.append(UInt32(text.count))
      share.texts += text
      share.groups.append(table.groups[group])
      let totals = group * columns..<(group + 1) * columns
      share.statistics += finished.statistics[totals]
      share.percentiles +=
        finished.percentiles[
          totals.lowerBound * percentCount..<totals.upperBound * percentCount]
    }
    guard ranks.size > 1 else { return share }
    return Share(
      lengths: try ranks.gather(share.lengths), texts: try ranks.gather(share.texts),
      groups: try ranks.gather(share.groups), statistics: try ranks.gather(share.statistics),
      percentiles: try ranks.gather(share.percentiles))
  }

  /// The number of groups that are reported; none on other ranks than 0.
  var count: Int { order.count }

  /// The number of a group's rows.
  func rows(at position: Int) -> Int { share.groups[order[position]].rows }

  /// The key of a group, the totals of its rows, its statistics and percentiles for each column.
  ///
  /// - Parameter position: the group's place in the report.
  subscript(position: Int) -> ReportedGroup {
    let group = order[position]
    let totals = group * columnCount..<(group + 1) * columnCount
    return ReportedGroup(
      key: Array(share.texts[starts[group]..<starts[group + 1]]), rows: share.groups[group].rows,
      columns: totals.map { total in
        let percents = total * percentCount..<(total + 1) * percentCount
        return (share.statistics[total], share.percentiles[percents])
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
  /// The elements of all ranks, in the order of the ranks, on rank 0; none elsewhere.
  fileprivate borrowing func gather<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) throws(MPIError) -> [Element] {
    try gather(varying: elements, to: 0)?.flatMap { $0 } ?? []
  }
}
