import CSV
import Statistics

/// What a rank holds of a column: the numbers of its slice, and the summary of each of its blocks.
struct ColumnSlice: ~Copyable, BlockSink {
  /// A block of the slice, with the summary of its numbers.
  struct Block {
    let scanned: ScannedBlock
    let summary: Summary
  }

  /// The blocks so far, in order.
  private(set) var blocks: [Block] = []

  /// The numbers of all blocks, in file order.
  var values = ValueBuffer()

  /// The offset where each block started in an earlier scan, on which this one may fall again.
  private let earlierStarts: [Int]

  /// Creates an empty slice.
  init() { earlierStarts = [] }

  /// Creates an empty slice that may fall on an earlier scan of itself.
  ///
  /// - Parameter earlier: the same slice, as scanned from a wrong start.
  init(rescanning earlier: borrowing ColumnSlice) {
    earlierStarts = earlier.blocks.map(\.scanned.start)
  }

  /// Keeps a block, unless the rest of the slice is known from an earlier scan.
  mutating func take(_ block: ScannedBlock, values newValues: Span<Double>) -> Bool {
    if blocks.count < earlierStarts.count, earlierStarts[blocks.count] == block.start {
      return false
    }
    blocks.append(Block(scanned: block, summary: Summary(of: newValues)))
    values.append(newValues)
    return true
  }

  /// The number of rows.
  var rowCount: Int { Self.rowCount(blocks[...]) }

  /// The blocks' summaries, merged as far as the grid's tree allows.
  ///
  /// - Parameter firstBlock: the number of the slice's first block.
  /// - Returns: the tree of the slice's blocks.
  func summaryTree(firstBlock: Int) -> MergeTree<Summary> {
    var tree = MergeTree<Summary>(firstLeaf: firstBlock)
    for block in blocks { tree.append(block.summary) }
    return tree
  }

  /// Takes the place of the first blocks of a wrongly started scan.
  ///
  /// - Parameter repair: the same slice scanned from where it really starts, up to the block from which
  ///   on the two scans agree.
  /// - Returns: how many more rows the slice has than before.
  mutating func replacePrefix(by repair: consuming ColumnSlice) -> Int {
    let replaced = blocks[..<repair.blocks.count]
    let oldRows = Self.rowCount(replaced)
    let oldValues = replaced.reduce(0) { $0 + $1.summary.count }
    repair.values.withValues { values.replacePrefix(oldValues, with: $0) }
    let newRows = repair.rowCount
    blocks.replaceSubrange(..<repair.blocks.count, with: repair.blocks)
    return newRows - oldRows
  }

  private static func rowCount(_ blocks: ArraySlice<Block>) -> Int {
    blocks.reduce(0) { $0 + $1.scanned.rowCount }
  }
}
