import CSV
package import MPI
package import Ranks
import Vocabulary

/// The number of a row in its file, which nobody counts as long as nothing is wrong with it.
extension Table {
  /// Counts the rows before one.
  ///
  /// The table must not have been read, and can't be read afterwards if it is streamed.
  ///
  /// - Parameters:
  ///   - offset: the offset in the table at which the row begins.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the number of the row's file, and how many rows stand there before it, the header
  ///   included.
  /// - Throws: an agreed ``CaudalError`` if the files can't be read any more.
  package func rowCounts(
    before offset: Int, on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> (file: Int, rows: Int) {
    if let derived {
      return try derived.base.rowCounts(before: offset, on: ranks, workers)
    }
    var counted: [PlaceSink.Unit] = []
    try scanInRounds([], RowFilter(), on: ranks, workers, into: { PlaceSink(limit: offset) }) {
      units in
      counted += units
      return true
    }
    // Rank 0 knows all files.
    let found = files.last { $0.origin <= offset } ?? files[0]
    var file = [found.number, found.origin, found.head.layout.rowsBeforeData]
    try ranks.broadcast(&file, from: 0)
    let own = counted.filter { $0.first >= file[1] }.reduce(0) { $0 + $1.count }
    return (file[0], file[2] + (try ranks.allreduce(own, .sum)))
  }
}

/// Counts the rows before a place.
private struct PlaceSink: RoundSink {
  /// The rows of a unit before the place.
  struct Unit: UnitResult {
    let number: Int
    var first = Int.max
    var count = 0
  }

  let limit: Int
  private(set) var units: [Unit] = []

  init(limit: Int) { self.limit = limit }

  mutating func beginUnit(_ blocks: Range<Int>) { units.append(Unit(number: blocks.lowerBound)) }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {}

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    mask.forEach { row in
      let start = rows.start(ofRow: row)
      guard start < limit else { return }
      let last = units.count - 1
      units[last].first = min(units[last].first, start)
      units[last].count += 1
    }
  }
}
