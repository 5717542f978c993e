private import NumericalMethods

/// A fitted model of exponential smoothing; see ``ETS``.
package struct ETSModel: ForecastModel, Equatable {
  /// Which error, trend and season it has.
  package let form: ETSForm
  /// The steps of a season; 1 for none.
  package let period: Int
  /// The smoothing parameters.
  package let parameters: ETSParameters
  /// The states before the first known value.
  package let initialStates: ETSStates
  /// The states behind the last known value.
  package internal(set) var states: ETSStates
  /// The steps behind the last known value that have none: forecasts begin behind them.
  package internal(set) var missingAtEnd: Int
  /// The variance of the errors, of relative ones if they are multiplicative: the sum of the
  /// squares over the number of values less that of the parameters.
  package let variance: Double
  /// The logarithm of the likelihood without constants, as R's `ets` gives it: of n values, n/2
  /// (ln(2π/n) + 1) more than the density's.
  package let logLikelihood: Double
  /// How many values are known.
  package let observationCount: Int
  /// How many numbers were estimated, without the variance.
  package let parameterCount: Int

  /// Akaike's criterion.
  package var aic: Double { -2 * logLikelihood + 2 * Double(parameterCount + 1) }

  /// Akaike's criterion for few values. A constant of four values or less has none that means
  /// anything.
  package var aicc: Double {
    let count = Double(parameterCount + 1)
    return aic + 2 * count * (count + 1) / (Double(observationCount) - count - 1)
  }

  /// The criterion of Schwarz.
  package var bic: Double {
    -2 * logLikelihood + Elementary.log(Double(observationCount)) * Double(parameterCount + 1)
  }

  /// A model of its parts, such as a file has them.
  package init(
    form: ETSForm, period: Int, parameters: ETSParameters, initialStates: ETSStates,
    states: ETSStates, missingAtEnd: Int, variance: Double, logLikelihood: Double,
    observationCount: Int
  ) {
    self.form = form
    self.period = period
    self.parameters = parameters
    self.initialStates = initialStates
    self.states = states
    self.missingAtEnd = missingAtEnd
    self.variance = variance
    self.logLikelihood = logLikelihood
    self.observationCount = observationCount
    parameterCount = form.parameterCount(period: period)
  }

  /// What a search has found, in the unit of the series.
  init(
    _ form: ETSForm, _ series: ETSSeries, _ parameters: ETSParameters, _ initial: ETSStates,
    _ recursion: ETSRecursion, criterion: Double
  ) {
    let count = form.parameterCount(period: series.period)
    let isAdditive = form.error == .additive
    // A constant may have fewer values than parameters, and has no errors.
    let variance = recursion.sumOfSquares / Double(Swift.max(series.known - count, 1))
    let unit = 2 * Double(series.exponent) * 0.6931471805599453
    self.init(
      form: form, period: form.hasSeason ? series.period : 1, parameters: parameters,
      initialStates: initial.scaled(by: series.exponent, form),
      states: recursion.last.scaled(by: series.exponent, form), missingAtEnd: series.missingAtEnd,
      variance: isAdditive ? scaledByTwo(variance, 2 * series.exponent) : variance,
      logLikelihood: -0.5 * (criterion + Double(series.known) * unit),
      observationCount: series.known)
  }

  /// A model of known parameters and initial states on a series: without a search.
  ///
  /// - Parameters:
  ///   - form: the form.
  ///   - period: the steps of a season; 1 for none.
  ///   - parameters: the smoothing parameters.
  ///   - initialStates: the states before the first known value.
  ///   - values: the series; NaN where a value is missing.
  /// - Throws: ``ModelError`` if there are no more values than parameters, an infinite one, or no
  ///   likelihood, as where the form needs forecasts above zero that aren't.
  /// - Complexity: O(steps).
  package init(
    form: ETSForm, period: Int, parameters: ETSParameters, initialStates: ETSStates,
    values: [Double]
  ) throws(ModelError) {
    let series = try ETSSeries(values, period: form.hasSeason ? period : 1)
    let count = form.parameterCount(period: period)
    guard series.known > count else {
      throw .tooFewValues(known: series.known, needed: count + 1)
    }
    var recursion = ETSRecursion(form, period: series.period, series.values)
    let states = initialStates.scaled(by: -series.exponent, form)
    let criterion = recursion.criterion(parameters, states)
    guard criterion < .infinity else { throw .noLikelihood }
    self.init(form, series, parameters, states, recursion, criterion: criterion)
  }

  /// The model with the same parameters behind more values: the recursion goes on.
  ///
  /// States and forecasts have the bits of those of the recursion over the whole series; only where
  /// numbers are next to the smallest of doubles, they may differ. What is said of the fit stays what
  /// it was.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite`, `gapTooLong`, or `noLikelihood` where a form that needs
  ///   forecasts above zero has others, or the states aren't finite any more.
  /// - Complexity: O(values + period).
  package func continued(with values: [Double]) throws(ModelError) -> ETSModel {
    let (known, missing) = try values.behind(gap: missingAtEnd, limit: missingLimit)
    var model = self
    model.missingAtEnd = missing
    guard !known.isEmpty else { return model }
    var recursion = ETSRecursion(form, period: period, known)
    guard recursion.run(parameters, states) else { throw .noLikelihood }
    model.states = recursion.last
    guard model.states.level.isFinite, model.states.growth.isFinite,
      model.states.season.allSatisfy(\.isFinite)
    else { throw .noLikelihood }
    return model
  }

  /// The model of a series whose values are all equal: they go on, without errors.
  static func constant(_ series: ETSSeries) -> ETSModel {
    let states = ETSStates(level: series.values[0])
    let parameters = ETSParameters(level: 1 - ETSParameters.margin)
    let form = ETSForm(.additive, .none, .none)
    var recursion = ETSRecursion(form, period: 1, series.values)
    let criterion = recursion.criterion(parameters, states)
    // Of zeros not even the rounding is an error.
    return ETSModel(
      form, series, parameters, states, recursion, criterion: states.level == 0 ? 0 : criterion)
  }
}

extension ETSStates {
  /// The states in a unit that is smaller by a power of two.
  func scaled(by exponent: Int, _ form: ETSForm) -> ETSStates {
    ETSStates(
      level: scaledByTwo(level, exponent), growth: scaledByTwo(growth, exponent),
      season: form.season == .additive ? season.map { scaledByTwo($0, exponent) } : season)
  }
}

/// A number times a power of two, of any size.
private func scaledByTwo(_ value: Double, _ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: value)
}
