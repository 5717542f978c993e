import CSV
import Output
import Scan
import Vocabulary

/// The file of rows that were too late for a window, with the places from which they came.
///
/// It is a table in CSV: the source, the row's number there, the offset of its first byte, and the row as it came,
/// without its line end.
final class LateRows {
  private static let header = Array("file,row,byte,text\n".utf8)

  private let file: GrowingFile

  /// Opens the file.
  ///
  /// - Parameters:
  ///   - path: its path.
  ///   - goesOn: whether a file that is there is gone on with. Otherwise it must be empty.
  /// - Throws: ``CaudalError`` if that is impossible.
  init(_ path: String, goesOn: Bool) throws(CaudalError) {
    file = try GrowingFile(path, goesOn: goesOn)
  }

  /// Writes the header, unless it is there.
  ///
  /// - Throws: ``CaudalError`` if it can't be written.
  func begin() throws(CaudalError) {
    if file.size == 0 { try file.write(Self.header) }
  }

  /// Writes rows.
  ///
  /// - Parameters:
  ///   - places: where they are in the bytes of all batches, ascending.
  ///   - batch: the batch that has them.
  /// - Throws: ``CaudalError`` if they can't be written.
  /// - Complexity: O(bytes) of the batch, if there are any.
  func write(_ places: [Int], of batch: LiveBatch) throws(CaudalError) {
    guard !places.isEmpty else { return }
    let found = batch.rows(startingAt: places.map { $0 - batch.position })
    precondition(found.count == places.count, "a late row is one of its batch")
    var lines: [UInt8] = []
    for row in found {
      lines.append(field: row.name.pathBytes, then: UInt8(ascii: ","))
      lines += Array("\(row.number),\(row.byte),".utf8)
      lines.append(field: Array(batch.bytes[row.place]), then: UInt8(ascii: "\n"))
    }
    try file.write(lines)
  }

  /// Makes sure that what was written outlives a crash; see ``FollowSink/position()``.
  func position() throws(CaudalError) -> Int? { try file.position() }

  /// Takes back what was written behind a position.
  func cutBack(to position: Int) throws(CaudalError) {
    try file.cutBack(to: position)
  }
}
