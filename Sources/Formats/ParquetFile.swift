package import Values

/// A row group, as it stands in a Parquet file.
package struct ParquetRowGroup: Sendable {
  private let chunks: [ParquetColumnChunk]

  /// Puts the chunks of all columns together.
  ///
  /// - Parameter chunks: those of the same rows, in the order of the columns, at least one.
  package init(_ chunks: [ParquetColumnChunk]) { self.chunks = chunks }

  /// The bytes of the group.
  package var bytes: [UInt8] { Array(chunks.map(\.bytes).joined()) }

  /// The metadata of the group: a `RowGroup` of `parquet.thrift`, as a footer takes it.
  ///
  /// - Parameters:
  ///   - number: its 0-based number in the file.
  ///   - offset: where it begins there.
  /// - Returns: the bytes of the structure, with its stop.
  package func metadata(ofNumber number: Int, at offset: Int) -> [UInt8] {
    var place = offset
    let placed = chunks.map { chunk in
      defer { place += chunk.bytes.count }
      return (chunk: chunk, offset: place)
    }
    var writer = ThriftCompactWriter()
    writer.list(1, ofStructs: placed) { writer, placed in
      placed.chunk.writeMetadata(at: placed.offset, to: &writer)
    }
    writer.int64(2, chunks.reduce(0) { $0 + $1.uncompressedCount })
    writer.int64(3, chunks[0].rowCount)
    writer.int64(5, offset)
    writer.int64(6, place - offset)
    if let ordinal = Int16(exactly: number) { writer.int16(7, ordinal) }
    writer.stop()
    return writer.bytes
  }
}

/// What stands around the row groups of a Parquet file.
///
/// A file begins and ends with four letters; between the last group and the letters at the end are the
/// metadata (a `FileMetaData` of `parquet.thrift`) and their length. Tables are flat, and every column may have
/// missing values. See <https://parquet.apache.org/docs/file-format/>.
package enum ParquetFile {
  /// What a file begins with.
  package static let head: [UInt8] = Array("PAR1".utf8)

  /// What a file ends with.
  ///
  /// - Parameters:
  ///   - columns: the table's columns.
  ///   - rowCount: the number of its rows.
  ///   - groups: the metadata of all groups, in their order.
  ///   - version: that of the program, which is named as the one who has written the file, in the form that readers look for.
  /// - Returns: the metadata, their length, and the four letters.
  package static func footer(
    _ columns: [StoredColumn], rowCount: Int, groups: [[UInt8]], version: String
  ) -> [UInt8] {
    var writer = ThriftCompactWriter()
    writer.int32(1, 2)
    writer.list(2, ofStructs: [nil] + columns) { element, column in
      write(column, columns.count, to: &element)
    }
    writer.int64(3, rowCount)
    writer.list(4, ofWrittenStructs: groups)
    writer.binary(6, Array("caudal version \(version)".utf8))
    // The bounds of each column are by the order of its type.
    writer.list(7, ofStructs: columns) { order, _ in order.structure(1) { _ in } }
    writer.stop()
    var footer = writer.bytes
    footer.appendLittleEndian(UInt32(footer.count))
    return footer + head
  }

  /// Writes an element of the schema: a column, or the table, of which there is nothing to say but the
  /// number of columns.
  private static func write(
    _ column: StoredColumn?, _ columnCount: Int, to element: inout ThriftCompactWriter
  ) {
    guard let column else {
      element.binary(4, Array("schema".utf8))
      element.int32(5, Int32(columnCount))
      return
    }
    let type = ParquetType(column.type)
    element.int32(1, type.physical.rawValue)
    // Optional.
    element.int32(3, 1)
    element.binary(4, Array(column.name.utf8))
    if let converted = type.converted { element.int32(6, converted) }
    type.writeLogicalType(10, to: &element)
  }
}
