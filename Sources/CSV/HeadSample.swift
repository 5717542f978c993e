/// The first bytes of a file, and what they tell about its dialect.
struct HeadSample {
  /// The file's first bytes.
  let bytes: [UInt8]

  /// Where the header starts: behind a byte order mark.
  let start: Int

  /// Whether these are all the file's bytes, so that the last record ends with them.
  let isWhole: Bool

  /// The header's names and the offset behind its line end.
  ///
  /// - Parameter delimiter: the byte between two fields.
  /// - Returns: nil if the header isn't complete.
  func header(delimiter: UInt8) -> (names: [String], end: Int)? {
    guard let header = firstRecord(delimiter: delimiter) else { return nil }
    var scanner = RecordScanner(delimiter: delimiter, wantedField: 0, keepsAllFields: true)
    var index = header.start
    scanner.begin(at: header.start)
    if !scanner.scanRecord(in: bytes.span, from: &index) { _ = scanner.finish() }
    let names = scanner.fields.map { String(decoding: $0, as: UTF8.self).trimmingBlanks() }
    return (names, header.end)
  }

  /// Whether the header, quoted line ends included, is complete, whichever of some bytes is the
  /// delimiter.
  ///
  /// - Parameter delimiters: the bytes that may be the delimiter.
  /// - Returns: false if more bytes must be read to tell.
  func hasWholeHeader(delimiters: [UInt8]) -> Bool {
    delimiters.allSatisfy { firstRecord(delimiter: $0) != nil }
  }

  /// Whether there is nothing but line ends.
  var isBlank: Bool {
    bytes[start...].allSatisfy { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
  }

  /// Where the first record that isn't a blank line starts and ends, and its number of fields.
  private func firstRecord(delimiter: UInt8) -> (start: Int, end: Int, fieldCount: Int)? {
    var result: (Int, Int, Int)?
    forEachRecord(delimiter: delimiter, from: start) { record, _ in
      guard !record.isBlank else { return true }
      result = (record.start, record.end, record.fieldCount)
      return false
    }
    return result
  }

  /// The contents of some fields of each complete data record.
  ///
  /// - Parameters:
  ///   - columns: the fields' 0-based numbers.
  ///   - delimiter: the byte between two fields.
  /// - Returns: for each of the fields its contents, those of the header aside.
  func fields(ofColumns columns: [Int], delimiter: UInt8) -> [[[UInt8]]] {
    guard let header = firstRecord(delimiter: delimiter) else { return columns.map { _ in [] } }
    return fields(ofColumns: columns, delimiter: delimiter, from: header.end)
  }

  /// The contents of some fields of each complete record from an offset on.
  ///
  /// - Complexity: O(bytes), however many fields there are.
  func fields(ofColumns columns: [Int], delimiter: UInt8, from start: Int) -> [[[UInt8]]] {
    let kept = Set(columns).sorted()
    var contents = [[[UInt8]]](repeating: [], count: kept.count)
    forEachRecord(delimiter: delimiter, keptFields: kept, from: start) { _, fields in
      // A short record has the first of them only.
      for (place, field) in fields.enumerated() { contents[place].append(field) }
      return true
    }
    let contentsOfField = Dictionary(uniqueKeysWithValues: zip(kept, contents))
    return columns.map { contentsOfField[$0, default: []] }
  }

  /// The delimiter that divides the records most evenly: of those that occur in the header, the one
  /// with which most records have as many fields as the header; among equals the one that makes
  /// most fields. A comma if none occurs.
  func likelyDelimiter() -> UInt8 {
    var best = (delimiter: Byte.comma, agreement: -1.0, fields: 1)
    for delimiter in Dialect.delimiters {
      guard let header = firstRecord(delimiter: delimiter), header.fieldCount > 1 else { continue }
      var records = 0
      var agreeing = 0
      forEachRecord(delimiter: delimiter, from: header.end) { record, _ in
        records += record.isBlank ? 0 : 1
        agreeing += !record.isBlank && record.fieldCount == header.fieldCount ? 1 : 0
        return true
      }
      let agreement = records == 0 ? 1 : Double(agreeing) / Double(records)
      if (agreement, header.fieldCount) > (best.agreement, best.fields) {
        best = (delimiter, agreement, header.fieldCount)
      }
    }
    return best.delimiter
  }

  /// Calls a closure with each complete record, and the contents of the kept fields that it has,
  /// until the closure returns false.
  private func forEachRecord(
    delimiter: UInt8, keptFields: [Int] = [], from start: Int,
    _ body: (RecordScanner.Record, [[UInt8]]) -> Bool
  ) {
    var scanner = RecordScanner(delimiter: delimiter, keptFields: keptFields)
    scanner.begin(at: start)
    var index = start
    while scanner.scanRecord(in: bytes.span, from: &index) {
      guard body(scanner.record, scanner.fields) else { return }
    }
    if isWhole, !scanner.isInsideQuotes, scanner.finish() {
      _ = body(scanner.record, scanner.fields)
    }
  }
}

extension String {
  /// The text without spaces and tabs at its ends.
  package func trimmingBlanks() -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
