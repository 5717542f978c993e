import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Groups: their keys, and what is known of them.
struct GroupTable: Sendable {
  /// The groups' keys, with their rows; their numbers are the groups'.
  var keys: KeyTable

  /// The totals of the groups.
  var sums: GroupSums

  /// Creates a table without groups.
  ///
  /// - Parameters:
  ///   - columnCount: the number of columns whose values are looked at.
  ///   - isRoomy: whether it is to be fast for few groups, or small for many.
  init(columnCount: Int, isRoomy: Bool = true) {
    keys = KeyTable(isRoomy: isRoomy)
    sums = GroupSums(columnCount: columnCount)
  }

  /// The number of groups.
  var count: Int { keys.count }

  /// The bytes of memory that the table takes.
  var byteCount: Int { keys.byteCount + sums.byteCount }

  /// Whether a key has bytes that are no letter.
  ///
  /// - Parameter first: the number of the first group that is looked at.
  /// - Returns: whether one of the keys from there on has.
  /// - Complexity: O(groups) from there on.
  func hasUndecodedKey(from first: Int) -> Bool {
    (first..<count).contains { !keys.list.isUTF8($0) }
  }

  /// Forgets all groups, but keeps the memory.
  mutating func removeAll() {
    keys.removeAll()
    sums.removeAll()
  }

  /// Adds groups that are known from other rows of the same file.
  ///
  /// - Parameters:
  ///   - chosen: the groups' numbers there.
  ///   - keys: all keys there.
  ///   - sums: what is known there.
  ///   - merger: room; the groups' numbers here are left in it.
  mutating func merge(
    _ chosen: ArraySlice<UInt32>, of keys: borrowing KeyList, _ sums: borrowing GroupSums,
    with merger: inout GroupMerger
  ) {
    merger.numbers.removeAll(keepingCapacity: true)
    self.keys.merge(chosen, of: keys, with: &merger.batch, into: &merger.numbers)
    self.sums.addGroups(upTo: self.keys.count)
    self.sums.merge(chosen, of: sums, into: merger.numbers)
  }
}

/// Room that a thread needs to merge tables.
struct GroupMerger: Sendable {
  /// Room for keys that are looked for.
  fileprivate var batch = KeyBatch()

  /// The numbers of the groups that were merged last.
  fileprivate(set) var numbers: [UInt32] = []
}
