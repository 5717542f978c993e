import TestSupport
import Testing

@testable import CSV

/// Rows that are longer than any may be, however a file is read.
@Suite("The longest row")
struct LongestRowTests {
  private static let longest = 1_000

  /// A file with a row of some bytes behind others.
  private func file(rowOf length: Int) -> (bytes: [UInt8], start: Int) {
    let before = Array("x,y\n1,2\n".utf8)
    let quoted = [UInt8](repeating: UInt8(ascii: "\n"), count: length - 6)
    let row = Array("3,\"".utf8) + quoted + Array("\"\n".utf8) + []
    return (before + [UInt8(ascii: "7")] + row + Array("4,5\n".utf8), before.count)
  }

  @Test("A row of the greatest length is read, one that is longer isn't", arguments: [false, true])
  func shared(isTooLong: Bool) throws {
    let file = file(rowOf: Self.longest + (isTooLong ? 1 : 0))
    let layout = FileLayout(columnNames: ["x", "y"], dataStart: 4, dialect: Dialect())
    var policy = RowPolicy(.reject)
    policy.longestRow = Self.longest
    for chunkBytes in [1, 64, 300] {
      let grid = BlockGrid(byteCount: file.bytes.count, blockBytes: 1 << 20)
      let scanner = RowScanner(
        TableFile(layout), wantedFields: [0], grid: grid, chunkBytes: chunkBytes, policy: policy)
      var sink = NoSink()
      let scan = try scanner.scan(0..<1, from: 4, in: MemorySource(file.bytes), into: &sink)
      #expect(scan.failure?.reason == (isTooLong ? .rowTooLong : nil))
      if isTooLong { #expect(scan.failure?.byteOffset == file.start) }
    }
  }

  @Test("A row of the greatest length comes through a stream whole")
  func streamed() throws {
    let file = file(rowOf: Self.longest)
    for blockBytes in [1, 16, 4_096] {
      var rows = try RowStream(
        MemoryStream(bytes: file.bytes), blockBytes: blockBytes, unitBlocks: 1,
        longestRow: Self.longest)
      let reader = LayoutReader(delimiter: UInt8(ascii: ","), header: .present)
      _ = try rows.readLayout(by: reader, column: "x")
      var bytes: [UInt8] = []
      while let unit = try rows.nextUnit() { bytes += unit.bytes }
      #expect(bytes == Array(file.bytes.dropFirst(4)))
    }
  }
}

private struct NoSink: RowSink {
  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? { nil }
  mutating func endBlock(_ block: ScannedBlock) {}
}
