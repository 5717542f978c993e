/// The factor of a symmetric positive definite matrix: L·Lᵀ, with a lower triangle L.
///
/// ```swift
/// guard let factor = Cholesky(normalMatrix) else { … }
/// let coefficients = factor.solve(rightSide)
/// ```
package struct Cholesky: Sendable {
  /// The lower triangle, column by column; zeros above.
  package let lower: Matrix

  /// Factors a matrix.
  ///
  /// - Parameters:
  ///   - matrix: symmetric; only its lower triangle is read.
  ///   - tolerance: which part of a diagonal element must be left when what the columns before it
  ///     explain is taken away; less means that the column is a combination of them.
  /// - Complexity: O(rows³). The result is nil if the matrix isn't positive definite within the
  ///   tolerance.
  package init?(_ matrix: Matrix, tolerance: Double = 0) {
    precondition(matrix.rows == matrix.columns, "a matrix that isn't square")
    let size = matrix.rows
    var work = matrix
    var elements = work.elements.mutableSpan
    for column in 0..<size {
      let start = column * size
      for before in 0..<column {
        let factor = elements[before * size + column]
        for row in column..<size {
          // Sound: columns and rows below the size.
          unsafe elements[unchecked: start + row] -=
            unsafe elements[unchecked: before * size + row] * factor
        }
      }
      let pivot = elements[start + column]
      guard pivot > tolerance * matrix[column, column], pivot > 0, pivot < .infinity else {
        return nil
      }
      let root = pivot.squareRoot()
      for row in 0..<column { elements[start + row] = 0 }
      elements[start + column] = root
      for row in column + 1..<max(size, column + 1) { elements[start + row] /= root }
    }
    lower = work
  }

  /// Solves a system of equations.
  ///
  /// - Parameter rightSide: as many numbers as the matrix has rows.
  /// - Returns: the solution.
  /// - Complexity: O(rows²).
  package func solve(_ rightSide: [Double]) -> [Double] {
    var solution = solveLower(rightSide)
    for row in (0..<lower.rows).reversed() {
      var rest = solution[row]
      for below in row + 1..<max(lower.rows, row + 1) {
        rest -= lower[below, row] * solution[below]
      }
      solution[row] = rest / lower[row, row]
    }
    return solution
  }

  /// Solves the system of the lower triangle alone: L·x = b.
  ///
  /// - Parameter rightSide: as many numbers as the matrix has rows.
  /// - Returns: the solution, whose squares sum to bᵀA⁻¹b.
  package func solveLower(_ rightSide: [Double]) -> [Double] {
    precondition(rightSide.count == lower.rows, "a right side of another size")
    var solution = rightSide
    for column in 0..<lower.rows {
      solution[column] /= lower[column, column]
      for row in column + 1..<max(lower.rows, column + 1) {
        solution[row] -= lower[row, column] * solution[column]
      }
    }
    return solution
  }

  /// The inverse of the matrix, symmetric to the bit.
  package var inverse: Matrix {
    var result = Matrix(rows: lower.rows, columns: lower.rows)
    for column in 0..<lower.rows {
      var unit = Array(repeating: 0.0, count: lower.rows)
      unit[column] = 1
      let solution = solve(unit)
      for row in column..<lower.rows {
        result[row, column] = solution[row]
        result[column, row] = solution[row]
      }
    }
    return result
  }

  /// The logarithm of the matrix's determinant.
  package var logDeterminant: Double {
    var product = ScaledProduct()
    for row in 0..<lower.rows { product.multiply(by: lower[row, row]) }
    return 2 * product.logarithm
  }
}
