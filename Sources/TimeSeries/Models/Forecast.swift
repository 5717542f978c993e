import NumericalMethods

/// What a model says about the values that follow a series.
package struct Forecast: Sendable, Equatable {
  /// The expected values, one for each step ahead, in the unit of the series.
  package var means: [Double]

  /// The standard deviations of the errors of the forecasts, under the model; as many as `means`.
  package var standardErrors: [Double]

  /// Creates a forecast.
  ///
  /// - Parameters:
  ///   - means: the expected values.
  ///   - standardErrors: the standard deviations of their errors, as many.
  package init(means: [Double], standardErrors: [Double]) {
    precondition(means.count == standardErrors.count, "as many errors as values")
    self.means = means
    self.standardErrors = standardErrors
  }

  /// The bounds between which the values lie with some probability, if their errors are Gaussian.
  ///
  /// - Parameter level: the probability, above 0 and below 1, such as 0.95.
  /// - Returns: the bounds, one pair for each step ahead.
  package func interval(level: Double) -> (lower: [Double], upper: [Double]) {
    Self.interval(means: means, standardErrors: standardErrors, level: level)
  }

  /// The bounds between which values lie with some probability, if their errors are Gaussian; see
  /// ``interval(level:)``.
  package static func interval(
    means: [Double], standardErrors: [Double], level: Double
  ) -> (lower: [Double], upper: [Double]) {
    precondition(level > 0 && level < 1, "no probability")
    // Of the lower tail, which is exact also where 1 − level is small.
    let width = -NormalDistribution.quantile((1 - level) / 2)
    return (
      zip(means, standardErrors).map { $0 - width * $1 },
      zip(means, standardErrors).map { $0 + width * $1 }
    )
  }
}

/// A model whose parameters are known.
package protocol ForecastModel: Sendable {
  /// The values that come next.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: O(horizon × order).
  func forecast(steps horizon: Int) -> Forecast
}
