import Formats
import TestSupport
import Testing
import Values

/// Rows as lines of JSON and as row groups; whole files are read by other programs in `SelectFormatTests`.
@Suite struct RowFormatsTests {
  private static func images(_ rows: [[[UInt8]?]]) -> [UInt8] {
    var images: [UInt8] = []
    for field in rows.joined() {
      if let field {
        RowImage.append(field.span, to: &images)
      } else {
        RowImage.appendMissing(to: &images)
      }
    }
    return images
  }

  private static func lines(
    _ rows: [[[UInt8]?]], _ columns: [StoredColumn]
  ) throws(UnwritableValue) -> String {
    var text: [UInt8] = []
    try JSONLines(columns).append(rows: images(rows).span, count: rows.count, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  @Test(arguments: [
    ("1", "1"), ("-0", "-0"), (" 12 ", "12"), (".5", "0.5"), ("-.5", "-0.5"), ("5.", "5.0"),
    ("1.50", "1.50"), ("1e-07", "1e-07"), ("1.5E10", "1.5E10"), ("5.e+3", "5.0e+3"),
  ]) func aNumberHasItsOwnDigits(text: String, expected: String) throws {
    let column = StoredColumn("x", .number)
    #expect(try Self.lines([[Array(text.utf8)]], [column]) == "{\"x\":\(expected)}\n")
    let comma = StoredColumn("x", .number, decimal: UInt8(ascii: ","))
    let other = text.replacing(".", with: ",")
    #expect(try Self.lines([[Array(other.utf8)]], [comma]) == "{\"x\":\(expected)}\n")
  }

  @Test func stringsAreEscapedWhereTheyMustBe() throws {
    let text = "a\"b\\c/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é漢🌧"
    let line = try Self.lines([[Array(text.utf8)]], [StoredColumn("k\"\n", .text)])
    let escaped = #"a\"b\\c/\b\t\n\f\r\u0000\u001f"# + "\u{7F}é漢🌧"
    #expect(line == #"{"k\"\n":""# + escaped + "\"}\n")
  }

  @Test func theFirstValueThatCannotBeWrittenIsNamed() {
    let columns = [StoredColumn("a", .integer), StoredColumn("b", .text)]
    let good: [[UInt8]?] = [Array("1".utf8), Array("é".utf8)]
    let cases: [(bad: [[UInt8]?], problem: String)] = [
      ([nil, [0x61, 0xC3]], "b: \"a\u{FFFD}\" isn't UTF-8"),
      ([Array("x".utf8), nil], "a: \"x\" isn't of the column's type"),
    ]
    for (bad, problem) in cases {
      let rows = [good, good, bad, good, bad]
      let failure = #expect(throws: UnwritableValue.self) { try Self.lines(rows, columns) }
      #expect(failure?.row == 2)
      #expect(failure?.problem == problem)
      // In a column chunk, in a dictionary or not.
      for copies in [1, 50] {
        let many = Array(repeating: good, count: copies) + [bad, good, bad]
        let parquet = ParquetRows(Self.images(many), count: many.count, columns)
        let thrown = #expect(throws: UnwritableValue.self) {
          for column in columns.indices { _ = try parquet.chunk(ofColumn: column) }
        }
        #expect(thrown?.row == copies)
        #expect(thrown?.problem == problem)
      }
    }
  }

  @Test func groupsHaveFewerRowsWhereTheseAreLong() {
    #expect(ParquetRows.groupRows(rowCount: 0, byteCount: 0) == 131_072)
    #expect(ParquetRows.groupRows(rowCount: 1_000_000, byteCount: 100_000_000) == 131_072)
    #expect(ParquetRows.groupRows(rowCount: 1_000_000, byteCount: 10_000_000_000) == 6_144)
    #expect(ParquetRows.groupRows(rowCount: 10, byteCount: 10 << 30) == 1_024)
  }
}
