private import NumericalMethods

/// The dynamic optimised Theta method: exponential smoothing with a part of the slope of the line
/// through all values so far.
///
/// ```swift
/// let ahead = try DynamicTheta(period: 12).fit(values).forecast(steps: 18)
/// ```
///
/// Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler (2016),
/// <https://doi.org/10.1016/j.ijforecast.2016.02.005>, the model DOTM: unlike in ``Theta``, the line
/// is that of the values until then, not of all, and its weight 1 − 1/θ is fitted, with α and the
/// first level, to the least sum of squared one-step errors. For a given α the sum is that of a
/// linear regression on first level and weight, so that only α is searched for. The season is removed
/// as in ``Theta``.
///
/// Missing values: the smoothing goes on as forecast, and the line goes through values between the
/// known ones.
package struct DynamicTheta: Sendable, Equatable {
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
  /// - Complexity: O(steps) for each α that is tried, and O(steps × period).
  package func fit(_ values: [Double]) throws(ModelError) -> DynamicThetaModel {
    try values.checkFinite()
    let season = try ThetaSeason(values, period: period)
    let series = DynamicThetaSeries(season.removed(from: values))
    guard series.known >= 5 else { throw .tooFewValues(known: series.known, needed: 5) }
    var best = series.regression(alpha: 0.5)
    var index = 0
    // Coarsely first, as there may be several minima.
    let places = (0...20).map { 0.01 + 0.049 * Double($0) }
    for (place, alpha) in places.enumerated() {
      let fit = series.regression(alpha: alpha)
      if fit.sumOfSquares < best.sumOfSquares { (best, index) = (fit, place) }
    }
    let found = Brent().minimum(
      between: places[Swift.max(index - 1, 0)], and: places[Swift.min(index + 1, 20)]
    ) { series.regression(alpha: $0).sumOfSquares }
    let refined = series.regression(alpha: found.point[0])
    if refined.sumOfSquares < best.sumOfSquares { best = refined }
    return DynamicThetaModel(best, series, season)
  }
}

/// A series and the line through its values so far.
struct DynamicThetaSeries {
  /// What is known of α, the first level and the weight of the line.
  struct Fit {
    var alpha: Double
    var firstLevel: Double
    var weight: Double
    var lastLevel: Double
    var sumOfSquares: Double
  }

  /// From the first known value to the last.
  let values: [Double]
  /// How many are known.
  let known: Int
  /// How many values are missing behind the last known one.
  let missingAtEnd: Int
  /// The line's intercept and slope before each value, and behind the last.
  let lines: [(intercept: Double, slope: Double)]
  /// The mean of the values.
  let mean: Double

  init(_ series: [Double]) {
    let present = series.indices.filter { !series[$0].isNaN }
    let (first, last) = (present[0], present[present.count - 1])
    values = Array(series[first...last])
    known = present.count
    missingAtEnd = series.count - 1 - last
    let filled = SeasonalInterpolation.linearly(values, present.map { $0 - first })
    var (mean, slope) = (0.0, 0.0)
    var lines = [(0.0, 0.0)]
    for (step, value) in filled.enumerated() {
      let count = Double(step + 1)
      slope = step == 0 ? 0 : ((count - 2) * slope + 6 / count * (value - mean)) / (count + 1)
      mean += (value - mean) / count
      lines.append((mean - 0.5 * (count + 1) * slope, slope))
    }
    self.lines = lines
    self.mean = mean
  }

  /// The first level and the weight of the line that fit best with some α; the weight is from 0 to 1.
  func regression(alpha: Double) -> Fit {
    var (levels, mixed, weights, ofLevel, ofWeight) = (0.0, 0.0, 0.0, 0.0, 0.0)
    run(alpha) { level, line, rest in
      levels += level * level
      mixed += level * line
      weights += line * line
      ofLevel += level * rest
      ofWeight += line * rest
    }
    let determinant = levels * weights - mixed * mixed
    var weight =
      determinant > 1e-14 * levels * weights
      ? (levels * ofWeight - mixed * ofLevel) / determinant : 0
    weight = Swift.min(Swift.max(weight, 0), 1)
    let firstLevel = (ofLevel - weight * mixed) / levels
    var sum = 0.0
    let last = run(alpha) { level, line, rest in
      let error = rest - firstLevel * level - weight * line
      sum += error * error
    }
    return Fit(
      alpha: alpha, firstLevel: firstLevel, weight: weight,
      lastLevel: last.smoothed + firstLevel * last.level + weight * last.line, sumOfSquares: sum)
  }

  /// Goes through the known values, with what the first level and the weight of the line do to the
  /// forecast, and what is left of the value without them.
  @discardableResult
  private func run(
    _ alpha: Double, _ body: (_ level: Double, _ line: Double, _ rest: Double) -> Void
  ) -> (level: Double, line: Double, smoothed: Double) {
    let rest = 1 - alpha
    var (level, line, smoothed, power) = (1.0, 0.0, 0.0, 1.0)
    for step in values.indices {
      let gained = power * lines[step].intercept + (1 - power * rest) / alpha * lines[step].slope
      power *= rest
      guard !values[step].isNaN else {
        line += alpha * gained
        continue
      }
      body(level, line + gained, values[step] - smoothed)
      level *= rest
      line *= rest
      smoothed += alpha * (values[step] - smoothed)
    }
    return (level, line, smoothed)
  }
}
