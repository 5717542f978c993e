import Glibc

/// Rows that all have the same number of fields: with F fields to a row, the separators of row *r*
/// are numbers F·r to F·r + F − 1, and the last of them is the row's line feed. So a field is found
/// by its number, without a look at those before it.
extension ChunkBuffer {
  /// The whole rows among the bytes held, and how to read one of their fields.
  package struct RegularRows {
    /// The number of whole rows.
    package let count: Int

    /// The number of fields that each of them has.
    let fieldCount: Int
  }

  /// Looks for rows that all have the same number of fields.
  ///
  /// - Parameters:
  ///   - fieldCount: the number of fields that a row must have.
  ///   - syntax: how the bytes fall into rows and fields.
  ///   - kernel: how the bytes are looked at.
  /// - Returns: the whole rows; nil if one has another number of fields, or a byte stands there of
  ///   which only the state machine knows what it means.
  package mutating func findRegularRows(
    fieldCount: Int, _ syntax: RowSyntax, kernel: ByteKernel
  ) -> RegularRows? {
    guard let delimiter = syntax.kernelDelimiter,
      withContents({ !$0.contains(anyOf: syntax.unknownBytes) })
    else { return nil }
    let found = unsafe kernel.scan(
      bytes, count: count, delimiter: delimiter, positions: positions)
    let rest = found.separatorCount - found.lineFeedCount * fieldCount
    guard !found.hasMisplacedQuote, (0..<fieldCount).contains(rest) else { return nil }
    // As many line feeds as rows, and one at the end of each: so there is none in between.
    var last = fieldCount - 1
    for _ in 0..<found.lineFeedCount {
      // Sound: last < lineFeedCount · fieldCount ≤ separatorCount, and positions are below `count`.
      guard unsafe bytes[Int(positions[last])] == Byte.lineFeed else { return nil }
      last += fieldCount
    }
    return RegularRows(count: found.lineFeedCount, fieldCount: fieldCount)
  }

  /// The position of the first byte of a row, or of the byte after the last row.
  @inline(__always)
  package borrowing func start(of row: Int, in rows: RegularRows) -> Int {
    precondition((0...rows.count).contains(row), "no such row")
    // Sound: row ≤ rows.count, whose separators were all found.
    return Int(unsafe positions[row * rows.fieldCount - 1] &+ 1)
  }

  /// The first row that begins at a position or after it; `rows.count` if none does.
  borrowing func firstRow(startingAt position: Int, in rows: RegularRows) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if start(of: middle, in: rows) < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Calls a closure with some rows.
  ///
  /// - Parameters:
  ///   - range: neighbouring rows, not more than a batch holds.
  ///   - rows: the rows that were found last.
  ///   - origin: the number of bytes of the files before this one.
  ///   - columns: where the table's columns stand, if not as in its first file.
  ///   - kernel: how short numbers are read.
  ///   - body: what is done with the rows.
  /// - Returns: what the closure returned.
  @inline(__always)
  package borrowing func withBatch<Result>(
    _ range: Range<Int>, of rows: RegularRows, origin: Int = 0, columns: ColumnPlaces? = nil,
    kernel: ByteKernel, _ body: (borrowing RowBatch) -> Result
  ) -> Result {
    precondition(range.upperBound <= rows.count, "no such rows")
    // Sound: the separators of these rows were found, the buffer outlives the call, and the batch
    // doesn't leave the closure.
    let batch = unsafe RowBatch(
      count: range.count, bytes: bytes, ends: positions + range.lowerBound * rows.fieldCount,
      fieldCount: rows.fieldCount, isUnquoted: false, kernel: kernel,
      start: origin + offset + start(of: range.lowerBound, in: rows), columns: columns)
    return body(batch)
  }
}

extension Span<UInt8> {
  /// Whether one of some values is among the bytes.
  func contains(anyOf values: [UInt8]) -> Bool {
    values.contains { value in
      // Sound: the bytes are those of the span.
      unsafe withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return false }
        return unsafe memchr(start, CInt(value), bytes.count) != nil
      }
    }
  }
}
