import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

extension Communicator {
  /// Brings what all ranks know of a group together on one rank, by a hash of its key.
  ///
  /// - Parameters:
  ///   - found: the groups that this rank has found.
  ///   - memory: the memory of this rank's host.
  ///   - workers: this rank's threads.
  /// - Returns: the groups that this rank is to finish. Their values aren't in order: each unit has
  ///   its number.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed ``CaudalError`` if there isn't enough
  ///   memory.
  /// - Complexity: O(groups + values) time and bytes on the wire; memory for what is sent and what
  ///   is received.
  borrowing func partition(
    _ found: consuming RankGroups, _ memory: HostMemory, _ workers: Workers
  ) throws -> RankGroups {
    guard size > 1 else { return found }
    try checkMemory(for: found.partitionBytes, in: memory, "bringing groups together")
    let columnCount = found.columnCount
    let division = GroupDivision(found, among: size)
    var kept = found.kept
    var list = GroupList(found, division)
    found = RankGroups(columnCount: columnCount, [], kept: [])
    try exchange(&list)
    let counts = list.counts
    let merged = MergedGroups(list, workers)
    var values: [[KeptValues]] = []
    for column in kept.indices {
      // Column by column, so that the values of only one are held twice.
      let parts = ValueParts(kept[column], division, ranks: size)
      kept[column] = []
      let incoming = try alltoall(parts.counts).reduce(0, +)
      // Received at first as it was sent, and then unit by unit.
      try checkMemory(
        for: 2 * incoming * KeptValues.valueBytes, in: memory, "bringing groups' values together")
      values.append(try exchange(parts, merged.names, counts))
    }
    return RankGroups(columnCount: columnCount, merged.shards, kept: values)
  }

  /// Sends each rank its groups.
  ///
  /// - Parameter list: what is sent; then what was received. Of each array the one is let go of
  ///   before the next is received.
  /// - Throws: `MPIError` if the ranks can't be reached.
  private borrowing func exchange(_ list: inout GroupList) throws(MPIError) {
    let counts = list.counts
    let columnCount = list.columnCount
    let totalCounts = counts.map { $0 * columnCount }
    let firstCounts = counts.map { columnCount > 0 ? $0 : 0 }
    let texts = try alltoall(varying: list.keys.longTexts, counts: list.textCounts).elements
    let entries = try alltoall(varying: list.keys.entries, counts: counts)
    list.counts = entries.counts
    list.keys = KeyList(entries: entries.elements, longTexts: texts)
    list.firstRows = try alltoall(varying: list.firstRows, counts: firstCounts).elements
    list.totals = try alltoall(varying: list.totals, counts: totalCounts).elements
    list.wideSums = try alltoall(varying: list.wideSums)
  }

  /// Sends each rank the values of its groups.
  ///
  /// - Parameters:
  ///   - parts: the values.
  ///   - names: what the groups that all ranks have sent are called here.
  ///   - counts: how many of them each rank has sent.
  /// - Returns: what all ranks have sent.
  /// - Throws: `MPIError` if the ranks can't be reached.
  private borrowing func exchange(
    _ parts: ValueParts, _ names: [GroupID], _ counts: [Int]
  ) throws(MPIError) -> [KeptValues] {
    let units = try alltoall(varying: parts.units)
    let numbers = try alltoall(varying: parts.numbers, counts: parts.counts)
    let values = try alltoall(varying: parts.values, counts: parts.counts)
    var kept: [KeptValues] = []
    var names = names[...]
    for rank in 0..<size {
      let own = names.prefix(counts[rank])
      names = names.dropFirst(counts[rank])
      var (numbers, values) = (numbers[rank], values[rank])
      for unit in units[rank] {
        kept.append(
          KeptValues(
            firstBlock: unit.firstBlock,
            groups: numbers.prefix(unit.count).map { own[own.startIndex + Int($0)] },
            values: Array(values.prefix(unit.count))))
        numbers = numbers.dropFirst(unit.count)
        values = values.dropFirst(unit.count)
      }
    }
    return kept
  }
}

/// The part of a sum that it couldn't hold, with the number of the total that it belongs to.
private struct WideEntry: BitwiseCopyable {
  var total: Int
  var sum: WideSum
}

/// How many values of a unit follow.
private struct UnitCount: BitwiseCopyable {
  var firstBlock: Int
  var count: Int
}

/// Where a group is sent to: the rank, and its number among those that are sent there.
private struct Destination: BitwiseCopyable {
  var rank: UInt32
  var number: UInt32
}

/// How the groups of a rank are divided among all ranks.
private struct GroupDivision {
  /// How many groups each rank gets.
  private(set) var counts: [Int]

  /// The groups, rank after rank.
  private(set) var order: [GroupID]

  private let starts: [Int]
  private var destinations: [Destination] = []

  init(_ found: borrowing RankGroups, among ranks: Int) {
    starts = found.starts
    counts = Array(repeating: 0, count: ranks)
    destinations.reserveCapacity(found.count)
    for shard in found.shards {
      let keys = shard.keys.list
      for group in 0..<shard.count {
        let rank = keys.key(group).rank(among: ranks)
        destinations.append(Destination(rank: UInt32(rank), number: UInt32(counts[rank])))
        counts[rank] += 1
      }
    }
    var first = [0]
    for count in counts { first.append(first[first.count - 1] + count) }
    order = Array(repeating: GroupID(number: 0, shard: 0), count: found.count)
    for (shard, start) in starts.dropLast().enumerated() {
      for number in 0..<starts[shard + 1] - start {
        let destination = destinations[start + number]
        order[first[Int(destination.rank)] + Int(destination.number)] = GroupID(
          number: UInt32(number), shard: shard)
      }
    }
  }

  /// Where a group is sent to.
  subscript(name: GroupID) -> Destination { destinations[starts[name.shard] + name.number] }
}

/// Groups as they travel: those of each rank that gets them, or that has sent them, together.
private struct GroupList: Sendable {
  let columnCount: Int
  var counts: [Int]
  var keys = KeyList()
  var textCounts: [Int] = []
  var firstRows: [Int] = []
  var totals: [ValueTotals] = []
  var wideSums: [[WideEntry]] = []

  init(_ found: borrowing RankGroups, _ division: borrowing GroupDivision) {
    columnCount = found.columnCount
    counts = division.counts
    keys.reserveCapacity(found.count)
    firstRows.reserveCapacity(columnCount > 0 ? found.count : 0)
    totals.reserveCapacity(found.count * columnCount)
    var order = division.order[...]
    for count in counts {
      let (texts, first) = (keys.longTexts.count, keys.count)
      wideSums.append([])
      for name in order.prefix(count) { append(found.shards[name.shard], name.number, first) }
      order = order.dropFirst(count)
      textCounts.append(keys.longTexts.count - texts)
    }
  }

  /// Appends a group to those that a rank gets, of which the first is number `first`.
  private mutating func append(_ table: borrowing GroupTable, _ group: Int, _ first: Int) {
    keys.append(group, of: table.keys.list)
    if columnCount > 0 { firstRows.append(table.sums.firstRows[group]) }
    for column in 0..<columnCount {
      let total = group * columnCount + column
      totals.append(table.sums.totals[total])
      guard !table.sums.wideSums.isEmpty, let sum = table.sums.wideSums[total] else { continue }
      let place = (keys.count - 1 - first) * columnCount + column
      wideSums[wideSums.count - 1].append(WideEntry(total: place, sum: sum))
    }
  }

  /// The totals of the groups.
  var sums: GroupSums {
    var sums = GroupSums(
      count: keys.count, firstRows: firstRows, totals: totals, columnCount: columnCount)
    var first = 0
    for (entries, count) in zip(wideSums, counts) {
      for entry in entries { sums.wideSums[first + entry.total] = entry.sum }
      first += count * columnCount
    }
    return sums
  }
}

/// The kept values of a column in parts, one for each rank, in the order of the ranks.
private struct ValueParts {
  /// How many values each rank gets.
  let counts: [Int]

  /// How many of them are of each unit.
  let units: [[UnitCount]]

  /// The groups' numbers among those that are sent to the same rank.
  private(set) var numbers: [UInt32]

  /// The values.
  private(set) var values: [Double]

  init(_ kept: [KeptValues], _ division: GroupDivision, ranks: Int) {
    let unitCounts = kept.map { unit in
      unit.groups.reduce(into: [Int](repeating: 0, count: ranks)) { counts, group in
        counts[Int(division[group].rank)] += 1
      }
    }
    let counts = (0..<ranks).map { rank in unitCounts.reduce(0) { $0 + $1[rank] } }
    self.counts = counts
    units = (0..<ranks).map { rank in
      zip(kept, unitCounts).filter { $1[rank] > 0 }.map {
        UnitCount(firstBlock: $0.firstBlock, count: $1[rank])
      }
    }
    let total = counts.reduce(0, +)
    numbers = Array(repeating: 0, count: total)
    values = Array(repeating: 0, count: total)
    var next = counts.indices.map { counts[..<$0].reduce(0, +) }
    for unit in kept {
      for index in unit.values.indices {
        let place = division[unit.groups[index]]
        let rank = Int(place.rank)
        numbers[next[rank]] = place.number
        values[next[rank]] = unit.values[index]
        next[rank] += 1
      }
    }
  }
}

/// The groups that all ranks have sent to this one, each once.
private struct MergedGroups {
  /// The groups of each shard.
  let shards: [GroupTable]

  /// The names here of the groups that were sent, in the order of the list.
  private(set) var names: [GroupID]

  /// Merges groups; threads merge different shards.
  init(_ list: consuming GroupList, _ workers: Workers) {
    let columnCount = list.columnCount
    let (keys, sums) = (list.keys, list.sums)
    let order = ShardOrder(keys)
    let merged = workers.map(GroupShards.count) { shard in
      var table = GroupTable(columnCount: columnCount, isRoomy: false)
      var merger = GroupMerger()
      table.merge(order[shard], of: keys, sums, with: &merger)
      return (table: table, numbers: merger.numbers)
    }
    shards = merged.map(\.table)
    names = Array(repeating: GroupID(number: 0, shard: 0), count: keys.count)
    for shard in 0..<GroupShards.count {
      for (source, target) in zip(order[shard], merged[shard].numbers) {
        names[Int(source)] = GroupID(number: target, shard: shard)
      }
    }
  }
}
