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
  ///   - delimiter: the byte between two fields.
  ///   - kernel: how the bytes are looked at.
  /// - Returns: the whole rows; nil if one has another number of fields, or a quote stands where
  ///   only the state machine knows what it means.
  package mutating func findRegularRows(
    fieldCount: Int, delimiter: UInt8, kernel: ByteKernel
  ) -> RegularRows? {
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
    return row == 0 ? 0 : Int(unsafe positions[row * rows.fieldCount - 1]) + 1
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

  /// Reads a field of some rows.
  ///
  /// - Parameters:
  ///   - column: the column whose field is read.
  ///   - range: neighbouring rows.
  ///   - rows: the rows that were found last.
  ///   - numbers: how short numbers are read.
  ///   - values: where the numbers are appended.
  /// - Returns: the number of rows whose value is missing; nil if a field is neither a number nor
  ///   missing. The numbers appended are then of no use.
  package borrowing func appendValues(
    of column: NumericColumn, rows range: Range<Int>, in rows: RegularRows, numbers: FastNumber,
    to values: inout [Double]
  ) -> Int? {
    precondition(range.upperBound <= rows.count && column.index < rows.fieldCount, "no such field")
    var missing = 0
    let isLast = column.index == rows.fieldCount - 1
    var separator = range.lowerBound * rows.fieldCount + column.index
    for _ in range {
      // Sound: separator < rows.count · fieldCount, and positions lie inside the bytes.
      let end = Int(unsafe positions[separator])
      let start = separator == 0 ? 0 : Int(unsafe positions[separator - 1]) + 1
      separator += rows.fieldCount
      // Sound: more than eight bytes of padding follow the last byte.
      var characters = unsafe UnsafeRawPointer(bytes + start).loadUnaligned(as: UInt64.self)
      characters = UInt64(littleEndian: characters)
      var length = end - start
      if isLast, length > 0, unsafe bytes[end - 1] == Byte.carriageReturn { length -= 1 }
      if characters & 0xFF == UInt64(Byte.quote), length > 1 {
        // The closing quote stays behind the number; a text with other quotes is no number.
        characters = unsafe UnsafeRawPointer(bytes + start + 1).loadUnaligned(as: UInt64.self)
        characters = UInt64(littleEndian: characters)
        length = unsafe bytes[start + length - 1] == Byte.quote ? length - 2 : 0
      }
      if length <= 8, length > 0, let value = numbers.parse(characters, count: length) {
        if column.nullNumbers.contains(value) {
          missing += 1
        } else {
          values.append(value)
        }
        continue
      }
      switch longField(start..<end, endsRow: isLast, column: column) {
      case .number(let value): values.append(value + 0)  // minus zero becomes zero
      case .missing: missing += 1
      case .notANumber, .outOfRange: return nil
      }
    }
    return missing
  }

  /// Reads a field of any form.
  private borrowing func longField(
    _ range: Range<Int>, endsRow: Bool, column: NumericColumn
  ) -> NumericField {
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
