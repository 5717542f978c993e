import CSV
import MPI
import Ranks
import Statistics
import Vocabulary

/// A unit as all ranks know it.
private struct UnitRecord: BitwiseCopyable {
  let number: Int
  let owner: Int
  let blockCount: Int
  let valueCount: Int
  let start: Int
  let end: Int
}

extension UnitRecord {
  /// The bytes of memory that the unit's numbers take where they aren't in fewer.
  fileprivate var byteCount: Int { valueCount * MemoryLayout<Double>.stride }
}

extension Communicator {
  /// The numbers that a rank receives at a time, unless a unit has more.
  package static var exchangedValues: Int { 1 << 18 }

  /// Brings the units of all ranks into order, so that each rank holds a run of neighbouring ones.
  ///
  /// A stream's units go to whichever rank is free. What follows (windows that reach over borders,
  /// sums in the order of the blocks) wants every rank to hold a slice. So the numbers change
  /// hands; they are a small part of the bytes that were streamed. In each round, every rank receives
  /// some of its units.
  ///
  /// - Parameters:
  ///   - scanned: this rank's units, numbered by their first blocks; those of all ranks together
  ///     cover the blocks from 0.
  ///   - blockCount: the number of all blocks.
  ///   - memory: the memory of this rank's host.
  ///   - valuesAtOnce: the numbers that a rank receives in a round, unless a unit has more.
  /// - Returns: this rank's slice.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  /// - Complexity: every number is sent once at most. Memory: what this rank had and gets, and some
  ///   megabytes; what has been sent is freed on the way.
  borrowing func slice(
    of scanned: consuming ScannedUnits, blockCount: Int, _ memory: HostMemory,
    valuesAtOnce: Int = Communicator.exchangedValues
  ) throws -> ColumnSlice {
    guard size > 1 else { return ColumnSlice(firstBlock: 0, scanned) }
    // Sums may stay where they are: they are added up in any order.
    let total = scanned.units.reduce(into: ExactTotal()) { $0.add($1.total) }
    let mine = scanned.units.map { unit in
      UnitRecord(
        number: unit.number, owner: rank, blockCount: unit.blockCount, valueCount: unit.valueCount,
        start: unit.scan.start ?? -1, end: unit.scan.end)
    }
    let all = try allgather(varying: mine).flatMap { $0 }.sorted { $0.number < $1.number }
    // Each rank gets a run of units.
    let starts = (0...size).map { (all.count * $0 + size - 1) / size }
    var result = ScannedUnits(
      maximumValues: all[starts[rank]..<starts[rank + 1]].reduce(0) { $0 + $1.valueCount },
      usesLargePages: scanned.store.usesLargePages)
    var own = Dictionary(uniqueKeysWithValues: scanned.units.map { ($0.number, $0) })
    var next = starts
    while (0..<size).contains(where: { next[$0] < starts[$0 + 1] }) {
      let round = (0..<size).map { target in
        let rest = all[next[target]..<starts[target + 1]]
        let part = Self.firstUnits(of: rest, limit: valuesAtOnce)
        next[target] = part.endIndex
        return part
      }
      let moved = round.joined().reduce(0) { $0 + ($1.owner == rank ? $1.byteCount : 0) }
      let received = round[rank].reduce(0) { $0 + $1.byteCount }
      // What is received is kept in another form.
      try checkMemory(
        for: moved + 2 * received, besides: scanned.byteCount + result.byteCount, in: memory,
        "bringing the numbers into order")
      try exchange(round, from: &own, &scanned.store, into: &result)
    }
    let firstBlock = starts[rank] < all.count ? all[starts[rank]].number : blockCount
    return ColumnSlice(firstBlock: firstBlock, result, exchangedTotal: total)
  }

  /// The first of some units, with as many numbers as are exchanged at a time; one at least.
  private static func firstUnits(
    of units: ArraySlice<UnitRecord>, limit: Int
  ) -> ArraySlice<UnitRecord> {
    var values = 0
    return units.prefix { unit in
      let isFirst = values == 0
      values += unit.valueCount
      return isFirst || values <= limit
    }
  }

  /// Exchanges units.
  ///
  /// - Parameters:
  ///   - round: the units that each rank is to receive.
  ///   - own: the units that this rank has had and that haven't been sent.
  ///   - store: their numbers.
  ///   - result: what is received is appended to.
  /// - Throws: `MPIError` if the ranks can't be reached.
  private borrowing func exchange(
    _ round: [ArraySlice<UnitRecord>], from own: inout [Int: ColumnSlice.Unit],
    _ store: inout ValueStore, into result: inout ScannedUnits
  ) throws(MPIError) {
    var values: [Double] = []
    var blocks: [ColumnSlice.Block] = []
    var valueCounts = [Int](repeating: 0, count: size)
    var blockCounts = valueCounts
    values.reserveCapacity(
      round.joined().reduce(0) { $0 + ($1.owner == rank ? $1.valueCount : 0) })
    for (target, units) in round.enumerated() {
      for record in units {
        guard let unit = own.removeValue(forKey: record.number) else { continue }
        for run in unit.runs { store.copy(run, to: &values) }
        blocks += unit.blocks
        valueCounts[target] += unit.valueCount
        blockCounts[target] += unit.blocks.count
        store.forgetArrays(of: unit.runs)
      }
    }
    let receivedValues = try alltoall(varying: values, counts: valueCounts)
    values = []
    let receivedBlocks = try alltoall(varying: blocks, counts: blockCounts)
    var restOfValues = (0..<size).map { receivedValues[$0] }
    var restOfBlocks = (0..<size).map { receivedBlocks[$0] }
    for record in round[rank] {
      let (values, blocks) = (restOfValues[record.owner], restOfBlocks[record.owner])
      let scan = SliceScan(
        start: record.start < 0 ? nil : record.start, end: record.end, failure: nil)
      result.append(
        record.number, scan, Array(blocks.prefix(record.blockCount)),
        values.prefix(record.valueCount))
      restOfValues[record.owner] = values.dropFirst(record.valueCount)
      restOfBlocks[record.owner] = blocks.dropFirst(record.blockCount)
    }
  }
}
