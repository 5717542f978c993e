package import Values

/// Rows of which a row group of a Parquet file is made, column by column.
///
/// ```swift
/// let rows = ParquetRows(images, count: 1000, columns)
/// let chunks = try columns.indices.map { try rows.chunk(ofColumn: $0) }
/// let group = ParquetRowGroup(chunks)
/// ```
package struct ParquetRows: Sendable {
  /// The rows of a full group, where they aren't long.
  package static let standardGroupRows = 1 << 17

  /// The bytes of a group's row images at most, about.
  package static let groupBytes = 64 << 20

  /// The number of rows of a full group.
  ///
  /// - Parameters:
  ///   - rowCount: the number of all rows.
  ///   - byteCount: the number of bytes of their images.
  /// - Returns: ``standardGroupRows``, or fewer if rows are so long that a group would be a burden: a
  ///   multiple of 1,024.
  package static func groupRows(rowCount: Int, byteCount: Int) -> Int {
    guard rowCount > 0 else { return standardGroupRows }
    let fitting = groupBytes / max(1, byteCount / rowCount) / 1024 * 1024
    return min(standardGroupRows, max(1024, fitting))
  }

  /// The number of rows.
  package let count: Int

  let columns: [StoredColumn]
  let images: [UInt8]

  /// Where each field begins, column by column; −1 where it is missing.
  private let places: [Int]

  /// Takes rows.
  ///
  /// - Parameters:
  ///   - images: row images.
  ///   - count: the number of rows.
  ///   - columns: their columns.
  /// - Complexity: O(fields); 8 bytes of memory for each.
  package init(_ images: [UInt8], count: Int, _ columns: [StoredColumn]) {
    self.images = images
    self.count = count
    self.columns = columns
    var places = [Int](repeating: 0, count: count * columns.count)
    let bytes = images.span
    var place = 0
    for row in 0..<count {
      var index = row
      for _ in columns.indices {
        let start = place
        places[index] = RowImage.field(in: bytes, &place) == nil ? -1 : start
        index += count
      }
    }
    self.places = places
  }

  /// Where a field is in the images; nil if it is missing.
  @inline(__always)
  func field(ofRow row: Int, column: Int, in images: Span<UInt8>) -> Range<Int>? {
    var place = places[column * count + row]
    return place < 0 ? nil : RowImage.field(in: images, &place)
  }

  /// Whether a field is missing.
  @inline(__always)
  func isMissing(row: Int, column: Int) -> Bool { places[column * count + row] < 0 }

  /// Makes the chunk of a column.
  ///
  /// - Parameter column: its 0-based number.
  /// - Returns: the chunk: the same bytes for the same rows.
  /// - Throws: ``UnwritableValue`` for the first value that isn't of the column's type, or text that isn't
  ///   UTF-8.
  /// - Complexity: O(bytes).
  package func chunk(ofColumn column: Int) throws(UnwritableValue) -> ParquetColumnChunk {
    try ParquetChunkEncoder(column, of: self).chunk()
  }
}
