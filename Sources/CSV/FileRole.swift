/// The role of a file in its table: the first defines the columns, the others must have the same.
package enum FileRole: Sendable {
  /// The table's first file, or its only one; with what chooses, when the columns are known, those
  /// whose numbers tell the decimal mark: their 0-based positions.
  case first(tellingColumns: @Sendable (FileLayout) throws(LayoutError) -> [Int])

  /// One of the others; with what the first file's head says.
  case other(FileHead)

  /// Where the columns that tell the decimal mark stand in the table, and for each of the table's
  /// columns the field of this file; nil for the first file.
  func places(in layout: FileLayout) throws(LayoutError) -> (columns: [Int], fields: [Int]?) {
    switch self {
    case .first(let tellingColumns): return (try tellingColumns(layout), nil)
    case .other(let first): return (first.tellingColumns, try first.layout.fields(in: layout))
    }
  }

  /// Puts together what the head says.
  func head(_ layout: FileLayout, _ columns: [Int], _ fields: [Int]?) -> FileHead {
    var head = FileHead(layout: layout, tellingColumns: columns)
    guard case .other(let first) = self, let fields else { return head }
    head.layout.columnNames = first.layout.columnNames
    let places = ColumnPlaces(fields: fields, decimal: layout.dialect.decimal)
    if places.isReordered || places.decimal != first.layout.dialect.decimal {
      head.places = places
    }
    return head
  }
}
