import CSV

extension FileRole {
  /// The first file of a table, of which one column tells the decimal mark.
  ///
  /// - Parameter column: its name or number.
  /// - Returns: the role.
  static func first(column: String) -> FileRole {
    .first { (layout) throws(LayoutError) in
      do throws(ColumnError) {
        return [try ColumnFinder(layout).position(named: column, numbered: Int(column))]
      } catch {
        throw .column(error)
      }
    }
  }
}

extension LayoutReader {
  /// Reads the head of a file, and finds a column.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - column: the column's name or number.
  /// - Returns: the layout, and the column's 0-based position.
  /// - Throws: `LayoutReader.Failure` if the head makes no sense, or there is no such column.
  func readLayout(
    of source: borrowing some ByteSource & ~Copyable, column: String
  ) throws(Failure) -> (layout: FileLayout, column: Int) {
    let head = try readLayout(of: source, as: .first(column: column))
    return (head.layout, head.tellingColumns[0])
  }
}

extension RowStream where Base: ~Copyable {
  /// Reads the head of the stream, and finds a column; see
  /// ``CSV/LayoutReader/readLayout(of:column:)``.
  mutating func readLayout(
    by reader: LayoutReader, column: String
  ) throws(LayoutReader.Failure) -> (layout: FileLayout, column: Int) {
    let head = try readLayout(by: reader, as: .first(column: column))
    return (head.layout, head.tellingColumns[0])
  }
}
