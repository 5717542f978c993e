/// What a file is in its table: the first one defines the columns, the others must have the same.
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

/// What the head of a table's file says.
package struct FileHead: Sendable, Hashable {
  /// Where its data begin, in which dialect it is written, and the names of the table's columns, in
  /// the order of the first file.
  package var layout: FileLayout

  /// The table's columns whose numbers have told the decimal mark: their 0-based positions.
  package let tellingColumns: [Int]

  /// Where the table's columns stand in the file; nil if it is like the first one.
  package var places: ColumnPlaces?

  /// Creates a head.
  ///
  /// - Parameters:
  ///   - layout: its data, its dialect, and the table's columns.
  ///   - tellingColumns: the columns whose numbers have told the decimal mark.
  ///   - places: where the columns stand; nil if as in the first file.
  package init(layout: FileLayout, tellingColumns: [Int], places: ColumnPlaces? = nil) {
    self.layout = layout
    self.tellingColumns = tellingColumns
    self.places = places
  }
}
