import Keys
import MPI
import Ranks
import Statistics
import Vocabulary

// The memory that phases after the scan take, besides what a rank has when they begin.

extension KeptValues {
  /// The bytes of memory that a value takes, with its group.
  static var valueBytes: Int { MemoryLayout<Double>.stride + MemoryLayout<GroupID>.stride }
}

extension RankGroups {
  /// The bytes of memory that the groups take, without values that are kept.
  private var tableBytes: Int { shards.reduce(0) { $0 + $1.byteCount } }

  /// The number of values of a column that are kept.
  private func keptCount(ofColumn column: Int) -> Int {
    kept[column].reduce(0) { $0 + $1.values.count }
  }

  /// The bytes of memory that sending the groups takes, and what comes instead of them; and of one
  /// column, what is sent.
  var partitionBytes: Int {
    let values = kept.indices.map { keptCount(ofColumn: $0) }.max() ?? 0
    return 2 * tableBytes + values * KeptValues.valueBytes
  }

  /// The bytes of memory that ``finish(_:_:)`` takes.
  ///
  /// - Parameters:
  ///   - plan: the statistics that are computed.
  ///   - workers: the rank's threads.
  /// - Returns: what is kept of all groups and what is held of one column, and of it again by threads.
  func finishingBytes(_ plan: StatisticPlan, _ workers: Workers) -> Int {
    let double = MemoryLayout<Double>.stride
    let results =
      count * columnCount
      * (MemoryLayout<ComputedStatistics>.stride + plan.percents.count * double)
    let columns = kept.indices.map { column in
      let values = keptCount(ofColumn: column)
      let largest = largestGroup(inColumn: column)
      // A thread takes a piece of groups on, and copies and sorts one of them at a time.
      let threads = min(workers.count, values / Self.pieceValues + 1)
      let copied = min(threads * largest, values)
      let rolling = threads * rollingBytes(largest, plan)
      return (values + copied) * double + max(sortingBytes(copied), rolling)
    }
    return results + 2 * count * MemoryLayout<Int>.stride + (columns.max() ?? 0)
  }

  private func largestGroup(inColumn column: Int) -> Int {
    shards.reduce(0) { largest, shard in
      (0..<shard.count).reduce(largest) {
        max($0, shard.sums.totals[$1 * columnCount + column].count)
      }
    }
  }

  /// The bytes for the order of values, either by sorting or in a table.
  private func sortingBytes(_ count: Int) -> Int {
    RadixSorter.scratchBytes(count: count)
      + FrequencyTable.mostBytes(distinctCount: count / 8, limit: count)
  }

  private func rollingBytes(_ count: Int, _ plan: StatisticPlan) -> Int {
    guard plan.needs.contains(.windows), plan.window < count else { return 0 }
    return RollingVariance.tableBytes(window: plan.window)
      + RollingVariance.scratchBytes(window: plan.window)
  }
}
