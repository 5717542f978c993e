import TestSupport
import Testing

@testable import CSV

/// A CR that ends no line is text, whichever way a row is read.
@Suite struct ReturnInFieldTests {
  private struct Sink: BlockSink {
    var values: [Double] = []

    mutating func take(_ block: ScannedBlock, values newValues: Span<Double>) {
      for index in newValues.indices { values.append(newValues[index]) }
    }
  }

  private func scan(_ text: String, chunkBytes: Int) throws -> (SliceScan, [Double]) {
    let source = MemorySource(Array(text.utf8))
    let reader = LayoutReader(delimiter: UInt8(ascii: ","))
    let (layout, column) = try reader.readLayout(of: source, column: "a")
    let grid = BlockGrid(byteCount: source.byteCount, blockBytes: 1 << 20)
    let numbers = NumericColumn(index: column, nullTokens: [], decimal: UInt8(ascii: "."))
    let scanner = SliceScanner(
      layout: layout, column: numbers, grid: grid, chunkBytes: chunkBytes)
    var sink = Sink()
    let blocks = 0..<grid.blockCount
    let start = try scanner.guessStart(of: blocks, in: source)
    return (try scanner.scan(blocks, from: start, in: source, into: &sink), sink.values)
  }

  @Test(
    "Refused by the kernel and by the state machine alike",
    arguments: [
      "a,b\n\"5\"\r,1\n7,2\n", "b,a\n1,\"5\"\r\r\n2,7\n", "a,b\n5\r,1\n7,2\n",
      "a\n5\r\r\n7\n",
    ])
  func refused(text: String) throws {
    let expected = try scan(text, chunkBytes: 1).0.failure
    #expect(expected != nil)
    for chunkBytes in [2, 7, 64, 1 << 18] {
      #expect(try scan(text, chunkBytes: chunkBytes).0.failure == expected)
    }
  }

  @Test(
    "A CR before the line feed belongs to the line end",
    arguments: ["a\r\n5\r\n7\r\n", "b,a\r\n1,\"5\"\r\n2,7\r\n", "b,a\r\n1,5\r\n2,7\r"])
  func lineEnd(text: String) throws {
    for chunkBytes in [1, 2, 7, 64, 1 << 18] {
      #expect(try scan(text, chunkBytes: chunkBytes).1 == [5, 7])
    }
  }
}
