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
  /// The sum of the squares about the means.
  package let sumOfSquares: Double
  /// The values of the last seasons, if the means are of these only.
  let window: Window?

  /// The last values, so that older ones can be left out when more have come.
  struct Window: Sendable, Equatable {
    /// Over how many of the last seasons means are taken.
    let seasons: Int
    /// The values of these seasons, fewer where the series is shorter; NaN where one is missing.
    let values: [Double]
  }

  /// σ²: the variance about the means.
  package var variance: Double { sumOfSquares / Double(counts.reduce(0, +) - period) }

  /// A model of its parts.
  ///
  /// - Precondition: as many means and counts as the season has steps, and more values than means.
  init(means: [Double], counts: [Int], sumOfSquares: Double, window: Window?) {
    precondition(!means.isEmpty && means.count == counts.count, "a mean for each place")
    precondition(counts.reduce(0, +) > means.count, "more values than means")
    period = means.count
    self.means = means
    self.counts = counts
    self.sumOfSquares = sumOfSquares
    self.window = window
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
    var sums = Sums(period: period)
    // The place of the step behind the end is the first.
    sums.add(values[first...], at: (first - end % period + period) % period)
    guard sums.counts.allSatisfy({ $0 > 0 }) else {
      throw .tooFewValues(known: sums.counts.count { $0 > 0 }, needed: period)
    }
    let known = sums.counts.reduce(0, +)
    guard known > period else { throw .tooFewValues(known: known, needed: period + 1) }
    self.init(
      means: sums.means, counts: sums.counts, sumOfSquares: sums.squares,
      window: seasons.map { Window(seasons: $0, values: Array(values[first...])) })
  }

  /// The means of the places in the season, and the squares about them, while values are added.
  private struct Sums {
    var means: [Double]
    var counts: [Int]
    var squares = 0.0

    init(period: Int) {
      means = [Double](repeating: 0, count: period)
      counts = [Int](repeating: 0, count: period)
    }

    init(_ model: SeasonalMean) {
      (means, counts, squares) = (model.means, model.counts, model.sumOfSquares)
    }

    /// Adds values from a place in the season on, by Welford's update of means and squares.
    mutating func add(_ values: ArraySlice<Double>, at first: Int) {
      var place = first
      for value in values {
        if !value.isNaN {
          counts[place] += 1
          let distance = value - means[place]
          means[place] += distance / Double(counts[place])
          squares += distance * (value - means[place])
        }
        place = place + 1 == means.count ? 0 : place + 1
      }
    }
  }

  /// The model of the series and more values, to the bit as if it were taken from both at once.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite` if a value is infinite, and `tooFewValues` as where the means of
  ///   both at once are taken.
  /// - Complexity: O(values + period), and the values of the last seasons if means are of these only.
  package func continued(with values: [Double]) throws(ModelError) -> SeasonalMean {
    try values.checkNotInfinite()
    if let window {
      return try SeasonalMean(window.values + values, period: period, seasons: window.seasons)
    }
    var sums = Sums(self)
    sums.add(values[...], at: 0)
    let places = (values.count..<values.count + period).map { $0 % period }
    return SeasonalMean(
      means: places.map { sums.means[$0] }, counts: places.map { sums.counts[$0] },
      sumOfSquares: sums.squares, window: nil)
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
