import Values

/// The values of a column in a row group, as they stand in the file.
package struct ParquetColumnChunk: Sendable {
  /// The pages.
  package let bytes: [UInt8]

  let column: StoredColumn
  let rowCount: Int
  let uncompressedCount: Int

  /// The number of bytes of the dictionary; 0 if there is none.
  let dictionaryCount: Int

  let nullCount: Int

  /// The least and the largest value.
  let bounds: (least: [UInt8], largest: [UInt8])?

  /// Writes the metadata of the chunk: a `ColumnChunk` of `parquet.thrift`.
  ///
  /// - Parameters:
  ///   - offset: where the pages begin in the file.
  ///   - writer: what it is written to.
  func writeMetadata(at offset: Int, to writer: inout ThriftCompactWriter) {
    // What this once was is in no use any more: 0, says the definition.
    writer.int64(2, 0)
    writer.structure(3) { metadata in
      metadata.int32(1, ParquetType(column.type).physical.rawValue)
      let encodings: [ParquetPages.Encoding] =
        dictionaryCount > 0 ? [.plain, .runLengths, .dictionary] : [.plain, .runLengths]
      metadata.list(2, ofInt32s: encodings.map(\.rawValue))
      metadata.list(3, ofTexts: [column.name])
      // Zstandard.
      metadata.int32(4, 6)
      metadata.int64(5, rowCount)
      metadata.int64(6, uncompressedCount)
      metadata.int64(7, bytes.count)
      metadata.int64(9, offset + dictionaryCount)
      if dictionaryCount > 0 { metadata.int64(11, offset) }
      metadata.structure(12) { statistics in
        statistics.int64(3, nullCount)
        guard let bounds else { return }
        statistics.binary(5, bounds.largest)
        statistics.binary(6, bounds.least)
        statistics.bool(7, true)
        statistics.bool(8, true)
      }
    }
  }
}
