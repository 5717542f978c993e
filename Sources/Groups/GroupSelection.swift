import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Which groups are reported, and in which order.
struct GroupSelection: Sendable {
  /// The order.
  var order = GroupOrder.firstSeen

  /// Whether groups of which a statistic is the same are ordered by their keys, and not as they come
  /// in the file.
  var tiesByKey = false

  /// Whether the order is turned round.
  var isReversed = false

  /// The most groups that are reported; nil for all.
  var limit: Int?

  /// The rows that a group must have to be reported.
  var minimumRows = 0
}

extension DescribeRequest {
  /// Which groups are reported, and in which order.
  var groupSelection: GroupSelection {
    GroupSelection(order: groupOrder, isReversed: reversesGroups, limit: groupLimit)
  }
}
