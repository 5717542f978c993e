import TestSupport
import Testing

@testable import CSV

/// Which delimiter and decimal mark a file is taken to have.
@Suite struct DialectTests {
  private static let rows = [
    ("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b\n1|2\n", "|"),
    ("a;b\n1,5;2,5\n3,5;4,5\n", ";"), ("a,b;c\n1,2;3\n", ";"),
    ("a,b;c\nx,y;3\n", ";"), ("Temp, C;Wind, m/s\n1,5;2,5\n", ";"), ("a;b,c\n1;2,5\n3;4\n", ";"),
    ("a\n1\n2\n", ","), ("a\n1,5\n2,5\n", ","), ("a,b", ","), ("a;b", ";"),
    ("\"a,x\";b\n\"1,2\";3\n", ";"), ("a|b\n\"1,2\"|\"3\n4\"\n", "|"),
    ("a b|c\n1 2|3;4,5\n", "|"), ("\u{FEFF}a;b\n1;2\n", ";"), ("\n\na;b\n1;2\n", ";"),
  ]

  @Test(arguments: rows)
  func delimiter(_ text: String, _ expected: String) throws {
    let layout = try LayoutReaderTests.layout(text, column: "1").layout
    #expect(layout.dialect.delimiter == expected.utf8.first)
  }

  @Test func givenDelimiter() throws {
    let reader = LayoutReader(delimiter: UInt8(ascii: ";"))
    let layout = try reader.readLayout(of: MemorySource("a,b\n1,2\n"), column: "1").layout
    #expect(layout.columnNames == ["a,b"])
  }

  @Test(
    arguments: [
      ("a;b\n1;2,5\n", ","), ("a;b\n1;2.5\n", "."), ("a;b\n1;2\n", nil), ("a;b\n", nil),
      ("a;b\n1;2,5\n2;3\n", ","), ("a;b\n1;2,5\n2;3.5\n", nil), ("a,b\n1,\"2,5\"\n", ","),
      ("a;b\n2,5;1.5\n", nil), ("a;b\n1;-2,5e3\n1;2\n", ","), ("a;b\n1;x,y\n", nil),
      ("a;b\n1; 2,5 \n", ","), ("a;b\n1;1,000,000\n", "."), ("a;b\n1;1.000,5\n", ","),
      ("a;b\n1;,5\n", ","), ("a;b\n1;5,\n", ","), ("a,b\n1,2\n", "."), ("a;b\n1;1,234\n", nil),
      ("a;b\n1;1.234\n", nil), ("a,b\n1,1.234\n", nil), ("a,b\n1,1.234\n2,0.5\n", "."),
      ("a;b\n1;0,123\n", ","),
      ("a;b\n1;1234.567\n", "."), ("a;b\n1;1 234,5\n", ","), ("a;b\n1;1'234.5\n", "."),
    ] as [(String, String?)])
  func decimal(_ text: String, _ expected: String?) throws {
    let layout = try LayoutReaderTests.layout(text, column: "b").layout
    #expect(layout.dialect.decimal == expected?.utf8.first)
  }

  /// A mark between groups is seen where nothing else can be meant.
  @Test(
    arguments: [
      ("a\tb\nx\t1,234\ny\t999\n", .comma), ("a;b\nx;1,234\ny;999\n", nil),
      ("a\tb\nx\t1,234\ny\t0\n", nil), ("a\tb\nx\t1.234\ny\t999\n", nil),
      ("a,b\nx,\"4,304\"\ny,\"4,304,533\"\n", .comma), ("a,b\nx,\"4,304\"\n", nil),
      ("a,b\nx,\"4,304\"\ny,7\n", .comma), ("a;b\nx;1.234.567\n", .point),
      ("a;b\nx;1.234,5\n", .point), ("a;b\nx;1,234.5\n", .comma), ("a;b\nx;1 234\n", .blank),
      ("a;b\nx;1\u{A0}234,5\n", .blank), ("a;b\nx;1\u{202F}234\n", .blank),
      ("a;b\nx;1'234\n", .apostrophe), ("a;b\nx;1’234.5\n", .apostrophe),
      ("a|b\nx|1,23,456\n", .comma), ("a;b\nx;1 23\n", nil), ("a;b\nx;01 234\n", nil),
      ("a;b\nx;1.5\ny;1,234\n", nil), ("a;b\n3.25;1,234\n2.5;999\n", nil),
    ] as [(String, NumberSyntax.ThousandsMark?)])
  func thousands(_ text: String, _ expected: NumberSyntax.ThousandsMark?) throws {
    let layout = try LayoutReaderTests.layout(text, column: "b").layout
    #expect(layout.dialect.numbers.thousands == expected)
  }

  @Test func givenDecimal() throws {
    let reader = LayoutReader(decimal: UInt8(ascii: "."))
    let layout = try reader.readLayout(of: MemorySource("a;b\n1;2,5\n"), column: "b").layout
    #expect(layout.dialect.decimal == UInt8(ascii: "."))
    #expect(layout.dialect.delimiter == UInt8(ascii: ";"))
  }

  /// The sample has limits: a comma between beginning, middle and end is not seen.
  @Test func beyondTheSample() throws {
    let whole = "a;b\n" + String(repeating: "1;2\n", count: 100_000)
    let end = try LayoutReaderTests.layout(whole + "1;2,5\n", column: "b").layout
    #expect(end.dialect.decimal == UInt8(ascii: ","))
    let late = try LayoutReaderTests.layout(
      whole.prefix(100_000) + "1;2,5\n" + whole.dropFirst(4), column: "b"
    ).layout
    #expect(late.dialect.decimal == nil)
    let text = "a;b\n1;2,5\n" + whole.dropFirst(4)
    let early = try LayoutReaderTests.layout(text, column: "b").layout
    #expect(early.dialect.decimal == UInt8(ascii: ","))
  }

  /// A sample that ends within a row isn't misled by the piece.
  @Test(arguments: 0..<12)
  func sampleEndsAnywhere(_ shift: Int) throws {
    let name = String(repeating: "n", count: 1 + shift)
    let text = "\(name);b\n" + String(repeating: "\"1,1\";2,25\n", count: 8000)
    let layout = try LayoutReaderTests.layout(text, column: "b").layout
    #expect(layout.dialect.delimiter == UInt8(ascii: ";"))
    #expect(layout.dialect.decimal == UInt8(ascii: ","))
  }
}
