import NumericalMethods

/// Standard deviations of estimates, from the inverse of the observed information.
///
/// The second derivatives are those of the likelihood with σ² and the regressors' coefficients at
/// their best, by the numbers that are searched; what they say of the coefficients follows by the
/// derivatives of these, and of the regressors' by how their best values move: the inverse of the
/// whole information, as R's `arima` has it, in parts.
struct ARIMAStandardErrors {
  let coefficients: [Double]
  let regression: [Double]

  init(_ search: ARIMALikelihoodSearch, _ minimum: Minimum, _ likelihood: ARIMALikelihood) {
    let problem = search.problem
    let point = minimum.point
    var ofRegression = likelihood.covariance
    for index in ofRegression.elements.indices {
      ofRegression.elements[index] *= likelihood.variance
    }
    let curvature = ARIMACurvature(search, point, likelihood)
    guard var covariance = curvature.inverse else {
      coefficients = Array(repeating: .nan, count: point.count)
      regression = Self.roots(problem.regressionCovariance(ofRegression))
      return
    }
    for index in covariance.elements.indices {
      covariance.elements[index] /= Double(likelihood.count)
    }
    let derivatives = search.parameters.derivatives(point)
    coefficients = Self.roots(derivatives * (covariance * derivatives.transposed))
    if likelihood.regression.count > 0, point.count > 0 {
      let moves = curvature.moves
      let more = moves * (covariance * moves.transposed)
      for index in more.elements.indices { ofRegression.elements[index] += more.elements[index] }
    }
    regression = Self.roots(problem.regressionCovariance(ofRegression))
  }

  private static func roots(_ covariance: Matrix) -> [Double] {
    (0..<covariance.rows).map { covariance[$0, $0].squareRoot() }
  }
}

/// The second derivatives of a search's objective, by central differences, and how the regressors'
/// coefficients move.
struct ARIMACurvature {
  /// The second derivatives.
  let hessian: Matrix

  /// The derivatives of the regressors' best coefficients, a column for each number of the point.
  let moves: Matrix

  private static let step = 1e-3

  init(_ search: ARIMALikelihoodSearch, _ point: [Double], _ likelihood: ARIMALikelihood) {
    let (size, step) = (point.count, Self.step)
    func moved(_ first: Int, _ second: Int, _ distance: Double) -> ARIMALikelihood? {
      var moved = point
      moved[first] += distance
      if second != first { moved[second] += distance }
      return search.likelihood(moved)
    }
    var hessian = Matrix(rows: size, columns: size)
    var moves = Matrix(rows: likelihood.regression.count, columns: size)
    let centre = likelihood.objective
    var sums = Array(repeating: 0.0, count: size)
    for index in 0..<size {
      let (above, below) = (moved(index, index, step), moved(index, index, -step))
      sums[index] = (above?.objective ?? .nan) + (below?.objective ?? .nan)
      hessian[index, index] = (sums[index] - 2 * centre) / (step * step)
      for row in 0..<moves.rows {
        let change = (above?.regression[row] ?? .nan) - (below?.regression[row] ?? .nan)
        moves[row, index] = change / (2 * step)
      }
    }
    for column in 0..<size {
      for row in 0..<column {
        let (above, below) = (moved(row, column, step), moved(row, column, -step))
        let sum = (above?.objective ?? .nan) + (below?.objective ?? .nan)
        let both = sum - sums[row] - sums[column] + 2 * centre
        hessian[row, column] = both / (2 * step * step)
        hessian[column, row] = hessian[row, column]
      }
    }
    self.hessian = hessian
    self.moves = moves
  }

  /// The inverse of the second derivatives; nil if they aren't positive definite, or so flat that
  /// they are rounding errors.
  var inverse: Matrix? {
    guard (0..<hessian.rows).allSatisfy({ hessian[$0, $0] > 1e-8 }) else { return nil }
    return Cholesky(hessian, tolerance: 1e-10)?.inverse
  }
}
