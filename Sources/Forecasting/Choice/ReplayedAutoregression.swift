import TimeSeries

/// The forecasts that an autoregression makes from several origins with the coefficients of one fit.
///
/// A fit costs some thousand times what a forecast does, and a few more values hardly change the
/// coefficients of a long series.
struct ReplayedAutoregression {
  private let model: AutoregressionModel
  /// The series, with gaps between known values on lines.
  private let filled: [Double]
  /// For each step, the last one up to it with a value; −1 where there is none.
  private let lastKnown: [Int]
  /// The deterministic part of each step from `firstStep` on.
  private let regression: [Double]
  private let firstStep: Int

  /// Prepares forecasts.
  ///
  /// - Parameters:
  ///   - model: fitted to the series up to the first origin.
  ///   - values: the series; NaN where a value is missing.
  ///   - origins: from where is forecast.
  /// - Complexity: O(steps + terms × steps behind the first origin).
  init(_ model: AutoregressionModel, values: [Double], origins: RollingOrigins) {
    self.model = model
    (filled, lastKnown) = Self.fill(values)
    let ends = origins.trainingEnds
    // An origin behind a gap begins its forecasts within the gap.
    firstStep = lastKnown[ends[0] - 1] + 1
    let steps = firstStep..<ends[ends.count - 1] + origins.horizon
    var regression = [Double](repeating: 0, count: steps.count)
    let columns = model.specification.terms.columns(steps)
    for (coefficient, column) in zip(model.regression, columns) {
      for step in column.indices { regression[step] += coefficient * column[step] }
    }
    self.regression = regression
  }

  /// The values expected from an origin on.
  ///
  /// - Parameters:
  ///   - end: how many values are known.
  ///   - horizon: how many are forecast.
  /// - Returns: the values; nil if fewer are known than the longest lag.
  /// - Complexity: O((horizon + steps since the last known value) × lags).
  func means(from end: Int, steps horizon: Int) -> [Double]? {
    let start = lastKnown[end - 1] + 1
    let lags = model.specification.lags
    let longest = lags.last ?? 0
    guard start - longest >= 0, !filled[start - longest].isNaN else {
      return nil
    }
    var values = Array(filled[start - longest..<start])
    for step in start..<end + horizon {
      var mean = regression[step - firstStep]
      for (coefficient, lag) in zip(model.coefficients, lags) {
        mean += coefficient * values[values.count - lag]
      }
      values.append(mean)
    }
    return Array(values.suffix(horizon))
  }

  /// Puts lines into gaps; a line that ends behind an origin isn't used from there.
  private static func fill(_ values: [Double]) -> (filled: [Double], lastKnown: [Int]) {
    var filled = values
    var lastKnown = [Int](repeating: -1, count: values.count)
    var last = -1
    for step in values.indices {
      if !values[step].isNaN {
        if last >= 0, step - last > 1 {
          let rise = (values[step] - values[last]) / Double(step - last)
          for place in last + 1..<step {
            filled[place] = values[last] + rise * Double(place - last)
          }
        }
        last = step
      }
      lastKnown[step] = last
    }
    return (filled, lastKnown)
  }
}
