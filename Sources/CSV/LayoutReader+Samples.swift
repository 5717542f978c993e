extension LayoutReader {
  /// The contents of a field in a file's first rows.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - rows: bytes that begin with a row.
  ///   - isWhole: whether these are all the file's bytes, so that the last row ends with them.
  ///   - delimiter: the byte between two fields.
  /// - Returns: the contents in those rows that are there whole.
  static func samples(
    ofColumn column: Int, in rows: [UInt8], isWhole: Bool, delimiter: UInt8
  ) -> [[UInt8]] {
    HeadSample(bytes: rows, start: 0, isWhole: isWhole)
      .fields(ofColumn: column, delimiter: delimiter, from: 0)
  }

  /// The contents of a field in a file's first rows, to find out what they are.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - source: the file.
  ///   - layout: what its head says.
  /// - Returns: the contents in the rows of some tens of kilobytes.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package static func samples(
    ofColumn column: Int, of source: borrowing some ByteSource & ~Copyable, _ layout: FileLayout
  ) throws(SourceError) -> [[UInt8]] {
    let count = min(sampleBytes, source.byteCount - layout.dataStart)
    guard count > 0 else { return [] }
    let rows = try source.readBytes(count, at: layout.dataStart)
    return samples(
      ofColumn: column, in: rows, isWhole: layout.dataStart + rows.count == source.byteCount,
      delimiter: layout.dialect.delimiter)
  }
}

extension RowStream where Base: ~Copyable {
  /// The contents of a field in a stream's first rows, between reading its head and its first unit.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - layout: what the head says.
  /// - Returns: the contents in the rows of some tens of kilobytes.
  package func samples(ofColumn column: Int, _ layout: FileLayout) -> [[UInt8]] {
    // As many bytes as of a file that is opened, so that the same is found out.
    let sampled = min(count, LayoutReader.sampleBytes)
    return LayoutReader.samples(
      ofColumn: column, in: Array(buffer[..<sampled]), isWhole: isAtEnd && sampled == count,
      delimiter: layout.dialect.delimiter)
  }
}
