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
    guard let sample = try sample(of: source, layout) else { return columns.map { _ in [] } }
    return samples(ofColumns: columns, in: sample, layout.dialect)
  }

  /// Bytes of a file that begin with its first row, and more from its middle and its end; nil if there are none.
  private static func sample(
    of source: borrowing some ByteSource & ~Copyable, _ layout: FileLayout
  ) throws(SourceError) -> FileSample? {
    let count = min(sampleBytes, source.byteCount - layout.dataStart)
    guard count > 0 else { return nil }
    let rows = try source.readBytes(count, at: layout.dataStart)
    let end = layout.dataStart + rows.count
    var sample = FileSample(head: rows, isWhole: end == source.byteCount)
    sample.pieces = try pieces(of: source, behind: end)
    return sample
  }

  /// The lengths of rows of a file's beginning, middle and end.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - layout: what its head says.
  /// - Returns: the lengths of the rows of some tens of kilobytes.
  /// - Throws: ``SourceError`` if the bytes can't be had.
  package static func rowLengths(
    of source: borrowing some ByteSource & ~Copyable, _ layout: FileLayout
  ) throws(SourceError) -> RowLengths {
    guard let sample = try sample(of: source, layout) else { return RowLengths() }
    return RowLengths(of: SampledRows(sample, layout.dialect.rows, from: 0))
  }
}

/// How long rows are that were looked at.
package struct RowLengths: Sendable, Hashable {
  /// The number of rows.
  package private(set) var rows = 0

  /// Their bytes, line ends included.
  package private(set) var bytes = 0

  /// No rows.
  package init() {}

  /// Adds up some rows.
  init(of sample: SampledRows) {
    for row in sample.head + sample.others {
      rows += 1
      bytes += row.end - row.start
    }
  }

  /// The number of rows that some bytes have, if they are as long as these.
  ///
  /// - Parameter byteCount: the bytes, without a header.
  /// - Returns: the number, at least one of any bytes; nil if there were no rows.
  package func rowCount(in byteCount: Int) -> Int? {
    guard byteCount > 0 else { return 0 }
    guard rows > 0, bytes > 0 else { return nil }
    return max(1, Int((Double(byteCount) * Double(rows) / Double(bytes)).rounded()))
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
    LayoutReader.samples(ofColumns: columns, in: sample, layout.dialect)
  }

  /// The lengths of a stream's first rows, between reading its head and its first unit.
  ///
  /// - Parameter layout: what the head says.
  /// - Returns: the lengths of the rows of some tens of kilobytes.
  package func rowLengths(_ layout: FileLayout) -> RowLengths {
    RowLengths(of: SampledRows(sample, layout.dialect.rows, from: 0))
  }

  /// As many bytes as of the beginning of a file that is opened.
  private var sample: FileSample {
    let sampled = min(count, LayoutReader.sampleBytes)
    return FileSample(head: Array(buffer[..<sampled]), isWhole: isAtEnd && sampled == count)
  }
}
