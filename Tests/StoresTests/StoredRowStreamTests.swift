import CSV
import TestSupport
import Testing

@testable import Stores

/// Rows that somebody counts.
private final class CountedRows: StoredRows {
  let count: Int
  private(set) var asked = 0
  private(set) var isAskedBehindEnd = false

  init(count: Int) { self.count = count }

  func addRow(to bytes: inout [UInt8]) throws(SourceError) -> Bool {
    if asked > count { isAskedBehindEnd = true }
    asked += 1
    guard asked <= count else { return false }
    bytes += "row \(asked)\n".utf8
    return true
  }
}

/// Rows of databases as a stream of bytes.
@Suite("Rows as a stream")
struct StoredRowStreamTests {
  /// Reads as many bytes as there are, at most some.
  private func read(_ stream: StoredRowStream, _ count: Int) throws(SourceError) -> [UInt8] {
    var region = [UInt8](repeating: 0, count: count)
    var failure: SourceError?
    var filled = 0
    unsafe region.withUnsafeMutableBytes { region in
      do throws(SourceError) { filled = try unsafe stream.read(into: region) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Array(region[..<filled])
  }

  @Test("All bytes come, however many are asked for at a time", arguments: [1, 7, 1000, 1 << 17])
  func pieces(size: Int) throws {
    let rows = CountedRows(count: 20_000)
    let stream = StoredRowStream(rows)
    var bytes: [UInt8] = []
    while true {
      let part = try read(stream, size)
      bytes += part
      if part.count < size { break }
    }
    #expect(bytes == (1...20_000).flatMap { "row \($0)\n".utf8 })
    #expect(try read(stream, size) == [])
    #expect(!rows.isAskedBehindEnd)
  }

  @Test("No more is held than some tens of kilobytes and a row")
  func bounded() throws {
    let rows = CountedRows(count: 1_000_000)
    let stream = StoredRowStream(rows)
    #expect(try read(stream, 10).count == 10)
    #expect(rows.asked * 10 < 3 * (1 << 16))
    #expect(try read(stream, 100_000).count == 100_000)
    #expect(rows.asked * 8 < 100_000 + 3 * (1 << 16))
  }

  @Test("Fields in quotes where they must be")
  func fields() {
    for (text, field) in [
      ("", "\"\""), ("a", "a"), (" ", " "), ("a,b", "\"a,b\""), ("\"", "\"\"\"\""),
      ("a\nb", "\"a\nb\""), ("\r", "\"\r\""), ("ñ;", "ñ;"),
    ] {
      var bytes: [UInt8] = []
      bytes.appendField(Array(text.utf8).span)
      #expect(String(decoding: bytes, as: UTF8.self) == field)
    }
  }
}
