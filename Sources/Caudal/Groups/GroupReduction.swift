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
    let all = share
    let isAlone = ranks.size == 1
    starts = all.lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int($1)) }
    let ends = starts
    // What one rank has chosen is in order already.
    order =
      isAlone
      ? Array(all.groups.indices)
      : selection.order(all.groups, all.statistics, columnCount) { group in
        Array(all.texts[ends[group]..<ends[group + 1]])
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

/// The statistics of a rank's groups.
struct FinishedGroups: Sendable {
  /// Those of group *g* and column *c* are number g · columns + c.
  var statistics: [GroupStatistics]

  /// The percentiles, in the same order.
  var percentiles: [Double] = []
}

extension GroupTable {
  /// The most values that a thread takes on at a time, unless a group has more.
  private static var pieceValues: Int { 1 << 16 }

  /// Computes the statistics of all groups.
  consuming func finish(_ maker: GroupStatisticsMaker, _ workers: Workers) -> FinishedGroups {
    var finished = FinishedGroups(statistics: [])
    finished.statistics.reserveCapacity(totals.count)
    for group in 0..<count {
      for column in 0..<columnCount {
        let total = totals[group * columnCount + column]
        var statistics = GroupStatistics(count: total.count)
        if let mean = mean(ofGroup: group, column: column) {
          statistics.mean = mean
          statistics.minimum = total.minimum
          statistics.maximum = total.maximum
        }
        finished.statistics.append(statistics)
      }
    }
    let request = maker.request
    let percentCount = request.percentiles.count
    finished.percentiles = Array(repeating: .nan, count: totals.count * percentCount)
    guard request.computedStatistics.contains(where: \.needsValues) else { return finished }
    for column in 0..<columnCount {
      let values = sortedByGroup(column)
      kept[column] = []
      let pieces = values.pieces(of: Self.pieceValues)
      let partials = workers.map(pieces.count) { piece in
        var maker = maker
        return values.compute(pieces[piece], with: &maker)
      }
      for (piece, partial) in zip(pieces, partials) {
        for (index, group) in piece.enumerated() {
          let total = group * columnCount + column
          finished.statistics[total].adopt(partial.statistics[index])
          for percent in 0..<percentCount {
            finished.percentiles[total * percentCount + percent] =
              partial.percentiles[index * percentCount + percent]
          }
        }
      }
    }
    return finished
  }

  /// The kept values of a column, group after group, each in the order of the file.
  private func sortedByGroup(_ column: Int) -> GroupedValues {
    var starts = [0]
    starts.reserveCapacity(count + 1)
    for group in 0..<count {
      starts.append(starts[group] + totals[group * columnCount + column].count)
    }
    var next = starts
    var values = [Double](repeating: 0, count: starts[count])
    for unit in kept[column].sorted(by: { $0.firstBlock < $1.firstBlock }) {
      for index in unit.groups.indices {
        let group = Int(unit.groups[index])
        values[next[group]] = unit.values[index]
        next[group] += 1
      }
    }
    return GroupedValues(starts: starts, values: values)
  }
}

/// A column's values, group after group.
private struct GroupedValues: Sendable {
  let starts: [Int]
  let values: [Double]

  /// Divides the groups into runs of about so many values.
  func pieces(of size: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var first = 0
    for group in 0..<starts.count - 1
    where starts[group + 1] - starts[first] >= size || group + 1 - first >= size {
      pieces.append(first..<group + 1)
      first = group + 1
    }
    if first < starts.count - 1 { pieces.append(first..<starts.count - 1) }
    return pieces
  }

  /// Computes the statistics of some groups.
  func compute(_ groups: Range<Int>, with maker: inout GroupStatisticsMaker) -> FinishedGroups {
    var finished = FinishedGroups(statistics: [])
    var copy: [Double] = []
    for group in groups {
      copy.removeAll(keepingCapacity: true)
      copy.append(contentsOf: values[starts[group]..<starts[group + 1]])
      var statistics = GroupStatistics()
      maker.compute(&copy, into: &statistics, &finished.percentiles)
      finished.statistics.append(statistics)
    }
    return finished
  }
}

extension GroupStatistics {
  /// Takes what was computed from values, and keeps what was known without them.
  fileprivate mutating func adopt(_ other: GroupStatistics) {
    var result = other
    result.count = count
    result.mean = mean
    result.minimum = minimum
    result.maximum = maximum
    self = result
  }
}
