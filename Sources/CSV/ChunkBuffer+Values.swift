/// Numbers in the rows that ``findRegularRows(fieldCount:delimiter:kernel:)`` has found.
extension ChunkBuffer {
  /// How far the fields of some rows were read.
  package struct FieldsRead {
    /// The number of rows whose field was read.
    package fileprivate(set) var rowCount = 0

    /// The number of those rows that have a number; the others have none, which isn't wrong.
    package fileprivate(set) var valueCount = 0

    /// Whether the field of the row behind them is neither a number nor missing.
    package fileprivate(set) var stopped = false
  }

  /// The rows that a kernel is given at a time.
  private static var batchRows: Int { 256 }

  /// Which rows of a batch a kernel has read: a byte for each.
  private typealias Flags = InlineArray<32, UInt64>

  /// Reads a field of some rows.
  ///
  /// - Parameters:
  ///   - column: the column whose field is read.
  ///   - range: neighbouring rows.
  ///   - rows: the rows that were found last.
  ///   - kernel: how short numbers are read.
  ///   - values: where the numbers are appended.
  /// - Returns: how far it got.
  package borrowing func appendValues(
    of column: NumericColumn, rows range: Range<Int>, in rows: RegularRows, kernel: ByteKernel,
    to values: inout [Double]
  ) -> FieldsRead {
    precondition(range.upperBound <= rows.count && column.index < rows.fieldCount, "no such field")
    var read = FieldsRead()
    while !read.stopped, read.rowCount < range.count {
      let first = range.lowerBound + read.rowCount
      let batch = first..<min(first + Self.batchRows, range.upperBound)
      values.append(addingCapacity: Self.batchRows) { output in
        unsafe output.withUnsafeMutableBufferPointer { output, filled in
          let before = read.valueCount
          // Sound: there is room for a whole batch behind those filled.
          let place = unsafe UnsafeMutableBufferPointer(rebasing: output[filled...])
          unsafe readBatch(batch, of: column, in: rows, kernel, into: place, &read)
          filled += read.valueCount - before
        }
      }
    }
    return read
  }

  /// Reads a field of at most a batch of rows: the short decimals by a kernel, then the others.
  @unsafe
  private borrowing func readBatch(
    _ batch: Range<Int>, of column: NumericColumn, in rows: RegularRows, _ kernel: ByteKernel,
    into values: UnsafeMutableBufferPointer<Double>, _ read: inout FieldsRead
  ) {
    let endsRow = column.index == rows.fieldCount - 1
    let firstEnd = batch.lowerBound * rows.fieldCount + column.index
    var flags = Flags(repeating: 0)
    var flagSpan = flags.mutableSpan
    unsafe flagSpan.withUnsafeMutableBytes { flags in
      // Sound: firstEnd + (batch.count − 1) · fieldCount < rows.count · fieldCount, the number of
      // separators found.
      unsafe kernel.readDecimals(
        bytes, ends: positions + firstEnd, stride: rows.fieldCount, count: batch.count,
        decimal: column.decimal, endRows: endsRow, values: values, areRead: flags)
    }
    var kept = 0
    for first in stride(from: 0, to: batch.count, by: 8) {
      let group = first..<min(first + 8, batch.count)
      if flags[first / 8] == .max, group.count == 8, column.nullNumbers.isEmpty {
        unsafe Self.move(group, of: values, to: kept)
        kept += 8
        continue
      }
      for row in group {
        let wasRead = flags[first / 8] >> UInt64(8 * (row - first)) & 1 == 1
        let field =
          unsafe wasRead
          ? column.numberOrMissing(values[row])
          : anyField(
            endingAt: firstEnd + row * rows.fieldCount, endsRow: endsRow, column: column)
        switch field {
        case .number(let value):
          unsafe values[kept] = value + 0  // minus zero becomes zero
          kept += 1
        case .missing: break
        case .notANumber, .outOfRange:
          read.rowCount += row
          read.valueCount += kept
          read.stopped = true
          return
        }
      }
    }
    read.rowCount += batch.count
    read.valueCount += kept
  }

  /// Closes the gap that rows without a number have left in front of some numbers.
  ///
  /// Sound as long as the group lies inside the values, and the index not behind its start.
  @inline(__always) @unsafe
  private static func move(
    _ group: Range<Int>, of values: UnsafeMutableBufferPointer<Double>, to index: Int
  ) {
    guard index < group.lowerBound else { return }
    for row in group { unsafe values[index + row - group.lowerBound] = values[row] }
  }

  /// Reads a field of any form, given the number of the separator that ends it.
  private borrowing func anyField(
    endingAt separator: Int, endsRow: Bool, column: NumericColumn
  ) -> NumericField {
    // Sound: the separator is one of those found, and something stands in front of the first.
    let range = unsafe Int(positions[separator - 1] &+ 1)..<Int(positions[separator])
    guard range.count <= RecordScanner.fieldLimit else { return .notANumber }
    // Sound: the range lies between two separators, inside the bytes.
    var text = unsafe Span(_unsafeStart: bytes + range.lowerBound, count: range.count)
    if endsRow, text.count > 0, text[text.count - 1] == Byte.carriageReturn {
      text = text.extracting(droppingLast: 1)
    }
    guard text.count > 1, text[0] == Byte.quote else { return column.read(text) }
    if text[text.count - 1] == Byte.quote {
      // Most quoted fields have no other quotes; a number has none.
      let field = column.read(text.extracting(1..<text.count - 1))
      if case .number = field { return field }
    }
    return column.read(RecordScanner.unquoted(text).span)
  }
}

extension RecordScanner {
  /// The content of a field that begins with a quote.
  static func unquoted(_ text: Span<UInt8>) -> [UInt8] {
    // Outside quotes the text has no line feed, so as a delimiter it divides nothing.
    var scanner = RecordScanner(delimiter: Byte.lineFeed, wantedField: 0)
    var index = 0
    scanner.begin(at: 0)
    _ = scanner.scanRecord(in: text, from: &index)
    // Not finished: a CR at the end of a field in the middle of a row is text.
    return scanner.record.field
  }
}
