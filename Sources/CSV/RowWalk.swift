extension FileHead {
  /// Finds some rows of a run of whole rows, by the state machine: how many stand before each, and its bytes.
  ///
  /// - Parameters:
  ///   - starts: the positions of the rows' first bytes, ascending; or of bytes in front of them that are no row.
  ///   - bytes: whole rows of data.
  /// - Returns: for each of the rows the number of those before it, as every scan counts them, and where it lies,
  ///   without its line end.
  /// - Complexity: O(bytes) up to the end of the last of the rows.
  package func rows(
    startingAt starts: [Int], in bytes: [UInt8]
  ) -> [(rowsBefore: Int, place: Range<Int>)] {
    let fieldCount = layout.columnNames.count
    var scanner = RecordScanner(layout.dialect.rows, wantedField: .max)
    scanner.begin(at: 0)
    var found: [(rowsBefore: Int, place: Range<Int>)] = []
    var (index, rowsBefore) = (0, 0)
    while found.count < starts.count,
      scanner.scanRecord(in: bytes.span, from: &index) || scanner.finish()
    {
      let record = scanner.record
      guard record.isRow(ofFields: fieldCount) else { continue }
      while found.count < starts.count, starts[found.count] <= record.start {
        found.append((rowsBefore, record.start..<Self.contentEnd(of: record, in: bytes)))
      }
      rowsBefore += 1
    }
    return found
  }

  /// Where a record ends, but for its line end.
  private static func contentEnd(of record: RecordScanner.Record, in bytes: [UInt8]) -> Int {
    var end = record.end
    if end > record.start, bytes[end - 1] == Byte.lineFeed { end -= 1 }
    if end > record.start, bytes[end - 1] == Byte.carriageReturn { end -= 1 }
    return end
  }
}
