/// How rows are written: fields divided by a delimiter, one row a line, in UTF-8.
///
/// A field stands in quotes only where it must: where it has a delimiter, a quote, a CR or a line feed
/// in it, and where it is all that its row has and is empty. So the bytes of a row depend on nothing
/// but the contents of its fields.
package struct RowFormat: Sendable, Hashable {
  /// The byte between two fields.
  package let delimiter: UInt8

  /// The decimal mark of numbers that are computed.
  package let decimal: UInt8

  /// Whether an apostrophe is put in front of what a spreadsheet would take for a formula.
  package let isSafe: Bool

  /// Writes fields with a delimiter between them.
  ///
  /// - Parameters:
  ///   - delimiter: neither a quote nor a line end.
  ///   - decimal: the decimal mark of numbers that are computed.
  ///   - isSafe: whether formulas are made texts; see `Span.isFormula`.
  package init(delimiter: UInt8 = Byte.comma, decimal: UInt8 = Byte.point, isSafe: Bool = false) {
    self.delimiter = delimiter
    self.decimal = decimal
    self.isSafe = isSafe
  }

  /// Appends a field.
  ///
  /// - Parameters:
  ///   - content: its content, without quotes around it.
  ///   - text: what it is appended to.
  ///   - isAlone: whether it is all that its row has: an empty line would be no row.
  /// - Complexity: O(length).
  package func append(_ content: Span<UInt8>, to text: inout [UInt8], isAlone: Bool = false) {
    if isSafe, content.isFormula {
      text.append(Byte.quote)
      text.append(UInt8(ascii: "'"))
      return appendQuoted(content, to: &text)
    }
    guard mustQuote(content) || isAlone && content.isEmpty else {
      // Sound: they are the content's bytes.
      return unsafe content.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
    }
    text.append(Byte.quote)
    appendQuoted(content, to: &text)
  }

  /// Appends a content behind a quote, and a quote behind it.
  private func appendQuoted(_ content: Span<UInt8>, to text: inout [UInt8]) {
    for index in content.indices {
      if content[index] == Byte.quote { text.append(Byte.quote) }
      text.append(content[index])
    }
    text.append(Byte.quote)
  }

  /// Whether a field must stand in quotes.
  private func mustQuote(_ content: Span<UInt8>) -> Bool {
    for index in content.indices {
      let byte = content[index]
      if byte == delimiter || byte == Byte.quote || byte == Byte.lineFeed
        || byte == Byte.carriageReturn
      {
        return true
      }
    }
    return false
  }
}

/// Neighbouring columns of a table that are written one behind the other.
package struct ColumnRun: Sendable, Hashable {
  /// The 0-based position of the first.
  package let first: Int

  /// Their number, at least one.
  package private(set) var count: Int

  /// One column.
  package init(_ column: Int) { self.init(first: column, count: 1) }

  private init(first: Int, count: Int) {
    self.first = first
    self.count = count
  }

  /// The runs of which a list of columns is made.
  ///
  /// - Parameter columns: 0-based positions.
  /// - Returns: as few runs as there can be.
  package static func runs(of columns: [Int]) -> [ColumnRun] {
    columns.reduce(into: []) { runs, column in
      if let last = runs.last, last.first + last.count == column {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(ColumnRun(first: column, count: 1))
      }
    }
  }
}

extension RowBatch {
  /// Appends the text of a field.
  ///
  /// - Parameters:
  ///   - column: the column's 0-based position.
  ///   - row: the row's number in the batch.
  ///   - format: how it is written.
  ///   - text: what it is appended to.
  ///   - isAlone: whether it is all that its row has.
  package borrowing func appendField(
    _ column: Int, ofRow row: Int, _ format: RowFormat, to text: inout [UInt8],
    isAlone: Bool = false
  ) {
    withText(of: column, inRow: row) { format.append($0, to: &text, isAlone: isAlone) }
  }

  /// Appends rows.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - runs: the columns that are written, in order, at least one.
  ///   - format: how they are written.
  ///   - delimiter: the byte between two fields in the table's first file; nil if there isn't always
  ///     this one.
  ///   - text: what they are appended to.
  ///   - noteEnd: takes note of where each row ends in the text; nil if nobody wants to know.
  /// - Complexity: O(length), 16 bytes at a time where fields have no quotes.
  package borrowing func appendRows(
    _ rows: RowMask, of runs: [ColumnRun], _ format: RowFormat, delimiter: UInt8?,
    to text: inout [UInt8], noteEnd: ((Int) -> Void)? = nil
  ) {
    let rows = rows & RowMask(first: count)
    let isAlone = runs.count == 1 && runs[0].count == 1
    let own = columns.map(\.delimiter) ?? delimiter
    guard own == format.delimiter, !isUnquoted, !isTranslated, !format.isSafe else {
      return rows.forEach { row in
        for column in runs.joined() {
          appendField(column, ofRow: row, format, to: &text, isAlone: isAlone)
          text.append(format.delimiter)
        }
        text[text.count - 1] = Byte.lineFeed
        noteEnd?(text.count)
      }
    }
    // Columns that stand elsewhere in this file aren't neighbours there.
    let runs = columns?.isReordered == true ? runs.joined().map { ColumnRun($0) } : runs
    // Whatever a row's runs are, none is longer than the row; doubled quotes double it.
    let most = unsafe runs.count * (2 * byteCount + 2 * count * fieldCount) + RowCopier.slack
    let before = text.count
    text.append(addingCapacity: most) { output in
      unsafe output.withUnsafeMutableBufferPointer { buffer, filled in
        // Sound: there is room for `most` bytes behind those filled.
        let place = unsafe UnsafeMutableRawPointer(buffer.baseAddress.unsafelyUnwrapped) + filled
        var copier = unsafe RowCopier(place, format, isAlone: isAlone)
        rows.forEach { row in
          unsafe copy(row, runs, by: &copier)
          noteEnd?(unsafe before + copier.count)
        }
        unsafe filled += copier.count
      }
    }
  }

  /// Copies the fields of a row as they stand there; those with quotes are read and written anew.
  @unsafe @inline(__always)
  private borrowing func copy(_ row: Int, _ runs: [ColumnRun], by copier: inout RowCopier) {
    for run in runs {
      let last = run.first + run.count - 1
      let start = rawField(run.first, inRow: row).lowerBound
      let end = rawField(last, inRow: row).upperBound
      // Sound: the fields lie inside the bytes, behind which a kernel's padding is readable.
      if unsafe copier.copy(bytes + start, count: end - start) { continue }
      for column in run.first...last {
        withText(of: column, inRow: row) { content in unsafe copier.write(content) }
      }
    }
    unsafe copier.endRow()
  }
}

extension [ColumnRun] {
  /// All columns, in order.
  package func joined() -> [Int] { flatMap { $0.first..<$0.first + $0.count } }
}

/// Copies fields to where rows are written.
@unsafe
private struct RowCopier {
  /// The bytes behind the last that may be written to.
  static let slack = 64

  private let start: UnsafeMutableRawPointer
  private var next: UnsafeMutableRawPointer
  private let format: RowFormat
  private let isAlone: Bool

  /// A field that is written anew.
  private var field: [UInt8] = []

  private static let places = SIMD16<UInt8>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  private static let quotes = SIMD16<UInt8>(repeating: Byte.quote)
  private static let returns = SIMD16<UInt8>(repeating: Byte.carriageReturn)

  /// Begins at a place with room for all that will be written, and ``slack`` more.
  init(_ place: UnsafeMutableRawPointer, _ format: RowFormat, isAlone: Bool) {
    unsafe start = place
    unsafe next = place
    unsafe self.format = format
    unsafe self.isAlone = isAlone
  }

  /// The number of bytes written.
  var count: Int { unsafe next - start }

  /// Copies fields with the delimiters between them, and puts one behind them; unless there are
  /// quotes or CRs among them, or one that is empty makes a row.
  ///
  /// - Returns: whether they were copied.
  @inline(__always)
  mutating func copy(_ source: UnsafePointer<UInt8>, count: Int) -> Bool {
    let source = unsafe UnsafeRawPointer(source)
    var offset = 0
    var found = SIMDMask<SIMD16<Int8>>(repeating: false)
    while offset < count {
      let bytes = unsafe source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
      let left = SIMD16<UInt8>(repeating: UInt8(truncatingIfNeeded: Swift.min(count - offset, 16)))
      let isSpecial = unsafe (bytes .== Self.quotes) .| (bytes .== Self.returns)
      unsafe found = found .| isSpecial .& (Self.places .< left)
      unsafe next.storeBytes(of: bytes, toByteOffset: offset, as: SIMD16<UInt8>.self)
      offset += 16
    }
    let words = unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self)
    guard words[0] | words[1] == 0, unsafe !isAlone || count > 0 else { return false }
    unsafe next += count
    unsafe put(format.delimiter)
    return true
  }

  /// Writes a field anew, and a delimiter behind it.
  mutating func write(_ content: Span<UInt8>) {
    unsafe field.removeAll(keepingCapacity: true)
    unsafe format.append(content, to: &field, isAlone: isAlone)
    unsafe field.withUnsafeBytes { field in
      guard let source = field.baseAddress else { return }
      // Sound: there is room for all that is written.
      unsafe next.copyMemory(from: source, byteCount: field.count)
      unsafe next += field.count
    }
    unsafe put(format.delimiter)
  }

  /// Ends a row: a line feed takes the place of the last delimiter.
  @inline(__always)
  mutating func endRow() { unsafe (next - 1).storeBytes(of: Byte.lineFeed, as: UInt8.self) }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    unsafe next.storeBytes(of: byte, as: UInt8.self)
    unsafe next += 1
  }
}
