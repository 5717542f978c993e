package import Values

/// Rows as lines of JSON: of each row one object on a line, its members in the order of the columns.
///
/// Numbers are those of columns in which all values are numbers, with the digits that stand in the text;
/// `true` and `false` those of columns of nothing else. All others are strings as they stand, and
/// what is missing is null. See RFC 8259, and <https://jsonlines.org>.
///
/// ```swift
/// let lines = JSONLines([StoredColumn("code", .text), StoredColumn("value", .number)])
/// try lines.append(rows: images.span, count: 2, to: &text)
/// // {"code":"0021","value":1.50}
/// // {"code":"0022","value":null}
/// ```
package struct JSONLines: Sendable {
  private let columns: [StoredColumn]

  /// What stands in front of each value: a brace or a comma, the name and a colon.
  private let heads: [[UInt8]]

  /// Prepares for rows of some columns.
  ///
  /// - Parameter columns: at least one.
  package init(_ columns: [StoredColumn]) {
    self.columns = columns
    heads = columns.enumerated().map { index, column in
      var head: [UInt8] = [UInt8(ascii: index == 0 ? "{" : ",")]
      Self.append(string: Array(column.name.utf8).span, to: &head)
      head.append(UInt8(ascii: ":"))
      return head
    }
  }

  /// Appends rows.
  ///
  /// - Parameters:
  ///   - images: row images; see `RowImage`.
  ///   - count: the number of rows.
  ///   - text: what they are appended to; after a failure, of no use.
  /// - Throws: ``UnwritableValue`` for the first text that isn't UTF-8, or value that is no number, or
  ///   truth, in a column of such.
  /// - Complexity: O(length).
  package func append(
    rows images: Span<UInt8>, count: Int, to text: inout [UInt8]
  ) throws(UnwritableValue) {
    var place = 0
    for row in 0..<count {
      for column in columns.indices {
        text += heads[column]
        guard let field = RowImage.field(in: images, &place) else {
          text.append(contentsOf: "null".utf8)
          continue
        }
        try append(images.extracting(field), of: columns[column], row: row, to: &text)
      }
      text.append(UInt8(ascii: "}"))
      text.append(UInt8(ascii: "\n"))
    }
  }

  /// Appends a value.
  @inline(__always)
  private func append(
    _ value: Span<UInt8>, of column: StoredColumn, row: Int, to text: inout [UInt8]
  ) throws(UnwritableValue) {
    switch column.type {
    case .integer, .number, .decimal:
      let inner = value.extracting(value.inner)
      guard let number = DecimalText(inner, decimal: column.decimal) else {
        throw UnwritableValue(row: row, value, of: column, "isn't of the column's type")
      }
      Self.append(number, in: inner, to: &text)
    case .boolean:
      guard let truth = value.extracting(value.inner).boolean else {
        throw UnwritableValue(row: row, value, of: column, "isn't of the column's type")
      }
      text.append(contentsOf: truth ? "true".utf8 : "false".utf8)
    case .date, .timestamp, .timestampUTC, .text:
      guard TextFault(in: value) != .notUTF8 else {
        throw UnwritableValue(row: row, value, of: column, "isn't UTF-8")
      }
      Self.append(string: value, to: &text)
    }
  }

  /// Appends a number with its own digits. JSON wants some on both sides of a point.
  private static func append(
    _ number: DecimalText, in value: Span<UInt8>, to text: inout [UInt8]
  ) {
    let zero = UInt8(ascii: "0")
    if number.isNegative { text.append(UInt8(ascii: "-")) }
    if number.whole.isEmpty { text.append(zero) }
    text.append(value.extracting(number.whole))
    if number.hasMark {
      text.append(UInt8(ascii: "."))
      if number.fraction.isEmpty { text.append(zero) }
      text.append(value.extracting(number.fraction))
    }
    text.append(value.extracting(number.fraction.upperBound...))
  }

  /// Appends a string between quotes.
  private static func append(string value: Span<UInt8>, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    var start = 0
    for index in value.indices {
      let byte = value[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        continue
      }
      text.append(value.extracting(start..<index))
      append(escaped: byte, to: &text)
      start = index + 1
    }
    text.append(value.extracting(start...))
    text.append(UInt8(ascii: "\""))
  }

  private static func append(escaped byte: UInt8, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(byte)
    case 0x08: text.append(UInt8(ascii: "b"))
    case 0x09: text.append(UInt8(ascii: "t"))
    case 0x0A: text.append(UInt8(ascii: "n"))
    case 0x0C: text.append(UInt8(ascii: "f"))
    case 0x0D: text.append(UInt8(ascii: "r"))
    default:
      text.append(contentsOf: "u00".utf8)
      for digit in [byte >> 4, byte & 15] {
        text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }
}

extension [UInt8] {
  /// Appends the bytes of a span.
  @inline(__always)
  mutating func append(_ bytes: Span<UInt8>) {
    // Sound: they are the span's bytes.
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
