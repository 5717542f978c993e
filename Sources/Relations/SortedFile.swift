import Expressions
import Ranks
import Synchronization

/// Rows in their last order, in files, because there is no memory for them.
final class SortedFile: Sendable {
  /// What is written of the rows, one behind the other.
  private let texts: ScratchFile

  /// For each row where its text ends, and its place in the table.
  private let ends: ScratchFile

  /// The number of rows.
  let count: Int

  /// Why some bytes could not be read; nil as long as they could.
  private let trouble = Mutex<LocalFailure?>(nil)

  private static let entryBytes = 2 * MemoryLayout<UInt64>.size

  /// The bytes that are written at a time.
  private static let writtenBytes = 1 << 20

  /// Puts the rows of runs in order.
  ///
  /// - Parameters:
  ///   - merge: the rows.
  ///   - scratch: where they are kept.
  /// - Throws: the failure to read or to write.
  init(_ merge: consuming RunMerge, in scratch: ScratchFolder) throws(LocalFailure) {
    texts = try ScratchFile(in: scratch)
    ends = try ScratchFile(in: scratch)
    var (text, entries): ([UInt8], [UInt8]) = ([], [])
    var (count, end) = (0, 0)
    while let row = merge.next {
      unsafe text.append(contentsOf: row.text)
      end += unsafe row.text.count
      entries.append(bigEndian: UInt64(end))
      entries.append(bigEndian: UInt64(row.place))
      count += 1
      if text.count >= Self.writtenBytes || entries.count >= Self.writtenBytes {
        try texts.append(text)
        try ends.append(entries)
        text.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
      }
      try merge.advance()
    }
    try texts.append(text)
    try ends.append(entries)
    self.count = count
  }

  /// The place in the table of a row.
  func place(of row: Int) -> Int { entry(of: row).place }

  /// The number of bytes of some rows as they are written.
  func byteCount(of rows: Range<Int>) -> Int {
    guard !rows.isEmpty else { return 0 }
    return bytes(of: rows).count
  }

  /// The bytes of some rows as they are written: zeros if they can't be read, which ``failure`` says.
  func text(of rows: Range<Int>) -> [UInt8] {
    guard !rows.isEmpty else { return [] }
    let range = bytes(of: rows)
    return read(range, of: texts)
  }

  /// Why some bytes could not be read; nil as long as they could.
  var failure: LocalFailure? { trouble.withLock { $0 } }

  private func bytes(of rows: Range<Int>) -> Range<Int> {
    let start = rows.lowerBound == 0 ? 0 : entry(of: rows.lowerBound - 1).end
    return start..<max(start, entry(of: rows.upperBound - 1).end)
  }

  private func entry(of row: Int) -> (end: Int, place: Int) {
    let bytes = read(row * Self.entryBytes..<(row + 1) * Self.entryBytes, of: ends)
    return (Int(bytes.bigEndianWord(at: 0)), Int(bytes.bigEndianWord(at: 8)))
  }

  private func read(_ range: Range<Int>, of file: ScratchFile) -> [UInt8] {
    do throws(LocalFailure) { return try file.bytes(at: range) } catch {
      trouble.withLock { $0 = $0 ?? error }
      return [UInt8](repeating: 0, count: range.count)
    }
  }
}
