import CSV
import MPI
import Ranks
import Statistics
import Vocabulary

/// What all ranks know of a unit.
private struct UnitRecord: BitwiseCopyable {
  let number: Int
  let owner: Int
  let blockCount: Int
  let valueCount: Int
  let start: Int
  let end: Int
}

extension Communicator {
  /// The numbers that are exchanged at a time, for each rank.
  private static var exchangedValues: Int { 1 << 20 }

  /// Brings the units of all ranks into order, so that each rank holds a run of neighbouring ones.
  ///
  /// A stream's units go to whichever rank is free. What follows (windows that reach over borders,
  /// sums in the order of the blocks) wants every rank to hold a slice. So the numbers change
  /// hands; they are a small part of the bytes that were streamed.
  ///
  /// - Parameters:
  ///   - scanned: this rank's units, numbered by their first blocks; those of all ranks together
  ///     cover the blocks from 0.
  ///   - blockCount: the number of all blocks.
  /// - Returns: this rank's slice.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: every number is sent once at most. Memory: what this rank had and gets, and some
  ///   megabytes; what has been sent is freed on the way.
  borrowing func slice(
    of scanned: consuming ScannedUnits, blockCount: Int
  ) throws(MPIError) -> ColumnSlice {
    guard size > 1 else { return ColumnSlice(firstBlock: 0, scanned) }
    // Sums may stay where they are: they are added up in any order.
    let total = scanned.units.reduce(into: ExactTotal()) { $0.add($1.total) }
    let mine = scanned.units.map { unit in
      UnitRecord(
        number: unit.number, owner: rank, blockCount: unit.blockCount, valueCount: unit.valueCount,
        start: unit.scan.start ?? -1, end: unit.scan.end)
    }
    let all = try allgather(varying: mine).flatMap { $0 }.sorted { $0.number < $1.number }
    let targets = all.indices.map { $0 * size / all.count }
    var result = ScannedUnits(
      maximumValues: zip(all, targets).reduce(0) { $0 + ($1.1 == rank ? $1.0.valueCount : 0) })
    var own = Dictionary(uniqueKeysWithValues: scanned.units.map { ($0.number, $0) })
    var first = 0
    while first < all.count {
      let end = Self.groupEnd(from: first, in: all, limit: size * Self.exchangedValues)
      let group = zip(all[first..<end], targets[first..<end])
      try exchange(Array(group), from: &own, &scanned.store, into: &result)
      first = end
    }
    let next = targets.firstIndex { $0 >= rank }
    return ColumnSlice(
      firstBlock: next.map { all[$0].number } ?? blockCount, result, exchangedTotal: total)
  }

  /// The end of a group of units with about so many numbers.
  private static func groupEnd(from first: Int, in units: [UnitRecord], limit: Int) -> Int {
    var values = 0
    var end = first
    repeat {
      values += units[end].valueCount
      end += 1
    } while end < units.count && values + units[end].valueCount <= limit
    return end
  }

  /// Exchanges the units of a group.
  private borrowing func exchange(
    _ group: [(record: UnitRecord, target: Int)], from own: inout [Int: ColumnSlice.Unit],
    _ store: inout ValueStore, into result: inout ScannedUnits
  ) throws(MPIError) {
    var values = [[Double]](repeating: [], count: size)
    var blocks = [[ColumnSlice.Block]](repeating: [], count: size)
    for (record, target) in group {
      guard let unit = own.removeValue(forKey: record.number) else { continue }
      for run in unit.runs { store.copy(run, to: &values[target]) }
      blocks[target] += unit.blocks
      store.forgetArrays(of: unit.runs)
    }
    let receivedValues = try alltoall(varying: values)
    let receivedBlocks = try alltoall(varying: blocks)
    var nextValue = [Int](repeating: 0, count: size)
    var nextBlock = nextValue
    for (record, target) in group where target == rank {
      let owner = record.owner
      let valueRange = nextValue[owner]..<nextValue[owner] + record.valueCount
      let blockRange = nextBlock[owner]..<nextBlock[owner] + record.blockCount
      nextValue[owner] = valueRange.upperBound
      nextBlock[owner] = blockRange.upperBound
      let scan = SliceScan(
        start: record.start < 0 ? nil : record.start, end: record.end, failure: nil)
      result.append(
        record.number, scan, Array(receivedBlocks[owner][blockRange]),
        receivedValues[owner][valueRange])
    }
  }
}
