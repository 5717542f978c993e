import TestSupport

@testable import CSV

/// A job as several ranks do it: all guess and scan, then check the chain and scan again until it
/// holds.
struct SimulatedScan {
  /// A block with its numbers.
  struct Block: Hashable {
    let scanned: ScannedBlock
    let values: [Double]
  }

  /// The blocks found in each slice, in order.
  private(set) var blocks: [Block] = []

  /// The number of times that all ranks scanned.
  private(set) var rounds = 0

  /// The first row of the file that can't be used, with the number of good rows before it in the
  /// file.
  private(set) var failure: (reason: RecordFailure.Reason, byteOffset: Int, rowsBefore: Int)?

  /// How each slice was scanned at last.
  private(set) var scans: [SliceScan] = []

  /// Runs the job.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - layout: its layout.
  ///   - column: the column whose numbers are wanted.
  ///   - grid: the grid.
  ///   - slices: neighbouring runs of blocks that cover the grid.
  ///   - chunkBytes: the bytes read at a time; nil for the standard.
  ///   - kernel: how the bytes are looked at.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  init(
    _ source: MemorySource, _ layout: FileLayout, _ column: NumericColumn, _ grid: BlockGrid,
    slices: [Range<Int>], chunkBytes: Int? = nil, kernel: ByteKernel = .fastest
  ) throws(SourceError) {
    let scanner = SliceScanner(
      layout: layout, column: column, grid: grid,
      chunkBytes: chunkBytes ?? SliceScanner.standardChunkBytes, kernel: kernel)
    var sinks = slices.map { _ in KeptBlocks() }
    rounds = 1
    for (slice, blocks) in slices.enumerated() {
      let start = try scanner.guessStart(of: blocks, in: source)
      scans.append(try scanner.scan(blocks, from: start, in: source, into: &sinks[slice]))
    }
    let bytes = slices.map { grid.bytes(of: $0) }
    while true {
      let chain = SliceChain(scans.map(SliceEnds.init), bytes: bytes, dataStart: layout.dataStart)
      guard case .rescan(let starts) = chain else {
        finish(chain, sinks)
        return
      }
      rounds += 1
      for (slice, start) in starts {
        sinks[slice] = KeptBlocks()
        scans[slice] = try scanner.scan(
          slices[slice], from: start, in: source, into: &sinks[slice])
      }
    }
  }

  private mutating func finish(_ chain: SliceChain, _ sinks: [KeptBlocks]) {
    guard case .failed(let slice) = chain, let found = scans[slice].failure else {
      blocks = sinks.flatMap(\.blocks)
      return
    }
    let rows = sinks[..<slice].flatMap(\.blocks).reduce(0) { $0 + $1.scanned.rowCount }
    failure = (found.reason, found.byteOffset, rows + found.rowsBefore)
  }

  /// The numbers of all blocks.
  var values: [Double] { blocks.flatMap(\.values) }

  /// The number of rows.
  var rowCount: Int { blocks.reduce(0) { $0 + $1.scanned.rowCount } }

  /// The number of rows without a number.
  var missingCount: Int { blocks.reduce(0) { $0 + $1.scanned.rowCount - $1.values.count } }
}

/// Keeps the blocks of a slice.
private struct KeptBlocks: BlockSink {
  private(set) var blocks: [SimulatedScan.Block] = []

  mutating func take(_ block: ScannedBlock, values: Span<Double>) {
    let copy = values.indices.map { values[$0] }
    blocks.append(SimulatedScan.Block(scanned: block, values: copy))
  }
}
