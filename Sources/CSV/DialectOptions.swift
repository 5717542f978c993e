/// What is said of a file's dialect by who knows it; the rest is found out.
package struct DialectOptions: Sendable, Hashable {
  /// What divides fields.
  package enum Delimiter: Sendable, Hashable {
    /// Some bytes, at least one.
    case bytes([UInt8])
    /// Runs of blanks and tabs.
    case blanks
  }

  /// A byte that may have no role at all.
  package enum Mark: Sendable, Hashable {
    case byte(UInt8)
    case none
  }

  /// A mark between groups of digits, or that there is none.
  package enum Thousands: Sendable, Hashable {
    case mark(NumberSyntax.ThousandsMark)
    case none
  }

  /// Whether the first row names the columns.
  package enum Header: Sendable, Hashable {
    case found
    case present
    case absent
  }

  /// What divides fields; nil to find it out.
  package var delimiter: Delimiter?

  /// What encloses fields; nil for `"`.
  package var quote: Mark?

  /// The byte in front of one that stands for itself; nil for none.
  package var escape: UInt8?

  /// The byte with which a line begins that is no row; nil for none.
  package var comment: UInt8?

  /// The decimal mark; nil to find it out.
  package var decimal: UInt8?

  /// The mark between groups of digits; nil to find it out.
  package var thousands: Thousands?

  /// The forms that are numbers besides the plain one.
  package var forms: NumberSyntax.Forms = []

  /// The name of the encoding; nil to find it out.
  package var encoding: String?

  /// Whether the first row names the columns.
  package var header = Header.found

  /// The number of lines before the header, or before the data; nil to find it out.
  package var skippedRows: Int?

  /// The number of rows between the header and the data; nil to find it out.
  package var skippedAfterHeader: Int?

  /// The texts that mean a missing value, besides the empty one.
  package var nullTokens: [String] = []

  /// Whether the bytes are a plain text. It has one column, called "text", and may be empty.
  package var isPlainText = false

  /// Nothing is known.
  package init() {}

  /// The syntaxes that come into question, but for what the file tells by itself.
  func syntaxes(sampleBytes: [UInt8]) -> [RowSyntax] {
    var syntax = RowSyntax()
    if case .byte(let byte)? = quote { syntax.quote = byte }
    if quote == Mark.none { syntax.quote = nil }
    syntax.escape = escape
    syntax.comment = comment
    switch delimiter {
    case .blanks:
      syntax.dividesAtBlanks = true
      return [syntax]
    case .bytes(let bytes):
      syntax.delimiter = bytes
      return [syntax]
    case nil:
      let found = Dialect.delimiters.filter { sampleBytes.contains($0) }
      return (found.isEmpty ? [Byte.comma] : found).map { delimiter in
        syntax.delimiter = [delimiter]
        return syntax
      }
    }
  }
}
