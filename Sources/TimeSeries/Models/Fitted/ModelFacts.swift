/// What is known of a fitted model's parameters and of its fit.
package struct ModelFacts: Sendable, Equatable {
  /// A parameter.
  package struct Parameter: Sendable, Equatable {
    /// The name that the field has for it, such as `ar1`, `sma1`, `drift` or `cos24.1`.
    package let name: String
    /// Its value.
    package let value: Double
    /// The standard deviation of the estimate; nil where there is none.
    package let standardError: Double?

    /// A parameter; a standard error that isn't finite is none.
    package init(name: String, value: Double, standardError: Double? = nil) {
      self.name = name
      self.value = value
      self.standardError = standardError.finite
    }
  }

  /// The parameters.
  package let parameters: [Parameter]
  /// The logarithm of the likelihood; of exponential smoothing without constants, as in R's `ets`.
  package let logLikelihood: Double?
  /// σ², the variance of the errors one step ahead, in the square of the series' unit; of relative
  /// errors where exponential smoothing has such.
  package let variance: Double?
  /// Akaike's criterion.
  package let aic: Double?
  /// Akaike's criterion for short series.
  package let aicc: Double?
  /// The Bayesian criterion.
  package let bic: Double?
  /// How many values the fit is of.
  package let observationCount: Int

  /// Facts; numbers that aren't finite are left out.
  package init(
    parameters: [Parameter] = [], logLikelihood: Double? = nil, variance: Double? = nil,
    aic: Double? = nil, aicc: Double? = nil, bic: Double? = nil, observationCount: Int
  ) {
    self.parameters = parameters
    self.logLikelihood = logLikelihood.finite
    self.variance = variance.finite
    self.aic = aic.finite
    self.aicc = aicc.finite
    self.bic = bic.finite
    self.observationCount = observationCount
  }
}

extension Double? {
  /// The number, if it is finite.
  fileprivate var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}

extension FittedModel {
  /// What is known of the parameters and of the fit.
  ///
  /// A season's states before the first value are `s1` …, level and growth `l0` and `b0`. A
  /// combination has neither parameters nor a likelihood of its own, and of observations the most
  /// that one of its models has.
  ///
  /// - Complexity: O(parameters).
  package var facts: ModelFacts {
    switch self {
    case .arima(let model): model.facts
    case .autoregression(let model): model.facts
    case .ets(let model): model.facts
    case .theta(let model):
      ModelFacts(
        parameters: [
          .init(name: "alpha", value: model.smoothing.parameters.level),
          .init(name: "l0", value: model.smoothing.initialStates.level),
          .init(name: "drift", value: model.drift),
        ], variance: model.smoothing.variance,
        observationCount: model.smoothing.observationCount)
    case .dynamicTheta(let model):
      ModelFacts(
        parameters: [
          .init(name: "alpha", value: model.alpha), .init(name: "weight", value: model.weight),
        ], variance: model.variance, observationCount: model.observationCount)
    case .decomposition(let model): model.adjusted.facts
    case .seasonalNaive(let model):
      ModelFacts(
        variance: model.variance, observationCount: model.changeCount + model.period)
    case .seasonalMean(let model):
      ModelFacts(variance: model.variance, observationCount: model.counts.reduce(0, +))
    case .combination(let models):
      ModelFacts(observationCount: models.map(\.facts.observationCount).max() ?? 0)
    }
  }
}

/// Parameters of their names, values and standard errors.
private func parameters(
  _ names: [String], _ values: [Double], _ errors: [Double]
) -> [ModelFacts.Parameter] {
  values.indices.map { .init(name: names[$0], value: values[$0], standardError: errors[$0]) }
}

extension ARIMAModel {
  fileprivate var facts: ModelFacts {
    var terms = specification.terms
    var names: [String] = []
    if terms.hasConstant { names.append("mean") }
    if terms.hasTrend { names.append(specification.order.trendName) }
    (terms.hasConstant, terms.hasTrend) = (false, false)
    names += terms.names
    names += specification.regressors.indices.map { "x\($0 + 1)" }
    return ModelFacts(
      parameters: parameters(specification.order.coefficientNames, coefficients, standardErrors)
        + parameters(names, regression, regressionErrors),
      logLikelihood: logLikelihood, variance: variance, aic: aic, aicc: aicc, bic: bic,
      observationCount: count)
  }
}

extension AutoregressionModel {
  fileprivate var facts: ModelFacts {
    ModelFacts(
      parameters: parameters(specification.terms.names, regression, regressionErrors)
        + parameters(specification.lags.map { "ar\($0)" }, coefficients, standardErrors),
      logLikelihood: logLikelihood, variance: variance, aic: aic, aicc: aicc, bic: bic,
      observationCount: count)
  }
}

extension ETSModel {
  fileprivate var facts: ModelFacts {
    var found: [ModelFacts.Parameter] = [.init(name: "alpha", value: parameters.level)]
    if form.hasTrend { found.append(.init(name: "beta", value: parameters.growth)) }
    if form.hasSeason { found.append(.init(name: "gamma", value: parameters.season)) }
    if form.trend == .damped { found.append(.init(name: "phi", value: parameters.damping)) }
    found.append(.init(name: "l0", value: initialStates.level))
    if form.hasTrend { found.append(.init(name: "b0", value: initialStates.growth)) }
    for (place, value) in initialStates.season.enumerated() {
      found.append(.init(name: "s\(place + 1)", value: value))
    }
    return ModelFacts(
      parameters: found, logLikelihood: logLikelihood, variance: variance, aic: aic, aicc: aicc,
      bic: bic, observationCount: observationCount)
  }
}
