import NumericalMethods

/// The exact Gaussian likelihood of a model, with σ² and the regressors' coefficients at their
/// best.
struct ARIMALikelihood {
  /// What a search makes small: −loglik/n, up to a constant.
  let objective: Double

  /// The logarithm of the likelihood, in the unit of the series.
  let logarithm: Double

  /// σ², of the scaled series.
  let variance: Double

  /// The coefficients of the combinations of regressors.
  let regression: [Double]

  /// Their covariance, for σ² = 1.
  let covariance: Matrix

  /// n, the number of innovations.
  let count: Int

  /// Computes the likelihood of what a filter has seen; nil if there is none.
  init?(_ filter: ARIMAFilter, exponent: Int) {
    let width = filter.input.width
    count = filter.innovationCount
    var normal = Matrix(rows: width - 1, columns: width - 1)
    for column in 1..<max(width, 1) {
      for row in 1...column {
        normal[row - 1, column - 1] = filter.products[column * width + row]
        normal[column - 1, row - 1] = filter.products[column * width + row]
      }
    }
    let rightSide = (1..<max(width, 1)).map { filter.products[$0 * width] }
    guard count > width - 1, let factor = Cholesky(normal, tolerance: 1e-13) else { return nil }
    regression = factor.solve(rightSide)
    covariance = factor.inverse
    let explained = factor.solveLower(rightSide).reduce(0) { $0 + $1 * $1 }
    let n = Double(count)
    variance = (filter.products[0] - explained) / n
    guard variance > 0, variance < .infinity else { return nil }
    let determinant = filter.determinant.logarithm
    objective = 0.5 * (Elementary.log(variance) + determinant / n)
    guard objective.isFinite else { return nil }
    // ln 2π and ln 2.
    let (logTurn, logTwo) = (1.8378770664093453, 0.6931471805599453)
    logarithm = -n * (objective + 0.5 * (logTurn + 1) + Double(exponent) * logTwo)
  }
}

/// Computes likelihoods of one series, in the same memory.
final class ARIMALikelihoodSearch {
  let problem: ARIMAProblem
  let parameters: ARIMAParameters
  private var filter: ARIMAFilter?
  private var conditionalSums: ConditionalSums?

  init(_ problem: ARIMAProblem) {
    self.problem = problem
    parameters = ARIMAParameters(order: problem.order)
  }

  /// The likelihood at a point; nil if there is none.
  func likelihood(_ point: [Double]) -> ARIMALikelihood? {
    let model = ARMAStateSpace(problem.order, parameters.coefficients(point))
    if filter == nil {
      filter = ARIMAFilter(model, problem.input)
    } else if filter?.restart(model) == false {
      return nil
    }
    filter?.run()
    return filter.flatMap { ARIMALikelihood($0, exponent: problem.exponent) }
  }

  /// Where the conditional sum of squares is smallest, roughly, kept off where slopes vanish.
  func conditionalMinimum(from starts: [[Double]]) -> Minimum {
    var search = BFGS()
    search.relativeChange = 1e-8
    search.smallestGradient = 1e-5
    search.mostSteps = 50
    var minimum = search.minimum(from: starts, of: conditional)
    minimum.point = minimum.point.map { min(max($0, -2.5), 2.5) }
    return minimum
  }

  /// Half the logarithm of the mean of the squared errors of the recursion that begins with zeros:
  /// the conditional sum of squares.
  ///
  /// A missing value counts as equal to what was expected of it.
  func conditional(_ point: [Double]) -> Double {
    let model = ARMAStateSpace(problem.order, parameters.coefficients(point))
    let phi = model.autoregressive.indices.filter { model.autoregressive[$0] != 0 }
      .map { (lag: $0 + 1, factor: model.autoregressive[$0]) }
    // The longest lag first, so that the latest error is waited for last.
    let theta = model.movingAverage.indices.dropFirst().filter { model.movingAverage[$0] != 0 }
      .reversed().map { (lag: $0, factor: model.movingAverage[$0]) }
    if conditionalSums == nil {
      let residuals = Array(problem.residuals[problem.order.lostToDifferences...])
      conditionalSums = ConditionalSums(residuals, reach: model.size)
    }
    return conditionalSums?.objective(phi, theta) ?? .nan
  }
}
