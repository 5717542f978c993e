/// The names in a result that no encoding explains: the bytes of those that were repaired.
package struct UndecodedNames: Sendable {
  /// Those of columns, by their numbers from 1.
  package var columns: [Int: [UInt8]]

  /// Those of the parts of keys, by their places.
  package var keys: [Int: [UInt8]]

  /// Puts names together.
  package init(columns: [Int: [UInt8]] = [:], keys: [Int: [UInt8]] = [:]) {
    self.columns = columns
    self.keys = keys
  }

  /// The bytes of the parts' names.
  package func keyBytes(_ names: [String]) -> [[UInt8]] {
    names.enumerated().map { keys[$0] ?? Array($1.utf8) }
  }
}
