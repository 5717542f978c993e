import Testing

@testable import CSV

/// The contents of fields of a numeric column.
@Suite struct NumericColumnTests {
  private func read(
    _ text: String, tokens: [String] = ["NA", "N/A", "NaN", "nan", "null", "NULL"],
    decimal: Character = "."
  ) -> NumericField {
    let mark = decimal.asciiValue ?? 0
    let column = NumericColumn(index: 0, nullTokens: tokens, decimal: mark)
    return column.read(Array(text.utf8).span)
  }

  @Test(arguments: ["", " ", "\t", " \t  ", "NA", " NA ", "N/A", "NaN", "nan", "null", "NULL\t"])
  func missing(_ text: String) {
    #expect(read(text) == .missing)
  }

  @Test(arguments: ["na", "Null", "N", "NAN", "NA.", "N A", "-", "inf", "nan1", "NANA"])
  func notANumber(_ text: String) {
    #expect(read(text) == .notANumber)
  }

  @Test(arguments: [("1", 1.0), (" 1 ", 1), ("\t-2.5\t ", -2.5), ("1e3", 1000), ("-0", 0)])
  func numbers(_ text: String, _ expected: Double) {
    #expect(read(text) == .number(expected))
  }

  @Test func outOfRange() {
    #expect(read("1e400") == .outOfRange)
    #expect(read(" -1e400 ") == .outOfRange)
  }

  /// Numeric tokens are compared as numbers: −999 is missing, and so is −999.0.
  @Test func numericTokens() {
    let tokens = ["-999", "1e400", "x"]
    #expect(read("-999", tokens: tokens) == .missing)
    #expect(read(" -999 ", tokens: tokens) == .missing)
    #expect(read("-999.0", tokens: tokens) == .missing)
    #expect(read("-999.5", tokens: tokens) == .number(-999.5))
    #expect(read("1e400", tokens: tokens) == .missing)
    #expect(read("x", tokens: tokens) == .missing)
    #expect(read("NA", tokens: tokens) == .notANumber)
    #expect(read("5", tokens: tokens) == .number(5))
    #expect(read("", tokens: tokens) == .missing, "an empty field always is")
  }

  @Test func decimalComma() {
    #expect(read("1,5", decimal: ",") == .number(1.5))
    #expect(read("1.5", decimal: ",") == .notANumber)
    #expect(read("-9,9", tokens: ["-9,9"], decimal: ",") == .missing)
  }

  /// The text in a message: cut at 40 characters, control characters visible, bad UTF-8 repaired.
  @Test func excerpt() {
    #expect(RecordFailure.excerpt(Array("abc".utf8)) == "abc")
    #expect(RecordFailure.excerpt([]) == "")
    #expect(RecordFailure.excerpt(Array("a\nb\r\t".utf8)) == "a\\nb\\r\\t")
    #expect(RecordFailure.excerpt([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
    let forty = String(repeating: "ñ", count: 40)
    #expect(RecordFailure.excerpt(Array(forty.utf8)) == forty)
    #expect(RecordFailure.excerpt(Array((forty + "x").utf8)) == forty + "…")
    let long = Array(repeating: UInt8(ascii: "z"), count: 5000)
    #expect(RecordFailure.excerpt(long) == String(repeating: "z", count: 40) + "…")
  }
}
