/// The Theta method: exponential smoothing with half the slope of the line through the series.
///
/// ```swift
/// let ahead = try Theta(period: 12).fit(values).forecast(steps: 18)
/// ```
///
/// Assimakopoulos, Nikolopoulos (2000), <https://doi.org/10.1016/S0169-2070(00)00066-2>, which won the
/// M3 competition; Hyndman, Billah (2003), <https://doi.org/10.1016/S0169-2070(01)00143-1>, showed
/// that it is this. A season is removed first, by classical decomposition, if the autocorrelation at
/// its length is significant at 90 %; as factors, or added where a value isn't above zero. As R's
/// `thetaf`, but that the standard errors of a series with factors have these too.
///
/// Missing values: the smoothing goes on as forecast (``ETS``), the line is that of the known values,
/// and the season that of the series as ``SeasonalInterpolation`` fills it.
package struct Theta: Sendable, Equatable {
  /// The steps of a season; 1 for none.
  package let period: Int

  /// A method for series with a season.
  ///
  /// - Parameter period: the steps of a season; 1 for none.
  package init(period: Int = 1) {
    precondition(period >= 1, "a season of a step at least")
    self.period = period
  }

  /// Fits the method to a series.
  ///
  /// - Parameter values: the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: ``ModelError`` if fewer than five values are known, or one is infinite.
  /// - Complexity: O(steps) for each evaluation of the smoothing, and O(steps × period).
  package func fit(_ values: [Double]) throws(ModelError) -> ThetaModel {
    try values.checkFinite()
    let season = try ThetaSeason(values, period: period)
    let adjusted = season.removed(from: values)
    let smoothing = try ETS(forms: [ETSForm(.additive, .none, .none)]).fit(adjusted)
    let first = values.firstIndex { !$0.isNaN } ?? 0
    return ThetaModel(
      smoothing: smoothing, drift: Self.slope(adjusted) / 2,
      count: values.count - first - smoothing.missingAtEnd, season: season)
  }

  /// The slope of the least squares line through the known values.
  private static func slope(_ values: [Double]) -> Double {
    let known = values.indices.filter { !values[$0].isNaN }
    let count = Double(known.count)
    // About the first value, so that a constant has no slope to the last bit.
    let base = values[known[0]]
    let place = known.reduce(0) { $0 + Double($1) } / count
    var (sum, squares) = (0.0, 0.0)
    for step in known {
      sum += (Double(step) - place) * (values[step] - base)
      squares += (Double(step) - place) * (Double(step) - place)
    }
    return squares > 0 ? sum / squares : 0
  }
}

/// A fitted ``Theta`` method.
package struct ThetaModel: ForecastModel, Equatable {
  /// The simple exponential smoothing of the series without its season.
  package let smoothing: ETSModel
  /// Half the slope of the line through the series, in the unit of the series for a step.
  package let drift: Double
  /// The steps from the first known value to the last.
  package let count: Int
  /// The season that was removed.
  package let season: ThetaSeason

  /// A model of its parts, such as a file has them.
  package init(smoothing: ETSModel, drift: Double, count: Int, season: ThetaSeason) {
    precondition(count >= 1, "a series")
    self.smoothing = smoothing
    self.drift = drift
    self.count = count
    self.season = season
  }

  /// The values that come next.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: O(horizon).
  package func forecast(steps horizon: Int) -> Forecast {
    var forecast = smoothing.forecast(steps: horizon)
    let alpha = smoothing.parameters.level
    // What the line has gained on the smoothing: (1 − (1 − α)ⁿ) / α steps.
    let lag = (1 - Self.power(1 - alpha, count)) / alpha
    for step in 0..<horizon {
      forecast.means[step] += drift * (Double(step + smoothing.missingAtEnd) + lag)
    }
    season.add(to: &forecast)
    return forecast
  }

  /// The model with the same parameters behind more values: the smoothing goes on, the slope stays,
  /// and the season repeats.
  ///
  /// States and forecasts have the bits of those of the same smoothing of the whole series, less the
  /// same season.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite`, `gapTooLong`, or `noLikelihood` where the level isn't finite
  ///   any more.
  /// - Complexity: O(values + period).
  package func continued(with values: [Double]) throws(ModelError) -> ThetaModel {
    try values.checkNotInfinite()
    let smoothing = try smoothing.continued(with: season.removed(fromNext: values))
    let passed = self.smoothing.missingAtEnd + values.count - smoothing.missingAtEnd
    return ThetaModel(
      smoothing: smoothing, drift: drift, count: count + passed,
      season: season.continued(by: values.count))
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
