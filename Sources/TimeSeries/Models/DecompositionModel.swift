/// A model of a series without its seasons, whose forecasts get the seasons again.
///
/// ```swift
/// let parts = try MSTL(periods: [24, 168]).decompose(values)
/// let model = DecompositionModel(parts, adjusted: .ets(try ETS().fit(parts.seasonallyAdjusted)))
/// let ahead = model.forecast(steps: 72)
/// ```
///
/// The last period of each season is repeated. The standard errors are those of the model, as if the
/// seasons were known: as in `stlf` of R's package `forecast`; Hyndman, Athanasopoulos, *Forecasting:
/// Principles and Practice*, 3rd edition, section 5.7.
package struct DecompositionModel: ForecastModel {
  /// The model of the series without its seasons.
  package let adjusted: FittedModel
  /// The last period of each season.
  package let seasons: [[Double]]

  /// A model of its parts, such as a file has them.
  ///
  /// - Parameters:
  ///   - adjusted: the model of the series without its seasons.
  ///   - seasons: the last period of each season, from the step behind the end on.
  /// - Precondition: no season is empty.
  package init(adjusted: FittedModel, seasons: [[Double]]) {
    precondition(seasons.allSatisfy { !$0.isEmpty }, "seasons of a step at least")
    self.adjusted = adjusted
    self.seasons = seasons
  }

  /// A model of a decomposed series.
  ///
  /// - Parameters:
  ///   - parts: the decomposition.
  ///   - adjusted: a model of its `seasonallyAdjusted`.
  package init(_ parts: SeasonalDecomposition, adjusted: FittedModel) {
    self.init(
      adjusted: adjusted,
      seasons: zip(parts.periods, parts.seasons).map { period, season in
        Array(season.suffix(period))
      })
  }

  /// The values that come next.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: that of the model, and O(horizon × seasons).
  package func forecast(steps horizon: Int) -> Forecast {
    var forecast = adjusted.forecast(steps: horizon)
    for season in seasons {
      for step in 0..<horizon { forecast.means[step] += season[step % season.count] }
    }
    return forecast
  }

  /// The model behind more values: the seasons repeat, and the model of what is left goes on with the
  /// values less the seasons.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite`, or what the model of what is left throws.
  /// - Complexity: that of the model, and O(values × seasons + periods).
  package func continued(with values: [Double]) throws(ModelError) -> DecompositionModel {
    try values.checkNotInfinite()
    var rest = values
    for season in seasons {
      for step in rest.indices { rest[step] -= season[step % season.count] }
    }
    return DecompositionModel(
      adjusted: try adjusted.continued(with: rest),
      seasons: seasons.map { $0.rotated(by: values.count) })
  }
}
