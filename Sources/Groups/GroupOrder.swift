import Algorithms
import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

extension GroupSelection {
  /// The numbers of the groups that are reported, in their order.
  ///
  /// - Parameters:
  ///   - keys: the groups' keys, with their rows.
  ///   - firstRows: the offsets of their first rows; none if they aren't asked for.
  ///   - statistics: their statistics: those of group *g* and column *c* are number g · columns + c
  ///     from the slice's start.
  ///   - columnCount: the number of columns.
  /// - Returns: as many as are wanted.
  /// - Complexity: O(groups · log(groups)) time; with a limit, O(groups · log(limit)) mostly.
  func order(
    _ keys: KeyList, _ firstRows: [Int], _ statistics: ArraySlice<GroupStatistics>,
    _ columnCount: Int
  ) -> [Int] {
    let entries = keys.entries
    let numbers = entries.indices.filter { entries[$0].rows >= minimumRows }
    switch order {
    case .firstSeen:
      return smallest(numbers) { first, second in
        (firstRows[first] < firstRows[second]) != isReversed
      }
    case .key:
      return smallest(numbers) { first, second in
        keys.precedes(first, second) != isReversed
      }
    case .statistic(let statistic):
      let values = entries.indices.map { group in
        statistic == .rows
          ? Double(entries[group].rows)
          : statistics[statistics.startIndex + group * columnCount]
            .value(of: statistic, rows: entries[group].rows)
      }
      return smallest(numbers) { first, second in
        let (left, right) = (values[first], values[second])
        if left == right || (left.isNaN && right.isNaN) {
          return tiesByKey
            ? keys.precedes(first, second)
            : firstRows[first] < firstRows[second]
        }
        // What isn't defined comes last, whatever the order.
        return right.isNaN || (!left.isNaN && (left > right) != isReversed)
      }
    }
  }

  /// The first of some groups, in their order.
  private func smallest(_ groups: [Int], by precedes: (Int, Int) -> Bool) -> [Int] {
    guard let limit, limit < groups.count else { return groups.sorted(by: precedes) }
    return groups.min(count: limit, sortedBy: precedes)
  }
}

extension GroupStatistics {
  /// The number by which groups are ordered; NaN if it isn't defined.
  fileprivate func value(of statistic: Statistic, rows: Int) -> Double {
    switch statistic {
    case .rows: Double(rows)
    case .count: Double(count)
    case .missing: Double(rows - count)
    case .mean: mean
    case .variance: variance
    case .std: standardDeviation
    case .skewness: skewness
    case .kurtosis: kurtosis
    case .min: minimum
    case .max: maximum
    case .mode: mode
    case .percentiles: .nan
    case .rollingVariance: windowSum
    }
  }
}
