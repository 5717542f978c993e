/// Takes whole rows out of bytes that come bit by bit.
///
/// ```swift
/// var cutter = RowCutter(layout)
/// cutter.append(bytes)
/// let rows = cutter.takeRows()
/// ```
///
/// Quotes are followed from the beginning, so a line end inside of them ends no row. A row without its end waits for
/// it. A plain text is cut between words.
///
/// - Complexity: O(bytes) time, each looked at once, but for a row that waits. Memory: the bytes that haven't been
///   taken.
package struct RowCutter: Sendable {
  private var finder: RowFinder
  private let isPlainText: Bool

  /// The bytes, behind which stand as many as a kernel may touch.
  private var buffer: [UInt8] = []

  /// The number of bytes that wait.
  package private(set) var count = 0

  /// Begins at the first row of data.
  ///
  /// - Parameter layout: how rows are written.
  package init(_ layout: FileLayout) {
    let dialect = layout.dialect
    isPlainText = dialect.isPlainText
    finder = RowFinder(dialect.rows, isPlainText: isPlainText)
  }

  /// Appends bytes.
  package mutating func append(_ bytes: some Collection<UInt8>) {
    let needed = count + bytes.count + ByteKernel.padding
    if buffer.count < needed {
      let size = max(needed, 2 * buffer.count)
      buffer.append(contentsOf: repeatElement(0, count: size - buffer.count))
    }
    buffer.replaceSubrange(count..<count + bytes.count, with: bytes)
    count += bytes.count
  }

  /// Takes all rows that are there whole.
  ///
  /// - Returns: their bytes; none if there is no whole row.
  package mutating func takeRows() -> [UInt8] {
    take(finder.lastRowStart(in: buffer, count: count))
  }

  /// Whether the bytes end where a row ends.
  package mutating func endsWithRow() -> Bool {
    finder.lastRowStart(in: buffer, count: count) == count
  }

  /// The bytes that wait: a row that hasn't ended.
  package var waiting: [UInt8] { Array(buffer[..<count]) }

  /// Takes what is left: a row whose end doesn't come any more.
  package mutating func takeRest() -> [UInt8] { take(count) }

  private mutating func take(_ used: Int) -> [UInt8] {
    guard used > 0 else { return [] }
    let taken = Array(buffer[..<used])
    buffer.replaceSubrange(0..<used, with: EmptyCollection())
    count -= used
    finder.drop(used)
    return taken
  }
}

extension RowFinder {
  /// Finds the last place at which a row starts that may be cut off there.
  ///
  /// - Parameters:
  ///   - bytes: the bytes looked at before, and perhaps more; then as many as a kernel may touch.
  ///   - count: the number of the bytes that count.
  /// - Returns: the position of its first byte, or the one behind the bytes if they end with a row.
  mutating func lastRowStart(in bytes: [UInt8], count: Int) -> Int {
    if isPlainText { return TextCut.last(in: bytes.span.extracting(0..<count)) ?? 0 }
    _ = firstRow(from: .max, in: bytes, count: count)
    return lastRow
  }
}
