/// How a file's bytes are to be read: what separates fields, and what marks a decimal.
///
/// Fields may be enclosed in `"`, which is doubled to stand for itself (RFC 4180,
/// <https://doi.org/10.17487/RFC4180>). A quote inside a field that doesn't begin with one is text.
/// A row ends with LF or CR LF, or with the file; a CR elsewhere is text.
///
/// A plain text has none of this; see ``TextCut``.
package struct Dialect: BitwiseCopyable, Sendable, Hashable {
  /// The byte between two fields.
  package var delimiter: UInt8

  /// The byte between a number's integer digits and its decimals: a point or a comma.
  package var decimal: UInt8

  /// Whether the bytes are a plain text: no header, no quotes, no fields, and rows only in name.
  package var isPlainText: Bool

  /// Creates a dialect.
  ///
  /// - Parameters:
  ///   - delimiter: the byte between two fields.
  ///   - decimal: the decimal mark, a point or a comma.
  ///   - isPlainText: whether the bytes are a plain text, so that neither means anything.
  package init(
    delimiter: UInt8 = UInt8(ascii: ","), decimal: UInt8 = UInt8(ascii: "."),
    isPlainText: Bool = false
  ) {
    self.delimiter = delimiter
    self.decimal = decimal
    self.isPlainText = isPlainText
  }

  /// The delimiters that are looked for where none is given.
  package static let delimiters = [",", ";", "\t", "|"].flatMap(\.utf8)
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
