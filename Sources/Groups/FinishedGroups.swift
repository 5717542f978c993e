import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// The statistics of a rank's groups, where values are looked at for them.
struct FinishedGroups: Sendable {
  /// Those of group *g* and column *c* are number g · columns + c.
  var statistics: [ComputedStatistics]

  /// The percentiles that the plan needs, in the same order.
  var quantiles: [Double] = []
}

extension GroupSums {
  /// The statistics that are known without looking at values.
  var statistics: [ComputedStatistics] {
    var result: [ComputedStatistics] = []
    result.reserveCapacity(totals.count)
    for group in 0..<count {
      for column in 0..<columnCount {
        let total = totals[group * columnCount + column]
        var statistics = ComputedStatistics(count: total.count)
        if let mean = mean(ofGroup: group, column: column) {
          statistics.mean = mean
          statistics.sum = sum(ofGroup: group, column: column)
          statistics.minimum = total.minimum
          statistics.maximum = total.maximum
        }
        result.append(statistics)
      }
    }
    return result
  }
}

extension RankGroups {
  /// The most values that a thread takes on at a time, unless a group has more.
  static var pieceValues: Int { 1 << 16 }

  /// Computes the statistics of all groups; values aren't kept any longer.
  mutating func finish(_ maker: GroupStatisticsMaker, _ workers: Workers) -> FinishedGroups {
    var finished = FinishedGroups(statistics: [])
    finished.statistics.reserveCapacity(count * columnCount)
    for shard in shards { finished.statistics += shard.sums.statistics }
    let percentCount = maker.plan.percents.count
    finished.quantiles = Array(
      repeating: .nan, count: finished.statistics.count * percentCount)
    for column in 0..<columnCount {
      let values = takeValues(ofColumn: column)
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
            finished.quantiles[total * percentCount + percent] =
              partial.quantiles[index * percentCount + percent]
          }
        }
      }
    }
    return finished
  }

  /// The kept values of a column, group after group, each in the order of the file.
  private mutating func takeValues(ofColumn column: Int) -> GroupedValues {
    var starts = [0]
    starts.reserveCapacity(count + 1)
    for shard in shards {
      for group in 0..<shard.count {
        let total = shard.sums.totals[group * columnCount + column]
        starts.append(starts[starts.count - 1] + total.count)
      }
    }
    var next = starts
    var values = [Double](repeating: 0, count: starts[count])
    for unit in kept[column].sorted(by: { $0.firstBlock < $1.firstBlock }) {
      for index in unit.values.indices {
        let group = position(of: unit.groups[index])
        values[next[group]] = unit.values[index]
        next[group] += 1
      }
    }
    kept[column] = []
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
      var statistics = ComputedStatistics()
      maker.compute(&copy, into: &statistics, &finished.quantiles)
      finished.statistics.append(statistics)
    }
    return finished
  }
}

extension ComputedStatistics {
  /// Takes what was computed from values, and keeps what was known without them.
  fileprivate mutating func adopt(_ other: ComputedStatistics) {
    var result = other
    result.count = count
    result.sum = sum
    result.mean = mean
    result.minimum = minimum
    result.maximum = maximum
    self = result
  }
}
