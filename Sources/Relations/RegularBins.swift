import Keys
import MPI
import Ranks
import Statistics
import TimeSeries
import Vocabulary

/// The steps of all groups of which this rank has rows, in shards by a hash of the groups' keys.
struct RegularBins: Sendable {
  /// The shards that each rank gets in the end, which its threads finish side by side.
  private static let shardsOfRank = 8

  /// Some of the groups.
  struct Shard: Sendable {
    /// The shard's number.
    let number: Int

    /// The groups' keys.
    var keys = KeyTable(isRoomy: false)

    /// Their steps.
    var bins: BinTable

    fileprivate init(_ number: Int, _ aggregates: [Aggregate]) {
      self.number = number
      bins = BinTable(aggregates)
    }

    /// The bytes of memory that are taken.
    var byteCount: Int { keys.byteCount + bins.byteCount }

    /// Takes the groups of units that belong here.
    ///
    /// - Parameters:
    ///   - units: keys, with their steps.
    ///   - count: the number of shards that there are.
    fileprivate mutating func take(_ units: [(keys: KeyTable, bins: BinTable)], of count: Int) {
      for unit in units {
        var groups = [UInt32?](repeating: nil, count: unit.keys.count)
        var isEmpty = true
        for group in groups.indices
        where unit.keys.list.key(group).hash % UInt64(count) == UInt64(number) {
          groups[group] = UInt32(keys.number(of: unit.keys.text(group).span))
          isEmpty = false
        }
        if !isEmpty { bins.merge(unit.bins, groups) }
      }
    }
  }

  /// The shards.
  private(set) var shards: [Shard]

  private let aggregates: [Aggregate]

  /// Begins without rows.
  ///
  /// - Parameters:
  ///   - aggregates: what is made of the values of each column.
  ///   - ranks: the number of ranks.
  init(_ aggregates: [Aggregate], ranks: Int) {
    self.aggregates = aggregates
    shards = (0..<ranks * Self.shardsOfRank).map { Shard($0, aggregates) }
  }

  /// The bytes of memory that are taken.
  var byteCount: Int { shards.reduce(0) { $0 + $1.byteCount } }

  /// The most bytes that bringing the groups together takes besides.
  var exchangeBytes: Int { 2 * byteCount }

  /// Takes units.
  ///
  /// - Parameters:
  ///   - units: keys, with their steps.
  ///   - workers: this rank's threads.
  mutating func take(_ units: [(keys: KeyTable, bins: BinTable)], _ workers: Workers) {
    let count = shards.count
    _ = workers.update(&shards, with: ()) { _, shard in shard.take(units, of: count) }
  }

  /// Brings all that ranks know of a group together on one rank.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the groups that this rank is to finish.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: O(steps) time and bytes on the wire.
  consuming func exchanged(
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) -> RegularBins {
    guard ranks.size > 1 else { return self }
    let count = shards.count
    let parts = stride(from: 0, to: count, by: Self.shardsOfRank).map { first in
      BinMessage(shards[first..<first + Self.shardsOfRank])
    }
    let aggregates = aggregates
    shards = []
    let units = try BinMessage.exchanged(parts, on: ranks).map { $0.unit(aggregates) }
    let own = ranks.rank * Self.shardsOfRank
    var received = RegularBins(aggregates, ranks: 1)
    received.shards = (own..<own + Self.shardsOfRank).map { Shard($0, aggregates) }
    _ = workers.update(&received.shards, with: ()) { _, shard in shard.take(units, of: count) }
    return received
  }
}

/// The steps of some groups as they are sent.
private struct BinMessage {
  /// A sum, with the cell whose accumulator couldn't hold it.
  private struct WideEntry: BitwiseCopyable {
    var cell: Int
    var sum: WideSum
  }

  private var keys = Strings()
  private var bins: [BinTable.Bin] = []
  private var singles: [Double] = []
  private var accumulators: [BinAccumulator] = []
  private var wideSums: [WideEntry] = []
  private var texts = Strings()
  private var textNumbers: [Int] = []

  private init() {}

  /// Puts shards behind each other.
  init(_ shards: ArraySlice<RegularBins.Shard>) {
    for shard in shards {
      let (firstGroup, first) = (UInt32(keys.count), singles.count)
      let firstShared = Int32(accumulators.count / max(shard.bins.aggregates.count, 1))
      for group in 0..<shard.keys.count { keys.append(shard.keys.text(group)) }
      for var bin in shard.bins.bins {
        bin.group += firstGroup
        if bin.shared >= 0 { bin.shared += firstShared }
        bins.append(bin)
      }
      singles += shard.bins.singles
      accumulators += shard.bins.accumulators
      for (cell, sum) in shard.bins.wideSums {
        wideSums.append(WideEntry(cell: first + cell, sum: sum))
      }
      for (cell, text) in shard.bins.texts {
        textNumbers.append(first + cell)
        texts.append(text)
      }
    }
  }

  /// Sends messages to all ranks.
  ///
  /// - Returns: those from each rank.
  static func exchanged(
    _ parts: [BinMessage], on ranks: borrowing Communicator
  ) throws(MPIError) -> [BinMessage] {
    var received = parts.map { _ in BinMessage() }
    let keys = try Strings.exchanged(parts.map(\.keys), on: ranks)
    let bins = try ranks.alltoall(varying: parts.map(\.bins))
    let singles = try ranks.alltoall(varying: parts.map(\.singles))
    let accumulators = try ranks.alltoall(varying: parts.map(\.accumulators))
    let wideSums = try ranks.alltoall(varying: parts.map(\.wideSums))
    let texts = try Strings.exchanged(parts.map(\.texts), on: ranks)
    let textNumbers = try ranks.alltoall(varying: parts.map(\.textNumbers))
    for rank in received.indices {
      received[rank].keys = keys[rank]
      received[rank].bins = bins[rank]
      received[rank].singles = singles[rank]
      received[rank].accumulators = accumulators[rank]
      received[rank].wideSums = wideSums[rank]
      received[rank].texts = texts[rank]
      received[rank].textNumbers = textNumbers[rank]
    }
    return received
  }

  /// The groups and steps of the message.
  func unit(_ aggregates: [Aggregate]) -> (keys: KeyTable, bins: BinTable) {
    var table = KeyTable(isRoomy: false)
    for group in 0..<keys.count { _ = table.number(of: Array(keys.bytes[keys[group]]).span) }
    let sums = Dictionary(uniqueKeysWithValues: wideSums.map { ($0.cell, $0.sum) })
    let contents = textNumbers.enumerated().map { ($1, Array(texts.bytes[texts[$0]])) }
    return (
      table,
      BinTable(
        aggregates, bins, singles, accumulators, sums,
        Dictionary(uniqueKeysWithValues: contents))
    )
  }
}
