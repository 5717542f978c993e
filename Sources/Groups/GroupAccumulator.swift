import CSV
import Keys
import Ranks
import Statistics
import Vocabulary

/// What has been found so far in rows that still come: their groups, with what is kept of each.
///
/// The groups of a batch of rows can be added at any time, and looked at at any time; the result is that of a
/// table of the same rows in the same order, to the last bit.
///
/// - Complexity: memory for the groups, and 12 bytes a value where values are kept.
package struct GroupAccumulator: Sendable {
  /// The groups.
  var table: GroupTable

  /// The values of each column, and the numbers of their groups; none where they aren't kept.
  var kept: [Kept]

  /// For each column the number of whole numbers that can't be had back from their doubles.
  var roundedCounts: [Int]

  /// The number of rows that have no key.
  var missingKeys = 0

  /// The values of a column, and the numbers of their groups.
  struct Kept: Sendable {
    var values: [Double] = []
    var groups: [UInt32] = []

    /// The numbers of the batches of which some are kept, and where the values of each begin.
    var batches: [(number: Int, start: Int)] = []

    /// Appends values of other batches.
    ///
    /// - Parameters:
    ///   - other: the values.
    ///   - numbers: the numbers here of the groups there.
    mutating func append(_ other: Kept, of numbers: [UInt32]) {
      batches += other.batches.map { ($0.number, $0.start + values.count) }
      values += other.values
      groups.reserveCapacity(groups.count + other.groups.count)
      for group in other.groups { groups.append(numbers[Int(group)]) }
    }
  }

  /// Begins without rows.
  ///
  /// - Parameters:
  ///   - columnCount: the number of columns whose values are looked at.
  ///   - keepsValues: whether values are kept.
  init(columnCount: Int, keepsValues: Bool) {
    table = GroupTable(columnCount: columnCount, isRoomy: false)
    kept = keepsValues ? Array(repeating: Kept(), count: columnCount) : []
    roundedCounts = Array(repeating: 0, count: columnCount)
  }

  /// The number of rows in all groups.
  var rowCount: Int { table.keys.list.entries.reduce(0) { $0 + $1.rows } }

  /// The bytes of memory that are taken.
  package var byteCount: Int {
    table.byteCount
      + kept.reduce(0) { $0 + $1.values.capacity * 8 + $1.groups.capacity * 4 }
  }

  /// Keeps the values of rows that were added last.
  ///
  /// - Parameters:
  ///   - rows: what was looked at.
  ///   - mask: the rows.
  ///   - batch: the number of the batch, which tells the place of the rows among all.
  mutating func keep(_ rows: GroupRows, _ mask: RowMask, ofBatch batch: Int) {
    for column in kept.indices {
      // Moved out and back in, so that the arrays are held once.
      var kept = Kept()
      swap(&kept, &self.kept[column])
      if kept.batches.last?.number != batch { kept.batches.append((batch, kept.values.count)) }
      rows.forEachValue(of: column, in: mask) { value, group in
        kept.values.append(value)
        kept.groups.append(group)
      }
      swap(&kept, &self.kept[column])
    }
  }

  /// Adds what was found in other rows of the same table, which were numbered with these.
  ///
  /// The order in which parts are merged doesn't matter: sums are exact, and values have the numbers of their batches.
  ///
  /// - Parameter other: what was found there.
  /// - Complexity: O(groups + kept values) of the other.
  package mutating func merge(_ other: consuming GroupAccumulator) {
    for column in roundedCounts.indices { roundedCounts[column] += other.roundedCounts[column] }
    missingKeys += other.missingKeys
    let list = other.table.keys.list
    guard list.count > 0 else { return }
    guard table.count > 0 else {
      (table, kept) = (other.table, other.kept)
      return
    }
    var merger = GroupMerger()
    let all = (0..<UInt32(list.count)).map { $0 }
    table.merge(all[...], of: list, other.table.sums, with: &merger)
    for column in kept.indices { kept[column].append(other.kept[column], of: merger.numbers) }
  }

  /// The groups as those of a rank.
  var groups: RankGroups {
    RankGroups(
      columnCount: table.sums.columnCount, [table],
      kept: kept.map { column in
        column.batches.indices.map { batch in
          let (number, start) = column.batches[batch]
          let end =
            batch + 1 < column.batches.count
            ? column.batches[batch + 1].start : column.values.count
          return KeptValues(
            firstBlock: number,
            groups: column.groups[start..<end].map { GroupID(number: $0, shard: 0) },
            values: Array(column.values[start..<end]))
        }
      })
  }
}
