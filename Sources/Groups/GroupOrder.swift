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
  ///   - value: gives the value of a statistic in a group; nil if it isn't defined.
  /// - Returns: as many as are wanted.
  /// - Complexity: O(groups · log(groups)) time; with a limit, O(groups · log(limit)) mostly.
  func order(
    _ keys: KeyList, _ firstRows: [Int], _ value: (Statistic, Int) -> Double?
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
        statistic == .rows ? Double(entries[group].rows) : value(statistic, group) ?? .nan
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
