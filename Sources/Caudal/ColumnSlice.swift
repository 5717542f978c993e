import CSV
import Statistics

/// What a rank holds of a column: the numbers of its slice in file order, in units of some blocks.
struct ColumnSlice: ~Copyable, Sendable {
  /// A block, with the summary of its numbers.
  struct Block: Sendable {
    let scanned: ScannedBlock
    let summary: Summary
  }

  /// A run of neighbouring blocks that was scanned in one go.
  struct Unit: Sendable {
    /// The number of blocks.
    let blockCount: Int

    /// How the scan started and ended.
    let scan: SliceScan

    /// The blocks, in order; those behind a row that can't be used are left out.
    let blocks: [Block]

    /// The numbers of the blocks, in file order.
    fileprivate(set) var values: [Double]

    /// The number of rows.
    var rowCount: Int { blocks.reduce(0) { $0 + $1.scanned.rowCount } }
  }

  /// The number of the first block.
  let firstBlock: Int

  /// The units, in file order.
  var units: [Unit]

  /// The number of rows.
  var rowCount: Int { units.reduce(0) { $0 + $1.rowCount } }

  /// The number of numbers.
  var valueCount: Int { units.reduce(0) { $0 + $1.values.count } }

  /// Sorts the numbers of each unit in place.
  ///
  /// - Parameter workers: the threads that sort.
  /// - Returns: the numbers, in sorted pieces.
  consuming func sorted(on workers: Workers) -> SortedSegments {
    var pieces: [[Double]] = []
    for index in units.indices {
      // Taken out, not copied: an array that is held once is sorted in place.
      pieces.append([])
      swap(&pieces[index], &units[index].values)
    }
    return SortedSegments(workers.update(consume pieces, with: RadixSorter()) { $0.sort(&$1) })
  }

  /// One result for each block, merged as far as the grid's tree allows.
  ///
  /// - Parameters:
  ///   - workers: the threads that make the results.
  ///   - result: makes the result of a block, from its summary and its numbers.
  /// - Returns: the tree of the slice's blocks.
  func blockTree<Partial: Mergeable & BitwiseCopyable & Sendable>(
    on workers: Workers, _ result: @Sendable (Summary, Span<Double>) -> Partial
  ) -> MergeTree<Partial> {
    let units = units
    let partials = workers.map(units.count) { unit in
      let values = units[unit].values
      var partials: [Partial] = []
      var start = 0
      for block in units[unit].blocks {
        let end = start + block.summary.count
        partials.append(result(block.summary, values.span.extracting(start..<end)))
        start = end
      }
      return partials
    }
    var tree = MergeTree<Partial>(firstLeaf: firstBlock)
    for partial in partials.joined() { tree.append(partial) }
    return tree
  }
}

/// Takes the blocks of a unit while it is scanned.
struct UnitSink: BlockSink {
  private(set) var blocks: [ColumnSlice.Block] = []
  private(set) var values: [Double] = []

  /// The number of blocks that are expected.
  let blockCount: Int

  mutating func take(_ block: ScannedBlock, values newValues: Span<Double>) {
    if blocks.isEmpty {
      // The other blocks will hold about as many numbers; what isn't used of the room isn't
      // resident.
      values.reserveCapacity(newValues.count * blockCount * 9 / 8)
    }
    blocks.append(ColumnSlice.Block(scanned: block, summary: Summary(of: newValues)))
    values.append(copying: newValues)
  }
}
