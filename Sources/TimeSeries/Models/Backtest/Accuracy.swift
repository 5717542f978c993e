/// How far forecasts were from what came, step by step ahead.
///
/// ```swift
/// let accuracy = Accuracy(of: forecasts, levels: [0.8, 0.95])
/// accuracy.measures(ofSteps: 0..<24).meanAbsoluteScaledError
/// ```
///
/// Missing values are left out, and counted.
package struct Accuracy: Sendable, Equatable {
  /// The probabilities of the intervals whose coverage is measured.
  package let levels: [Double]
  /// How many origins the method couldn't forecast from.
  package let failureCount: Int
  private let sums: [Sums]

  /// The sums over the origins for one step ahead.
  private struct Sums: Equatable {
    var (count, missing) = (0, 0)
    var (absolute, squares, symmetric) = (0.0, 0.0, 0.0)
    var (scaled, scaledCount) = (0.0, 0)
    var covered: [Int]

    init(levels: Int) { covered = [Int](repeating: 0, count: levels) }

    mutating func add(_ value: Double, _ mean: Double, scale: Double) {
      let error = abs(value - mean)
      count += 1
      absolute += error
      squares += error * error
      // Where both are zero, there is no error.
      let size = abs(value) + abs(mean)
      if size > 0 { symmetric += 200 * (error / size) }
      if scale > 0 {
        scaled += error / scale
        scaledCount += 1
      }
    }

    mutating func add(_ other: Sums) {
      count += other.count
      missing += other.missing
      absolute += other.absolute
      squares += other.squares
      symmetric += other.symmetric
      scaled += other.scaled
      scaledCount += other.scaledCount
      for index in covered.indices { covered[index] += other.covered[index] }
    }
  }

  /// Measures forecasts.
  ///
  /// - Parameters:
  ///   - forecasts: the forecasts from each origin, in order; all of as many steps.
  ///   - levels: the probabilities of the intervals whose coverage is measured.
  ///   - failureCount: how many origins the method couldn't forecast from.
  /// - Complexity: O(origins × steps × levels).
  package init(of forecasts: [OriginForecast], levels: [Double] = [], failureCount: Int = 0) {
    self.levels = levels
    self.failureCount = failureCount
    let horizon = forecasts.first?.actual.count ?? 0
    var sums = [Sums](repeating: Sums(levels: levels.count), count: horizon)
    for forecast in forecasts {
      let intervals = levels.map { forecast.forecast.interval(level: $0) }
      for step in 0..<horizon {
        let value = forecast.actual[step]
        guard !value.isNaN else {
          sums[step].missing += 1
          continue
        }
        sums[step].add(value, forecast.forecast.means[step], scale: forecast.scale)
        for (index, interval) in intervals.enumerated()
        where value >= interval.lower[step] && value <= interval.upper[step] {
          sums[step].covered[index] += 1
        }
      }
    }
    self.sums = sums
  }

  /// How many steps ahead were forecast; 0 if all origins failed.
  package var horizon: Int { sums.count }

  /// The measures of some steps ahead, of which the first is 0; all errors weigh the same.
  ///
  /// - Parameter steps: the steps, within the horizon.
  /// - Returns: the measures.
  /// - Complexity: O(steps × levels).
  package func measures(ofSteps steps: Range<Int>) -> Measures {
    var sum = Sums(levels: levels.count)
    for step in steps { sum.add(sums[step]) }
    let count = Double(sum.count)
    func mean(_ total: Double) -> Double? { sum.count > 0 ? total / count : nil }
    return Measures(
      count: sum.count, missingCount: sum.missing, meanAbsoluteError: mean(sum.absolute),
      rootMeanSquaredError: mean(sum.squares)?.squareRoot(),
      meanAbsoluteScaledError: sum.scaledCount == sum.count
        ? mean(sum.scaled) : nil,
      symmetricMeanAbsolutePercentageError: mean(sum.symmetric),
      coverage: sum.covered.map { mean(Double($0)) ?? .nan })
  }

  /// The measures of all steps.
  package var overall: Measures { measures(ofSteps: 0..<horizon) }

  /// What is known of the errors; nil where no value was known.
  package struct Measures: Sendable, Equatable {
    /// How many values were compared.
    package let count: Int
    /// How many values were missing.
    package let missingCount: Int
    /// MAE, in the unit of the series.
    package let meanAbsoluteError: Double?
    /// RMSE, in the unit of the series.
    package let rootMeanSquaredError: Double?
    /// MASE: below 1, forecasts are better than a season's repetition was before the origin; nil also
    /// where that had no error or nothing to compare.
    package let meanAbsoluteScaledError: Double?
    /// sMAPE, the mean of 200 |error| / (|value| + |forecast|): from 0 to 200.
    package let symmetricMeanAbsolutePercentageError: Double?
    /// For each level, which part of the values lay within the interval; NaN where none was known.
    package let coverage: [Double]
  }
}
