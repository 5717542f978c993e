extension LayoutReader {
  /// The contents of some fields in a file's first rows.
  ///
  /// - Parameters:
  ///   - columns: the fields' 0-based positions.
  ///   - rows: bytes that begin with a row.
  ///   - isWhole: whether these are all the file's bytes, so that the last row ends with them.
  ///   - delimiter: the byte between two fields.
  /// - Returns: for each of the fields its contents in those rows that are there whole.
  static func samples(
    ofColumns columns: [Int], in rows: [UInt8], isWhole: Bool, delimiter: UInt8
  ) -> [[[UInt8]]] {
    HeadSample(bytes: rows, start: 0, isWhole: isWhole)
      .fields(ofColumns: columns, delimiter: delimiter, from: 0)
  }

  /// The contents of some fields in a file's first rows, to find out what they are.
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
    return samples(
      ofColumns: columns, in: rows, isWhole: layout.dataStart + rows.count == source.byteCount,
      delimiter: layout.dialect.delimiter)
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
    // As many bytes as of a file that is opened, so that the same is found out.
    let sampled = min(count, LayoutReader.sampleBytes)
    return LayoutReader.samples(
      ofColumns: columns, in: Array(buffer[..<sampled]), isWhole: isAtEnd && sampled == count,
      delimiter: layout.dialect.delimiter)
  }
}
