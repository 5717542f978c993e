/// The simplest forecast: what was a season ago comes again; without a season, the last value.
///
/// ```swift
/// let yesterday = try SeasonalNaive(values, period: 24).forecast(steps: 72)
/// let last = try SeasonalNaive(values).forecast(steps: 72)
/// ```
///
/// Every other model has to be better. The standard error h steps ahead is σ √(k + 1), k being the
/// whole seasons in h − 1, and σ² the mean of the squared changes from season to season: Hyndman,
/// Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition, section 5.5.
///
/// Where values are missing, the last known one of the same place in the season stands for them, a
/// change over j seasons counts as j changes, and a value that is j seasons older makes the forecast
/// as uncertain as j seasons more ahead.
package struct SeasonalNaive: ForecastModel, Equatable {
  /// The steps of a season; 1 for none.
  package let period: Int
  /// The last known value of each place in the season, that of the step behind the end first.
  package let last: [Double]
  /// How many seasons older than the last season each of them is.
  package let ages: [Int]
  /// The sum of the squared changes from one season to the next.
  package let sumOfSquares: Double
  /// How many changes there were, one at least.
  package let changeCount: Int

  /// σ²: the variance of the change from one season to the next.
  package var variance: Double { sumOfSquares / Double(changeCount) }

  /// A model of its parts, such as a file has them.
  ///
  /// - Precondition: as many values and ages as the season has steps, and a change.
  package init(last: [Double], ages: [Int], sumOfSquares: Double, changeCount: Int) {
    precondition(!last.isEmpty && last.count == ages.count, "a value for each place in the season")
    precondition(changeCount >= 1, "a change")
    period = last.count
    self.last = last
    self.ages = ages
    self.sumOfSquares = sumOfSquares
    self.changeCount = changeCount
  }

  /// A model of a variance, as if it were known from one change.
  ///
  /// - Precondition: as many values and ages as the season has steps.
  package init(last: [Double], ages: [Int], variance: Double) {
    self.init(last: last, ages: ages, sumOfSquares: variance, changeCount: 1)
  }

  /// Takes the last values of a series.
  ///
  /// - Parameters:
  ///   - values: the series; NaN where a value is missing.
  ///   - period: the steps of a season; 1 for none.
  /// - Throws: ``ModelError`` if a place in the season has no value (then `known` counts places), if
  ///   none has two, or if a value is infinite.
  /// - Complexity: O(steps).
  package init(_ values: [Double], period: Int = 1) throws(ModelError) {
    precondition(period >= 1, "a season of a step at least")
    try values.checkFinite()
    let end = values.count
    var latest = [Int?](repeating: nil, count: period)
    var (sum, count) = (0.0, 0)
    for step in values.indices where !values[step].isNaN {
      if let before = latest[step % period] {
        let change = values[step] - values[before]
        sum += change * change / Double((step - before) / period)
        count += 1
      }
      latest[step % period] = step
    }
    var (last, ages): ([Double], [Int]) = ([], [])
    for next in end..<end + period {
      guard let step = latest[next % period] else {
        throw .tooFewValues(known: latest.count { $0 != nil }, needed: period)
      }
      last.append(values[step])
      ages.append((next - step) / period - 1)
    }
    guard count > 0 else {
      throw .tooFewValues(known: values.count { !$0.isNaN }, needed: period + 1)
    }
    self.init(last: last, ages: ages, sumOfSquares: sum, changeCount: count)
  }

  /// The model of the series and more values, to the bit as if it were taken from both at once.
  ///
  /// - Parameter values: what follows the series; NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError.notFinite` if a value is infinite.
  /// - Complexity: O(values + period).
  package func continued(with values: [Double]) throws(ModelError) -> SeasonalNaive {
    try values.checkNotInfinite()
    var (last, sum, count) = (last, sumOfSquares, changeCount)
    // The steps of the last known values, from the end of the series on.
    var latest = ages.indices.map { $0 - (ages[$0] + 1) * period }
    for step in values.indices where !values[step].isNaN {
      let place = step % period
      let change = values[step] - last[place]
      sum += change * change / Double((step - latest[place]) / period)
      count += 1
      (last[place], latest[place]) = (values[step], step)
    }
    let places = (values.count..<values.count + period).map { ($0, $0 % period) }
    return SeasonalNaive(
      last: places.map { last[$1] },
      ages: places.map { next, place in (next - latest[place]) / period - 1 }, sumOfSquares: sum,
      changeCount: count)
  }

  /// The values that come next.
  ///
  /// - Precondition: horizon >= 1.
  /// - Complexity: O(horizon).
  package func forecast(steps horizon: Int) -> Forecast {
    precondition(horizon >= 1, "a step ahead at least")
    return Forecast(
      means: (0..<horizon).map { last[$0 % period] },
      standardErrors: (0..<horizon).map { step in
        (variance * Double(step / period + 1 + ages[step % period])).squareRoot()
      })
  }
}
