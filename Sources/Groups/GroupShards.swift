import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// How groups are divided: by hashes of their keys into shards, which threads fill and finish each
/// by itself, and which stay in a processor's caches while one does.
enum GroupShards {
  /// The bits of a hash that name a shard.
  static let bits = 8

  /// The number of shards.
  static let count = 1 << bits

  /// The most groups of a shard: of the 32 bits of a ``GroupID``, these are left for its number.
  static let groupLimit = 1 << (32 - bits)
}

/// Names a group among those of all shards of a rank.
struct GroupID: BitwiseCopyable, Sendable {
  /// The number in the shard above, the shard below.
  private let bits: UInt32

  /// Names a group.
  ///
  /// - Parameters:
  ///   - number: its number in its shard.
  ///   - shard: the shard.
  @inline(__always)
  init(number: UInt32, shard: Int) {
    precondition(number < GroupShards.groupLimit, "too many groups for one rank")
    bits = number << UInt32(GroupShards.bits) | UInt32(shard)
  }

  /// The shard.
  @inline(__always)
  var shard: Int { Int(bits) & (GroupShards.count - 1) }

  /// The group's number in its shard.
  @inline(__always)
  var number: Int { Int(bits) >> GroupShards.bits }
}

extension KeyText {
  /// The shard that a group with this key belongs to.
  var shard: Int { Int(truncatingIfNeeded: hash) & (GroupShards.count - 1) }

  /// The rank that a group with this key belongs to. Its bits aren't those that name the shard, nor
  /// those by which a table looks for the key.
  func rank(among ranks: Int) -> Int {
    Int(UInt32(truncatingIfNeeded: hash) >> UInt32(GroupShards.bits)) % ranks
  }
}

/// The numbers of keys, shard after shard.
struct ShardOrder: Sendable {
  private let numbers: [UInt32]
  private let starts: [Int]

  /// Sorts the keys of a list.
  ///
  /// - Complexity: O(keys) time and memory.
  init(_ list: borrowing KeyList) {
    let shards = (0..<list.count).map { UInt8(truncatingIfNeeded: list.key($0).shard) }
    var next = [Int](repeating: 0, count: GroupShards.count + 1)
    for shard in shards { next[Int(shard) + 1] += 1 }
    for shard in 0..<GroupShards.count { next[shard + 1] += next[shard] }
    starts = next
    var numbers = [UInt32](repeating: 0, count: list.count)
    for (number, shard) in shards.enumerated() {
      numbers[next[Int(shard)]] = UInt32(truncatingIfNeeded: number)
      next[Int(shard)] += 1
    }
    self.numbers = numbers
  }

  /// The numbers of the keys of a shard.
  subscript(shard: Int) -> ArraySlice<UInt32> { numbers[starts[shard]..<starts[shard + 1]] }
}
