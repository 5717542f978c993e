/// A fitted ``DynamicTheta`` method.
package struct DynamicThetaModel: ForecastModel, Equatable {
  /// α: how much of an error goes into the level.
  package let alpha: Double
  /// 1 − 1/θ: how much of the line is added; 0 is exponential smoothing, 0.5 the classical method.
  package let weight: Double
  /// The level behind the last known value, in the unit of the series without its season.
  package let level: Double
  /// The mean of the values.
  package let mean: Double
  /// The slope of the line through the values.
  package let slope: Double
  /// The last known value without its season, from which the line goes on where values are missing.
  package let lastValue: Double
  /// The steps from the first known value to the last.
  package let count: Int
  /// The steps behind the last known value that have none.
  package let missingAtEnd: Int
  /// The variance of the errors: the sum of the squares over the number of values less three.
  package let variance: Double
  /// How many values were known when it was fitted.
  package let observationCount: Int
  /// The season that was removed.
  package let season: ThetaSeason

  /// A model of its parts, such as a file has them.
  package init(
    alpha: Double, weight: Double, level: Double, mean: Double, slope: Double, lastValue: Double,
    count: Int, missingAtEnd: Int, variance: Double, observationCount: Int, season: ThetaSeason
  ) {
    self.alpha = alpha
    self.weight = weight
    self.level = level
    self.mean = mean
    self.slope = slope
    self.lastValue = lastValue
    self.count = count
    self.missingAtEnd = missingAtEnd
    self.variance = variance
    self.observationCount = observationCount
    self.season = season
  }

  init(_ fit: DynamicThetaSeries.Fit, _ series: DynamicThetaSeries, _ season: ThetaSeason) {
    self.init(
      alpha: fit.alpha, weight: fit.weight, level: fit.lastLevel, mean: series.mean,
      slope: series.lines[series.lines.count - 1].slope,
      lastValue: series.values[series.values.count - 1], count: series.values.count,
      missingAtEnd: series.missingAtEnd, variance: fit.sumOfSquares / Double(series.known - 3),
      observationCount: series.known, season: season)
  }

  /// The values that come next.
  ///
  /// Level, mean and slope are linear in the values, so that their covariance, and with it the
  /// variances of the forecasts, follow exactly from step to step.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: O(horizon).
  package func forecast(steps horizon: Int) -> Forecast {
    precondition(horizon >= 1, "a step ahead at least")
    var state = State(self)
    var forecast = Forecast(means: [], standardErrors: [])
    for step in 0..<horizon + missingAtEnd {
      let (mean, spread) = state.next()
      guard step >= missingAtEnd else { continue }
      forecast.means.append(mean)
      forecast.standardErrors.append((spread + variance).squareRoot())
    }
    season.add(to: &forecast)
    return forecast
  }

  /// The model with the same parameters behind more values: level and line follow them, and the season
  /// repeats.
  ///
  /// Level, mean and slope are those of the recursion over the whole series less the same season, to
  /// the rounding: the fit has the level as a sum of parts, and so other last bits.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite`, `gapTooLong`, or `noLikelihood` where the level isn't finite
  ///   any more.
  /// - Complexity: O(values + period).
  package func continued(with values: [Double]) throws(ModelError) -> DynamicThetaModel {
    try values.checkNotInfinite()
    let (known, missing) = try season.removed(fromNext: values).behind(gap: missingAtEnd)
    let line = [lastValue] + known
    let filled = SeasonalInterpolation.linearly(line, line.indices.filter { !line[$0].isNaN })
    var (level, mean, slope, count) = (level, mean, slope, Double(count))
    var power = Self.power(1 - alpha, self.count)
    for (value, lineValue) in zip(known, filled.dropFirst()) {
      let intercept = mean - 0.5 * (count + 1) * slope
      let gained = power * intercept + (1 - power * (1 - alpha)) / alpha * slope
      power *= 1 - alpha
      let error = value.isNaN ? weight * gained : value - level
      level += alpha * error
      count += 1
      slope = ((count - 2) * slope + 6 / count * (lineValue - mean)) / (count + 1)
      mean += (lineValue - mean) / count
    }
    guard level.isFinite, mean.isFinite, slope.isFinite else { throw .noLikelihood }
    return DynamicThetaModel(
      alpha: alpha, weight: weight, level: level, mean: mean, slope: slope,
      lastValue: known.last ?? lastValue, count: self.count + known.count, missingAtEnd: missing,
      variance: variance, observationCount: observationCount,
      season: season.continued(by: values.count))
  }

  /// A power of a number from 0 to 1, multiplied step by step as the fit does, until it vanishes.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (power, rest) = (1.0, exponent)
    while rest > 0, power > 0 {
      power *= base
      rest -= 1
    }
    return power
  }

  /// Level, mean and slope, and their covariance.
  private struct State {
    private let model: DynamicThetaModel
    private var values: [Double]
    private var covariance = [[Double]](repeating: [0, 0, 0], count: 3)
    private var count: Double
    private var power: Double

    init(_ model: DynamicThetaModel) {
      self.model = model
      values = [model.level, model.mean, model.slope]
      count = Double(model.count)
      power = DynamicThetaModel.power(1 - model.alpha, model.count)
    }

    /// The mean of the next value and the variance that comes from the state; goes a step on.
    mutating func next() -> (mean: Double, spread: Double) {
      let (alpha, weight) = (model.alpha, model.weight)
      // The line's intercept is the mean less (count + 1)/2 slopes.
      let gained = (1 - power * (1 - alpha)) / alpha - 0.5 * power * (count + 1)
      let row = [1, weight * power, weight * gained]
      let mean = dot(row, values)
      let images = covariance.map { dot($0, row) }
      let spread = dot(row, images)
      count += 1
      power *= 1 - alpha
      let entry = [alpha, 1 / count, 6 / (count * (count + 1))]
      let kept = [
        [1 - alpha, 0, 0], [0, 1 - 1 / count, 0],
        [0, -6 / (count * (count + 1)), (count - 2) / (count + 1)],
      ]
      // What an error does comes through the value alone: the state becomes (F + g w) x + g ε.
      let matrix = (0..<3).map { line in
        (0..<3).map { kept[line][$0] + entry[line] * row[$0] }
      }
      values = matrix.map { dot($0, values) }
      let half = matrix.map { line in (0..<3).map { dot(line, covariance[$0]) } }
      covariance = (0..<3).map { first in
        (0..<3).map { second in
          dot(half[first], matrix[second]) + model.variance * entry[first] * entry[second]
        }
      }
      return (mean, spread)
    }

    private func dot(_ first: [Double], _ second: [Double]) -> Double {
      first[0] * second[0] + first[1] * second[1] + first[2] * second[2]
    }
  }
}
