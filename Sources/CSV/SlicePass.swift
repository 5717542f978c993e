/// One scan of one slice: the loop over its chunks.
struct SlicePass: ~Copyable {
  /// How far the rows of a chunk were used.
  private enum Progress {
    /// All whole rows were used: so many bytes.
    case used(Int)
    /// So many bytes were used; the row behind them is not a regular one.
    case irregular(after: Int)
    /// The slice's last row was used, or a row can't be used.
    case ended
  }

  private let fieldCount: Int
  private let file: TableFile
  private let kernel: ByteKernel
  private let start: Int
  private let sliceEnd: Int
  private let fileEnd: Int
  private var chunk: ChunkBuffer
  private var collector: BlockCollector
  private let syntax: RowSyntax
  private var scanner: RecordScanner
  private let wantedFields: [Int]
  private var unquotedRow: UnquotedRow
  private let policy: RowPolicy

  /// The offset behind the last row used.
  private var end: Int

  /// The first row that can't be used.
  private var failure: RecordFailure?

  /// Prepares a scan.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that the sink reads, ascending.
  ///   - file: the file.
  ///   - kernel: how the bytes are looked at.
  ///   - grid: the file's grid.
  ///   - blocks: the slice.
  ///   - chunk: an empty buffer at the slice's first row, which is inside the slice.
  ///   - policy: what is done with rows that can't be used as they stand.
  init(
    _ wantedFields: [Int], _ file: TableFile, _ kernel: ByteKernel, _ grid: BlockGrid,
    blocks: Range<Int>, chunk: consuming ChunkBuffer, _ policy: RowPolicy
  ) {
    self.policy = policy
    self.wantedFields = wantedFields
    self.kernel = kernel
    self.file = file
    let layout = file.head.layout
    fieldCount = layout.columnNames.count
    sliceEnd = grid.bytes(of: blocks).upperBound
    fileEnd = grid.byteCount
    start = chunk.offset
    end = chunk.offset
    collector = BlockCollector(grid: grid, blocks: blocks)
    syntax = layout.dialect.rows
    scanner = RecordScanner(syntax, keptFields: wantedFields)
    unquotedRow = UnquotedRow(fieldCount: fieldCount, wantedFields: wantedFields)
    self.chunk = chunk
  }

  /// Scans the slice.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - sink: takes the rows.
  /// - Returns: where the scan ended, and the first row that can't be used.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  consuming func run(
    from source: borrowing some ByteSource & ~Copyable, into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) -> SliceScan {
    try useChunks(from: source, into: &sink)
    if failure == nil { collector.finish(at: end, &sink) }
    return SliceScan(start: start, end: end, failure: failure)
  }

  private mutating func useChunks(
    from source: borrowing some ByteSource & ~Copyable, into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) {
    while true {
      try chunk.fill(from: source, upTo: readingEnd)
      let reachesFileEnd = chunk.offset + chunk.count == fileEnd
      var progress = useRegularRows(&sink)
      if case .irregular(let used) = progress {
        chunk.drop(used)
        progress = try useRecords(from: source, into: &sink)
      }
      guard case .used(let used) = progress else { return }
      chunk.drop(used)
      if reachesFileEnd { return try useLastRecord(from: source, into: &sink) }
      if used == 0, chunk.isFull {
        guard try useLongRecord(from: source, into: &sink) else { return }
      }
    }
  }

  /// The offset up to which bytes are read: behind the slice, only what its last row may need.
  private var readingEnd: Int {
    let next = chunk.offset + chunk.count
    return next < sliceEnd ? min(fileEnd, sliceEnd + 4096) : fileEnd
  }

  /// Uses the rows of the chunk, if all of them are regular.
  private mutating func useRegularRows(_ sink: inout some RowSink & ~Copyable) -> Progress {
    let found = chunk.findRegularRows(fieldCount: fieldCount, syntax, kernel: kernel)
    guard let rows = found else { return .irregular(after: 0) }
    let limit = chunk.firstRow(startingAt: sliceEnd - chunk.offset, in: rows)
    var row = 0
    while row < limit {
      collector.advance(toRowAt: chunk.offset + chunk.start(of: row, in: rows), &sink)
      let blockEnd = collector.blockEnd - chunk.offset
      let next = min(limit, chunk.firstRow(startingAt: blockEnd, in: rows))
      while row < next {
        let batch = row..<min(row + RowBatch.limit, next)
        let unusable = chunk.withBatch(
          batch, of: rows, origin: file.origin, columns: file.head.places, kernel: kernel
        ) { sink.take($0) }
        row = unusable.map { row + $0.row } ?? batch.upperBound
        collector.count(rows: row - batch.lowerBound)
        end = chunk.offset + chunk.start(of: row, in: rows)
        if unusable != nil { return .irregular(after: chunk.start(of: row, in: rows)) }
      }
    }
    return end >= sliceEnd ? .ended : .used(chunk.start(of: rows.count, in: rows))
  }

  /// Uses the whole rows of the chunk, by the state machine.
  private mutating func useRecords(
    from source: borrowing some ByteSource & ~Copyable, into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) -> Progress {
    scanner.begin(at: chunk.offset)
    var index = 0
    while chunk.withContents({ scanner.scanRecord(in: $0, from: &index) }) {
      guard try use(scanner.record, from: source, into: &sink) else { return .ended }
    }
    return .used(end - chunk.offset)
  }

  /// Uses what is left at the end of the file: a row without a line end, if anything.
  private mutating func useLastRecord(
    from source: borrowing some ByteSource & ~Copyable, into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) {
    scanner.begin(at: chunk.offset)
    var index = 0
    _ = chunk.withContents { scanner.scanRecord(in: $0, from: &index) }
    try useUnendedRecord(from: source, into: &sink)
  }

  /// Uses a row that is longer than a chunk, without holding more of it than a chunk at a time.
  ///
  /// - Returns: whether there are rows behind it that belong to the slice.
  private mutating func useLongRecord(
    from source: borrowing some ByteSource & ~Copyable, into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) -> Bool {
    scanner.begin(at: chunk.offset)
    while true {
      var index = 0
      let isComplete = chunk.withContents { scanner.scanRecord(in: $0, from: &index) }
      chunk.drop(index)
      if chunk.offset - scanner.recordStart > policy.longestRow {
        // As of a quote that is never closed, nobody knows where the next row begins.
        failure = failure(.rowTooLong, at: scanner.recordStart)
        end = scanner.recordStart
        return false
      }
      if isComplete { return try use(scanner.record, from: source, into: &sink) }
      if chunk.offset == fileEnd {
        try useUnendedRecord(from: source, into: &sink)
        return false
      }
      try chunk.fill(from: source, upTo: fileEnd)
    }
  }

  private mutating func useUnendedRecord(
    from source: borrowing some ByteSource & ~Copyable, into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) {
    if scanner.isInsideQuotes {
      failure = RecordFailure(
        reason: .unterminatedQuote, byteOffset: scanner.quoteStart,
        rowsBefore: collector.totalRows)
      end = scanner.recordStart
    } else if scanner.finish() {
      _ = try use(scanner.record, from: source, into: &sink)
    }
  }

  /// Hands a record on, or does what the policy says if it can't be used.
  ///
  /// - Returns: whether the next record belongs to the slice, too.
  private mutating func use(
    _ record: RecordScanner.Record, from source: borrowing some ByteSource & ~Copyable,
    into sink: inout some RowSink & ~Copyable
  ) throws(SourceError) -> Bool {
    if record.isRow(ofFields: fieldCount) {
      // Also for a row that isn't used: it counts where it begins.
      if policy.action != .fail { collector.advance(toRowAt: record.start, &sink) }
      if let failure = take(record, into: &sink) {
        guard policy.action != .fail else {
          self.failure = failure
          end = record.start
          return false
        }
        sink.note(.rejected(failure, text: try text(of: record, in: source)))
      }
      collector.count(rows: 1)
    }
    end = record.end
    return end < sliceEnd
  }

  /// Hands a record on.
  ///
  /// - Returns: why it can't be used; nil if it was.
  private mutating func take(
    _ record: RecordScanner.Record, into sink: inout some RowSink & ~Copyable
  ) -> RecordFailure? {
    if let stray = record.strayText { return failure(.textBehindQuote, at: stray) }
    let isShort = record.fieldCount < fieldCount
    guard record.fieldCount == fieldCount || isShort && policy.fillsShortRows else {
      return failure(
        .fieldCount(found: record.fieldCount, expected: fieldCount), at: record.start)
    }
    collector.advance(toRowAt: record.start, &sink)
    var contents = scanner.fields
    var missing: [RecordFailure] = []
    while let field = unquotedRow.withBatch(
      of: contents, start: file.origin + record.start, file.head.places, kernel,
      { sink.take($0) })
    {
      let index = wantedIndex(of: field)
      let failure = failure(field, index)
      let isOfContent = ![.tooLong, .fieldCount].contains(failure.kind)
      guard policy.action == .takeForMissing, isOfContent, !contents[index].isEmpty else {
        return failure
      }
      // As if nothing stood there, and once more.
      contents[index] = []
      missing.append(failure)
    }
    for failure in missing { sink.note(.tookForMissing(failure)) }
    if isShort { sink.note(.filled) }
    return nil
  }

  /// The bytes of a record as they stand in the file, without the line end; cut if there are very
  /// many, and none if nobody wants them.
  private func text(
    of record: RecordScanner.Record, in source: borrowing some ByteSource & ~Copyable
  ) throws(SourceError) -> [UInt8] {
    guard policy.keepsText else { return [] }
    let count = min(record.end - record.start, RowPolicy.longestText)
    var text = try source.readBytes(count, at: record.start)
    if text.last == Byte.lineFeed { text.removeLast() }
    if text.last == Byte.carriageReturn { text.removeLast() }
    return text
  }

  /// The place, among the wanted fields, of one that can't be used.
  private func wantedIndex(of field: UnusableField) -> Int {
    guard let index = wantedFields.firstIndex(of: file.field(ofColumn: field.column)) else {
      preconditionFailure("a field was read that wasn't said to be wanted")
    }
    return index
  }

  /// What is wrong with a field of the record at hand.
  private func failure(_ field: UnusableField, _ index: Int) -> RecordFailure {
    let content = scanner.fields[index]
    let encoding = file.head.layout.dialect.encoding
    let text = RecordFailure.excerpt(encoding.translated(content.span))
    return failure(
      RecordFailure.Reason(field.reason, text: text), at: scanner.fieldStarts[index],
      column: field.column)
  }

  /// What is wrong with the record at hand.
  private func failure(
    _ reason: RecordFailure.Reason, at offset: Int, column: Int? = nil
  ) -> RecordFailure {
    RecordFailure(
      reason: reason, byteOffset: offset, rowsBefore: collector.totalRows, column: column)
  }
}
