/// The head of a table's file: its columns and its dialect, as far as they are particular to it.
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
