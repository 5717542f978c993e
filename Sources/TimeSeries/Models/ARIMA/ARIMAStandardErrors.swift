import NumericalMethods

/// Standard deviations of estimates, from the inverse of the observed information.
///
/// The second derivatives are those of the likelihood with σ² and the regressors' coefficients at their best, by the numbers
/// that are searched; what they say of the coefficients follows by the derivatives of these, and of the regressors' by how
/// their best values move: the inverse of the whole information, as R's `arima` has it, in parts.
struct ARIMAStandardErrors {
  let coefficients: [Double]
  let regression: [Double]

  private static let step = 1e-3

  init(_ search: ARIMALikelihoodSearch, _ minimum: Minimum, _ likelihood: ARIMALikelihood) {
    let problem = search.problem
    let point = minimum.point
    var ofRegression = likelihood.covariance
    for index in ofRegression.elements.indices {
      ofRegression.elements[index] *= likelihood.variance
    }
    guard let covariance = Self.covariance(search, point, likelihood) else {
      coefficients = Array(repeating: .nan, count: point.count)
      regression = Self.roots(problem.regressionCovariance(ofRegression))
      return
    }
    let derivatives = search.parameters.derivatives(point)
    coefficients = Self.roots(derivatives * (covariance * derivatives.transposed))
    if likelihood.regression.count > 0, point.count > 0 {
      let moves = Self.moves(search, point, likelihood.regression.count)
      let more = moves * (covariance * moves.transposed)
      for index in more.elements.indices { ofRegression.elements[index] += more.elements[index] }
    }
    regression = Self.roots(problem.regressionCovariance(ofRegression))
  }

  private static func roots(_ covariance: Matrix) -> [Double] {
    (0..<covariance.rows).map { covariance[$0, $0].squareRoot() }
  }

  /// The covariance of the point; nil if the likelihood has no maximum there.
  private static func covariance(
    _ search: ARIMALikelihoodSearch, _ point: [Double], _ likelihood: ARIMALikelihood
  ) -> Matrix? {
    let size = point.count
    func value(_ first: Int, _ one: Double, _ second: Int, _ other: Double) -> Double {
      var moved = point
      moved[first] += one
      moved[second] += other
      return search.likelihood(moved)?.objective ?? .nan
    }
    // Central differences of the fourth order along the axes, of the second across.
    var information = Matrix(rows: size, columns: size)
    let n = Double(likelihood.count)
    for row in 0..<size {
      let near = value(row, step, row, 0) + value(row, -step, row, 0)
      let far = value(row, 2 * step, row, 0) + value(row, -2 * step, row, 0)
      let centre = likelihood.objective
      information[row, row] = n * (16 * near - far - 30 * centre) / (12 * step * step)
      for column in 0..<row {
        let same = value(row, step, column, step) + value(row, -step, column, -step)
        let opposite = value(row, step, column, -step) + value(row, -step, column, step)
        information[row, column] = n * (same - opposite) / (4 * step * step)
        information[column, row] = information[row, column]
      }
    }
    // In the flat, what is left are rounding errors.
    guard (0..<size).allSatisfy({ information[$0, $0] > 1e-6 }) else { return nil }
    return Cholesky(information, tolerance: 1e-12)?.inverse
  }

  /// How the best coefficients of the regressors move with the point.
  private static func moves(
    _ search: ARIMALikelihoodSearch, _ point: [Double], _ count: Int
  ) -> Matrix {
    var moves = Matrix(rows: count, columns: point.count)
    for column in point.indices {
      var moved = point
      moved[column] += step
      let above = search.likelihood(moved)?.regression
      moved[column] = point[column] - step
      let below = search.likelihood(moved)?.regression
      for row in 0..<count {
        moves[row, column] = ((above?[row] ?? .nan) - (below?[row] ?? .nan)) / (2 * step)
      }
    }
    return moves
  }
}
