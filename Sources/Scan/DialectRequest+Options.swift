package import CSV
package import Vocabulary

extension LayoutReader {
  /// A reader of the head of what a request names.
  package init(_ request: TableRequest) { self.init(DialectOptions(request)) }
}

extension DialectOptions {
  /// What is known of the rows of a database, whatever a request says of its files.
  ///
  /// - Parameter request: what means a missing value, and is a number.
  /// - Returns: options in which nothing is left to be found out.
  static func ofDatabase(_ request: TableRequest) -> DialectOptions {
    var options = DialectOptions()
    options.delimiter = .bytes([Byte.comma])
    options.quote = .byte(Byte.quote)
    options.decimal = Byte.point
    options.thousands = Thousands.none
    options.encoding = "UTF-8"
    options.header = .present
    options.skippedRows = 0
    options.skippedAfterHeader = 0
    options.forms = DialectOptions(request).forms
    options.nullTokens = request.nullTokens
    return options
  }

  /// What a request says of its files.
  init(_ request: TableRequest) {
    self.init()
    let dialect = request.dialect
    switch dialect.delimiter {
    case .text(let text): delimiter = .bytes(Array(text.utf8))
    case .blanks: delimiter = .blanks
    case nil: break
    }
    switch dialect.quote {
    case .character(let byte): quote = .byte(byte)
    case DialectRequest.Quote.none?: quote = DialectOptions.Mark.none
    case nil: break
    }
    escape = dialect.escape
    comment = dialect.comment
    decimal = dialect.decimal.map { $0 == .comma ? Byte.comma : Byte.point }
    thousands = dialect.thousands.map { mark in
      NumberSyntax.ThousandsMark(rawValue: mark.rawValue).map { .mark($0) } ?? Thousands.none
    }
    if dialect.numberForms.contains(.loose) { forms.insert(.loose) }
    if dialect.numberForms.contains(.hexadecimal) { forms.insert(.hexadecimal) }
    encoding = dialect.encoding
    switch dialect.header {
    case .automatic: header = .found
    case .present: header = .present
    case .absent: header = .absent
    }
    skippedRows = dialect.skippedRows
    skippedAfterHeader = dialect.skippedAfterHeader
    nullTokens = request.nullTokens
    isPlainText = request.isPlainText
  }
}

extension DialectDescription {
  /// Describes how a file is read.
  init(_ layout: FileLayout) {
    self.init()
    let (rows, numbers) = (layout.dialect.rows, layout.dialect.numbers)
    func text(_ byte: UInt8?) -> String? { byte.map { String(Unicode.Scalar($0)) } }
    delimiter = rows.dividesAtBlanks ? nil : layout.dialect.encoding.string(rows.delimiter)
    quote = text(rows.quote)
    escape = text(rows.escape)
    comment = text(rows.comment)
    decimal = text(numbers.decimal)
    thousands = numbers.thousands.flatMap { DialectRequest.ThousandsMark(rawValue: $0.rawValue) }
    encoding = layout.dialect.encoding.name
    hasHeader = layout.hasHeader
    skippedRows = layout.skippedRows
    skippedAfterHeader = layout.skippedAfterHeader
    endsRowsAtReturn = rows.endsRowsAtReturn
  }
}
