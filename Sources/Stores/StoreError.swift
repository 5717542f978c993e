package import Vocabulary

/// Why rows could not be stored.
///
/// It is of one rank, and knows rows by their numbers only. Whoever knows where the row came from
/// makes a ``CaudalError`` of it.
package struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of thing that went wrong.
  package let kind: CaudalError.Kind

  /// The 0-based number of the row among all that were written, if it is the trouble of one.
  package let row: Int?

  /// The problem in one line, without the row's place.
  package let problem: String

  /// Creates an error.
  package init(_ kind: CaudalError.Kind, _ problem: String, row: Int? = nil) {
    self.kind = kind
    self.row = row
    self.problem = problem
  }

  /// The error of a job.
  ///
  /// - Parameter place: where the row came from, such as a file's name and a row's number there; nil
  ///   has the row called by its number among those written, the first being 1.
  /// - Returns: the error.
  package func caudalError(at place: String? = nil) -> CaudalError {
    let place = place ?? row.map { "row \($0 + 1) of the output" }
    return CaudalError(kind, place.map { "\($0): \(problem)" } ?? problem)
  }

  /// The problem in one line.
  package var description: String { caudalError().problem }
}
