import Values

/// A value that a format doesn't take.
package struct UnwritableValue: Error, Sendable, Hashable {
  /// The 0-based number of its row among those that were given.
  package var row: Int

  /// The problem in one line, with the column's name and the value.
  package let problem: String

  /// Says what is wrong with a value.
  init(row: Int, _ text: Span<UInt8>, of column: StoredColumn, _ problem: String) {
    self.row = row
    self.problem = "\(column.name): \(text.shown) \(problem)"
  }
}
