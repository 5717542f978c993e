/// The head of rows that still come: what their first rows say.
///
/// It is made of the header and the first row of data, and of nothing else: so it doesn't depend on how many more
/// were there when it was read.
package struct LiveHead: Sendable {
  /// What they say.
  package let head: FileHead

  /// All bytes that were looked at.
  package let sample: [UInt8]

  /// The bytes of the rows of data among them, all whole.
  package let rows: [UInt8]

  /// The bytes of the header, as they stand there; none without one.
  package let header: [UInt8]

  /// The contents of some columns in those rows.
  ///
  /// - Parameter columns: the columns' 0-based positions.
  /// - Returns: for each of the columns its contents.
  package func samples(ofColumns columns: [Int]) -> [[[UInt8]]] {
    LayoutReader.samples(
      ofColumns: columns, in: FileSample(head: rows, isWhole: true), head.layout.dialect)
  }
}

extension LayoutReader {
  /// Makes out the head of rows that still come.
  ///
  /// - Parameters:
  ///   - bytes: the bytes so far.
  ///   - isWhole: whether no more will come.
  ///   - role: what they are in their table.
  /// - Returns: the head; nil if more rows are needed.
  /// - Throws: ``LayoutError`` if the bytes make no sense.
  package func liveHead(
    of bytes: [UInt8], isWhole: Bool, as role: FileRole = .first
  ) throws(LayoutError) -> LiveHead? {
    var (lines, end) = (0, 0)
    while let lineEnd = bytes[end...].firstIndex(of: Byte.lineFeed) {
      (lines, end) = (lines + 1, lineEnd + 1)
      guard lines >= linesNeeded else { continue }
      if let head = try liveHead(ofFirst: end, of: bytes, as: role) { return head }
    }
    guard isWhole || bytes.count >= Self.longestHeader else { return nil }
    let head = try layout(FileSample(head: bytes, isWhole: isWhole), as: role)
    return LiveHead(head, bytes, upTo: bytes.count)
  }

  /// Whether it is a plain text that is read.
  package var isOfPlainText: Bool { options.isPlainText }

  /// Whether the first row may name the columns.
  package var mayHaveHeader: Bool { options.header != .absent }

  /// The fewest lines that have the header and a row of data.
  private var linesNeeded: Int {
    if options.isPlainText { return 1 }
    return (options.skippedRows ?? 0) + (options.header == .absent ? 0 : 1)
      + (options.skippedAfterHeader ?? 0) + 1
  }

  /// The head, if some lines have all of the header and a row of data.
  private func liveHead(
    ofFirst end: Int, of bytes: [UInt8], as role: FileRole
  ) throws(LayoutError) -> LiveHead? {
    let lines = Array(bytes[..<end])
    guard isEnough(lines) else { return nil }
    let head = try layout(FileSample(head: lines, isWhole: false), as: role)
    guard !head.layout.dialect.isPlainText else { return LiveHead(head, bytes, upTo: end) }
    guard head.layout.dataStart < end else { return nil }
    var cutter = RowCutter(head.layout)
    cutter.append(lines[head.layout.dataStart...])
    // A quote may be open still.
    guard cutter.takeRows().count == end - head.layout.dataStart else { return nil }
    return LiveHead(head, bytes, upTo: end)
  }
}

extension LiveHead {
  fileprivate init(_ head: FileHead, _ bytes: [UInt8], upTo end: Int) {
    self.head = head
    sample = Array(bytes[..<end])
    let start = min(head.layout.dataStart, end)
    rows = Array(bytes[start..<end])
    header = head.layout.hasHeader ? Array(bytes[..<start]) : []
  }
}
