import NumericalMethods

/// A model ARIMA(p, d, q)(P, D, Q)ₘ with regressors, to be fitted by the exact Gaussian likelihood.
///
/// ```swift
/// let model = try ARIMA(ARIMAOrder(2, 1, 2)).fit(temperatures)
/// let forecast = model.forecast(steps: 72)
/// ```
///
/// With w = (1 − B)ᵈ(1 − Bᵐ)ᴰ(y − Xβ), a stationary and invertible Gaussian ARMA process, the
/// likelihood is the density of w; where values are missing, that of the known ones (see
/// ``ARIMAFilter``). σ² and β are had by generalised least squares at every step, so that only φ,
/// θ, Φ and Θ are searched, from fixed starts. The result doesn't depend on the unit of the series.
///
/// A missing value is NaN. Forecasts begin behind the last step of the series, whether it has a
/// value or not.
package struct ARIMA: Sendable {
  /// The order.
  package var order: ARIMAOrder

  /// Regressors that are known for all time. A constant needs d + D = 0, a trend is the drift of d
  /// + D = 1.
  package var terms: DeterministicTerms

  /// Other regressors: columns as long as the series, and longer by the steps that are to be
  /// forecast.
  package var regressors: [[Double]]

  /// Describes a model.
  ///
  /// - Parameters:
  ///   - order: the order.
  ///   - terms: regressors that are known for all time.
  ///   - regressors: other regressors, columns as long as the series or longer.
  package init(
    _ order: ARIMAOrder, terms: DeterministicTerms = DeterministicTerms(),
    regressors: [[Double]] = []
  ) {
    self.order = order
    self.terms = terms
    self.regressors = regressors
  }

  /// Fits the model to a series.
  ///
  /// - Parameter values: the series, NaN where it is missing.
  /// - Returns: the model with the largest likelihood that was found.
  /// - Throws: `ModelError`.
  /// - Complexity: O(n·r²) for each of some hundred likelihoods, with r = max(p + mP, q + mQ + 1);
  ///   O(n) where the gain converges soon.
  package func fit(_ values: [Double]) throws(ModelError) -> ARIMAModel {
    let found = try search(values)
    return ARIMAModel(self, values, found.search, found.minimum, found.likelihood)
  }

  /// The end of a search.
  typealias Found = (
    search: ARIMALikelihoodSearch, minimum: Minimum, likelihood: ARIMALikelihood
  )

  /// The largest likelihood.
  func search(_ values: [Double]) throws(ModelError) -> Found {
    let search = ARIMALikelihoodSearch(try problem(values))
    let minimum = best(search, values)
    guard let likelihood = search.likelihood(minimum.point) else { throw .noLikelihood }
    return (search, minimum, likelihood)
  }

  /// The series and its regressors, prepared.
  func problem(_ values: [Double]) throws(ModelError) -> ARIMAProblem {
    let columns = terms.columns(0..<values.count) + regressors
    return try ARIMAProblem(values, order: order, regressors: columns)
  }

  /// Computes the model that has given coefficients.
  ///
  /// - Parameters:
  ///   - values: the series, NaN where it is missing.
  ///   - coefficients: φ, θ, Φ, Θ, stationary and invertible.
  /// - Returns: the model, with σ² and the regressors' coefficients that fit best.
  /// - Throws: `ModelError.noLikelihood` also where the coefficients aren't stationary and
  ///   invertible.
  package func model(
    of values: [Double], coefficients: [Double]
  ) throws(ModelError) -> ARIMAModel {
    precondition(coefficients.count == order.coefficientCount, "not as many as the order has")
    let search = ARIMALikelihoodSearch(try problem(values))
    guard let point = search.parameters.point(coefficients),
      let likelihood = search.likelihood(point)
    else { throw .noLikelihood }
    let minimum = Minimum(
      point: point, value: likelihood.objective, evaluations: 1, hasConverged: true)
    return ARIMAModel(self, values, search, minimum, likelihood)
  }

  /// The amount of work, steps times elements of the state, from which on a search begins where
  /// that of the last part of the series has ended.
  private static let longSeries = 30_000

  private func best(_ search: ARIMALikelihoodSearch, _ values: [Double]) -> Minimum {
    let parameters = search.parameters
    let small = parameters.point(autoregressive: 0.1, movingAverage: 0.1)
    let opposite = parameters.point(autoregressive: 0.5, movingAverage: 0.3)
    let size = ARMAStateSpace(order, parameters.coefficients(small)).size
    guard search.problem.input.count * size > Self.longSeries, !small.isEmpty else {
      let conditional = search.conditionalMinimum(from: [small, opposite])
      var found = search.minimum(from: [conditional.point, small, opposite])
      found.evaluations += conditional.evaluations
      return found
    }
    let start = bestOfEnd(values, steps: max(2 * Self.longSeries / 3 / size, 20 * order.season))
    if let start {
      let value = search.objective(start.point)
      if [small, opposite].allSatisfy({ value <= search.objective($0) }) {
        return search.minimum(from: start.point, inverseHessian: start.inverse)
      }
    }
    return search.minimum(from: [small, opposite])
  }

  /// The best point of the last part of a series, and the inverse of the second derivatives there;
  /// nil if there is none.
  private func bestOfEnd(
    _ values: [Double], steps: Int
  ) -> (point: [Double], inverse: Matrix?)? {
    let first = values.count - steps
    guard first > 0 else { return nil }
    let columns = terms.columns(first..<values.count) + regressors.map { Array($0[first...]) }
    let part = Array(values[first...])
    guard let problem = try? ARIMAProblem(part, order: order, regressors: columns) else {
      return nil
    }
    let search = ARIMALikelihoodSearch(problem)
    let parameters = search.parameters
    let starts = [
      parameters.point(autoregressive: 0.1, movingAverage: 0.1),
      parameters.point(autoregressive: 0.5, movingAverage: 0.3),
    ]
    let conditional = search.conditionalMinimum(from: starts)
    var quick = BFGS()
    quick.relativeChange = 1e-7
    quick.smallestGradient = 1e-5
    let found = search.minimum(from: [conditional.point, starts[0]], quick)
    // Not where partial autocorrelations are so near to 1 that slopes vanish.
    let point = found.point.map { min(max($0, -4), 4) }
    guard let likelihood = search.likelihood(point) else { return nil }
    return (point, ARIMACurvature(search, point, likelihood).inverse)
  }
}
