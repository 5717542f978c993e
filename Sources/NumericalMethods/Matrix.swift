/// A dense matrix of up to some hundred rows and columns, stored column by column.
///
/// ```swift
/// var matrix = Matrix(rows: 2, columns: 2)
/// matrix[0, 1] = 3
/// ```
///
/// Products and factorisations run in plain loops in a fixed order, so that their bits are the same
/// on any processor.
package struct Matrix: Sendable, Equatable {
  /// The number of rows.
  package let rows: Int

  /// The number of columns.
  package let columns: Int

  /// The elements, one column after the other.
  package var elements: [Double]

  /// Creates a matrix of zeros.
  ///
  /// - Parameters:
  ///   - rows: the number of rows, at least 0.
  ///   - columns: the number of columns, at least 0.
  package init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: 0, count: rows * columns))
  }

  /// Creates a matrix of its elements.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - elements: one column after the other; as many as rows times columns.
  package init(rows: Int, columns: Int, elements: [Double]) {
    precondition(elements.count == rows * columns, "elements that make no matrix")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// An element.
  ///
  /// - Parameters:
  ///   - row: the number of its row, from 0.
  ///   - column: the number of its column, from 0.
  package subscript(row: Int, column: Int) -> Double {
    @inline(__always) get { elements[column * rows + row] }
    @inline(__always) set { elements[column * rows + row] = newValue }
  }

  /// The matrix with rows and columns exchanged.
  package var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for column in 0..<columns {
      for row in 0..<rows { result[column, row] = self[row, column] }
    }
    return result
  }

  /// The product of two matrices.
  ///
  /// - Complexity: O(rows × inner × columns).
  package static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.columns == right.rows, "matrices that can't be multiplied")
    var result = Matrix(rows: left.rows, columns: right.columns)
    let height = left.rows
    let from = left.elements.span
    var into = result.elements.mutableSpan
    for column in 0..<right.columns {
      for inner in 0..<left.columns {
        let factor = right[inner, column]
        guard factor != 0 else { continue }
        for row in 0..<height {
          // Sound: columns and rows of the two matrices, whose sizes were compared.
          unsafe into[unchecked: column * height + row] +=
            unsafe from[unchecked: inner * height + row] * factor
        }
      }
    }
    return result
  }

  /// The product of a matrix and a vector.
  package static func * (left: Matrix, right: [Double]) -> [Double] {
    (left * Matrix(rows: right.count, columns: 1, elements: right)).elements
  }

  /// The largest absolute value of an element; 0 without any, NaN if one is not a number.
  package var largestMagnitude: Double {
    elements.reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, abs($1)) }
  }

  /// The solution P of P = A·P·Aᵀ + Q, the covariance of a stationary state.
  ///
  /// P = Σ AʲQ(Aʲ)ᵀ is summed by doubling, Pₖ₊₁ = Pₖ + AₖPₖAₖᵀ with Aₖ₊₁ = Aₖ² (R. A. Smith,
  /// *Matrix equation XA + BX = C*, 1968, <https://doi.org/10.1137/0116017>): 2ᵏ terms in k steps.
  ///
  /// - Parameters:
  ///   - transition: A, square, with all eigenvalues inside the unit circle.
  ///   - noise: Q, symmetric, of the same size.
  /// - Returns: P, symmetric to the bit; nil if the sum doesn't end within 2⁶⁰ terms.
  /// - Complexity: O(rows³) for each of about 10 to 60 steps.
  package static func stationaryCovariance(transition: Matrix, noise: Matrix) -> Matrix? {
    var (power, sum) = (transition, noise)
    for _ in 0..<60 {
      let term = power * (sum * power.transposed)
      let size = sum.largestMagnitude
      for row in 0..<sum.rows {
        for column in 0...row {
          sum[row, column] += 0.5 * (term[row, column] + term[column, row])
          sum[column, row] = sum[row, column]
        }
      }
      guard sum.largestMagnitude < .infinity else { return nil }
      if term.largestMagnitude <= 1e-17 * size { return sum }
      power = power * power
    }
    return nil
  }
}
