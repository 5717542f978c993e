/// Some neighbouring rows whose fields can be read: what the scan of a file hands on.
///
/// It lives for the call that hands it over, and can't be kept.
@safe package struct RowBatch: ~Copyable {
  /// The most rows of a batch.
  package static let limit = 256

  /// The number of rows, at least one.
  package let count: Int

  /// The bytes that the rows lie in.
  package let bytes: UnsafePointer<UInt8>

  /// The positions of the separators behind the rows' fields, row after row; the one in front of
  /// the first field is readable, too.
  let ends: UnsafePointer<UInt32>

  /// The number of fields that each row has.
  package let fieldCount: Int

  /// Whether the fields stand there without their quotes, because the state machine has read them;
  /// those that nobody wants are then empty.
  package let isUnquoted: Bool

  /// How short numbers are read.
  let kernel: ByteKernel

  /// The offset of the first row in the file, or in all files of a table together.
  package let start: Int

  /// Where the table's columns stand in this file, if not as in the first.
  let columns: ColumnPlaces?

  /// Describes rows.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - bytes: the bytes that they lie in, and as many behind them as a kernel may touch.
  ///   - ends: the positions of their separators.
  ///   - fieldCount: the number of fields that each has.
  ///   - isUnquoted: whether the fields stand there without their quotes.
  ///   - kernel: how short numbers are read.
  ///   - start: the offset of the first row in the file, or in all files of a table together.
  ///   - columns: where the table's columns stand, if not as in its first file.
  @unsafe
  init(
    count: Int, bytes: UnsafePointer<UInt8>, ends: UnsafePointer<UInt32>, fieldCount: Int,
    isUnquoted: Bool, kernel: ByteKernel, start: Int, columns: ColumnPlaces?
  ) {
    precondition((1...Self.limit).contains(count), "no such batch")
    self.count = count
    unsafe self.bytes = bytes
    unsafe self.ends = ends
    self.fieldCount = fieldCount
    self.isUnquoted = isUnquoted
    self.kernel = kernel
    self.start = start
    self.columns = columns
  }

  /// The offset of a row in the file, or in all files of a table together; the place of one that was made
  /// of others.
  package borrowing func start(ofRow row: Int) -> Int {
    precondition(row < count, "no such row")
    // Sound: something stands in front of the first separator, and is 2³² − 1 where nothing does.
    let first = unsafe ends[-1] &+ 1
    let offset = unsafe start + Int(ends[row * fieldCount - 1] &+ 1 &- first)
    return columns?.rowPlaces?.place(at: offset) ?? offset
  }

  /// The number of bytes from the start of the first row to the end of the last one's last field.
  var byteCount: Int {
    // Sound: as above.
    unsafe Int(ends[count * fieldCount - 1] &- (ends[-1] &+ 1))
  }

  /// Calls a closure with the content of a field in UTF-8: without quotes around it, each doubled
  /// quote once.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - row: the row's number in the batch.
  ///   - body: what is done with the content.
  /// - Returns: what the closure returned.
  /// - Complexity: O(1) unless quotes are doubled; then O(length).
  @inline(__always)
  package borrowing func withText<Result>(
    of column: Int, inRow row: Int, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    let range = rawField(column, inRow: row)
    // Sound: the range lies between two separators, inside the bytes.
    let text = unsafe Span(_unsafeStart: bytes + range.lowerBound, count: range.count)
    if isTranslated { return withTranslated(text, body) }
    guard !isUnquoted, text.count > 0, text[0] == Byte.quote else { return body(text) }
    return Self.withUnquoted(text, body)
  }

  /// Whether texts aren't written in UTF-8, so that only ``withText(of:inRow:_:)`` knows them.
  @inline(__always)
  package var isTranslated: Bool { columns?.encoding.isTranslated ?? false }

  /// Calls a closure with the content of a field that isn't written in UTF-8.
  @inline(never)
  private borrowing func withTranslated<Result>(
    _ text: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    let encoding = columns?.encoding ?? .utf8
    func translate(_ content: Span<UInt8>) -> Result {
      let isASCII = !content.indices.contains { content[$0] >= 0x80 }
      return isASCII ? body(content) : body(encoding.translated(content).span)
    }
    guard !isUnquoted, text.count > 0, text[0] == Byte.quote else { return translate(text) }
    return Self.withUnquoted(text, translate)
  }

  /// Calls a closure with the content of a field that begins with a quote.
  @inline(never)
  private static func withUnquoted<Result>(
    _ text: Span<UInt8>, _ body: (Span<UInt8>) -> Result
  ) -> Result {
    if text.count > 1, text[text.count - 1] == Byte.quote {
      let inner = text.extracting(1..<text.count - 1)
      if !inner.indices.contains(where: { inner[$0] == Byte.quote }) { return body(inner) }
    }
    return body(RecordScanner.unquoted(text).span)
  }

  /// The position in this file's rows of a column of the table.
  @inline(__always)
  borrowing func field(ofColumn column: Int) -> Int {
    columns?.fields[column] ?? column
  }

  /// A column as its numbers are written in this file.
  @inline(__always)
  package borrowing func local(_ column: NumericColumn) -> NumericColumn {
    guard let columns else { return column }
    return column.written(as: columns.numbers)
  }

  /// Where a field's bytes are, quotes included; without the CR of a line end.
  @inline(__always)
  package borrowing func rawField(_ column: Int, inRow row: Int) -> Range<Int> {
    let position = field(ofColumn: column)
    precondition(row < count && position < fieldCount, "no such field")
    let separator = row * fieldCount + position
    // Sound: the separator is one of those found, and something stands in front of the first.
    let start = unsafe Int(ends[separator - 1] &+ 1)
    var end = unsafe Int(ends[separator])
    if !isUnquoted, position == fieldCount - 1, end > start,
      unsafe bytes[end - 1] == Byte.carriageReturn
    {
      end -= 1
    }
    return start..<end
  }
}

/// A field that can't be used.
package struct UnusableField: Sendable, Hashable {
  /// A reason why a field can't be used.
  package enum Reason: Sendable, Hashable {
    /// It is not a number.
    case notANumber
    /// It is a number beyond the largest double.
    case outOfRange
    /// It is something else than was expected there: a date, say.
    case unexpected(what: String)
    /// It is longer than what was expected there may be.
    case tooLong(what: String)
    /// It is a time that means nothing on its column's clock.
    case clock(TimestampClock.Fault)
  }

  /// The row's number in its batch.
  package let row: Int

  /// The field's 0-based position in the rows of the table's first file.
  package let column: Int

  /// The reason why this field can't be used.
  package let reason: Reason

  /// Describes a field that can't be used.
  package init(row: Int, column: Int, reason: Reason) {
    self.row = row
    self.column = column
    self.reason = reason
  }
}

/// Takes the rows of a slice, block by block.
package protocol RowSink: ~Copyable {
  /// Takes the next rows of the block at hand.
  ///
  /// - Parameter rows: neighbouring rows.
  /// - Returns: the first field that can't be used, nil if there is none. The rows before it have
  ///   been used. Where the rows were read by a vector kernel, those from the returned one on are
  ///   read again by the state machine and come back: it has the last word.
  mutating func take(_ rows: borrowing RowBatch) -> UnusableField?

  /// Ends the block at hand.
  ///
  /// - Parameter block: what was found in it.
  mutating func endBlock(_ block: ScannedBlock)

  /// Takes notice of a row that isn't used as it stands; see ``RowPolicy``.
  ///
  /// - Parameter event: what was done with it.
  mutating func note(_ event: RowEvent)
}

extension RowSink where Self: ~Copyable {
  package mutating func note(_ event: RowEvent) {}
}
