extension FileLayout {
  /// The places at which rows may be divided.
  ///
  /// - Parameters:
  ///   - borders: places among the bytes, ascending.
  ///   - rows: whole rows.
  /// - Returns: for each border the first place from there on at which a row starts, or the end of the bytes. Quotes
  ///   are followed from the beginning; a plain text is divided between words.
  /// - Complexity: O(bytes) time and memory, if there are borders behind the beginning.
  package func rowStarts(from borders: [Int], in rows: [UInt8]) -> [Int] {
    guard let last = borders.last, last > 0 else { return borders }
    var finder = RowFinder(dialect.rows, isPlainText: dialect.isPlainText)
    let padded = rows + [UInt8](repeating: 0, count: ByteKernel.padding)
    var start = 0
    return borders.map { border in
      if start < border {
        start = finder.firstRow(from: border, in: padded, count: rows.count) ?? rows.count
      }
      return start
    }
  }
}
