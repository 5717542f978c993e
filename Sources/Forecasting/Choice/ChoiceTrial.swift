import TimeSeries

/// A backtest of candidates that costs a few fits.
///
/// The origins lie in the last quarter of a series, but no more than a year of hours. From each is
/// forecast as far as will be, but no further than half of that. An autoregression of all values is
/// fitted once, to the values before the first origin, and its coefficients are used from all
/// origins, see ``ReplayedAutoregression``; every other candidate is fitted at each origin.
struct ChoiceTrial {
  /// The series up to its last known value.
  private let values: [Double]
  private let origins: RollingOrigins

  /// From how many values on a series has many origins.
  static let longSeries = 500

  /// How many origins there are at most.
  private static let originCounts = (short: 4, long: 16)

  /// How many of the last steps the origins lie in, at most: a year of hours.
  private static let longestWindow = 8766

  /// Lays out origins; nil if there is no room for any.
  ///
  /// - Parameters:
  ///   - series: the series, NaN where a value is missing.
  ///   - period: the steps of its shortest season; 1 for none.
  ///   - horizon: how many steps will be forecast.
  init?(_ series: [Double], period: Int, horizon: Int) {
    guard let first = series.firstIndex(where: { !$0.isNaN }),
      let last = series.lastIndex(where: { !$0.isNaN })
    else { return nil }
    let known = last - first + 1
    let wanted = Swift.min(Swift.max(known / 4, 2 * horizon), Self.longestWindow)
    let window = Swift.min(wanted, known / 2)
    let horizon = Swift.min(horizon, window / 2)
    guard horizon >= 1 else { return nil }
    let origins = RollingOrigins(
      steps: last + 1, horizon: horizon,
      count: known >= Self.longSeries ? Self.originCounts.long : Self.originCounts.short,
      period: period, leastTraining: last + 1 - window)
    guard !origins.trainingEnds.isEmpty else { return nil }
    values = Array(series[...last])
    self.origins = origins
  }

  /// From how many origins is forecast.
  var originCount: Int { origins.trainingEnds.count }

  /// The mean absolute error of a candidate; infinite if it can't be fitted at some origin, or if no
  /// value is known.
  func error(of candidate: Candidate) -> Double {
    guard let forecasts = forecasts(of: candidate) else { return .infinity }
    var (sum, count) = (0.0, 0.0)
    for (end, means) in zip(origins.trainingEnds, forecasts) {
      for (value, mean) in zip(values[end...], means) where !value.isNaN {
        sum += abs(value - mean)
        count += 1
      }
    }
    let error = sum / count
    return error.isFinite ? error : .infinity
  }

  /// The values expected from each origin.
  private func forecasts(of candidate: Candidate) -> [[Double]]? {
    let first = origins.trainingEnds[0]
    guard case .autoregression = candidate.method, candidate.trainingLength == nil else {
      return refitted(candidate)
    }
    guard case .autoregression(let autoregression)? = try? candidate.fit(Array(values[..<first]))
    else { return nil }
    let replay = ReplayedAutoregression(autoregression, values: values, origins: origins)
    return all { replay.means(from: $0, steps: origins.horizon) }
  }

  private func refitted(_ candidate: Candidate) -> [[Double]]? {
    all { end in
      (try? candidate.fit(Array(values[..<end])))?.forecast(steps: origins.horizon).means
    }
  }

  private func all(_ forecast: (Int) -> [Double]?) -> [[Double]]? {
    var forecasts: [[Double]] = []
    for end in origins.trainingEnds {
      guard let means = forecast(end) else { return nil }
      forecasts.append(means)
    }
    return forecasts
  }
}
