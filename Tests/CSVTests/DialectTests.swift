import TestSupport
import Testing

@testable import CSV

/// Which delimiter and decimal mark a file is taken to have.
@Suite struct DialectTests {
  private static let rows = [
    ("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b\n1|2\n", "|"),
    ("a;b\n1,5;2,5\n3,5;4,5\n", ";"), ("a,b;c\n1,2;3\n", ","), ("a;b,c\n1;2,5\n3;4\n", ";"),
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

  @Test(arguments: [
    ("a;b\n1;2,5\n", ","), ("a;b\n1;2.5\n", "."), ("a;b\n1;2\n", "."), ("a;b\n", "."),
    ("a;b\n1;2,5\n2;3\n", ","), ("a;b\n1;2,5\n2;3.5\n", "."), ("a,b\n1,\"2,5\"\n", "."),
    ("a;b\n2,5;1.5\n", "."), ("a;b\n1;-2,5e3\n1;NA\n", ","), ("a;b\n1;x,y\n", "."),
    ("a;b\n1; 2,5 \n", ","), ("a;b\n1;1,000,000\n", "."), ("a;b\n1;1.000,5\n", "."),
    ("a;b\n1;,5\n", ","), ("a;b\n1;5,\n", ","),
  ])
  func decimal(_ text: String, _ expected: String) throws {
    let layout = try LayoutReaderTests.layout(text, column: "b").layout
    #expect(layout.dialect.decimal == expected.utf8.first)
  }

  @Test func givenDecimal() throws {
    let reader = LayoutReader(decimal: UInt8(ascii: "."))
    let layout = try reader.readLayout(of: MemorySource("a;b\n1;2,5\n"), column: "b").layout
    #expect(layout.dialect.decimal == UInt8(ascii: "."))
    #expect(layout.dialect.delimiter == UInt8(ascii: ";"))
  }

  /// The sample has a limit: a comma behind the first 64 KiB is not seen, and that is said by
  /// failing.
  @Test func beyondTheSample() throws {
    let whole = "a;b\n" + String(repeating: "1;2\n", count: 20_000)
    let late = try LayoutReaderTests.layout(whole + "1;2,5\n", column: "b").layout
    #expect(late.dialect.decimal == UInt8(ascii: "."))
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
