/// The least squares solution of an overdetermined system, by Householder's reflections.
///
/// ```swift
/// let fit = LeastSquares(design, rightSide)
/// print(fit?.coefficients, fit?.residualSumOfSquares)
/// ```
///
/// A. S. Householder, *Unitary triangularization of a nonsymmetric matrix*, 1958,
/// <https://doi.org/10.1145/320941.320947>. Unlike the normal equations, this doesn't square the
/// condition of the system.
package struct LeastSquares: Sendable {
  /// One for each column.
  package let coefficients: [Double]

  /// The sum of the squares of what isn't explained.
  package let residualSumOfSquares: Double

  /// Solves a system.
  ///
  /// - Parameters:
  ///   - design: a row for each equation, at least as many as columns.
  ///   - rightSide: as many numbers as rows.
  ///   - tolerance: which part of a column's length must be left when what the columns before it
  ///     explain is taken away.
  /// - Complexity: O(rows × columns²). The result is nil if a column is a combination of those
  ///   before it.
  package init?(_ design: Matrix, _ rightSide: [Double], tolerance: Double = 1e-12) {
    let (rows, columns) = (design.rows, design.columns)
    precondition(rightSide.count == rows && rows >= columns, "too few equations")
    // The right side is one more column.
    var work = design.elements + rightSide
    var diagonal = Array(repeating: 0.0, count: columns)
    for column in 0..<columns {
      let reflected = Self.reflect(&work, column: column, rows: rows, columns: columns + 1)
      guard let reflected, reflected.kept > tolerance * reflected.length else { return nil }
      diagonal[column] = reflected.diagonal
    }
    var solution = Array(repeating: 0.0, count: columns)
    for row in (0..<columns).reversed() {
      var rest = work[columns * rows + row]
      for column in row + 1..<max(columns, row + 1) {
        rest -= work[column * rows + row] * solution[column]
      }
      solution[row] = rest / diagonal[row]
    }
    coefficients = solution
    residualSumOfSquares = work[(columns * rows + columns)...].reduce(0) { $0 + $1 * $1 }
  }

  /// Makes the elements of a column below the diagonal zero, and changes the columns behind it
  /// accordingly.
  ///
  /// - Returns: the new diagonal element, and how long the column is at all and from the diagonal
  ///   on; nil for a column without length.
  private static func reflect(
    _ work: inout [Double], column: Int, rows: Int, columns: Int
  ) -> (diagonal: Double, kept: Double, length: Double)? {
    let start = column * rows
    var above = 0.0
    for row in 0..<column { above += work[start + row] * work[start + row] }
    var below = 0.0
    for row in column..<rows { below += work[start + row] * work[start + row] }
    let norm = below.squareRoot()
    guard norm > 0, norm < .infinity else { return nil }
    let first = work[start + column]
    let diagonal = first > 0 ? -norm : norm
    work[start + column] = first - diagonal
    // Half the square of the length of the mirror's normal.
    let half = norm * (norm + abs(first))
    for other in column + 1..<columns {
      var product = 0.0
      for row in column..<rows { product += work[start + row] * work[other * rows + row] }
      product /= half
      for row in column..<rows { work[other * rows + row] -= product * work[start + row] }
    }
    return (diagonal, norm, (above + below).squareRoot())
  }
}
