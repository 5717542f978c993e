import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// The groups that a rank holds, in shards.
struct RankGroups: Sendable {
  /// The number of columns whose values are looked at.
  let columnCount: Int

  /// The groups of each shard.
  let shards: [GroupTable]

  /// The values of each column, if they are kept; units in no particular order.
  var kept: [[KeptValues]]

  /// The position, among all groups of the rank, of the first group of each shard; and behind them
  /// the number of groups.
  let starts: [Int]

  /// Puts shards together.
  init(columnCount: Int, _ shards: [GroupTable], kept: [[KeptValues]]) {
    self.columnCount = columnCount
    self.shards = shards
    self.kept = kept
    starts = shards.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The number of groups.
  var count: Int { starts[shards.count] }

  /// The number of rows of all groups.
  var rowCount: Int {
    shards.reduce(0) { $0 + $1.keys.list.entries.reduce(0) { $0 + $1.rows } }
  }

  /// A group's position among all groups of the rank.
  @inline(__always)
  func position(of name: GroupID) -> Int { starts[name.shard] + name.number }
}
