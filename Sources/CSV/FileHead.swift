/// The head of a table's file: its columns and its dialect, as far as they are particular to it.
package struct FileHead: Sendable, Hashable {
  /// Where its data begin, in which dialect it is written, and the names of the table's columns, in
  /// the order of the first file.
  package var layout: FileLayout

  /// Where the table's columns stand in the file, and how they are written; nil if as in the first
  /// one, in UTF-8.
  package var places: ColumnPlaces?

  /// Creates a head.
  ///
  /// - Parameters:
  ///   - layout: its data, its dialect, and the table's columns.
  ///   - places: where the columns stand; nil if as in the first file.
  package init(layout: FileLayout, places: ColumnPlaces? = nil) {
    self.layout = layout
    self.places = places
  }
}
