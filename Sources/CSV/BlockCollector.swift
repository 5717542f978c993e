/// What takes the numbers of a slice's blocks.
public protocol BlockSink: ~Copyable {
  /// Takes the next block.
  ///
  /// - Parameters:
  ///   - block: what was found in it.
  ///   - values: the numbers of its rows, missing ones left out; never minus zero.
  /// - Returns: false to end the scan *before* this block: it is not wanted any more.
  mutating func take(_ block: ScannedBlock, values: Span<Double>) -> Bool
}

/// Gathers the numbers of a slice's rows block by block, and hands each block on when it is complete.
struct BlockCollector {
  /// The number of rows so far, in all blocks.
  private(set) var totalRows = 0

  /// Whether the receiver of the blocks wants no more.
  private(set) var isStopped = false

  private let grid: BlockGrid
  private let blocks: Range<Int>
  private var block: Int
  private var start: Int?
  private var rowCount = 0
  private var missingCount = 0
  private var values: [Double] = []

  init(grid: BlockGrid, blocks: Range<Int>) {
    self.grid = grid
    self.blocks = blocks
    block = blocks.lowerBound
  }

  /// Takes a row's value, nil if it is missing.
  mutating func add(
    _ value: Double?, rowStart: Int, _ sink: inout some BlockSink & ~Copyable
  ) {
    completeBlocks(before: rowStart, &sink)
    if start == nil { start = rowStart }
    rowCount += 1
    totalRows += 1
    if let value {
      values.append(value + 0)  // minus zero becomes zero
    } else {
      missingCount += 1
    }
  }

  /// Hands on all blocks that remain; `end` is the offset of the row that follows the slice.
  mutating func finish(at end: Int, _ sink: inout some BlockSink & ~Copyable) {
    while block < blocks.upperBound, !isStopped { complete(next: end, &sink) }
  }

  private mutating func completeBlocks(
    before rowStart: Int, _ sink: inout some BlockSink & ~Copyable
  ) {
    while !isStopped, block < blocks.upperBound,
      rowStart >= grid.bytes(of: block..<block + 1).upperBound
    {
      complete(next: rowStart, &sink)
    }
  }

  private mutating func complete(next: Int, _ sink: inout some BlockSink & ~Copyable) {
    let scanned = ScannedBlock(
      block: block, start: start ?? next, rowCount: rowCount, missingCount: missingCount)
    isStopped = !sink.take(scanned, values: values.span)
    block += 1
    start = nil
    rowCount = 0
    missingCount = 0
    values.removeAll(keepingCapacity: true)
  }
}
