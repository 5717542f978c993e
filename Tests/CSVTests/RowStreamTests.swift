import TestSupport
import Testing

@testable import CSV

/// A stream of bytes in memory.
struct MemoryStream: ByteStream {
  let bytes: [UInt8]
  var offset = 0

  mutating func read(into region: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let end = min(bytes.count, offset + region.count)
    unsafe region.copyBytes(from: bytes[offset..<end])
    defer { offset = end }
    return end - offset
  }
}

/// Keeps the blocks of all units.
private struct Kept: BlockSink {
  var blocks: [SimulatedScan.Block] = []

  mutating func take(_ block: ScannedBlock, values: Span<Double>) {
    blocks.append(SimulatedScan.Block(scanned: block, values: values.indices.map { values[$0] }))
  }
}

/// A stream that is cut into units, each scanned by itself, gives the blocks of the whole file.
@Suite struct RowStreamTests {
  /// Cuts a file into units, and scans each.
  private func scan(
    _ file: NumericFile, blockBytes: Int, unitBlocks: Int
  ) throws -> (blocks: [SimulatedScan.Block], byteCount: Int) {
    var rows = try RowStream(
      MemoryStream(bytes: file.source.bytes), blockBytes: blockBytes, unitBlocks: unitBlocks)
    let reader = LayoutReader(delimiter: file.layout.dialect.delimiter, header: .present)
    #expect(
      try rows.readLayout(by: reader, column: "1").layout.dataStart == file.layout.dataStart)
    var kept = Kept()
    var nextBlock = 0
    var nextRow = file.layout.dataStart
    while let unit = try rows.nextUnit() {
      #expect(unit.blocks.lowerBound == nextBlock && !unit.blocks.isEmpty)
      #expect(unit.start == nextRow)
      nextBlock = unit.blocks.upperBound
      nextRow = unit.byteCount
      let grid = BlockGrid(byteCount: unit.byteCount, blockBytes: blockBytes)
      let scanner = SliceScanner(layout: file.layout, column: file.column, grid: grid)
      let start = unit.bytes.isEmpty ? nil : unit.start
      let scan = try scanner.scan(unit.blocks, from: start, in: unit, into: &kept)
      #expect(scan.failure == nil)
    }
    #expect(nextRow == file.source.byteCount)
    return (kept.blocks, rows.byteCount)
  }

  private func check(_ file: NumericFile, blockBytes: Int, unitBlocks: Int) throws {
    let grid = BlockGrid(byteCount: file.source.byteCount, blockBytes: blockBytes)
    let whole = try SimulatedScan(
      file.source, file.layout, file.column, grid, slices: [0..<grid.blockCount])
    let cut = try scan(file, blockBytes: blockBytes, unitBlocks: unitBlocks)
    #expect(cut.byteCount == file.source.byteCount)
    let way: Comment = "blocks of \(blockBytes), \(unitBlocks) in a unit"
    #expect(cut.blocks.map(\.scanned.block) == whole.blocks.map(\.scanned.block), way)
    #expect(cut.blocks.map(\.scanned.rowCount) == whole.blocks.map(\.scanned.rowCount), way)
    #expect(cut.blocks.map(\.values) == whole.blocks.map(\.values), way)
  }

  @Test func nastyFile() throws {
    let file = try NumericFile.nasty()
    // A unit's end at every byte, and units of several blocks.
    for blockBytes in 1...file.source.byteCount + 1 {
      for unitBlocks in blockBytes < 40 ? [1, 2, 5] : [1] {
        try check(file, blockBytes: blockBytes, unitBlocks: unitBlocks)
      }
    }
  }

  @Test(arguments: CSVCases.all)
  func fixtureFiles(_ fixture: CSVCases.Case) throws {
    let file = NumericFile(fixture, column: 0)
    for blockBytes in [1, 3, 10, 64, 1000] {
      try check(file, blockBytes: blockBytes, unitBlocks: 2)
    }
  }

  /// Quotes in the middle of fields, quoted line ends, blank lines.
  @Test(arguments: 0..<40)
  func randomFiles(_ stream: Int) throws {
    var random = SeededGenerator(stream: 500 + stream)
    let file = NumericFile.random(rows: .random(in: 0...60, using: &random), using: &random)
    for blockBytes in [1, 7, 50, 300] {
      let unitBlocks = Int.random(in: 1...4, using: &random)
      try check(file, blockBytes: blockBytes, unitBlocks: unitBlocks)
    }
  }

  /// A row that is longer than several reads, and longer than the pieces that a kernel looks at.
  @Test func longRow() throws {
    let note = String(repeating: "x\n", count: 500_000)
    let text = "value,note\n1,a\n2,\"\(note)\"\n3,b\n"
    let file = NumericFile(
      bytes: Array(text.utf8), header: ["value", "note"], delimiter: UInt8(ascii: ","), column: 0,
      fields: ["1", "2", "3"])
    for blockBytes in [1000, 100_000, 1 << 20] {
      try check(file, blockBytes: blockBytes, unitBlocks: 4)
    }
  }

  /// Rows of about the length of the pieces, and longer, with quotes where none belong.
  @Test(arguments: [-1, 0, 1])
  func rowsAsLongAsAPiece(more: Int) throws {
    let lengths = [1 << 18, 5, 1 << 18, 1 << 19]
    for quote in ["", "\""] {
      var text = "value,note\n"
      for length in lengths {
        let rest = max(0, length + more - 4 - quote.count)
        text += "1,x\(quote)" + String(repeating: "x", count: rest) + "\n"
      }
      let file = NumericFile(
        bytes: Array(text.utf8), header: ["value", "note"], delimiter: UInt8(ascii: ","), column: 0,
        fields: lengths.map { _ in "1" })
      try check(file, blockBytes: 100_000, unitBlocks: 3)
    }
  }

  /// However often more bytes come, each byte of a long row is looked at once: what happens to it
  /// afterwards makes no difference.
  @Test func longRowsTakeLinearTime() {
    let piece = 1 << 18
    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 4 * piece + ByteKernel.padding)
    var finder = RowFinder(RowSyntax())
    #expect(finder.firstRow(from: 10, in: bytes, count: 2 * piece) == nil)
    bytes[piece] = UInt8(ascii: "\n")
    #expect(finder.firstRow(from: 10, in: bytes, count: 3 * piece) == nil)
    bytes[3 * piece + 5] = UInt8(ascii: "\n")
    #expect(finder.firstRow(from: 10, in: bytes, count: 4 * piece) == 3 * piece + 6)
  }

  /// The head of a stream is read as that of a file is.
  @Test(arguments: CSVCases.all)
  func heads(_ fixture: CSVCases.Case) throws {
    let column = "1"
    let file = try LayoutReader().readLayout(of: MemorySource(fixture.bytes), column: column)
    var rows = try RowStream(MemoryStream(bytes: fixture.bytes), blockBytes: 1 << 20)
    let stream = try rows.readLayout(by: LayoutReader(), column: column)
    #expect(stream.layout == file.layout && stream.column == file.column)
  }
}
