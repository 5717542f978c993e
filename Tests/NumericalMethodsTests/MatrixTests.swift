import NumericalMethods
import TestSupport
import Testing

/// Products, factors and equations of dense matrices.
@Suite("Matrices")
struct MatrixTests {
  private func random(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  private func difference(_ left: Matrix, _ right: Matrix) -> Double {
    Matrix(
      rows: left.rows, columns: left.columns,
      elements: zip(left.elements, right.elements).map { $0 - $1 }
    ).largestMagnitude
  }

  @Test("A product is the sum of products")
  func product() {
    let left = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    let right = Matrix(rows: 3, columns: 1, elements: [1, 0, -1])
    #expect((left * right).elements == [-4, -4])
    #expect(left.transposed.elements == [1, 3, 5, 2, 4, 6])
    #expect(left * [1, 0, -1] == [-4, -4])
    #expect(Matrix(rows: 1, columns: 2, elements: [.nan, 1]).largestMagnitude.isNaN)
  }

  @Test("The factor, its inverse, solutions and determinant", arguments: [1, 2, 7, 40])
  func cholesky(_ size: Int) throws {
    var generator = SeededGenerator(stream: size)
    let root = random(size + 3, size, &generator)
    let matrix = root.transposed * root
    let factor = try #require(Cholesky(matrix))
    #expect(difference(factor.lower * factor.lower.transposed, matrix) < 1e-12)
    let solution = (0..<size).map { _ in Double.random(in: -1...1, using: &generator) }
    let found = factor.solve(matrix * solution)
    let rightSide = matrix * solution
    for (one, other) in zip(matrix * found, rightSide) { #expect(abs(one - other) < 1e-12) }
    var identity = Matrix(rows: size, columns: size)
    for row in 0..<size { identity[row, row] = 1 }
    #expect(difference(matrix * factor.inverse, identity) < 1e-6)
    let squares = factor.solveLower(rightSide).reduce(0) { $0 + $1 * $1 }
    let form = zip(solution, rightSide).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(squares - form) < 1e-10 * max(1, form))
  }

  @Test("What isn't positive definite has no factor")
  func noFactor() throws {
    #expect(Cholesky(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 4])) == nil)
    #expect(Cholesky(Matrix(rows: 1, columns: 1, elements: [.nan])) == nil)
    #expect(Cholesky(Matrix(rows: 1, columns: 1, elements: [0])) == nil)
    let nearly = Matrix(rows: 2, columns: 2, elements: [1, 1, 1, 1 + 1e-13])
    #expect(Cholesky(nearly) != nil)
    #expect(Cholesky(nearly, tolerance: 1e-12) == nil)
    let empty = try #require(Cholesky(Matrix(rows: 0, columns: 0)))
    #expect(empty.solve([]) == [])
    #expect(empty.logDeterminant == 0)
    let two = try #require(Cholesky(Matrix(rows: 2, columns: 2, elements: [4, 2, 2, 5])))
    #expect(abs(two.logDeterminant - Elementary.log(16)) < 1e-15)
  }

  @Test("Least squares are those of the normal equations, and of an exact solution")
  func leastSquares() throws {
    var generator = SeededGenerator(stream: 99)
    let design = random(30, 5, &generator)
    let rightSide = (0..<30).map { _ in Double.random(in: -1...1, using: &generator) }
    let fit = try #require(LeastSquares(design, rightSide))
    let normal = try #require(Cholesky(design.transposed * design))
    let expected = normal.solve(design.transposed * rightSide)
    for (one, other) in zip(fit.coefficients, expected) { #expect(abs(one - other) < 1e-12) }
    let residuals = zip(design * fit.coefficients, rightSide).map { $1 - $0 }
    let sum = residuals.reduce(0) { $0 + $1 * $1 }
    #expect(abs(fit.residualSumOfSquares - sum) < 1e-12)
    // A column twice.
    let twice = Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 2, 4, 6])
    #expect(LeastSquares(twice, [1, 2, 3]) == nil)
    #expect(LeastSquares(Matrix(rows: 2, columns: 1), [1, 2]) == nil)
  }

  @Test("A stationary covariance solves its equation", arguments: [0.5, 0.99, 0.999999])
  func stationary(_ root: Double) throws {
    let one = Matrix(rows: 1, columns: 1, elements: [1])
    let scalar = try #require(
      Matrix.stationaryCovariance(
        transition: Matrix(rows: 1, columns: 1, elements: [root]), noise: one))
    #expect(abs(scalar[0, 0] * (1 - root) * (1 + root) - 1) < 1e-12 / (1 - root))
    let transition = Matrix(rows: 2, columns: 2, elements: [root, -0.2, 0.3, 0.4])
    let noise = Matrix(rows: 2, columns: 2, elements: [1, 0.5, 0.5, 0.25])
    guard let found = Matrix.stationaryCovariance(transition: transition, noise: noise) else {
      return
    }
    let again = transition * (found * transition.transposed)
    for index in found.elements.indices {
      let left = found.elements[index] - noise.elements[index]
      #expect(abs(left - again.elements[index]) < 1e-13 * found.largestMagnitude)
    }
  }

  @Test("Without a stationary state there is no covariance")
  func notStationary() {
    let one = Matrix(rows: 1, columns: 1, elements: [1])
    #expect(Matrix.stationaryCovariance(transition: one, noise: one) == nil)
    let two = Matrix(rows: 1, columns: 1, elements: [2])
    #expect(Matrix.stationaryCovariance(transition: two, noise: one) == nil)
  }

  @Test("Products of any number of factors have logarithms")
  func scaledProducts() {
    var product = ScaledProduct()
    for _ in 0..<1000 { product.multiply(by: 1e300) }
    #expect(abs(product.logarithm / (1000 * Elementary.log(1e300)) - 1) < 1e-15)
    for _ in 0..<2000 { product.multiply(by: 1e-300) }
    #expect(abs(product.logarithm / (-1000 * Elementary.log(1e300)) - 1) < 1e-15)
    var power = ScaledProduct()
    power.multiply(by: 0.1, times: 45_252)
    #expect(abs(power.logarithm / (45_252 * Elementary.log(0.1)) - 1) < 1e-14)
    power = ScaledProduct()
    power.multiply(by: 3, times: 0)
    #expect(power.logarithm == 0)
    power.multiply(by: 0)
    power.multiply(by: 5)
    #expect(power.logarithm == -.infinity)
  }
}
