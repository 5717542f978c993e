/// How a file's bytes are to be read: its rows and fields, its numbers, its letters.
///
/// It is decided once for a file, and is the same for every column and every command; see
/// ``DialectSniffer``. A plain text has none of this; see ``TextCut``.
package struct Dialect: Sendable, Hashable {
  /// How the bytes fall into rows and fields.
  package var rows: RowSyntax

  /// How numbers are written.
  package var numbers: NumberSyntax

  /// How letters beyond ASCII are written.
  package var encoding = TextEncoding.utf8

  /// Whether nobody has named the encoding, so that a text that isn't in it is an error.
  package var isEncodingAssumed = false

  /// Whether the bytes are a plain text: no header, no quotes, no fields, and rows only in name.
  package var isPlainText: Bool

  /// Creates a dialect of the standard syntax.
  ///
  /// - Parameters:
  ///   - delimiter: the byte between two fields.
  ///   - decimal: the decimal mark, a point or a comma.
  ///   - isPlainText: whether the bytes are a plain text, so that neither means anything.
  package init(
    delimiter: UInt8 = Byte.comma, decimal: UInt8 = Byte.point, isPlainText: Bool = false
  ) {
    rows = RowSyntax(delimiter: delimiter)
    numbers = NumberSyntax(decimal: decimal)
    self.isPlainText = isPlainText
  }

  /// The delimiters that are looked for where none is given.
  static let delimiters = [",", ";", "\t", "|"].flatMap(\.utf8)
}

/// Bytes that mean something in every dialect.
package enum Byte {
  package static let quote = UInt8(ascii: "\"")
  package static let lineFeed = UInt8(ascii: "\n")
  package static let carriageReturn = UInt8(ascii: "\r")
  package static let point = UInt8(ascii: ".")
  package static let comma = UInt8(ascii: ",")
  package static let plus = UInt8(ascii: "+")
  package static let minus = UInt8(ascii: "-")
  package static let zero = UInt8(ascii: "0")
  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  @inline(__always)
  package static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
