/// The rows found in a block: those whose first byte lies in it.
package struct ScannedBlock: BitwiseCopyable, Sendable, Hashable {
  /// The block's number.
  package let block: Int

  /// The offset of the first row that begins in the block; if none does, that of the next row of
  /// the slice, or the slice's end.
  package let start: Int

  /// The number of rows that begin in the block, blank lines aside.
  package let rowCount: Int
}

/// How the scan of a slice ended.
package struct SliceScan: Sendable, Hashable {
  /// The offset of the row that the scan began with; nil if it was found that no row begins in the
  /// slice.
  package let start: Int?

  /// The offset of the row that follows the slice's last; that of the failure's row if there was
  /// one.
  package let end: Int

  /// The first row that can't be used. Nothing after it was scanned.
  package let failure: RecordFailure?

  /// Creates the scan of a slice, such as one that was scanned in parts.
  ///
  /// - Parameters:
  ///   - start: the offset of the first row; nil if no row begins in the slice.
  ///   - end: the offset of the row that follows the last.
  ///   - failure: the first row that can't be used.
  package init(start: Int?, end: Int, failure: RecordFailure?) {
    self.start = start
    self.end = end
    self.failure = failure
  }
}

/// Reads the rows of a run of neighbouring blocks.
///
/// A row belongs to the slice in which its first byte lies; a slice's last row is read to its end,
/// wherever that is. Where the first row starts can't be told from a slice's own bytes, because a
/// line end may stand inside quotes. So a scan starts on a *guess*, that the slice begins outside
/// quotes, and says where it started and ended; ``SliceChain`` finds the wrong guesses, and those
/// slices are scanned again from where their first row really starts. (C. Ge et al., *Speculative
/// distributed CSV data parsing for big data analytics*, SIGMOD 2019,
/// <https://doi.org/10.1145/3299869.3319898>.)
///
/// Most chunks consist of regular rows, whose fields are found by ``ChunkBuffer`` from the positions
/// that a vector kernel has noted. All others (a row with another number of fields, a blank line, a
/// quote in the middle of a field, something that the sink can't use) go to ``RecordScanner``, the
/// state machine that defines what the bytes mean.
///
/// - Complexity: O(bytes) time. Memory: one chunk of bytes with their positions.
package struct RowScanner: Sendable {
  /// The bytes read at a time, unless a test sets another number: few enough to stay in a core's
  /// own cache together with the positions found in them.
  package static let standardChunkBytes = 256 << 10

  private let wantedFields: [Int]
  private let grid: BlockGrid
  private let file: TableFile
  private let chunkBytes: Int
  private let kernel: ByteKernel
  private let policy: RowPolicy

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - wantedFields: the 0-based numbers of the fields that the sink reads, in the table.
  ///   - grid: the file's grid.
  ///   - chunkBytes: the bytes read at a time, at least one and less than 4 GiB.
  ///   - kernel: how the bytes are looked at.
  ///   - policy: what is done with rows that can't be used as they stand.
  package init(
    _ file: TableFile, wantedFields: [Int], grid: BlockGrid,
    chunkBytes: Int = RowScanner.standardChunkBytes, kernel: ByteKernel = .preferred,
    policy: RowPolicy = RowPolicy()
  ) {
    self.policy = policy
    precondition((1..<1 << 32).contains(chunkBytes), "no such chunk")
    self.wantedFields = Set(wantedFields.map(file.field(ofColumn:))).sorted()
    self.file = file
    self.grid = grid
    self.chunkBytes = chunkBytes
    self.kernel = kernel
  }

  /// Guesses where the first row of a slice starts.
  ///
  /// - Parameters:
  ///   - blocks: the slice.
  ///   - source: the file.
  /// - Returns: the offset after the first line end that precedes a byte of the slice; nil if there
  ///   is none. For the slice that holds the first data row, that row's offset, which is no guess;
  ///   nor is the one in a plain text, where the first ``TextCut`` stands for the line end.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package func guessStart(
    of blocks: Range<Int>, in source: borrowing some ByteSource & ~Copyable
  ) throws(SourceError) -> Int? {
    let bytes = grid.bytes(of: blocks)
    let dataStart = file.head.layout.dataStart
    if dataStart >= bytes.lowerBound { return dataStart < bytes.upperBound ? dataStart : nil }
    var offset = bytes.lowerBound - 1
    let end = bytes.upperBound - 1
    while offset < end {
      let chunk = try source.readBytes(min(4096, end - offset), at: offset)
      let dialect = file.head.layout.dialect
      let border =
        dialect.isPlainText
        ? TextCut.first(in: chunk.span) : chunk.firstIndex(of: dialect.rows.lineEnd).map { $0 + 1 }
      if let border { return offset + border }
      offset += chunk.count
    }
    return nil
  }

  /// Scans a slice.
  ///
  /// - Parameters:
  ///   - blocks: the slice.
  ///   - start: the offset of the first row; nil, or an offset behind the slice, if no row begins
  ///     in it.
  ///   - source: the file.
  ///   - sink: takes the rows, block by block, in order.
  /// - Returns: where the scan started and ended, and the first row that can't be used.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package func scan(
    _ blocks: Range<Int>, from start: Int?, in source: borrowing some ByteSource & ~Copyable,
    into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) -> SliceScan {
    let bytes = grid.bytes(of: blocks)
    guard let start, start < bytes.upperBound else {
      var collector = BlockCollector(grid: grid, blocks: blocks)
      collector.finish(at: start ?? bytes.upperBound, &sink)
      return SliceScan(start: nil, end: start ?? bytes.upperBound, failure: nil)
    }
    let chunk = ChunkBuffer(capacity: min(chunkBytes, grid.byteCount - start), offset: start)
    if file.head.layout.dialect.isPlainText {
      let pass = TextPass(kernel, grid, origin: file.origin, blocks: blocks, chunk: chunk)
      return try pass.run(from: source, into: &sink)
    }
    let pass = SlicePass(
      wantedFields, file, kernel, grid, blocks: blocks, chunk: chunk, policy)
    return try pass.run(from: source, into: &sink)
  }
}
