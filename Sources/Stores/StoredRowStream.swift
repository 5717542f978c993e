import CSV

/// Something that gives rows as CSV, a row at a time, the header first.
protocol StoredRows: AnyObject {
  /// Adds the next row.
  ///
  /// - Parameter bytes: to which the row is added, with LF at its end.
  /// - Returns: false if there was none; then nothing more is asked for.
  /// - Throws: ``SourceError`` if it can't be had.
  func addRow(to bytes: inout [UInt8]) throws(SourceError) -> Bool
}

/// The bytes of rows, one after the other, of which some are held at a time.
final class StoredRowStream: ByteStream {
  /// The bytes that are made at a time, but for the rest of a row.
  private static let pieceBytes = 1 << 16

  /// The rows; nil at their end, so that the database is let go of.
  private var rows: (any StoredRows)?

  /// Bytes of rows of which some have been read: `piece[next...]` haven't.
  private var piece: [UInt8] = []
  private var next = 0

  /// Takes over rows of which none has been read.
  init(_ rows: any StoredRows) { self.rows = rows }

  /// Fills a region of memory with the next bytes; see `ByteStream`.
  func read(into region: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    var filled = 0
    while filled < region.count {
      if next == piece.count { try refill() }
      let count = min(piece.count - next, region.count - filled)
      if count == 0 { break }
      unsafe piece.withUnsafeBytes { bytes in
        // Sound: both have so many bytes.
        unsafe UnsafeMutableRawBufferPointer(rebasing: region[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[next..<next + count]))
      }
      next += count
      filled += count
    }
    return filled
  }

  /// Makes the next piece, an empty one at the end.
  private func refill() throws(SourceError) {
    piece.removeAll(keepingCapacity: true)
    next = 0
    while let rows, piece.count < Self.pieceBytes {
      if try !rows.addRow(to: &piece) { self.rows = nil }
    }
  }
}

extension [UInt8] {
  /// Adds a field of CSV, in double quotes where it must be.
  ///
  /// - Parameter text: the field's text. An empty one stands in quotes, as PostgreSQL writes it.
  mutating func appendField(_ text: Span<UInt8>) {
    let isPlain = text.count > 0 && (0..<text.count).allSatisfy { !Byte.isSpecial(text[$0]) }
    guard !isPlain else { return append(text) }
    append(Byte.quote)
    for index in 0..<text.count {
      if text[index] == Byte.quote { append(Byte.quote) }
      append(text[index])
    }
    append(Byte.quote)
  }

  /// Adds bytes.
  mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}

extension Byte {
  /// Whether a field with this byte needs quotes.
  fileprivate static func isSpecial(_ byte: UInt8) -> Bool {
    byte == quote || byte == comma || byte == lineFeed || byte == carriageReturn
  }
}
