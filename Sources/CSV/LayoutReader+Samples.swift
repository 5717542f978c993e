extension LayoutReader {
  /// The contents of some fields in a file's first rows.
  ///
  /// - Parameters:
  ///   - columns: the fields' 0-based positions.
  ///   - sample: bytes that begin with a row, and more from the middle and the end.
  ///   - dialect: how they are read.
  /// - Returns: for each of the fields its contents, in UTF-8, in those rows that are there whole and
  ///   have it.
  static func samples(
    ofColumns columns: [Int], in sample: FileSample, _ dialect: Dialect
  ) -> [[[UInt8]]] {
    let rows = SampledRows(sample, dialect.rows, from: 0)
    let all = rows.head + rows.others
    let encoding = dialect.encoding
    return columns.map { column in
      all.compactMap { row in
        guard column < row.cells.count else { return nil }
        let cell = rows.cell(column, of: row)
        return encoding.isTranslated ? encoding.translated(cell.span) : cell
      }
    }
  }

  /// The contents of some fields in rows of a file's beginning, middle and end, to find out what they
  /// are.
  ///
  /// - Parameters:
  ///   - columns: the fields' 0-based positions.
  ///   - source: the file.
  ///   - layout: what its head says.
  /// - Returns: for each of the fields its contents in the rows of some tens of kilobytes.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package static func samples(
    ofColumns columns: [Int], of source: borrowing some ByteSource & ~Copyable,
    _ layout: FileLayout
  ) throws(SourceError) -> [[[UInt8]]] {
    let count = min(sampleBytes, source.byteCount - layout.dataStart)
    guard count > 0 else { return columns.map { _ in [] } }
    let rows = try source.readBytes(count, at: layout.dataStart)
    let end = layout.dataStart + rows.count
    var sample = FileSample(head: rows, isWhole: end == source.byteCount)
    sample.pieces = try pieces(of: source, behind: end)
    return samples(ofColumns: columns, in: sample, layout.dialect)
  }
}

extension RowStream where Base: ~Copyable {
  /// The contents of some fields in a stream's first rows, between reading its head and its first
  /// unit.
  ///
  /// - Parameters:
  ///   - columns: the fields' 0-based positions.
  ///   - layout: what the head says.
  /// - Returns: for each of the fields its contents in the rows of some tens of kilobytes.
  package func samples(ofColumns columns: [Int], _ layout: FileLayout) -> [[[UInt8]]] {
    // As many bytes as of the beginning of a file that is opened.
    let sampled = min(count, LayoutReader.sampleBytes)
    let sample = FileSample(
      head: Array(buffer[..<sampled]), isWhole: isAtEnd && sampled == count)
    return LayoutReader.samples(ofColumns: columns, in: sample, layout.dialect)
  }
}
