/// What was found in a block: the rows whose first byte lies in it.
public struct ScannedBlock: BitwiseCopyable, Sendable, Hashable {
  /// The block's number.
  public let block: Int

  /// The offset of the first row that begins in the block or after it.
  public let start: Int

  /// The number of rows that begin in the block, blank lines aside.
  public let rowCount: Int

  /// The number of those rows whose value is missing.
  public let missingCount: Int
}

/// How the scan of a slice ended.
public struct SliceScan: Sendable, Hashable {
  /// The offset of the row that the scan began with; nil if it was found that no row begins in the
  /// slice.
  public let start: Int?

  /// The offset of the row that follows the slice's last; that of the failure's row if there was one.
  public let end: Int

  /// The first row that can't be used. Nothing after it was scanned.
  public let failure: RecordFailure?

  /// The same scan, if its first rows had been found elsewhere than they were.
  ///
  /// - Parameters:
  ///   - start: the offset of the row that the scan should have begun with.
  ///   - moreRows: how many rows there are between that offset and the point from which on the two scans
  ///     agree, less those that this scan found there.
  /// - Returns: the corrected scan.
  public func moved(toStart start: Int?, moreRows: Int) -> SliceScan {
    var failure = failure
    failure?.rowsBefore += moreRows
    return SliceScan(start: start, end: end, failure: failure)
  }
}

/// Reads the numbers of one column out of a run of neighbouring blocks.
///
/// A row belongs to the slice in which its first byte lies; a slice's last row is read to its end,
/// wherever that is. Where the first row starts can't be told from a slice's own bytes, because a line
/// end may stand inside quotes. So a scan starts on a *guess*, that the slice begins outside quotes, and
/// says where it started and ended; ``SliceChain`` finds the wrong guesses, and those slices are scanned
/// again from where their first row really starts. (C. Ge et al., *Speculative distributed CSV data
/// parsing for big data analytics*, SIGMOD 2019, <https://doi.org/10.1145/3299869.3319898>.)
///
/// - Complexity: O(bytes) time. Memory: one chunk of bytes, and the numbers of one block.
public struct SliceScanner: Sendable {
  /// The bytes read at a time, unless a test sets another number.
  public static let standardChunkBytes = 1 << 20

  private let dialect: Dialect
  private let column: NumericColumn
  private let fieldCount: Int
  private let grid: BlockGrid
  private let dataStart: Int
  private let chunkBytes: Int

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - layout: what the head of the file says.
  ///   - column: the column whose numbers are wanted.
  ///   - grid: the file's grid.
  ///   - chunkBytes: the bytes read at a time.
  public init(
    layout: FileLayout, column: NumericColumn, grid: BlockGrid,
    chunkBytes: Int = SliceScanner.standardChunkBytes
  ) {
    dialect = layout.dialect
    fieldCount = layout.columnNames.count
    dataStart = layout.dataStart
    self.column = column
    self.grid = grid
    self.chunkBytes = chunkBytes
  }

  /// Guesses where the first row of a slice starts.
  ///
  /// - Parameters:
  ///   - blocks: the slice.
  ///   - source: the file.
  /// - Returns: the offset after the first line end that precedes a byte of the slice; nil if there is
  ///   none. For the slice that holds the first data row, that row's offset, which is no guess.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  public func guessStart(
    of blocks: Range<Int>, in source: borrowing some ByteSource & ~Copyable
  ) throws(SourceError) -> Int? {
    let bytes = grid.bytes(of: blocks)
    if dataStart >= bytes.lowerBound { return dataStart < bytes.upperBound ? dataStart : nil }
    var offset = bytes.lowerBound - 1
    var buffer = [UInt8](repeating: 0, count: min(chunkBytes, 1 << 16))
    while offset < bytes.upperBound - 1 {
      let count = try source.read(into: &buffer, at: offset)
      let searched = min(count, bytes.upperBound - 1 - offset)
      if let index = buffer[..<searched].firstIndex(of: Byte.lineFeed) { return offset + index + 1 }
      offset += searched
    }
    return nil
  }

  /// Scans a slice.
  ///
  /// - Parameters:
  ///   - blocks: the slice.
  ///   - start: the offset of the first row; nil, or an offset behind the slice, if no row begins in it.
  ///   - source: the file.
  ///   - sink: takes the blocks, in order.
  /// - Returns: where the scan started and ended, and the first row that can't be used.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  public func scan(
    _ blocks: Range<Int>, from start: Int?, in source: borrowing some ByteSource & ~Copyable,
    into sink: inout some BlockSink & ~Copyable
  ) throws(SourceError) -> SliceScan {
    let bytes = grid.bytes(of: blocks)
    var collector = BlockCollector(grid: grid, blocks: blocks)
    guard let start, start < bytes.upperBound else {
      collector.finish(at: start ?? bytes.upperBound, &sink)
      return SliceScan(start: nil, end: start ?? bytes.upperBound, failure: nil)
    }
    var scanner = RecordScanner(delimiter: dialect.delimiter, wantedField: column.index)
    var buffer = [UInt8](repeating: 0, count: min(chunkBytes, grid.byteCount - start))
    var end = start
    var offset = start
    scanner.begin(at: start)
    while offset < grid.byteCount {
      let count = try source.read(into: &buffer, at: offset)
      offset += count
      let chunk = buffer.span.extracting(..<count)
      var index = 0
      while scanner.scanRecord(in: chunk, from: &index) {
        if let failure = use(scanner.record, openQuote: nil, &collector, &sink) {
          return SliceScan(start: start, end: scanner.record.start, failure: failure)
        }
        end = scanner.record.end
        if end >= bytes.upperBound || collector.isStopped {
          collector.finish(at: end, &sink)
          return SliceScan(start: start, end: end, failure: nil)
        }
      }
    }
    let openQuote = scanner.isInsideQuotes ? scanner.quoteStart : nil
    if scanner.finish() {
      if let failure = use(scanner.record, openQuote: openQuote, &collector, &sink) {
        return SliceScan(start: start, end: scanner.record.start, failure: failure)
      }
      end = grid.byteCount
    }
    collector.finish(at: end, &sink)
    return SliceScan(start: start, end: end, failure: nil)
  }

  /// Takes a record's number to its block, or says what is wrong with the record.
  private func use(
    _ record: RecordScanner.Record, openQuote: Int?, _ collector: inout BlockCollector,
    _ sink: inout some BlockSink & ~Copyable
  ) -> RecordFailure? {
    func failure(_ reason: RecordFailure.Reason, at offset: Int) -> RecordFailure {
      RecordFailure(reason: reason, byteOffset: offset, rowsBefore: collector.totalRows)
    }
    if let openQuote { return failure(.unterminatedQuote, at: openQuote) }
    if record.isBlank && fieldCount > 1 { return nil }
    guard record.fieldCount == fieldCount else {
      let reason = RecordFailure.Reason.fieldCount(found: record.fieldCount, expected: fieldCount)
      return failure(reason, at: record.start)
    }
    let parser = NumberParser(decimal: dialect.decimal)
    let field = record.fieldIsCut ? .notANumber : column.read(record.field.span, parser: parser)
    switch field {
    case .number(let value): collector.add(value, rowStart: record.start, &sink)
    case .missing: collector.add(nil, rowStart: record.start, &sink)
    case .notANumber:
      let text = RecordFailure.excerpt(record.field)
      return failure(.notANumber(text: text), at: record.fieldStart)
    case .outOfRange:
      let text = RecordFailure.excerpt(record.field)
      return failure(.outOfRange(text: text), at: record.fieldStart)
    }
    return nil
  }
}
