import TestSupport
import Testing

@testable import CSV

/// The state machine against the fixture's files, fed in chunks of every size.
@Suite struct RecordScannerTests {
  @Test func fixtureIsThere() {
    #expect(CSVCases.all.count == 247)
    #expect(CSVCases.stray.count == 222)
  }

  /// Text behind a closing quote is noted, unless it is blank, wherever chunks end.
  @Test(arguments: CSVCases.stray)
  func strayText(_ file: CSVCases.Case) {
    let places = [1, 3, file.bytes.count].map { chunkBytes in
      Self.records(file.bytes, delimiter: file.delimiterByte, column: 0, chunkBytes: chunkBytes)
        .map(\.strayText)
    }
    #expect(places[0] == places[1] && places[0] == places[2])
    let isBlank = file.bytes.indices.contains { index in
      file.bytes[index] == UInt8(ascii: "\"") && index + 1 < file.bytes.count
        && file.bytes[index + 1] == UInt8(ascii: " ")
    }
    #expect(isBlank || places[0].contains { $0 != nil })
  }

  /// The header and the rows, every column in turn as the wanted field.
  @Test(arguments: CSVCases.all)
  func rows(_ file: CSVCases.Case) {
    let bytes = file.bytes
    let expected = [file.header] + file.rows
    for column in file.header.indices {
      let sizes = file.header.count > 6 ? [1, 5, 16] : Array(1...17)
      for chunkBytes in sizes + [bytes.count] {
        let records = Self.records(
          bytes, delimiter: file.delimiterByte, column: column, chunkBytes: chunkBytes)
        let used = records.filter { !$0.isBlank || file.header.count == 1 }
        let fields = used.map { String(decoding: $0.field, as: UTF8.self) }
        #expect(fields == expected.map { $0[column] }, "column \(column), chunks of \(chunkBytes)")
        #expect(used.allSatisfy { $0.fieldCount == file.header.count })
      }
    }
  }

  /// Records tile the file: each starts where its predecessor ended, the last ends with the file.
  @Test(arguments: CSVCases.all)
  func recordsTile(_ file: CSVCases.Case) {
    let bytes = file.bytes
    for column in file.header.indices {
      let records = Self.records(
        bytes, delimiter: file.delimiterByte, column: column, chunkBytes: 5)
      var expected = Self.start(of: bytes)
      for record in records {
        #expect(record.start == expected)
        #expect(record.end > record.start)
        #expect((record.start...record.end).contains(record.fieldStart))
        expected = record.end
      }
      #expect(expected == bytes.count)
    }
  }

  /// The offset of the wanted field is that of its first byte, the quote included.
  @Test(arguments: [(0, 0), (1, 2), (2, 6)])
  func fieldStart(_ column: Int, _ expected: Int) throws {
    let records = Self.records(
      Array("a,\"b\",c\n".utf8), delimiter: UInt8(ascii: ","), column: column, chunkBytes: 1)
    #expect(try #require(records.first).fieldStart == expected)
  }

  @Test func openQuote() {
    var scanner = RecordScanner(delimiter: UInt8(ascii: ","), wantedField: 0)
    scanner.begin(at: 100)
    var index = 0
    let isComplete = scanner.scanRecord(in: Array("1,\"a\n".utf8).span, from: &index)
    #expect(!isComplete)
    #expect(scanner.isInsideQuotes)
    #expect(scanner.quoteStart == 102)
    let hasRecord = scanner.finish()
    #expect(hasRecord)
    #expect(scanner.record.start == 100)
    let hasAnother = scanner.finish()
    #expect(!hasAnother)
  }

  /// A field beyond the limit is kept up to it, in a record whose other fields are read all the
  /// same.
  @Test(arguments: [-1, 0, 1, 100])
  func longField(_ excess: Int) throws {
    let field = Array(repeating: UInt8(ascii: "7"), count: RecordScanner.fieldLimit + excess)
    let bytes = field + Array(",x\n".utf8)
    let records = Self.records(bytes, delimiter: UInt8(ascii: ","), column: 0, chunkBytes: 4096)
    let record = try #require(records.first)
    #expect(record.fieldCount == 2)
    #expect(record.end == bytes.count)
    #expect(record.field.count == min(field.count, RecordScanner.fieldLimit))
    #expect(record.fieldIsCut == (excess > 0))
  }

  /// The offset where the records begin: behind a byte order mark, if there is one.
  private static func start(of bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private static func records(
    _ bytes: [UInt8], delimiter: UInt8, column: Int, chunkBytes: Int
  ) -> [RecordScanner.Record] {
    var records: [RecordScanner.Record] = []
    var scanner = RecordScanner(delimiter: delimiter, wantedField: column)
    var offset = start(of: bytes)
    scanner.begin(at: offset)
    while offset < bytes.count {
      let end = min(bytes.count, offset + chunkBytes)
      let chunk = bytes.span.extracting(offset..<end)
      var index = 0
      while scanner.scanRecord(in: chunk, from: &index) { records.append(scanner.record) }
      offset = end
    }
    if scanner.finish() { records.append(scanner.record) }
    return records
  }
}
