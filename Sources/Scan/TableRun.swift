import CSV
import Ranks

/// A run of neighbouring blocks of a table that all ranks scan together, each rank its slice.
struct TableRun {
  /// The blocks of each rank, in the order of the ranks.
  let slices: [Range<Int>]

  /// The offset in the table of the first row that begins in the blocks, or behind them.
  let start: Int

  /// The blocks of a unit; nil for as many as suit the slice and the threads.
  let unitBlocks: Int?

  /// The units that this rank has scanned before, of earlier runs.
  let earlier: EarlierRows

  /// All blocks of a table.
  ///
  /// - Parameters:
  ///   - grid: the grid of the table.
  ///   - size: the number of ranks.
  init(of grid: TableGrid, dividedAmong size: Int) {
    slices = (0..<size).map { grid.blocks(ofRank: $0, of: size) }
    start = grid.row(at: 0)
    unitBlocks = nil
    earlier = EarlierRows()
  }

  /// Some blocks of a table, one to a unit.
  ///
  /// - Parameters:
  ///   - blocks: the numbers of the blocks.
  ///   - size: the number of ranks.
  ///   - start: the offset of the first row that begins in them, or behind them.
  ///   - earlier: the rows that this rank has scanned of the blocks before.
  init(_ blocks: Range<Int>, dividedAmong size: Int, from start: Int, _ earlier: EarlierRows) {
    slices = (0..<size).map { rank in
      let part = BlockGrid.part(rank, of: size, dividing: blocks.count)
      return blocks.lowerBound + part.lowerBound..<blocks.lowerBound + part.upperBound
    }
    self.start = start
    unitBlocks = 1
    self.earlier = earlier
  }

  /// The number of rows of a file that this rank has scanned in earlier runs.
  func rowsBefore(inFile file: Int) -> Int { earlier.counts[file] ?? 0 }
}

/// How many rows of each file a rank has scanned before.
struct EarlierRows {
  /// The numbers of rows, by the numbers of their files.
  private(set) var counts: [Int: Int] = [:]

  /// Takes the rows of units.
  mutating func take(_ outcomes: [UnitOutcome], _ grid: TableGrid) {
    for outcome in outcomes where outcome.rowCount > 0 {
      counts[grid.file(ofBlock: outcome.number), default: 0] += outcome.rowCount
    }
  }
}

extension Workers {
  /// The blocks of a unit: so many that a slice has some hundreds of units, some for each thread, and
  /// that none is so large that a sort of its numbers needs much scratch.
  func unitBlocks(of slice: Range<Int>) -> Int {
    max(1, min(max(slice.count / 256, 4), 64, slice.count / (4 * count)))
  }
}
