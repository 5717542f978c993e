import CSV
import TestSupport
import Testing

@testable import Keys

@Suite struct KeyTableTests {
  @Test(
    "Every distinct text has one number, in the order of first sight", arguments: [true, false])
  func numbers(isRoomy: Bool) {
    var generator = SeededGenerator(seed: 3)
    let alphabet = Array("ab,\"é\0".utf8)
    var table = KeyTable(isRoomy: isRoomy)
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

  @Test("A table that takes another's texts in, some at a time, has them once, with all rows")
  func merging() {
    var generator = SeededGenerator(seed: 5)
    for isRoomy in [true, false] {
      var target = KeyTable(isRoomy: isRoomy)
      var batch = KeyBatch()
      var expected: [[UInt8]: UInt32] = [:]
      var rows: [[UInt8]: Int] = [:]
      for _ in 0..<6 {
        var source = KeyTable()
        for _ in 0..<3000 {
          let length = Int.random(in: 0...40, using: &generator)
          let kind = UInt8.random(in: 0..<60, using: &generator)
          _ = source.number(of: [UInt8](repeating: kind, count: length).span)
        }
        let chosen = (0..<UInt32(source.count)).shuffled(using: &generator).prefix(1000)
        var numbers: [UInt32] = []
        source.countRows((0..<256).map { $0 }, RowMask(first: 200))
        for number in chosen where number < 200 {
          rows[source.text(Int(number)), default: 0] += 1
        }
        target.merge(chosen, of: source.list, with: &batch, into: &numbers)
        #expect(numbers.count == chosen.count)
        for (number, place) in zip(chosen, numbers) {
          let text = source.text(Int(number))
          #expect(target.text(Int(place)) == text)
          let known = expected[text] ?? place
          #expect(known == place)
          expected[text] = place
        }
      }
      #expect(target.count == expected.count)
      for (text, number) in expected {
        #expect(target.list.entries[Int(number)].rows == rows[text, default: 0])
      }
      target.removeAll()
      #expect(target.count == 0)
      let number = target.number(of: [1, 2, 3].span)
      #expect(number == 0)
    }
  }

  @Test("Texts of a list come in the order of their bytes")
  func order() {
    var generator = SeededGenerator(seed: 6)
    var texts: Set<[UInt8]> = [[], [0], [0, 0]]
    for _ in 0..<300 {
      let start = [UInt8](
        repeating: 120, count: [0, 7, 8, 14, 15, 16, 17, 30].randomElement(using: &generator) ?? 0)
      let end: [UInt8] = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        [0, 1, 97, 120, 128, 255].randomElement(using: &generator) ?? 0
      }
      texts.insert(start + end)
    }
    var table = KeyTable()
    for text in texts.shuffled(using: &generator) { _ = table.number(of: text.span) }
    // The same in a list that was put together from another's parts.
    var list = KeyList()
    let parts = KeyList(entries: table.list.entries, longTexts: table.list.longTexts)
    for number in (0..<parts.count).reversed() { list.append(number, of: parts) }
    let sorted = (0..<list.count).sorted { list.precedes($0, $1) }.map { list.text($0) }
    #expect(sorted == texts.sorted { $0.lexicographicallyPrecedes($1) })
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
        TableFile(layout), wantedFields: [0],
        grid: BlockGrid(byteCount: text.utf8.count, blockBytes: 1 << 20),
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
