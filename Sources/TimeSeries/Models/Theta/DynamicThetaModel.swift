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
  /// The steps from the first known value to the last.
  package let count: Int
  /// The steps behind the last known value that have none.
  package let missingAtEnd: Int
  /// The variance of the errors: the sum of the squares over the number of values less three.
  package let variance: Double
  /// The season that was removed.
  package let season: ThetaSeason

  /// A model of its parts, such as a file has them.
  package init(
    alpha: Double, weight: Double, level: Double, mean: Double, slope: Double, count: Int,
    missingAtEnd: Int, variance: Double, season: ThetaSeason
  ) {
    self.alpha = alpha
    self.weight = weight
    self.level = level
    self.mean = mean
    self.slope = slope
    self.count = count
    self.missingAtEnd = missingAtEnd
    self.variance = variance
    self.season = season
  }

  init(_ fit: DynamicThetaSeries.Fit, _ series: DynamicThetaSeries, _ season: ThetaSeason) {
    self.init(
      alpha: fit.alpha, weight: fit.weight, level: fit.lastLevel, mean: series.mean,
      slope: series.lines[series.lines.count - 1].slope, count: series.values.count,
      missingAtEnd: series.missingAtEnd, variance: fit.sumOfSquares / Double(series.known - 3),
      season: season)
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

  /// Level, mean and slope, and their covariance.
  private struct State {
    private let model: DynamicThetaModel
    private var values: [Double]
    private var covariance = [[Double]](repeating: [0, 0, 0], count: 3)
    private var count: Double
    private var power = 1.0

    init(_ model: DynamicThetaModel) {
      self.model = model
      values = [model.level, model.mean, model.slope]
      count = Double(model.count)
      for _ in 0..<model.count where power > 0 { power *= 1 - model.alpha }
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
