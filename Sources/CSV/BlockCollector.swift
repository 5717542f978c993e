/// What takes the numbers of a slice's blocks.
public protocol BlockSink: ~Copyable {
  /// Takes the next block.
  ///
  /// - Parameters:
  ///   - block: what was found in it.
  ///   - values: the numbers of its rows, missing ones left out; never minus zero.
  mutating func take(_ block: ScannedBlock, values: Span<Double>)
}

/// Gathers the numbers of a slice's rows block by block, and hands each block on when it is
/// complete.
struct BlockCollector {
  /// The number of rows so far, in all blocks.
  private(set) var totalRows = 0

  /// The numbers of the block at hand.
  var values: [Double] = []

  private let grid: BlockGrid
  private let blocks: Range<Int>
  private var block: Int
  private var start: Int?
  private var rowCount = 0
  private var missingCount = 0

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
  ///   - sink: takes the blocks before it.
  mutating func advance(toRowAt rowStart: Int, _ sink: inout some BlockSink & ~Copyable) {
    while rowStart >= blockEnd { complete(next: rowStart, &sink) }
    if start == nil { start = rowStart }
  }

  /// Counts rows of the block at hand whose numbers have been appended to `values`.
  mutating func count(rows: Int, missing: Int) {
    rowCount += rows
    totalRows += rows
    missingCount += missing
  }

  /// Hands on all blocks that remain; `end` is the offset of the row that follows the slice.
  mutating func finish(at end: Int, _ sink: inout some BlockSink & ~Copyable) {
    while block < blocks.upperBound { complete(next: end, &sink) }
  }

  private mutating func complete(next: Int, _ sink: inout some BlockSink & ~Copyable) {
    let scanned = ScannedBlock(
      block: block, start: start ?? next, rowCount: rowCount, missingCount: missingCount)
    sink.take(scanned, values: values.span)
    block += 1
    start = nil
    rowCount = 0
    missingCount = 0
    values.removeAll(keepingCapacity: true)
  }
}
