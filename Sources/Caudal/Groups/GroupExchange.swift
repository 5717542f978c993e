import CSV
import MPI
import Statistics

extension Communicator {
  /// Brings what all ranks know of a group together on one rank, by a hash of its key.
  ///
  /// - Parameter table: the groups that this rank has found.
  /// - Returns: the groups that this rank is to finish. Their values aren't in order: each unit has
  ///   its number.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: O(groups + values) time and bytes on the wire; memory for what is sent and what
  ///   is received.
  borrowing func partition(_ table: consuming GroupTable) throws(MPIError) -> GroupTable {
    guard size > 1 else { return table }
    var parts = GroupParts(dividing: table, among: size)
    let columnCount = table.columnCount
    var result = GroupTable(columnCount: columnCount)
    table = GroupTable(columnCount: columnCount)
    let lengths = try alltoall(varying: parts.lengths)
    let texts = try alltoall(varying: parts.texts)
    let groups = try alltoall(varying: parts.groups)
    let totals = try alltoall(varying: parts.totals)
    let wideSums = try alltoall(varying: parts.wideSums)
    var received = (0..<size).map { rank in
      GroupTable(
        columnCount: columnCount, lengths: lengths[rank], texts: texts[rank], groups[rank],
        totals[rank], wideSums[rank])
    }
    for column in 0..<columnCount {
      let part = parts.takeValues(ofColumn: column)
      let units = try alltoall(varying: part.units)
      let numbers = try alltoall(varying: part.numbers, counts: part.counts)
      let values = try alltoall(varying: part.values, counts: part.counts)
      for rank in 0..<size {
        received[rank].take(units[rank], numbers[rank], values[rank], column: column)
      }
    }
    for rank in 0..<size { result.merge(received[rank]) }
    return result
  }
}

/// What a sum couldn't hold, with the number of the total that it belongs to.
private struct WideEntry: BitwiseCopyable {
  var total: Int
  var sum: WideSum
}

/// How many values of a unit follow.
private struct UnitCount: BitwiseCopyable {
  var firstBlock: Int
  var count: Int
}

/// A table in parts, one for each rank, as they are sent.
private struct GroupParts {
  var lengths: [[UInt32]]
  var texts: [[UInt8]]
  var groups: [[GroupTotals]]
  var totals: [[ValueTotals]]
  var wideSums: [[WideEntry]]
  private var columns: [ValueParts] = []

  init(dividing table: borrowing GroupTable, among ranks: Int) {
    lengths = Array(repeating: [], count: ranks)
    texts = Array(repeating: [], count: ranks)
    groups = Array(repeating: [], count: ranks)
    totals = Array(repeating: [], count: ranks)
    wideSums = Array(repeating: [], count: ranks)
    let places = divideGroups(of: table, among: ranks)
    columns = table.kept.map { ValueParts($0, places, ranks: ranks) }
  }

  /// Takes the values of a column out.
  mutating func takeValues(ofColumn column: Int) -> ValueParts {
    var taken = ValueParts([], [], ranks: 0)
    swap(&taken, &columns[column])
    return taken
  }

  /// Divides keys and totals.
  ///
  /// - Returns: each group's rank, and its number there.
  private mutating func divideGroups(
    of table: borrowing GroupTable, among ranks: Int
  ) -> [(rank: Int, number: UInt32)] {
    var places: [(rank: Int, number: UInt32)] = []
    places.reserveCapacity(table.count)
    for group in 0..<table.count {
      let rank = Int(table.keys.hash(group)) % ranks
      let number = groups[rank].count
      places.append((rank, UInt32(number)))
      let text = table.keys.text(group)
      lengths[rank].append(UInt32(text.count))
      texts[rank] += text
      groups[rank].append(table.groups[group])
      for column in 0..<table.columnCount {
        let index = group * table.columnCount + column
        totals[rank].append(table.totals[index])
        if let sum = table.wideSums[index] {
          let total = number * table.columnCount + column
          wideSums[rank].append(WideEntry(total: total, sum: sum))
        }
      }
    }
    return places
  }
}

/// The kept values of a column in parts, one for each rank, in the order of the ranks.
private struct ValueParts {
  /// How many values each rank gets.
  private(set) var counts: [Int]

  /// How many of them are of each unit.
  private(set) var units: [[UnitCount]]

  /// The groups' numbers on the rank that gets them.
  private(set) var numbers: [UInt32]

  /// The values.
  private(set) var values: [Double]

  init(_ kept: [KeptValues], _ places: [(rank: Int, number: UInt32)], ranks: Int) {
    let unitCounts = kept.map { unit in
      unit.groups.reduce(into: [Int](repeating: 0, count: ranks)) { counts, group in
        counts[places[Int(group)].rank] += 1
      }
    }
    counts = (0..<ranks).map { rank in unitCounts.reduce(0) { $0 + $1[rank] } }
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
      for index in unit.groups.indices {
        let place = places[Int(unit.groups[index])]
        numbers[next[place.rank]] = place.number
        values[next[place.rank]] = unit.values[index]
        next[place.rank] += 1
      }
    }
  }
}

extension GroupTable {
  /// Puts a table together from what another rank has sent.
  fileprivate init(
    columnCount: Int, lengths: [UInt32], texts: [UInt8], _ groups: [GroupTotals],
    _ totals: [ValueTotals], _ wideSums: [WideEntry]
  ) {
    self.init(columnCount: columnCount)
    var start = 0
    for length in lengths {
      let end = start + Int(length)
      _ = keys.number(of: Array(texts[start..<end]).span)
      start = end
    }
    self.groups = groups
    self.totals = totals
    for entry in wideSums { self.wideSums[entry.total] = entry.sum }
  }

  /// Takes the values of a column that another rank has sent.
  fileprivate mutating func take(
    _ units: [UnitCount], _ numbers: ArraySlice<UInt32>, _ values: ArraySlice<Double>, column: Int
  ) {
    var (numbers, values) = (numbers, values)
    for unit in units {
      var part = KeptValues(firstBlock: unit.firstBlock)
      part.groups = Array(numbers.prefix(unit.count))
      part.values = Array(values.prefix(unit.count))
      kept[column].append(part)
      numbers = numbers.dropFirst(unit.count)
      values = values.dropFirst(unit.count)
    }
  }
}
