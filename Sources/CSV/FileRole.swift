/// What a file is in its table: the first one defines the columns, the others must have the same.
public enum FileRole: Sendable {
  /// The table's first file, or its only one; with the name or number of the column whose numbers
  /// tell the decimal mark: of several, separated by commas, the first.
  case first(column: String)

  /// One of the others; with what the first file's head says.
  case other(FileHead)

  /// Where the column that tells the decimal mark stands in the table, and for each of the table's
  /// columns the field of this file; nil for the first file.
  func places(in layout: FileLayout) throws(LayoutError) -> (column: Int, fields: [Int]?) {
    switch self {
    case .first(let column): (try layout.columnIndices(column)[0], nil)
    case .other(let first): (first.column, try first.layout.fields(in: layout))
    }
  }

  /// Puts together what the head says.
  func head(_ layout: FileLayout, column: Int, _ fields: [Int]?) -> FileHead {
    var head = FileHead(layout: layout, column: column)
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
public struct FileHead: Sendable, Hashable {
  /// Where its data begin, in which dialect it is written, and the names of the table's columns, in
  /// the order of the first file.
  public var layout: FileLayout

  /// The table's column whose numbers have told the decimal mark: its 0-based position.
  public let column: Int

  /// Where the table's columns stand in the file; nil if it is like the first one.
  public var places: ColumnPlaces?

  /// Creates a head.
  ///
  /// - Parameters:
  ///   - layout: its data, its dialect, and the table's columns.
  ///   - column: the column whose numbers have told the decimal mark.
  ///   - places: where the columns stand; nil if as in the first file.
  public init(layout: FileLayout, column: Int, places: ColumnPlaces? = nil) {
    self.layout = layout
    self.column = column
    self.places = places
  }
}
