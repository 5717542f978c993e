@testable import CSV

/// Takes the numbers of a slice's blocks.
protocol BlockSink: ~Copyable {
  /// Takes the next block.
  ///
  /// - Parameters:
  ///   - block: what was found in it.
  ///   - values: the numbers of its rows, missing ones left out; never minus zero.
  mutating func take(_ block: ScannedBlock, values: Span<Double>)
}

/// Reads the numbers of one column out of a run of neighbouring blocks by a ``RowScanner``: the least
/// that can be made of rows.
///
/// - Complexity: O(bytes) time. Memory: one chunk of bytes with their positions, and the numbers of
/// one block.
struct SliceScanner: Sendable {
  private let rows: RowScanner
  private let column: NumericColumn

  /// The bytes read at a time, unless a test sets another number.
  static var standardChunkBytes: Int { RowScanner.standardChunkBytes }

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - layout: what the head of the file says.
  ///   - column: the column whose numbers are wanted.
  ///   - grid: the file's grid.
  ///   - chunkBytes: the bytes read at a time, at least one and less than 4 GiB.
  ///   - kernel: how the bytes are looked at.
  init(
    layout: FileLayout, column: NumericColumn, grid: BlockGrid,
    chunkBytes: Int = RowScanner.standardChunkBytes, kernel: ByteKernel = .preferred
  ) {
    rows = RowScanner(
      TableFile(layout), wantedFields: [column.index], grid: grid, chunkBytes: chunkBytes,
      kernel: kernel)
    self.column = column
  }

  /// Guesses where the first row of a slice starts; see ``RowScanner/guessStart(of:in:)``.
  func guessStart(
    of blocks: Range<Int>, in source: borrowing some ByteSource & ~Copyable
  ) throws(SourceError) -> Int? {
    try rows.guessStart(of: blocks, in: source)
  }

  /// Scans a slice.
  ///
  /// - Parameters:
  ///   - blocks: the slice.
  ///   - start: the offset of the first row; nil, or an offset behind the slice, if no row begins
  ///     in it.
  ///   - source: the file.
  ///   - sink: takes the blocks, in order.
  /// - Returns: where the scan started and ended, and the first row that can't be used.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  func scan<Sink: BlockSink>(
    _ blocks: Range<Int>, from start: Int?, in source: borrowing some ByteSource & ~Copyable,
    into sink: inout Sink
  ) throws(SourceError) -> SliceScan {
    // Moved, not copied: what the sink holds is held once.
    var reader = NumberReader(column: column, sink: consume sink)
    do throws(SourceError) {
      let scan = try rows.scan(blocks, from: start, in: source, into: &reader)
      sink = reader.sink
      return scan
    } catch {
      sink = reader.sink
      throw error
    }
  }
}

/// Reads the numbers of a column from rows, and hands them on block by block.
private struct NumberReader<Sink: BlockSink>: RowSink {
  let column: NumericColumn
  var sink: Sink
  private var values: [Double] = []

  init(column: NumericColumn, sink: consuming Sink) {
    self.column = column
    self.sink = sink
  }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    rows.appendNumbers(of: column, to: &values).unusable
  }

  mutating func endBlock(_ block: ScannedBlock) {
    var taken: [Double] = []
    swap(&taken, &values)
    sink.take(block, values: taken.span)
    taken.removeAll(keepingCapacity: true)
    swap(&taken, &values)
  }
}
