import TestSupport
import Testing

@testable import CSV

@Suite struct KeyTableTests {
  @Test("Every distinct text has one number, in the order of first sight")
  func numbers() {
    var generator = SeededGenerator(seed: 3)
    let alphabet = Array("ab,\"é\0".utf8)
    var table = KeyTable()
    var expected: [[UInt8]: Int] = [:]
    for _ in 0..<20_000 {
      let length = [0, 1, 7, 8, 9, 15, 16, 17, 24, 31, 100].randomElement(using: &generator) ?? 0
      let varied = min(length, 3)
      let text =
        (0..<length - varied).map { UInt8(97 + $0 % 26) }
        + (0..<varied).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let number = expected[text] ?? expected.count
      expected[text] = number
      let found = table.number(of: text.span)
      #expect(found == number)
    }
    #expect(table.count == expected.count)
    for (text, number) in expected { #expect(table.text(number) == text) }
  }

  @Test("Texts that differ by zeros at the end differ")
  func zeros() {
    var table = KeyTable()
    let texts: [[UInt8]] =
      [[], [0], [0, 0], [97], [97, 0]]
      + [16, 17, 18].map {
        [UInt8](repeating: 0, count: $0)
      }
    for _ in 0..<2 {
      let numbers = texts.map { table.number(of: $0.span) }
      #expect(numbers == Array(texts.indices))
    }
  }

  @Test("Fields have the numbers of their contents, with quotes or without", arguments: [2, 300])
  func fields(rowCount: Int) throws {
    let forms = ["META", "\"META\"", "\"a \"\"b\"\"\"", "a \"b", "\"x,y\"", "\"\"", ""]
    let contents = ["META", "META", "a \"b\"", "a \"b", "x,y", "", ""]
    // The fourth has a quote that only the state machine understands.
    let order = (0..<rowCount).map { $0 * 5 % forms.count }
    let text = "k,v\n" + order.map { "\(forms[$0]),1\n" }.joined()
    let source = MemorySource(Array(text.utf8))
    let layout = FileLayout(columnNames: ["k", "v"], dataStart: 4, dialect: Dialect())
    for chunkBytes in [1, 64, 1 << 18] {
      let scanner = RowScanner(
        layout: layout, wantedFields: [0], grid: BlockGrid(byteCount: text.utf8.count),
        chunkBytes: chunkBytes)
      var sink = KeySink()
      let scan = try scanner.scan(0..<1, from: 4, in: source, into: &sink)
      #expect(scan.failure == nil)
      let found = sink.numbers.map { String(decoding: sink.table.text(Int($0)), as: UTF8.self) }
      #expect(found == order.map { contents[$0] })
      #expect(sink.table.count == Set(found).count)
    }
  }
}

private struct KeySink: RowSink {
  var table = KeyTable()
  var batch = KeyBatch()
  var numbers: [UInt32] = []

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    var found = [UInt32](repeating: 0, count: 256)
    table.readNumbers(
      ofColumn: 0, in: rows, RowMask(first: rows.count), with: &batch, into: &found)
    for row in 0..<rows.count { numbers.append(found[row]) }
    return nil
  }

  mutating func endBlock(_ block: ScannedBlock) {}
}
