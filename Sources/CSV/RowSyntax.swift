/// How bytes fall into rows and fields.
///
/// The standard is that of RFC 4180 (<https://doi.org/10.17487/RFC4180>): a delimiter of one byte,
/// fields that may be enclosed in `"`, which is doubled to stand for itself, and LF or CR LF behind a
/// row. A quote inside a field that doesn't begin with one is text; a CR elsewhere, too.
package struct RowSyntax: Sendable, Hashable {
  /// The bytes between two fields, at least one; of no meaning where ``dividesAtBlanks``.
  package var delimiter: [UInt8]

  /// Whether runs of blanks and tabs divide fields, as in reports of fixed width. Those at the ends of
  /// a row mean nothing.
  package var dividesAtBlanks = false

  /// The byte that encloses fields; nil if none does.
  package var quote: UInt8?

  /// The byte in front of one that stands for itself, in and out of quotes; nil if there is none.
  package var escape: UInt8?

  /// The byte with which a line begins that is no row; nil if there is none.
  package var comment: UInt8?

  /// Whether blanks may stand between a delimiter and an opening quote.
  package var allowsBlankBeforeQuote = false

  /// Whether a CR alone ends a row, as on Mac OS before 2001; LF and CR LF do so, too. An empty line
  /// that ends with LF is then no row.
  package var endsRowsAtReturn = false

  /// Creates the standard syntax.
  ///
  /// - Parameters:
  ///   - delimiter: the byte between two fields.
  ///   - quote: the byte that encloses fields; nil if none does.
  package init(delimiter: UInt8 = Byte.comma, quote: UInt8? = Byte.quote) {
    self.delimiter = [delimiter]
    self.quote = quote
  }

  /// The bytes by which a line ends.
  var lineEnd: UInt8 { endsRowsAtReturn ? Byte.carriageReturn : Byte.lineFeed }

  /// The delimiter as the vector kernels take it; nil if only the state machine knows this syntax.
  ///
  /// A kernel knows one-byte delimiters, `"` and LF. Of what else there may be, it reads the bytes in
  /// which none of ``unknownBytes`` occurs.
  package var kernelDelimiter: UInt8? {
    guard !dividesAtBlanks, !endsRowsAtReturn, delimiter.count == 1, delimiter[0] != Byte.quote
    else { return nil }
    return delimiter[0]
  }

  /// The bytes that a kernel would take for something else than they are.
  var unknownBytes: [UInt8] {
    var bytes: [UInt8] = []
    if quote != Byte.quote {
      bytes.append(Byte.quote)
      if let quote { bytes.append(quote) }
    }
    if let escape { bytes.append(escape) }
    if let comment { bytes.append(comment) }
    return bytes
  }
}
