/// A fitted model of any family: to forecast with, to describe, to keep in a file, and to go on with
/// when more values have come.
///
/// ```swift
/// var model = FittedModel.arima(try ARIMA(ARIMAOrder(2, 1, 2)).fit(temperatures))
/// print(model.name, model.facts.aicc ?? .nan)  // ARIMA(2,1,2) …
/// let file = try JSONEncoder().encode(model)
/// model = try JSONDecoder().decode(FittedModel.self, from: file)
/// model = try model.continued(with: today)
/// let ahead = model.forecast(steps: 72)
/// ```
///
/// A model that was read back forecasts with the same bits. A file has no values of the series but
/// those that forecasts need.
package enum FittedModel: ForecastModel {
  /// ARIMA with regressors.
  case arima(ARIMAModel)
  /// An autoregression with deterministic terms.
  case autoregression(AutoregressionModel)
  /// Exponential smoothing.
  case ets(ETSModel)
  /// The Theta method.
  case theta(ThetaModel)
  /// The dynamic optimised Theta method.
  case dynamicTheta(DynamicThetaModel)
  /// Seasons that repeat, and a model of the series without them.
  indirect case decomposition(DecompositionModel)
  /// The values of a season ago.
  case seasonalNaive(SeasonalNaive)
  /// The means of the places in a season.
  case seasonalMean(SeasonalMean)
  /// The mean of the forecasts of several models, of one at least; see ``Combination``.
  indirect case combination([FittedModel])

  /// The values that come next.
  ///
  /// - Precondition: horizon >= 1, and a combination has a model.
  /// - Complexity: that of the model.
  package func forecast(steps horizon: Int) -> Forecast {
    switch self {
    case .arima(let model): model.forecast(steps: horizon)
    case .autoregression(let model): model.forecast(steps: horizon)
    case .ets(let model): model.forecast(steps: horizon)
    case .theta(let model): model.forecast(steps: horizon)
    case .dynamicTheta(let model): model.forecast(steps: horizon)
    case .decomposition(let model): model.forecast(steps: horizon)
    case .seasonalNaive(let model): model.forecast(steps: horizon)
    case .seasonalMean(let model): model.forecast(steps: horizon)
    case .combination(let models): Combination(models).forecast(steps: horizon)
    }
  }

  /// The model with the same parameters behind more values: forecasts begin behind them.
  ///
  /// States move on as the filter of the family has them, without a new fit:
  ///
  /// - ARIMA and exponential smoothing filter the values; an autoregression takes them for its lags;
  ///   deterministic terms go on in time;
  /// - the Theta methods smooth on; the line of the classical one keeps its slope, and that of the
  ///   dynamic one follows the values, as it does within a series;
  /// - seasons of a decomposition, and of the Theta methods, repeat as they are;
  /// - naive and mean are what they would be on the whole series, to the bit;
  /// - each model of a combination goes on.
  ///
  /// The result is the same to the bit however values come in parts. Whether it has also the bits of
  /// a filter over the whole series, each family's `continued(with:)` says. What is said of the fit
  /// (likelihood, variance, criteria) remains that of the values that were fitted, except of naive
  /// and mean.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite` if a value is infinite; `noLikelihood` where values leave a
  ///   form of exponential smoothing no forecast above zero that needs one; `gapTooLong` where too
  ///   many steps are missing at the end; `tooFewValues` where a mean over the last seasons would
  ///   lack a place.
  /// - Complexity: that of the family's filter.
  package func continued(with values: [Double]) throws(ModelError) -> FittedModel {
    switch self {
    case .arima(let model): return .arima(try model.continued(with: values))
    case .autoregression(let model): return .autoregression(try model.continued(with: values))
    case .ets(let model): return .ets(try model.continued(with: values))
    case .theta(let model): return .theta(try model.continued(with: values))
    case .dynamicTheta(let model): return .dynamicTheta(try model.continued(with: values))
    case .decomposition(let model): return .decomposition(try model.continued(with: values))
    case .seasonalNaive(let model): return .seasonalNaive(try model.continued(with: values))
    case .seasonalMean(let model): return .seasonalMean(try model.continued(with: values))
    case .combination(let models):
      return .combination(
        try models.map { (model) throws(ModelError) in try model.continued(with: values) })
    }
  }
}
