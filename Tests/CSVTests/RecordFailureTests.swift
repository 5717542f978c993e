import Foundation
import TestSupport
import Testing

@testable import CSV

/// Rows that can't be used are told by reason and place, the same however the file is divided.
@Suite struct RecordFailureTests {
  /// A file, the trouble in it, and the text with which the trouble starts.
  struct BadFile: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let trouble: String
    let reason: RecordFailure.Reason
    let rowsBefore: Int
    var column = 1

    var testDescription: String { name }
  }

  private static let files = [
    BadFile(
      name: "not a number", text: "a,b\n1,2\n3,oops\n5,6\n", trouble: "oops",
      reason: .notANumber(text: "oops"), rowsBefore: 1),
    BadFile(
      name: "not a number, blanks around it", text: "a,b\n1, x1 \n", trouble: " x1",
      reason: .notANumber(text: " x1 "), rowsBefore: 0),
    BadFile(
      name: "not a number, quoted", text: "a,b\n1,2\n1,\"o\"\"o\nps\"\n3,4\n", trouble: "\"o\"\"o",
      reason: .notANumber(text: "o\"o\\nps"), rowsBefore: 1),
    BadFile(
      name: "not a number in the first column", text: "a,b\n1,2\nNo,7\n", trouble: "No",
      reason: .notANumber(text: "No"), rowsBefore: 1, column: 0),
    BadFile(
      name: "not a number, at the end of the file", text: "a,b\n1,2\n3,4\n5,1e", trouble: "1e",
      reason: .notANumber(text: "1e"), rowsBefore: 2),
    BadFile(
      name: "not a number, at a line end of two bytes", text: "a,b\r\n1,2\r\n3,4x\r\n5,6\r\n",
      trouble: "4x", reason: .notANumber(text: "4x"), rowsBefore: 1),
    BadFile(
      name: "a lone carriage return", text: "a,b\n1,2\n1,3\r4\n", trouble: "3\r",
      reason: .notANumber(text: "3\\r4"), rowsBefore: 1),
    BadFile(
      name: "out of range", text: "a,b\n1,2\n3,4\n5,-1e999\n7,8", trouble: "-1e999",
      reason: .outOfRange(text: "-1e999"), rowsBefore: 2),
    BadFile(
      name: "a row too short", text: "a,b,c\n1,2,3\n4,5\n6,7,8\n", trouble: "4,5\n",
      reason: .fieldCount(found: 2, expected: 3), rowsBefore: 1),
    BadFile(
      name: "a row too long", text: "a,b\n1,2\n3,4,5\n6,7\n", trouble: "3,4,5",
      reason: .fieldCount(found: 3, expected: 2), rowsBefore: 1),
    BadFile(
      name: "a row too long and one too short", text: "a,b\n1,2\n3,4,5\n6\n7,8\n", trouble: "3,4,5",
      reason: .fieldCount(found: 3, expected: 2), rowsBefore: 1),
    BadFile(
      name: "a row too short and one too long", text: "a,b\n1,2\n3\n4,5,6\n7,8\n", trouble: "3\n4",
      reason: .fieldCount(found: 1, expected: 2), rowsBefore: 1),
    BadFile(
      name: "a row twice as long and a blank line", text: "a,b\n1,2,3,4\n\n5,6\n", trouble: "1,2,3",
      reason: .fieldCount(found: 4, expected: 2), rowsBefore: 0),
    BadFile(
      name: "a row of blanks", text: "a,b\n1,2\n  \n3,4\n", trouble: "  \n",
      reason: .fieldCount(found: 1, expected: 2), rowsBefore: 1),
    BadFile(
      name: "the shape is wrong before the number", text: "a,b\n1,x,3\n", trouble: "1,x",
      reason: .fieldCount(found: 3, expected: 2), rowsBefore: 0),
    BadFile(
      name: "an open quote", text: "a,b\n1,2\n3,\"4\n5,6\n7,8\n", trouble: "\"4",
      reason: .unterminatedQuote, rowsBefore: 1),
    BadFile(
      name: "an open quote in another column", text: "a,b\n1,2\n3,4\n\"5,6\n7,8\n9,10\n",
      trouble: "\"5", reason: .unterminatedQuote, rowsBefore: 2),
    BadFile(
      name: "an open quote at the end", text: "a,b\n1,2\n3,\"", trouble: "\"",
      reason: .unterminatedQuote, rowsBefore: 1),
    BadFile(
      name: "an open quote behind a doubled one", text: "a,b\n1,2\n\"x\"\"\",\"y\"\"",
      trouble: "\"y", reason: .unterminatedQuote, rowsBefore: 1),
    BadFile(
      name: "two bad rows", text: "a,b\n1,2\n3,4\n5,first\n6,7\n8,9\n10,second\n", trouble: "first",
      reason: .notANumber(text: "first"), rowsBefore: 2),
    BadFile(
      name: "a bad row before an open quote", text: "a,b\n1,2\n3\n4,\"5\n6,7\n", trouble: "3\n",
      reason: .fieldCount(found: 1, expected: 2), rowsBefore: 1),
    BadFile(
      name: "blank lines are no rows", text: "a,b\n\n1,2\n\r\n\n3,4\n\n5,bad\n", trouble: "bad",
      reason: .notANumber(text: "bad"), rowsBefore: 2),
    BadFile(
      name: "a byte order mark counts", text: "\u{FEFF}a,b\n1,2\n3,bad\n", trouble: "bad",
      reason: .notANumber(text: "bad"), rowsBefore: 1),
    BadFile(
      name: "one column, whose blank lines are rows", text: "a\n1\n\n\n2\nbad\n", trouble: "bad",
      reason: .notANumber(text: "bad"), rowsBefore: 4, column: 0),
    BadFile(
      name: "what looks bad inside quotes is text",
      text: "a,b\n\"1,x,3\n9,no\n\",2\n\"\n\n5\n\",4\n5,bad\n6,7\n", trouble: "bad",
      reason: .notANumber(text: "bad"), rowsBefore: 2),
    BadFile(
      name: "quotes in the middle before it", text: "a,b\nx\"y,2\nz\"\",3\np\"q\",bad\n",
      trouble: "bad", reason: .notANumber(text: "bad"), rowsBefore: 2),
    BadFile(
      name: "text behind a closing quote", text: "a,b\n1,\"lone\n2,x\n3,\"y\n4,z\n", trouble: "y\n",
      reason: .textBehindQuote, rowsBefore: 0),
    BadFile(
      name: "letters of several bytes", text: "a,b\nñ,1\né,año\n", trouble: "año",
      reason: .notANumber(text: "año"), rowsBefore: 1),
    BadFile(
      name: "a long text", text: "a,b\n1,2\n3,\(String(repeating: "word ", count: 60))\n4,5\n",
      trouble: "word", reason: .notANumber(text: "word word word word word word word word …"),
      rowsBefore: 1),
  ]

  /// Every size of block, several numbers of slices and chunks, every kernel.
  @Test(arguments: files)
  func anyDivision(_ file: BadFile) throws {
    let bytes = Array(file.text.utf8)
    let offset = try #require(file.text.range(of: file.trouble, options: .literal)).lowerBound
    let byteOffset = file.text.utf8.distance(from: file.text.startIndex, to: offset)
    let source = MemorySource(bytes)
    let reader = LayoutReader(delimiter: UInt8(ascii: ","), decimal: UInt8(ascii: "."))
    let (layout, index) = try reader.readLayout(of: source, column: "\(file.column + 1)")
    let column = NumericColumn(
      index: index, nullTokens: ["NA"], decimal: UInt8(ascii: "."))
    for blockBytes in 1...bytes.count {
      let grid = BlockGrid(byteCount: bytes.count, blockBytes: blockBytes)
      for sliceCount in [1, 2, 3, 4, 7] {
        let slices = (0..<sliceCount).map { grid.blocks(ofRank: $0, of: sliceCount) }
        let chunkBytes = [nil, 1, 7, 64][(blockBytes + sliceCount) % 4]
        let kernel = ByteKernel.available[blockBytes % ByteKernel.available.count]
        let scan = try SimulatedScan(
          source, layout, column, grid, slices: slices, chunkBytes: chunkBytes, kernel: kernel)
        let way: Comment = "blocks of \(blockBytes), \(slices), chunks of \(chunkBytes ?? 0)"
        #expect(scan.failure?.reason == file.reason, way)
        #expect(scan.failure?.byteOffset == byteOffset, way)
        #expect(scan.failure?.rowsBefore == file.rowsBefore, way)
        #expect(scan.rounds <= sliceCount + 1, way)
      }
    }
  }

  /// A field longer than any number is no number, in whatever piece it is read.
  @Test(arguments: [(1 << 16) - 1, 1 << 16, 1 << 16 + 1, 200_000])
  func endlessField(_ length: Int) throws {
    let field = String(repeating: "1", count: length)
    for text in ["a,b\n1,2\n3,\(field)\n5,6\n", "a,b\n1,2\n3,\"\(field)\"\r\n5,6\n"] {
      let source = MemorySource(text)
      let (layout, index) = try LayoutReader().readLayout(of: source, column: "b")
      let column = NumericColumn(index: index, nullTokens: [], decimal: UInt8(ascii: "."))
      for blockBytes in [1000, 1 << 20] {
        for chunkBytes in [nil, 4096] {
          let grid = BlockGrid(byteCount: source.byteCount, blockBytes: blockBytes)
          let slices = (0..<3).map { grid.blocks(ofRank: $0, of: 3) }
          let scan = try SimulatedScan(
            source, layout, column, grid, slices: slices, chunkBytes: chunkBytes)
          #expect(scan.failure?.byteOffset == 10)
          #expect(scan.failure?.rowsBefore == 1)
          let isTooLong = length > RecordScanner.fieldLimit
          let excerpt = String(repeating: "1", count: 40) + "…"
          #expect(
            scan.failure?.reason
              == (isTooLong ? .notANumber(text: excerpt) : .outOfRange(text: excerpt)))
        }
      }
    }
  }
}
