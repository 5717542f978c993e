import NumericalMethods

/// A fitted model ARIMA(p, d, q)(P, D, Q)ₘ with regressors.
package struct ARIMAModel: ForecastModel {
  /// What was fitted. Of other regressors it has only what is known of the steps behind the series.
  package internal(set) var specification: ARIMA

  /// φ, θ, Φ, Θ, one after the other; θ with the sign of 1 + θB. See
  /// ``ARIMAOrder/coefficientNames``.
  package let coefficients: [Double]

  /// Their standard deviations, from the inverse of the observed information; NaN where the
  /// likelihood is flat, as at the border of what is invertible.
  package let standardErrors: [Double]

  /// The coefficients of the deterministic terms, and of the other regressors.
  package let regression: [Double]

  /// Their standard deviations.
  package let regressionErrors: [Double]

  /// σ², the variance of the errors, by maximum likelihood: divided by the number of innovations.
  ///
  /// It is 0 or infinite where the square of the unit is no double any more; ``deviation`` isn't.
  package var variance: Double { deviation * deviation }

  /// σ, the standard deviation of the errors.
  package let deviation: Double

  /// The logarithm of the likelihood.
  package let logLikelihood: Double

  /// n, the number of known values that the differences leave.
  package let count: Int

  /// How often a likelihood or a sum of squares was computed.
  package let evaluations: Int

  /// Whether the search ended by its tolerances.
  package let hasConverged: Bool

  /// The number of steps of the series, and of what it was continued with.
  package internal(set) var seriesLength: Int

  /// What the filter, without regressors, knows behind the series.
  var end: ARIMAState

  /// The power of two that is the unit of what is filtered.
  let exponent: Int

  /// What the filtered series is less than the true one, which differences don't see.
  let level: Double

  /// The number of estimated parameters, σ² among them.
  package var parameterCount: Int { coefficients.count + regression.count + 1 }

  /// Akaike's criterion, −2·loglik + 2k.
  package var aic: Double { -2 * logLikelihood + 2 * Double(parameterCount) }

  /// Akaike's criterion for short series, AIC + 2k(k + 1)/(n − k − 1); infinite where n is too
  /// small for it.
  package var aicc: Double {
    let k = Double(parameterCount)
    let rest = Double(count) - k - 1
    return rest > 0 ? aic + 2 * k * (k + 1) / rest : .infinity
  }

  /// The Bayesian criterion, −2·loglik + k·ln n.
  package var bic: Double {
    -2 * logLikelihood + Double(parameterCount) * Elementary.log(Double(count))
  }

  init(
    _ specification: ARIMA, _ values: [Double], _ search: ARIMALikelihoodSearch,
    _ minimum: Minimum, _ likelihood: ARIMALikelihood
  ) {
    let problem = search.problem
    self.specification = specification
    self.specification.regressors = specification.regressors.map {
      Array($0[values.count...])
    }
    coefficients = search.parameters.coefficients(minimum.point)
    exponent = problem.exponent
    regression = problem.regression(likelihood.regression)
    deviation = likelihood.variance.squareRoot() * problem.scale
    logLikelihood = likelihood.logarithm
    count = likelihood.count
    evaluations = minimum.evaluations
    hasConverged = minimum.hasConverged
    seriesLength = values.count
    let errors = ARIMAStandardErrors(search, minimum, likelihood)
    standardErrors = errors.coefficients
    regressionErrors = errors.regression
    // The regressors are taken away in the unit of the series, once more, as forecasts add them.
    let level =
      problem.order.lostToDifferences > 0 ? values[problem.offset] : 0
    self.level = level
    let input = FilterInput(
      [problem.withoutRegressors(likelihood.regression)],
      differences: problem.input.differenceFactors)
    let model = ARMAStateSpace(problem.order, coefficients)
    guard var filter = ARIMAFilter(model, input) else {
      preconditionFailure("a model with a likelihood has a filter")
    }
    filter.run()
    end = filter.end
  }

  /// The values that come next, and the standard deviations of their errors: those of the model,
  /// without that of its coefficients.
  ///
  /// - Parameter horizon: how many, at least 1.
  /// - Returns: the forecast. Where a value of a season was never known, its errors are infinite;
  ///   where another regressor isn't known, the mean is NaN.
  /// - Complexity: O(r² + horizon × (r + k)²), with k = d + mD.
  package func forecast(steps horizon: Int) -> Forecast {
    precondition(horizon >= 1, "no step to forecast")
    let explained = explained(steps: horizon)
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    var filter = ARIMAFilter(stateSpace, behind: end, [], steps: horizon)
    var forecast = Forecast(means: [], standardErrors: [])
    for step in 0..<horizon {
      let (mean, variance) = filter.predictNext(filter.input.count + step)
      forecast.means.append(mean * scale + level + explained[step])
      forecast.standardErrors.append(variance.squareRoot() * deviation)
    }
    return forecast
  }

  /// The model with the same parameters behind more values: the filter goes on.
  ///
  /// Forecasts are those of the model that has the same coefficients, σ² and regressors' coefficients
  /// on the whole series, to the rounding: not to the bit, as a filter of many values at once rounds
  /// otherwise. They are the same to the bit however values come in parts. What is said of the fit,
  /// such as the likelihood, stays what it was.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite` if a value is infinite, or another regressor isn't known so
  ///   far.
  /// - Complexity: O(values × r²) at most.
  package func continued(with values: [Double]) throws(ModelError) -> ARIMAModel {
    try values.checkNotInfinite()
    for (index, regressor) in specification.regressors.enumerated() {
      guard regressor.count >= values.count else { throw .notFinite(index: index) }
    }
    let explained = explained(steps: values.count)
    let unit = Double(sign: .plus, exponent: -exponent, significand: 1)
    let filtered = values.indices.map { ((values[$0] - level) - explained[$0]) * unit }
    var filter = ARIMAFilter(stateSpace, behind: end, filtered, steps: 0)
    filter.run(stepByStepFrom: end.values.count)
    var model = self
    model.end = filter.end
    model.seriesLength += values.count
    model.specification.regressors = specification.regressors.map {
      Array($0[values.count...])
    }
    return model
  }

  private var stateSpace: ARMAStateSpace { ARMAStateSpace(specification.order, coefficients) }

  /// What the regressors explain of the steps behind the series.
  private func explained(steps count: Int) -> [Double] {
    let columns =
      specification.terms.columns(seriesLength..<seriesLength + count)
      + specification.regressors.map { regressor in
        regressor.prefix(count) + Array(repeating: .nan, count: max(count - regressor.count, 0))
      }
    return (0..<count).map { step in
      columns.indices.reduce(0) { $0 + regression[$1] * columns[$1][step] }
    }
  }
}

extension FilterInput {
  /// δ₁, δ₂ …
  var differenceFactors: [Double] {
    var factors = Array(repeating: 0.0, count: longestLag)
    for (lag, factor) in lags { factors[lag - 1] = factor }
    return factors
  }
}

extension ARIMAFilter {
  /// What is expected of the value of a step behind the series, with σ² = 1; it is then a missing
  /// one.
  mutating func predictNext(_ step: Int) -> (mean: Double, variance: Double) {
    guard input.longestLag > 0 else {
      defer { predict() }
      return (states[0], covariance[0])
    }
    measure(step)
    addMeasured(step)
    predictUnknown()
    predict()
    unknown.retire(before: step + 1)
    let variance = measurement.diffuse > 1e-9 ? .infinity : max(measurement.variance, 0)
    return (measurement.means[0], variance)
  }
}
