import TestSupport
import Testing

@testable import CSV

/// Keeps rows as they come.
private struct Rows: RowSink {
  var texts: [[UInt8]] = []
  var starts: [Int] = []
  var blocks: [Int] = []

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    for row in 0..<rows.count {
      starts.append(rows.start(ofRow: row))
      texts.append(rows.withText(of: 0, inRow: row) { text in text.indices.map { text[$0] } })
    }
    return nil
  }

  mutating func endBlock(_ block: ScannedBlock) { blocks.append(block.block) }
}

/// A plain text comes in pieces that tile it, and are cut where no word is.
@Suite struct PlainTextTests {
  private static let layout = FileLayout(plainTextFrom: 0)

  private func isOfWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter
      || Character(Unicode.Scalar(byte)).isNumber
  }

  /// Bytes of which few, or many, are in no word.
  private func text(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
    let rarity = [1, 3, 10, 100, 1000].randomElement(using: &random) ?? 1
    return (0..<count).map { _ in
      Int.random(in: 0..<rarity, using: &random) == 0
        ? UInt8.random(in: 0...255, using: &random) : UInt8(ascii: "x")
    }
  }

  private func check(_ rows: Rows, _ text: [UInt8]) {
    var expected = 0
    for (start, row) in zip(rows.starts, rows.texts) {
      #expect(start == expected && !row.isEmpty)
      expected += row.count
      #expect(expected == text.count || !isOfWord(row[row.count - 1]))
    }
    #expect(rows.texts.flatMap { $0 } == text)
  }

  @Test("Of the 256 bytes those are cuts that are ASCII, and no letter, digit or _")
  func cuts() {
    for byte in UInt8.min...UInt8.max {
      let expected = isOfWord(byte) ? nil : 1
      #expect(TextCut.first(in: [byte].span) == expected)
      #expect(TextCut.last(in: [byte].span) == expected)
    }
    #expect(TextCut.first(in: Array("ab, c d".utf8).span) == 3)
    #expect(TextCut.last(in: Array("ab, c d".utf8).span) == 6)
  }

  @Test("Slices tile the text, and every guess is right")
  func slices() throws {
    var random = SeededGenerator()
    for _ in 0..<300 {
      let bytes = text(Int.random(in: 1...400, using: &random), &random)
      let source = MemorySource(bytes)
      let grid = BlockGrid(
        byteCount: bytes.count, blockBytes: Int.random(in: 1...50, using: &random))
      let scanner = RowScanner(
        TableFile(Self.layout), wantedFields: [0], grid: grid,
        chunkBytes: Int.random(in: 1...60, using: &random))
      let ranks = Int.random(in: 1...9, using: &random)
      let slices = (0..<ranks).map { grid.blocks(ofRank: $0, of: ranks) }
      var rows = Rows()
      let ends = try slices.map { slice in
        let start = try scanner.guessStart(of: slice, in: source)
        return SliceEnds(try scanner.scan(slice, from: start, in: source, into: &rows))
      }
      #expect(SliceChain(ends, bytes: slices.map { grid.bytes(of: $0) }, dataStart: 0) == .complete)
      #expect(rows.blocks == Array(0..<grid.blockCount))
      check(rows, bytes)
    }
  }

  @Test("Units of a stream tile the text")
  func stream() throws {
    var random = SeededGenerator()
    for _ in 0..<300 {
      let bytes = text(Int.random(in: 0...400, using: &random), &random)
      // No magic number of a compression begins with a letter.
      let whole = Array("x".utf8) + bytes
      let blockBytes = Int.random(in: 1...50, using: &random)
      var stream = try RowStream(
        MemoryStream(bytes: whole), blockBytes: blockBytes,
        unitBlocks: Int.random(in: 1...4, using: &random))
      let layout = try stream.readLayout(by: Self.reader, column: "1").layout
      #expect(layout == Self.layout)
      var rows = Rows()
      while let unit = try stream.nextUnit() {
        if unit.bytes.isEmpty { continue }
        rows.starts.append(unit.start)
        rows.texts.append(unit.bytes)
      }
      check(rows, whole)
    }
  }

  private static let reader: LayoutReader = {
    var options = DialectOptions()
    options.isPlainText = true
    return LayoutReader(options)
  }()

  @Test("However often more bytes come, each is looked at once")
  func longWordsTakeLinearTime() {
    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 4000)
    var finder = RowFinder(RowSyntax(), isPlainText: true)
    #expect(finder.firstRow(from: 10, in: bytes, count: 2000) == nil)
    bytes[1000] = UInt8(ascii: " ")
    #expect(finder.firstRow(from: 10, in: bytes, count: 3000) == nil)
    bytes[3005] = UInt8(ascii: " ")
    #expect(finder.firstRow(from: 10, in: bytes, count: 4000) == 3006)
  }

  @Test("What is too long to be a word is refused where it begins", arguments: [10, 100, 5000])
  func tooLong(chunkBytes: Int) throws {
    let text = String(repeating: ". ", count: 500) + String(repeating: "x", count: 10_001)
    let source = MemorySource(text)
    let grid = BlockGrid(byteCount: source.byteCount, blockBytes: 1 << 20)
    func pass(longestWord: Int) -> TextPass {
      let chunk = ChunkBuffer(capacity: chunkBytes, offset: 0)
      return TextPass(.preferred, grid, blocks: 0..<1, chunk: chunk, longestWord: longestWord)
    }
    var rows = Rows()
    let error = #expect(throws: SourceError.self) {
      _ = try pass(longestWord: 9999).run(from: source, into: &rows)
    }
    #expect(error?.offset == 1000 && error?.isOfContents == true)
    #expect(error?.reason.contains("a word of more than 256 MiB begins here") == true)
    #expect(rows.texts.map(\.count).reduce(0, +) == 1000)

    rows = Rows()
    let scan = try pass(longestWord: 10_001).run(from: source, into: &rows)
    #expect(scan.start == 0 && scan.end == source.byteCount)
    check(rows, source.bytes)
  }
}
