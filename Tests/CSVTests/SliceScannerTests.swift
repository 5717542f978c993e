import TestSupport
import Testing

@testable import CSV

/// Files cut everywhere, scanned as by several ranks: the rows come out once each, in order.
@Suite struct SliceScannerTests {
  private static let sliceCounts = [1, 2, 3, 4, 7]
  private static let chunkSizes: [Int?] = [nil, 1, 3, 64]

  /// Every size of block, every number of slices, every size of chunk.
  @Test(arguments: ByteKernel.available)
  func nastyFile(_ kernel: ByteKernel) throws {
    let file = try NumericFile.nasty()
    #expect(file.expected.map { $0.map { $0 + 0 } } == (try NastyFile.load().expected.values))
    for blockBytes in 1...file.source.byteCount + 1 {
      let grid = BlockGrid(byteCount: file.source.byteCount, blockBytes: blockBytes)
      for (index, sliceCount) in (Self.sliceCounts + [grid.blockCount + 2]).enumerated() {
        let chunkBytes = Self.chunkSizes[(index + blockBytes) % Self.chunkSizes.count]
        try Self.check(
          file, grid, sliceCount: sliceCount, chunkBytes: chunkBytes, kernel: kernel)
      }
    }
  }

  /// Two slices whose border is at every byte.
  @Test(arguments: chunkSizes)
  func nastyFileInTwo(_ chunkBytes: Int?) throws {
    let file = try NumericFile.nasty()
    let count = file.source.byteCount
    let grid = BlockGrid(byteCount: count, blockBytes: 1)
    for border in 0...count {
      try Self.check(file, grid, slices: [0..<border, border..<count], chunkBytes: chunkBytes)
    }
  }

  /// Three slices, the middle one short: rows and quotes that reach over it.
  @Test(arguments: [1, 2, 5, 30])
  func nastyFileInThree(_ length: Int) throws {
    let file = try NumericFile.nasty()
    let count = file.source.byteCount
    let grid = BlockGrid(byteCount: count, blockBytes: 1)
    for border in 0...count - length {
      let slices = [0..<border, border..<border + length, border + length..<count]
      try Self.check(file, grid, slices: slices, chunkBytes: 64)
    }
  }

  /// The fixture's files, every column, some of the sizes.
  @Test(arguments: CSVCases.all)
  func fixtureFiles(_ fixture: CSVCases.Case) throws {
    var random = SeededGenerator(stream: fixture.name.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
    for column in fixture.header.indices.prefix(5) {
      let file = NumericFile(fixture, column: column)
      for _ in 0..<8 { try Self.checkAnyDivision(file, using: &random) }
    }
  }

  /// Random files, any division.
  @Test(arguments: 0..<60)
  func randomFiles(_ stream: Int) throws {
    var random = SeededGenerator(stream: stream)
    let file = NumericFile.random(rows: .random(in: 0...40, using: &random), using: &random)
    for _ in 0..<25 { try Self.checkAnyDivision(file, using: &random) }
  }

  /// Files of short numbers, for which there is a way of their own.
  @Test(arguments: ByteKernel.available)
  func shortNumbers(_ kernel: ByteKernel) throws {
    var random = SeededGenerator(stream: 500)
    let characters = Array("0123456789012345678901234567890123456789..--+ eE")
    var fields: [String] = []
    for _ in 0..<4000 {
      let length = Int.random(in: 0...9, using: &random)
      let field = String((0..<length).compactMap { _ in characters.randomElement(using: &random) })
      // As a null token, a number too large would keep the short way from being taken.
      if let value = Double(field.trimmingBlanks()), value.isInfinite { continue }
      fields.append(field)
    }
    for end in ["\n", "\r\n"] {
      let text = "a,b" + fields.map { "\(end)\($0),\($0)" }.joined() + end
      for column in 0...1 {
        let file = NumericFile(
          bytes: Array(text.utf8), header: ["a", "b"], delimiter: UInt8(ascii: ","),
          column: column, fields: fields)
        #expect(file.column.nullNumbers.isEmpty)
        let grid = BlockGrid(byteCount: text.utf8.count, blockBytes: 1000)
        try Self.check(file, grid, sliceCount: 3, chunkBytes: nil, kernel: kernel)
        try Self.check(file, grid, sliceCount: 2, chunkBytes: 200, kernel: kernel)
      }
    }
  }

  /// Without line ends inside quotes every guess is right, so nothing is scanned twice.
  @Test func plainFile() throws {
    let rows = (0..<40).map { "\($0),\($0 % 7 == 0 ? "" : "\($0 * $0)"),\"q\"\r\n" }
    let file = NumericFile(
      bytes: Array(("a,b,c\r\n" + rows.joined()).utf8), header: ["a", "b", "c"],
      delimiter: UInt8(ascii: ","), column: 1,
      fields: (0..<40).map { $0 % 7 == 0 ? "" : "\($0 * $0)" })
    for blockBytes in 1...file.source.byteCount {
      let grid = BlockGrid(byteCount: file.source.byteCount, blockBytes: blockBytes)
      for sliceCount in [2, 3, 7] {
        try Self.check(file, grid, sliceCount: sliceCount, chunkBytes: nil)
        let slices = (0..<sliceCount).map { grid.blocks(ofRank: $0, of: sliceCount) }
        let scan = try SimulatedScan(
          file.source, file.layout, file.column, grid, slices: slices)
        #expect(scan.rounds == 1, "blocks of \(blockBytes), \(sliceCount) slices")
      }
    }
  }

  /// A broken byte is told by its offset, whichever rank comes upon it.
  @Test func brokenSource() throws {
    let file = try NumericFile.nasty()
    let grid = BlockGrid(byteCount: file.source.byteCount, blockBytes: 100)
    for broken in [60, 300, file.source.byteCount - 1] {
      let source = MemorySource(file.source.bytes, brokenAt: broken)
      let slices = (0..<3).map { grid.blocks(ofRank: $0, of: 3) }
      let error = #expect(throws: SourceError.self) {
        try SimulatedScan(source, file.layout, file.column, grid, slices: slices)
      }
      #expect(error?.offset == broken)
    }
  }

  private static func checkAnyDivision(
    _ file: NumericFile, using random: inout SeededGenerator
  ) throws {
    let count = file.source.byteCount
    let blockBytes = Int.random(in: 1...count + 1, using: &random)
    let grid = BlockGrid(byteCount: count, blockBytes: blockBytes)
    let most = [1, 2, 3, 4, 7, grid.blockCount + 2].randomElement(using: &random) ?? 1
    try check(
      file, grid, sliceCount: most, chunkBytes: chunkSizes.randomElement(using: &random) ?? nil,
      kernel: ByteKernel.available.randomElement(using: &random) ?? .portable)
  }

  private static func check(
    _ file: NumericFile, _ grid: BlockGrid, sliceCount: Int, chunkBytes: Int?,
    kernel: ByteKernel = .fastest
  ) throws {
    let slices = (0..<sliceCount).map { grid.blocks(ofRank: $0, of: sliceCount) }
    try check(file, grid, slices: slices, chunkBytes: chunkBytes, kernel: kernel)
  }

  private static func check(
    _ file: NumericFile, _ grid: BlockGrid, slices: [Range<Int>], chunkBytes: Int?,
    kernel: ByteKernel = .fastest
  ) throws {
    let way: Comment = """
      blocks of \(grid.blockBytes), slices \(slices), chunks of \(chunkBytes ?? 0), \(kernel)
      """
    let scan = try SimulatedScan(
      file.source, file.layout, file.column, grid, slices: slices, chunkBytes: chunkBytes,
      kernel: kernel)
    #expect(scan.failure == nil, way)
    let expected = file.expected.compactMap { $0 }
    #expect(scan.values.map(\.bitPattern) == expected.map(\.bitPattern), way)
    #expect(scan.rowCount == file.expected.count, way)
    #expect(scan.missingCount == file.expected.count - expected.count, way)
    #expect(scan.rounds <= slices.count + 1, way)
    #expect(problem(of: scan.blocks, file, grid) == nil, way)
  }

  /// The mistake in the blocks: each must come once, with the rows whose first byte lies in it.
  private static func problem(
    of blocks: [SimulatedScan.Block], _ file: NumericFile, _ grid: BlockGrid
  ) -> String? {
    guard blocks.map(\.scanned.block) == Array(0..<grid.blockCount) else { return "blocks" }
    var rows = Array(zip(file.rowStarts, file.expected))[...]
    for block in blocks {
      let scanned = block.scanned
      let bytes = grid.bytes(of: scanned.block..<scanned.block + 1)
      let own = rows.prefix { $0.0 < bytes.upperBound }
      rows = rows.dropFirst(own.count)
      let values = own.compactMap(\.1)
      guard scanned.rowCount == own.count, block.values == values
      else { return "rows of \(scanned)" }
      // Without rows of its own, a block points behind itself.
      guard scanned.start == own.first?.0 ?? max(scanned.start, bytes.upperBound) else {
        return "start of \(scanned)"
      }
    }
    return rows.isEmpty ? nil : "rows left over"
  }
}
