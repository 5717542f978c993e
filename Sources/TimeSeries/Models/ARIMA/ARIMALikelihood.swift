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

/// Computes likelihoods of one series, and their slopes, in the same memory.
final class ARIMALikelihoodSearch {
  let problem: ARIMAProblem
  let parameters: ARIMAParameters
  private var filter: ARIMAFilter?
  private var slopes: LikelihoodSlopes?
  private var conditionalSums: ConditionalSums?

  /// Whether the filter keeps what slopes need.
  private var keepsColumns = false

  /// What was computed last, and where; nil if there was nothing.
  private var last: (point: [Double], likelihood: ARIMALikelihood)?
  private var lastConditional: (point: [Double], terms: Terms)?

  init(_ problem: ARIMAProblem) {
    self.problem = problem
    parameters = ARIMAParameters(order: problem.order)
  }

  /// The likelihood at a point; nil if there is none.
  func likelihood(_ point: [Double]) -> ARIMALikelihood? {
    last = nil
    let model = parameters.model(point)
    if filter == nil {
      filter = ARIMAFilter(model, problem.input)
      keepsColumns = filter?.keepColumns() == true
      filter?.hasKeptAll = keepsColumns
    } else if filter?.restart(model) == false {
      return nil
    }
    filter?.run()
    guard let likelihood = filter.flatMap({ ARIMALikelihood($0, exponent: problem.exponent) })
    else { return nil }
    last = (point, likelihood)
    return likelihood
  }

  /// The slopes of the likelihood's objective; nil where values are missing that differences need, or
  /// many at once, or the state is large for so long a series.
  func slopes(_ point: [Double]) -> [Double]? {
    guard keepsColumns || filter == nil else { return nil }
    if last?.point != point { _ = likelihood(point) }
    guard let filter, filter.hasKeptAll, let likelihood = last?.likelihood,
      let changes = ModelChange.all(at: point, parameters, withCovariance: true)
    else { return nil }
    if slopes == nil {
      slopes = LikelihoodSlopes(size: filter.size, count: problem.input.count)
    }
    return slopes?.slopes(filter, likelihood, along: changes)
  }

  /// The smallest objective that is found from some starts.
  func minimum(from starts: [[Double]], _ search: BFGS = BFGS()) -> Minimum {
    search.minimum(from: starts, of: objective, slopes: slopes)
  }

  /// The smallest objective that is found from a point.
  func minimum(from start: [Double], inverseHessian: Matrix?) -> Minimum {
    BFGS().minimum(
      from: start, inverseHessian: inverseHessian, of: objective, slopes: slopes)
  }

  /// What is to be small.
  func objective(_ point: [Double]) -> Double { likelihood(point)?.objective ?? .infinity }

  // MARK: - Sums of squares

  /// The coefficients of a model that aren't zero.
  private struct Terms {
    let phi: [ARMARecursion.Term]
    /// The longest lag first, so that the latest error is waited for last.
    let theta: [ARMARecursion.Term]

    init(_ model: ARMAStateSpace) {
      phi = model.autoregressive.indices.filter { model.autoregressive[$0] != 0 }
        .map { ($0 + 1, model.autoregressive[$0]) }
      theta = model.movingAverage.indices.dropFirst().filter { model.movingAverage[$0] != 0 }
        .reversed().map { ($0, model.movingAverage[$0]) }
    }
  }

  /// Where the conditional sum of squares is smallest, roughly, kept off where slopes vanish.
  func conditionalMinimum(from starts: [[Double]]) -> Minimum {
    var search = BFGS()
    search.relativeChange = 1e-8
    search.smallestGradient = 1e-5
    search.mostSteps = 50
    var minimum = search.minimum(from: starts, of: conditional, slopes: conditionalSlopes)
    minimum.point = minimum.point.map { min(max($0, -2.5), 2.5) }
    return minimum
  }

  /// Half the logarithm of the mean of the squared errors of the recursion that begins with zeros:
  /// the conditional sum of squares.
  ///
  /// A missing value counts as equal to what was expected of it.
  func conditional(_ point: [Double]) -> Double {
    let model = parameters.model(point)
    let terms = Terms(model)
    if conditionalSums == nil {
      let residuals = Array(problem.residuals[problem.order.lostToDifferences...])
      conditionalSums = ConditionalSums(residuals, reach: model.size)
    }
    lastConditional = (point, terms)
    return conditionalSums?.objective(terms.phi, terms.theta) ?? .nan
  }

  /// The slopes of the conditional sum of squares' objective.
  func conditionalSlopes(_ point: [Double]) -> [Double]? {
    if lastConditional?.point != point { _ = conditional(point) }
    guard let terms = lastConditional?.terms,
      let changes = ModelChange.all(at: point, parameters, withCovariance: false)
    else { return nil }
    let (places, lags) = (changes.lags(\.autoregressive), changes.lags(\.movingAverage))
    let found = conditionalSums?.slopes(
      terms.phi, terms.theta, lags: (places.map { $0 + 1 }, lags))
    guard let found else { return nil }
    return changes.map { change in
      var sum = 0.0
      for (index, place) in places.enumerated() {
        sum += change.autoregressive[place] * found.autoregressive[index]
      }
      for (index, lag) in lags.enumerated() {
        sum += change.movingAverage[lag] * found.movingAverage[index]
      }
      return sum
    }
  }
}
