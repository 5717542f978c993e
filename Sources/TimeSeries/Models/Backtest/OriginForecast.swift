/// What was forecast from an origin, and what came.
package struct OriginForecast: Sendable, Equatable {
  /// How many values the method had.
  package let trainingEnd: Int
  /// What was forecast.
  package let forecast: Forecast
  /// What came, as many values; NaN where a value is missing.
  package let actual: [Double]
  /// The mean absolute change from season to season in the values that the method had, by which
  /// errors are scaled; NaN if there is none.
  package let scale: Double

  /// A forecast and what came.
  ///
  /// - Precondition: as many values as forecasts.
  package init(trainingEnd: Int, forecast: Forecast, actual: [Double], scale: Double) {
    precondition(forecast.means.count == actual.count, "a value for each forecast")
    self.trainingEnd = trainingEnd
    self.forecast = forecast
    self.actual = actual
    self.scale = scale
  }

  /// The errors, what came less what was forecast; NaN where a value is missing.
  package var errors: [Double] { zip(actual, forecast.means).map { $0 - $1 } }

  /// The mean absolute difference of values that are a season apart, where both are known: the error
  /// of the seasonal naive forecast.
  ///
  /// Hyndman, Koehler (2006), <https://doi.org/10.1016/j.ijforecast.2006.03.001>.
  ///
  /// - Parameters:
  ///   - values: a series; NaN where a value is missing.
  ///   - period: the steps of a season; 1 for none.
  /// - Returns: the mean; NaN if there is no such pair.
  /// - Complexity: O(steps).
  package static func scale(_ values: some RandomAccessCollection<Double>, period: Int) -> Double {
    var (sum, count) = (0.0, 0.0)
    for (before, value) in zip(values, values.dropFirst(period)) {
      let change = abs(value - before)
      guard !change.isNaN else { continue }
      sum += change
      count += 1
    }
    return count > 0 ? sum / count : .nan
  }
}
