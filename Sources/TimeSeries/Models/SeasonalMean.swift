/// The mean of each place in the season over the last seasons, such as each hour's mean over the
/// last seven days.
///
/// ```swift
/// let ahead = try SeasonalMean(values, period: 24, seasons: 7).forecast(steps: 72)
/// ```
///
/// The standard error of a place with k values is σ √(1 + 1/k), and σ² the sum of the squares about
/// the means over the number of values less that of the means: Hyndman, Athanasopoulos, *Forecasting:
/// Principles and Practice*, 3rd edition, section 5.5, for each place. It doesn't grow with the
/// horizon.
package struct SeasonalMean: ForecastModel, Equatable {
  /// The steps of a season; 1 for none.
  package let period: Int
  /// The mean of each place in the season, that of the step behind the end first.
  package let means: [Double]
  /// How many values each of them is the mean of.
  package let counts: [Int]
  /// σ²: the variance about the means.
  package let variance: Double

  /// A model of its parts, such as a file has them.
  ///
  /// - Precondition: as many means and counts as the season has steps.
  package init(means: [Double], counts: [Int], variance: Double) {
    precondition(!means.isEmpty && means.count == counts.count, "a mean for each place")
    period = means.count
    self.means = means
    self.counts = counts
    self.variance = variance
  }

  /// Takes the means of a series.
  ///
  /// - Parameters:
  ///   - values: the series; NaN where a value is missing, which is left out.
  ///   - period: the steps of a season; 1 for none.
  ///   - seasons: over how many of the last seasons, two at least; nil for all.
  /// - Throws: ``ModelError`` if a place in the season has no value in these seasons (then `known`
  ///   counts places), if none has two, or if a value is infinite.
  /// - Complexity: O(steps).
  package init(_ values: [Double], period: Int = 1, seasons: Int? = nil) throws(ModelError) {
    precondition(period >= 1 && seasons ?? 2 >= 2, "two seasons at least")
    try values.checkFinite()
    let end = values.count
    let (length, overflow) = period.multipliedReportingOverflow(by: seasons ?? end)
    let first = overflow || length > end ? 0 : end - length
    var means = [Double](repeating: 0, count: period)
    var counts = [Int](repeating: 0, count: period)
    var squares = 0.0
    for step in first..<end where !values[step].isNaN {
      // The place of the step behind the end is the first. Welford's update of means and squares.
      let place = (step - end % period + period) % period
      counts[place] += 1
      let distance = values[step] - means[place]
      means[place] += distance / Double(counts[place])
      squares += distance * (values[step] - means[place])
    }
    guard counts.allSatisfy({ $0 > 0 }) else {
      throw .tooFewValues(known: counts.count { $0 > 0 }, needed: period)
    }
    let known = counts.reduce(0, +)
    guard known > period else { throw .tooFewValues(known: known, needed: period + 1) }
    self.init(means: means, counts: counts, variance: squares / Double(known - period))
  }

  /// The values that come next.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: O(horizon).
  package func forecast(steps horizon: Int) -> Forecast {
    precondition(horizon >= 1, "a step ahead at least")
    return Forecast(
      means: (0..<horizon).map { means[$0 % period] },
      standardErrors: (0..<horizon).map { step in
        (variance * (1 + 1 / Double(counts[step % period]))).squareRoot()
      })
  }
}
