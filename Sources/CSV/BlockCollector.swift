/// Counts the rows of a slice block by block, and tells a sink where each block ends.
struct BlockCollector {
  /// The number of rows so far, in all blocks.
  private(set) var totalRows = 0

  private let grid: BlockGrid
  private let blocks: Range<Int>
  private var block: Int
  private var start: Int?
  private var rowCount = 0

  init(grid: BlockGrid, blocks: Range<Int>) {
    self.grid = grid
    self.blocks = blocks
    block = blocks.lowerBound
  }

  /// The offset of the byte behind the block at hand.
  var blockEnd: Int { grid.bytes(of: block..<block + 1).upperBound }

  /// Goes to the block in which a row begins.
  ///
  /// - Parameters:
  ///   - rowStart: the offset of the row's first byte, inside the slice.
  ///   - sink: takes the rows.
  mutating func advance(toRowAt rowStart: Int, _ sink: inout some RowSink & ~Copyable) {
    while rowStart >= blockEnd { complete(next: rowStart, &sink) }
    if start == nil { start = rowStart }
  }

  /// Counts rows of the block at hand, which the sink has taken.
  mutating func count(rows: Int) {
    rowCount += rows
    totalRows += rows
  }

  /// Ends all blocks that remain; `end` is the offset of the row that follows the slice.
  mutating func finish(at end: Int, _ sink: inout some RowSink & ~Copyable) {
    while block < blocks.upperBound { complete(next: end, &sink) }
  }

  private mutating func complete(next: Int, _ sink: inout some RowSink & ~Copyable) {
    sink.endBlock(ScannedBlock(block: block, start: start ?? next, rowCount: rowCount))
    block += 1
    start = nil
    rowCount = 0
  }
}
