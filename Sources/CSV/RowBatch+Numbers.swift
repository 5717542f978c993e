import Glibc

/// Numbers in a batch of rows.
extension RowBatch {
  /// How far the fields of a batch were read.
  package struct FieldsRead {
    /// The number of rows whose field was read.
    package fileprivate(set) var rowCount = 0

    /// The number of those rows that have a number; the others have none, which isn't wrong.
    package fileprivate(set) var valueCount = 0

    /// How many of the numbers are whole ones that the double isn't the nearest text of; see
    /// ``RowBatch/isRounded(_:_:_:)``.
    package fileprivate(set) var roundedCount = 0

    /// The field of the row behind them, which is neither a number nor missing, if there is one.
    package fileprivate(set) var unusable: UnusableField?
  }

  /// The largest double up to which all whole numbers are doubles.
  private static let largestWhole = 0x1p53 - 1

  /// Which rows of a batch a kernel has read: a byte for each.
  private typealias Flags = InlineArray<32, UInt64>

  /// Appends a column's numbers to an array, without gaps for rows that have none.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - values: where the numbers are appended, never minus zero.
  /// - Returns: how far it got.
  package borrowing func appendNumbers(
    of column: NumericColumn, to values: inout [Double]
  ) -> FieldsRead {
    let column = local(column)
    var read = FieldsRead()
    values.append(addingCapacity: Self.limit) { output in
      unsafe output.withUnsafeMutableBufferPointer { output, filled in
        // Sound: there is room for a whole batch behind those filled.
        let place = unsafe UnsafeMutableBufferPointer(rebasing: output[filled...])
        unsafe readBatch(of: column, into: place, &read)
        filled += read.valueCount
      }
    }
    return read
  }

  /// Reads a column's numbers, each to the place of its row.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - mask: the rows that are looked at.
  ///   - numbers: where they go; numbers are never minus zero.
  /// - Returns: the first field that is neither a number nor missing; those before it were read.
  package borrowing func readNumbers(
    of column: NumericColumn, _ mask: RowMask, into numbers: inout NumberBatch
  ) -> UnusableField? {
    let column = local(column)
    var flags = Flags(repeating: 0)
    var values = numbers.values.mutableSpan
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe readDecimals(of: column, into: values, &flags)
    }
    numbers.isPresent = RowMask()
    numbers.isLong = RowMask()
    numbers.isRounded = RowMask()
    for group in 0..<(count + 7) / 8 {
      let wanted = UInt8(truncatingIfNeeded: mask.words[group >> 3] >> UInt64(8 * (group & 7)))
      guard wanted != 0 else { continue }
      if flags[group] == .max, column.nullNumbers.isEmpty {
        numbers.isPresent.words[group >> 3] |= UInt64(wanted) << UInt64(8 * (group & 7))
        continue
      }
      for row in 8 * group..<8 * group + 8 where wanted >> UInt8(row & 7) & 1 == 1 {
        let wasRead = flags[group] >> UInt64(8 * (row & 7)) & 1 == 1
        let field = wasRead ? column.numberOrMissing(numbers.values[row]) : anyField(row, column)
        if let unusable = numbers.take(field, ofRow: row, column.index) { return unusable }
        if wasRead { continue }
        if rawField(column.index, inRow: row).count > NumberBatch.longestShort {
          noteLong(row, column, in: &numbers)
        }
      }
    }
    return nil
  }

  /// Reads the short decimals of a column by a kernel; none where rows come from the state machine,
  /// whose fields may begin with a quote that is content.
  @unsafe
  private borrowing func readDecimals(
    of column: NumericColumn, into values: UnsafeMutableBufferPointer<Double>,
    _ flags: inout Flags
  ) {
    guard !isUnquoted, column.numbers.decimal != nil || !hasNoMark else { return }
    let position = field(ofColumn: column.index)
    precondition(position < fieldCount, "no such field")
    var span = flags.mutableSpan
    unsafe span.withUnsafeMutableBytes { flags in
      // Sound: every separator of the rows was found.
      unsafe kernel.readDecimals(
        bytes, ends: ends + position, stride: fieldCount, count: count,
        decimal: column.decimal, endRows: position == fieldCount - 1, values: values,
        areRead: flags)
    }
  }

  /// Whether the byte is in the rows that stands for a decimal mark that isn't known.
  private var hasNoMark: Bool {
    // Sound: so many bytes follow the first.
    unsafe memchr(
      bytes + Int(ends[-1] &+ 1), CInt(NumericColumn.noMark), byteCount) != nil
  }

  /// Reads a field of all rows: the short decimals by a kernel, then the others.
  @unsafe
  private borrowing func readBatch(
    of column: NumericColumn, into values: UnsafeMutableBufferPointer<Double>,
    _ read: inout FieldsRead
  ) {
    var flags = Flags(repeating: 0)
    unsafe readDecimals(of: column, into: values, &flags)
    var kept = 0
    for first in stride(from: 0, to: count, by: 8) {
      let group = first..<min(first + 8, count)
      if flags[first / 8] == .max, group.count == 8, column.nullNumbers.isEmpty {
        unsafe Self.move(group, of: values, to: kept)
        kept += 8
        continue
      }
      for row in group {
        let wasRead = flags[first / 8] >> UInt64(8 * (row - first)) & 1 == 1
        let field =
          unsafe wasRead ? column.numberOrMissing(values[row]) : anyField(row, column)
        switch field {
        case .number(let value):
          unsafe values[kept] = value + 0  // minus zero becomes zero
          kept += 1
          if value.magnitude > Self.largestWhole, isRounded(row, column, value) {
            read.roundedCount += 1
          }
        case .missing: break
        case .notANumber, .outOfRange:
          read.rowCount = row
          read.valueCount = kept
          let reason: UnusableField.Reason = field == .outOfRange ? .outOfRange : .notANumber
          read.unusable = UnusableField(row: row, column: column.index, reason: reason)
          return
        }
      }
    }
    read.rowCount = count
    read.valueCount = kept
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

  /// Notes a field of which the double may not tell all.
  @inline(never)
  private borrowing func noteLong(
    _ row: Int, _ column: NumericColumn, in numbers: inout NumberBatch
  ) {
    numbers.isLong.insert(row)
    let value = numbers.values[row]
    if numbers.isPresent.contains(row), value.magnitude > Self.largestWhole,
      isRounded(row, column, value)
    {
      numbers.isRounded.insert(row)
    }
  }

  /// Whether a large number is another one than that which is printed for its double: whether its
  /// text can't be had back from the double.
  ///
  /// 9007199254740993 is such a number. Doubles up to 2⁵³ hold every whole number, so only those
  /// beyond are looked at.
  @inline(never)
  private borrowing func isRounded(_ row: Int, _ column: NumericColumn, _ value: Double) -> Bool {
    guard rawField(column.index, inRow: row).count > NumberBatch.longestShort,
      let exact = exactNumber(of: column, inRow: row)
    else { return false }
    return exact != ExactNumber(shortest: value)
  }

  /// Reads a field of any form.
  private borrowing func anyField(_ row: Int, _ column: NumericColumn) -> NumericField {
    let range = rawField(column.index, inRow: row)
    guard range.count <= RecordScanner.fieldLimit else { return .notANumber }
    // Sound: the range lies between two separators, inside the bytes.
    let text = unsafe Span(_unsafeStart: bytes + range.lowerBound, count: range.count)
    if isTranslated { return withText(of: column.index, inRow: row) { column.read($0) } }
    guard !isUnquoted, text.count > 1, text[0] == Byte.quote else { return column.read(text) }
    if text[text.count - 1] == Byte.quote {
      // Most quoted fields have no other quotes; a number has none.
      let field = column.read(text.extracting(1..<text.count - 1))
      if case .number = field { return field }
    }
    return column.read(RecordScanner.unquoted(text).span)
  }
}

/// A column's numbers in the rows of a batch.
package struct NumberBatch: Sendable {
  /// A place for each row, filled where the row has a number.
  package var values = [Double](repeating: 0, count: RowBatch.limit)

  /// Which rows have a number.
  package var isPresent = RowMask()

  /// Which rows have a field so long that the double may not tell all of its number; see
  /// ``ExactNumber``.
  package fileprivate(set) var isLong = RowMask()

  /// Which rows have a whole number beyond 2⁵³ that can't be had back from its double.
  package fileprivate(set) var isRounded = RowMask()

  /// The most bytes of a number that can have no more digits than doubles tell apart.
  fileprivate static let longestShort = 15

  /// Creates a place for numbers.
  package init() {}

  /// Takes what a field holds.
  ///
  /// - Returns: the field, if it is neither a number nor missing.
  fileprivate mutating func take(
    _ field: NumericField, ofRow row: Int, _ column: Int
  ) -> UnusableField? {
    switch field {
    case .number(let value):
      values[row] = value + 0  // minus zero becomes zero
      isPresent.insert(row)
      return nil
    case .missing: return nil
    case .notANumber: return UnusableField(row: row, column: column, reason: .notANumber)
    case .outOfRange: return UnusableField(row: row, column: column, reason: .outOfRange)
    }
  }
}

extension RecordScanner {
  /// The content of a field that begins with a quote.
  static func unquoted(_ text: Span<UInt8>) -> [UInt8] {
    // Outside quotes the text has no line feed, so as a delimiter it divides nothing.
    var scanner = RecordScanner(RowSyntax(delimiter: Byte.lineFeed), wantedField: 0)
    var index = 0
    scanner.begin(at: 0)
    _ = scanner.scanRecord(in: text, from: &index)
    // Not finished: a CR at the end of a field in the middle of a row is text.
    return scanner.record.field
  }
}
