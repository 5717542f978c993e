/// The forecasts that methods would have made from rolling origins.
///
/// ```swift
/// let backtest = Backtest(values, origins, period: 24)
/// let theta = backtest.run { values, horizon in
///   try Theta(period: 24).fit(values).forecast(steps: horizon)
/// }
/// theta.accuracy().overall.meanAbsoluteScaledError
/// ```
///
/// An origin is independent of the others, so that they can be computed anywhere and put together
/// in their order.
package struct Backtest: Sendable {
  /// Fits a method to the values before an origin, and forecasts so many steps.
  package typealias Method = (_ training: [Double], _ horizon: Int) throws -> Forecast

  /// The series; NaN where a value is missing.
  package let values: [Double]
  /// The origins.
  package let origins: RollingOrigins
  /// The steps of a season, a season ago being what errors are scaled by; 1 for none.
  package let period: Int

  /// A series and its origins.
  ///
  /// - Precondition: the origins are those of a series as long as this.
  package init(_ values: [Double], _ origins: RollingOrigins, period: Int = 1) {
    precondition(
      origins.trainingEnds.allSatisfy { $0 >= 1 && $0 <= values.count - origins.horizon },
      "origins of another series")
    self.values = values
    self.origins = origins
    self.period = period
  }

  /// What a method forecast from all origins.
  package struct Run: Sendable {
    /// The forecasts, by origin; those of origins where the method failed are missing.
    package let forecasts: [OriginForecast]
    /// Where the method failed, and why.
    package let failures: [(trainingEnd: Int, error: any Error)]

    /// The accuracy of the forecasts.
    ///
    /// - Parameter levels: the probabilities of the intervals whose coverage is measured.
    /// - Returns: the accuracy by step.
    package func accuracy(levels: [Double] = []) -> Accuracy {
      Accuracy(of: forecasts, levels: levels, failureCount: failures.count)
    }
  }

  /// A forecast that isn't one.
  package enum Failure: Error, Equatable {
    /// A mean or a standard error isn't finite.
    case notFinite(step: Int)
  }

  /// Runs a method from all origins.
  ///
  /// - Parameter method: fits and forecasts.
  /// - Returns: the forecasts.
  /// - Complexity: that of the method for each origin.
  package func run(_ method: Method) -> Run {
    var (forecasts, failures): ([OriginForecast], [(Int, any Error)]) = ([], [])
    for end in origins.trainingEnds {
      do {
        forecasts.append(try forecast(from: end, method))
      } catch {
        failures.append((end, error))
      }
    }
    return Run(forecasts: forecasts, failures: failures)
  }

  /// Runs a method from one origin.
  ///
  /// - Parameters:
  ///   - end: one of the origins' `trainingEnds`.
  ///   - method: fits and forecasts.
  /// - Returns: the forecast and what came.
  /// - Throws: what the method throws, or a ``Failure``.
  package func forecast(from end: Int, _ method: Method) throws -> OriginForecast {
    let training = Array(values[..<end])
    let forecast = try method(training, origins.horizon)
    precondition(forecast.means.count == origins.horizon, "as many forecasts as steps")
    for step in forecast.means.indices
    where !forecast.means[step].isFinite || !forecast.standardErrors[step].isFinite {
      throw Failure.notFinite(step: step)
    }
    return OriginForecast(
      trainingEnd: end, forecast: forecast, actual: Array(values[end..<end + origins.horizon]),
      scale: OriginForecast.scale(training, period: period))
  }

  /// What the last value would have forecast.
  ///
  /// - Returns: the forecasts of ``SeasonalNaive`` without a season.
  package func naive() -> Run {
    run { values, horizon in try SeasonalNaive(values).forecast(steps: horizon) }
  }

  /// What the last season would have forecast.
  ///
  /// - Returns: the forecasts of ``SeasonalNaive``.
  package func seasonalNaive() -> Run {
    let period = period
    return run { values, horizon in
      try SeasonalNaive(values, period: period).forecast(steps: horizon)
    }
  }
}
