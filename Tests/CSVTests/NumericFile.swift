import TestSupport

@testable import CSV

/// A file with a column of numbers, and what is in it.
struct NumericFile: Sendable {
  /// The file.
  let source: MemorySource

  /// The columns and dialect that its head tells.
  let layout: FileLayout

  /// The column.
  let column: NumericColumn

  /// The values of all rows, nil where missing.
  let expected: [Double?]

  /// The offset of each row's first byte.
  let rowStarts: [Int]

  /// Describes a file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - header: the names of its columns.
  ///   - delimiter: the byte between two fields.
  ///   - column: the position of the wanted column.
  ///   - fields: the fields of that column; those that are no numbers are made null tokens.
  init(bytes: [UInt8], header: [String], delimiter: UInt8, column: Int, fields: [String]) {
    let parser = NumberParser(decimal: UInt8(ascii: "."))
    var expected: [Double?] = []
    var tokens: [String] = []
    for field in fields {
      let text = field.trimmingBlanks()
      if case .number(let value) = parser.parse(Array(text.utf8).span) {
        expected.append(value + 0)
      } else {
        expected.append(nil)
        if !text.isEmpty { tokens.append(text) }
      }
    }
    self.expected = expected
    self.column = NumericColumn(index: column, nullTokens: tokens, decimal: UInt8(ascii: "."))
    source = MemorySource(bytes)
    let starts = Self.recordStarts(bytes, delimiter: delimiter, columnCount: header.count)
    layout = FileLayout(
      columnNames: header, dataStart: starts.first ?? bytes.count,
      dialect: Dialect(delimiter: delimiter))
    rowStarts = starts.dropFirst().map { $0 }
  }

  /// Describes a file of the fixture.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - column: the position of the wanted column.
  init(_ file: CSVCases.Case, column: Int) {
    self.init(
      bytes: file.bytes, header: file.header, delimiter: file.delimiterByte, column: column,
      fields: file.rows.map { $0[column] })
  }

  /// The nasty file of the fixture.
  ///
  /// - Returns: the file, with its column `value`.
  /// - Throws: an error if the fixture can't be read.
  static func nasty() throws -> NumericFile {
    let (bytes, expected) = try NastyFile.load()
    return NumericFile(
      bytes: bytes, header: expected.header, delimiter: UInt8(ascii: ","), column: 1,
      fields: expected.rows.map { $0[1] })
  }

  /// The end of the header, then the starts of the rows that count, by the state machine.
  private static func recordStarts(
    _ bytes: [UInt8], delimiter: UInt8, columnCount: Int
  ) -> [Int] {
    var scanner = RecordScanner(delimiter: delimiter, wantedField: 0)
    var index = bytes.starts(with: Byte.byteOrderMark) ? 3 : 0
    var starts: [Int] = []
    var headerEnd: Int?
    func use(_ record: RecordScanner.Record) {
      if headerEnd == nil {
        if !record.isBlank { headerEnd = record.end }
      } else if !record.isBlank || columnCount == 1 {
        starts.append(record.start)
      }
    }
    scanner.begin(at: index)
    while scanner.scanRecord(in: bytes.span, from: &index) { use(scanner.record) }
    if scanner.finish() { use(scanner.record) }
    return [headerEnd ?? bytes.count] + starts
  }
}

extension NumericFile {
  /// A file of random rows with everything bad in them: quoted line ends, text that looks like
  /// rows, quotes in the middle of fields, blank lines, both line ends.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - random: where randomness comes from.
  /// - Returns: a file whose second of three columns has numbers.
  static func random(rows: Int, using random: inout SeededGenerator) -> NumericFile {
    var text = "id,value,note"
    var fields: [String] = []
    for row in 0..<rows {
      text += lineEnd(using: &random)
      let number = number(using: &random)
      fields.append(number)
      let isQuoted = Int.random(in: 0..<6, using: &random) == 0
      text += "\(row),\(isQuoted ? "\"\(number)\"" : number),\(note(using: &random))"
    }
    if Bool.random(using: &random) { text += lineEnd(using: &random) }
    return NumericFile(
      bytes: Array(text.utf8), header: ["id", "value", "note"], delimiter: UInt8(ascii: ","),
      column: 1, fields: fields)
  }

  /// Forms of numbers.
  private static let forms = ["-0", "+7", ".5", "8.", "-.25", "00012.50", "1E+3"]

  /// Texts that may stand inside quotes.
  private static let words = [
    "\n", "\r\n", "\"\"", ",", "1,2,x", "\n7,777,y\n", "é", "a", " ", "\"\",\"\"", ",5,",
  ]

  private static func lineEnd(using random: inout SeededGenerator) -> String {
    ["\n", "\n", "\n", "\r\n", "\n\n", "\r\n\n", "\n\r\n"].randomElement(using: &random) ?? "\n"
  }

  private static func number(using random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: ["", "NA", "  ", "null"].randomElement(using: &random) ?? ""
    case 1: " \(Int.random(in: -9999...9999, using: &random))\t"
    case 2: "\(Double.random(in: -1...1, using: &random))"
    case 3: "\(Double.random(in: 0...1e30, using: &random))"
    case 4: forms.randomElement(using: &random) ?? ""
    default: "\(Double(Int.random(in: -9999...99999, using: &random)) / 10)"
    }
  }

  private static func note(using random: inout SeededGenerator) -> String {
    let length = Int.random(in: 0...6, using: &random)
    let content = (0..<length).compactMap { _ in words.randomElement(using: &random) }.joined()
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return "plain"
    case 1: return "mid\"quote"
    case 2: return "\"\(content)\" "
    default: return "\"\(content)\""
    }
  }
}
