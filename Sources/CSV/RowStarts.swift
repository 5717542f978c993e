extension FileLayout {
  /// The places at which rows may be divided.
  ///
  /// - Parameters:
  ///   - borders: places among the bytes, ascending.
  ///   - rows: whole rows.
  /// - Returns: for each border the first place from there on at which a row starts, or the end of the bytes. That it
  ///   may be although a row starts among the last bytes. Quotes are followed from the beginning; a plain text is divided between words.
  /// - Complexity: O(bytes) time, if there are borders behind the beginning.
  package func rowStarts(from borders: [Int], in rows: [UInt8]) -> [Int] {
    guard let last = borders.last, last > 0 else { return borders }
    var finder = RowFinder(dialect.rows, isPlainText: dialect.isPlainText)
    // The kernel may touch bytes behind those that it looks at. Where the next row starts among the last ones, the
    // end will do.
    let count = max(0, rows.count - ByteKernel.padding)
    var start = 0
    return borders.map { border in
      if start < border {
        start = finder.firstRow(from: border, in: rows, count: count) ?? rows.count
      }
      return start
    }
  }
}
