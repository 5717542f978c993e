import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Synchronization
import Vocabulary

/// The groups that all threads of a rank find, in shards: threads add to different ones at the same
/// time. So there is one table of each key, however many threads there are, and none to merge in the
/// end.
final class SharedGroups: Sendable {
  private final class Shard: Sendable {
    let table: Mutex<GroupTable>
    let share: MemoryBudget.Share

    init(columnCount: Int, _ budget: MemoryBudget) {
      table = Mutex(GroupTable(columnCount: columnCount, isRoomy: false))
      share = MemoryBudget.Share(of: budget)
    }
  }

  /// The number of columns whose values are looked at.
  let columnCount: Int

  private let shards: [Shard]

  /// Where the next table that is taken in begins, but for whole rounds: the tables of several
  /// threads begin with different shards.
  private let nextFirst = Atomic(0)

  /// Begins without groups.
  ///
  /// - Parameters:
  ///   - columnCount: the number of columns whose values are looked at.
  ///   - budget: the memory that groups may take.
  init(columnCount: Int, _ budget: MemoryBudget) {
    self.columnCount = columnCount
    shards = (0..<GroupShards.count).map { _ in Shard(columnCount: columnCount, budget) }
  }

  /// Forgets all groups.
  func removeAll() {
    for shard in shards {
      shard.table.withLock { table in
        table = GroupTable(columnCount: columnCount, isRoomy: false)
        shard.share.note(0)
      }
    }
  }

  /// Adds the groups of a thread's table.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - merger: room.
  /// - Returns: what each of its groups is called here.
  func add(_ table: borrowing GroupTable, with merger: inout GroupMerger) -> [GroupID] {
    let list = table.keys.list
    let order = ShardOrder(list)
    var names = [GroupID](repeating: GroupID(number: 0, shard: 0), count: table.count)
    let first = nextFirst.wrappingAdd(97, ordering: .relaxed).oldValue
    for offset in 0..<shards.count {
      let number = (first &+ offset) & (shards.count - 1)
      let chosen = order[number]
      guard !chosen.isEmpty else { continue }
      let shard = shards[number]
      shard.table.withLock { target in
        target.merge(chosen, of: list, table.sums, with: &merger)
        shard.share.note(target.byteCount)
      }
      for (source, target) in zip(chosen, merger.numbers) {
        names[Int(source)] = GroupID(number: target, shard: number)
      }
    }
    return names
  }

  /// Hands all groups out, shard by shard, and forgets them.
  func takeAll() -> [GroupTable] {
    shards.map { shard in
      shard.table.withLock { table in
        var taken = GroupTable(columnCount: columnCount, isRoomy: false)
        swap(&taken, &table)
        return taken
      }
    }
  }
}

/// The groups that a thread has found since it last handed some over: as many as a processor's
/// caches hold, so that of groups with many rows only their totals go further.
struct GroupCombiner: Sendable {
  /// The groups.
  var table: GroupTable

  private let shared: SharedGroups
  private var merger = GroupMerger()
  private let limit: Int

  /// The most bytes of long keys.
  private static var longTextLimit: Int { 1 << 21 }

  /// Begins without groups.
  ///
  /// - Parameter shared: what groups are handed over to.
  init(_ shared: SharedGroups) {
    self.shared = shared
    table = GroupTable(columnCount: shared.columnCount)
    limit = (1 << 15) / (1 + shared.columnCount)
  }

  /// Whether it is time to hand over.
  @inline(__always)
  var isFull: Bool {
    table.count >= limit || table.keys.list.longTexts.count >= Self.longTextLimit
  }

  /// Hands all groups over, and begins again.
  ///
  /// - Returns: what each of the groups is called among the shared ones.
  mutating func handOver() -> [GroupID] {
    let names = shared.add(table, with: &merger)
    table.removeAll()
    return names
  }
}
