import CSV
import TestSupport
import Testing

/// How rows are written.
@Suite struct RowFormatTests {
  private func written(
    _ field: String, delimiter: Character = ",", isAlone: Bool = false
  ) throws -> String {
    let format = RowFormat(delimiter: try #require(delimiter.asciiValue))
    var text = Array("<".utf8)
    format.append(Array(field.utf8).span, to: &text, isAlone: isAlone)
    return String(decoding: text.dropFirst(), as: UTF8.self)
  }

  @Test(arguments: ["", "a", " a ", "é;", "'x'", "\t", "\0", "a|b"]) func without(
    field: String
  ) throws {
    #expect(try written(field) == field)
  }

  @Test(arguments: [
    ("a,b", "\"a,b\""), ("\"", "\"\"\"\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("a\nb", "\"a\nb\""), ("\r", "\"\r\""), ("a\r\n", "\"a\r\n\""),
  ]) func quoted(field: String, expected: String) throws {
    #expect(try written(field) == expected)
    #expect(try written(field, isAlone: true) == expected)
  }

  @Test func onlyItsOwnDelimiterIsQuoted() throws {
    for delimiter: Character in [",", ";", "\t", "|"] {
      for field in ["a,b", "a;b", "a\tb", "a|b"] {
        let expected = field.contains(delimiter) ? "\"\(field)\"" : field
        #expect(try written(field, delimiter: delimiter) == expected)
      }
    }
  }

  @Test func aSingleEmptyFieldIsNoEmptyLine() throws {
    #expect(try written("", isAlone: true) == "\"\"")
    #expect(try written("a", isAlone: true) == "a")
    #expect(try written("") == "")
  }

  @Test func runsAreAsFewAsCanBe() {
    #expect(ColumnRun.runs(of: []) == [])
    let runs = ColumnRun.runs(of: [2, 3, 4, 0, 1, 1, 0, 9])
    #expect(runs.map(\.first) == [2, 0, 1, 0, 9])
    #expect(runs.map(\.count) == [3, 2, 1, 1, 1])
    #expect(runs.joined() == [2, 3, 4, 0, 1, 1, 0, 9])
  }
}

/// Rows as they are copied, against the contents that their table was made of.
@Suite struct CopiedRowsTests {
  @Test(arguments: ByteKernel.available) func randomTables(kernel: ByteKernel) throws {
    for stream in 0..<500 {
      var random = SeededGenerator(seed: 1310, stream: stream)
      let table = RandomTable(using: &random)
      let columns = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        Int.random(in: 0..<table.columnCount, using: &random)
      }
      let output: UInt8 = Bool.random(using: &random) ? table.delimiter : UInt8(ascii: ";")
      let sink = CopyingSink(columns, RowFormat(delimiter: output), table.delimiter)
      let copies = try table.scan(into: sink, kernel, using: &random)
      let expected = table.expected(columns, delimiter: output)
      let what = "stream \(stream), columns \(columns), \(table.text.debugDescription)"
      #expect(copies.asFound == expected, "\(what)")
      #expect(copies.fieldByField == expected, "\(what)")
    }
  }

  @Test func someRowsOfABatch() throws {
    var random = SeededGenerator(seed: 1311)
    let table = RandomTable(using: &random, columnCount: 3, rowCount: 700)
    var sink = CopyingSink([0, 1, 2], RowFormat(delimiter: table.delimiter), table.delimiter)
    sink.isWanted = { $0 % 3 != 1 }
    let copies = try table.scan(into: sink, .fastest, using: &random)
    let expected = table.expected([0, 1, 2], delimiter: table.delimiter) { $0 % 3 != 1 }
    #expect(copies.asFound == expected)
    #expect(copies.fieldByField == expected)
  }
}

/// Copies rows, as it is told by what divides their fields, and field by field.
private struct CopyingSink: RowSink {
  let columns: [Int]
  let format: RowFormat
  let delimiter: UInt8
  var isWanted: (Int) -> Bool = { _ in true }

  private var copied: [UInt8] = []
  private var appended: [UInt8] = []
  private var rowsBefore = 0

  init(_ columns: [Int], _ format: RowFormat, _ delimiter: UInt8) {
    self.columns = columns
    self.format = format
    self.delimiter = delimiter
  }

  var asFound: String { String(decoding: copied, as: UTF8.self) }
  var fieldByField: String { String(decoding: appended, as: UTF8.self) }

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    var wanted = RowMask()
    for row in 0..<rows.count where isWanted(rowsBefore + row) { wanted.insert(row) }
    let runs = ColumnRun.runs(of: columns)
    rows.appendRows(wanted, of: runs, format, delimiter: delimiter, to: &copied)
    rows.appendRows(wanted, of: runs, format, delimiter: nil, to: &appended)
    rowsBefore += rows.count
    return nil
  }

  mutating func endBlock(_ block: ScannedBlock) {}
}

/// A small table, of which the contents are known.
private struct RandomTable {
  let delimiter: UInt8
  let columnCount: Int

  /// The contents of the rows' fields.
  private let rows: [[String]]

  /// The file, without a row that names the columns.
  let text: String

  private static let pieces = [
    "a", "é", " ", "0.5", "\"", ",", ";", "\n", "\r\n", "\r", "a text of more than sixteen bytes",
    "'", "|",
  ]

  init(using random: inout SeededGenerator, columnCount: Int? = nil, rowCount: Int? = nil) {
    let mark = [",", ";", "\t"].randomElement(using: &random) ?? ","
    let columns = columnCount ?? Int.random(in: 1...4, using: &random)
    // Of some tables most batches have nothing special in them.
    let kinds = Bool.random(using: &random) ? 4 : Self.pieces.count
    let rows = (0..<(rowCount ?? Int.random(in: 1...40, using: &random))).map { _ in
      (0..<columns).map { _ in
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          Self.pieces[Int.random(in: 0..<kinds, using: &random)]
        }.joined()
      }
    }
    let lineEnd = Bool.random(using: &random) ? "\n" : "\r\n"
    var text = ""
    for row in rows {
      let fields = row.map { field in
        let mustQuote = Self.mustQuote(field, mark) || columns == 1 && field.isEmpty
        return mustQuote || Int.random(in: 0..<8, using: &random) == 0 ? Self.quoted(field) : field
      }
      text += fields.joined(separator: mark) + lineEnd
    }
    delimiter = Array(mark.utf8)[0]
    self.columnCount = columns
    self.rows = rows
    self.text = text
  }

  private static func mustQuote(_ field: String, _ mark: String) -> Bool {
    let special = Set((mark + "\"\r\n").utf8)
    return field.utf8.contains { special.contains($0) }
  }

  private static func quoted(_ field: String) -> String {
    "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  /// The rows with some of their columns, quotes only where they must be.
  func expected(_ columns: [Int], delimiter: UInt8, _ isWanted: (Int) -> Bool = { _ in true })
    -> String
  {
    let mark = String(decoding: [delimiter], as: UTF8.self)
    return rows.indices.filter(isWanted).map { row in
      let fields = columns.map { column in
        let field = rows[row][column]
        let isLineEmpty = columns.count == 1 && field.isEmpty
        return Self.mustQuote(field, mark) || isLineEmpty ? Self.quoted(field) : field
      }
      return fields.joined(separator: mark) + "\n"
    }.joined()
  }

  /// Has the rows read, some bytes at a time.
  func scan(
    into sink: CopyingSink, _ kernel: ByteKernel, using random: inout SeededGenerator
  ) throws -> CopyingSink {
    var sink = sink
    let source = MemorySource(text)
    let layout = FileLayout(
      columnNames: (0..<columnCount).map { "c\($0)" }, dataStart: 0,
      dialect: Dialect(delimiter: delimiter, decimal: UInt8(ascii: ".")))
    let grid = BlockGrid(byteCount: source.byteCount, blockBytes: 1 << 20)
    let chunkBytes = [3, 64, 1 << 16].randomElement(using: &random) ?? 64
    let scanner = RowScanner(
      TableFile(layout), wantedFields: Array(0..<columnCount), grid: grid, chunkBytes: chunkBytes,
      kernel: kernel)
    let scan = try scanner.scan(0..<grid.blockCount, from: 0, in: source, into: &sink)
    #expect(scan.failure == nil, "\(text.debugDescription)")
    return sink
  }
}
