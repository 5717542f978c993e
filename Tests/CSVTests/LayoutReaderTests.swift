import TestSupport
import Testing

@testable import CSV

/// The columns and dialect that the head of a file tells.
@Suite struct LayoutReaderTests {
  /// The fixture's headers, the delimiter given.
  @Test(arguments: CSVCases.all)
  func fixtureHeaders(_ file: CSVCases.Case) throws {
    let reader = LayoutReader(
      delimiter: file.delimiterByte, decimal: UInt8(ascii: "."), header: .present)
    let source = MemorySource(file.bytes)
    for index in file.header.indices {
      let (layout, found) = try reader.readLayout(of: source, column: "\(index + 1)")
      #expect(layout.columnNames == file.header.map { $0.trimmingBlanks() })
      // A name that looks like a number is found as a name first.
      if !layout.columnNames.contains("\(index + 1)") { #expect(found == index) }
      #expect(layout.dialect.delimiter == file.delimiterByte)
    }
  }

  @Test(arguments: [
    ("a,b\n1,2\n", 4), ("a,b\r\n1,2\r\n", 5), ("\u{FEFF}a,b\n1,2\n", 7), ("\n\na,b\n1,2", 6),
    ("\r\n\r\na,b\r\n", 9), ("a,b", 3), ("\u{FEFF}\na,b\n", 8), ("\"a\n\r\nx\",b\n1,2\n", 10),
    ("a,b\n\n\n1,2\n", 4),
  ])
  func dataStart(_ text: String, _ expected: Int) throws {
    #expect(try Self.layout(text, column: "b").layout.dataStart == expected)
  }

  @Test func names() throws {
    let text = " a ,\"b \"\"x\"\"\",\"c\nd\",\t\"e,\"\tf\",,é\n"
    let reader = LayoutReader(delimiter: UInt8(ascii: ","))
    let layout = try reader.readLayout(of: MemorySource(text), column: "1").layout
    #expect(layout.columnNames == ["a", "b \"x\"", "c\nd", "\"e", "f", "", "é"])
    let broken: [UInt8] = [0x61, 0xFF, 0x2C, 0x62, 0x0A]
    let repaired = try LayoutReader().readLayout(of: MemorySource(broken), column: "b").layout
    #expect(repaired.columnNames == ["aÿ", "b"])
  }

  @Test(arguments: ["", "\u{FEFF}", "\n", "\r\n\n", "\u{FEFF}\n\n"])
  func empty(_ text: String) {
    #expect(Self.error(Array(text.utf8)) == .empty)
  }

  @Test(arguments: ["a,b\r1,2\r3,4\r", "a,b\r1,2", "a,b\r1,2\n", "a,b\r1,\"2\n\r\"\r3,4\r\n"])
  func carriageReturns(_ text: String) throws {
    let layout = try Self.layout(text, column: "b").layout
    #expect(layout.dialect.rows.endsRowsAtReturn)
    #expect(layout.dataStart == 4)
  }

  @Test(arguments: ["a,b\r\n1,2\r\n", "a,b\n\"1\r\r\r\r\",2\n", "a,b\n1,2\r"])
  func feeds(_ text: String) throws {
    #expect(try !Self.layout(text, column: "b").layout.dialect.rows.endsRowsAtReturn)
  }

  @Test(arguments: ["\"a,b\n1,2\n", "a,\"b", "\"", "\u{FEFF}\"a\n"])
  func openQuote(_ text: String) {
    #expect(Self.error(Array(text.utf8)) == .headerTooLong(bytes: text.utf8.count))
  }

  /// A header larger than the first sample, quoted line ends at its start and at its end.
  @Test(arguments: [",", ";", "\t", "|"], ["", "\u{FEFF}"])
  func longHeader(_ delimiter: String, _ mark: String) throws {
    let filler = String(repeating: "x", count: 70_000)
    for name in ["\"a\n\(filler)\"", "\(filler)", "\"\(filler)\n\""] {
      for header in ["\(name)\(delimiter)b", "b\(delimiter)\(name)"] {
        let source = MemorySource("\(mark)\(header)\n1\(delimiter)2\n")
        for given in [delimiter.utf8.first, nil] {
          let reader = LayoutReader(delimiter: given)
          let way: Comment = "\(header.prefix(12).debugDescription), \(given ?? 0)"
          let layout = try? reader.readLayout(of: source, column: "b").layout
          #expect(layout?.columnNames.count == 2, way)
          #expect(layout?.dataStart == source.byteCount - 4, way)
        }
      }
    }
  }

  @Test func brokenSource() {
    let source = MemorySource("a,b\n1,2\n", brokenAt: 5)
    #expect(throws: LayoutReader.Failure.self) {
      try LayoutReader().readLayout(of: source, column: "a")
    }
  }

  static func layout(_ text: String, column: String) throws -> (layout: FileLayout, column: Int) {
    try LayoutReader().readLayout(of: MemorySource(text), column: column)
  }

  private static func error(_ bytes: [UInt8]) -> LayoutError? {
    do throws(LayoutReader.Failure) {
      _ = try LayoutReader().readLayout(of: MemorySource(bytes), column: "b")
      return nil
    } catch {
      guard case .layout(let error) = error else { return nil }
      return error
    }
  }
}
