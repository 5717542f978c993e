private import NumericalMethods

/// The season that a Theta method removes before it fits, and gives its forecasts again.
package struct ThetaSeason: Sendable, Equatable {
  /// The season of the step behind the end, of the one behind that, and so on; a single neutral one
  /// if there is none.
  package let ahead: [Double]
  /// Whether the season is a factor; otherwise it is added.
  package let isFactor: Bool

  /// A season of its parts, such as a file has them.
  ///
  /// - Precondition: a step at least.
  package init(ahead: [Double], isFactor: Bool) {
    precondition(!ahead.isEmpty, "a season of a step at least")
    self.ahead = ahead
    self.isFactor = isFactor
  }

  /// The season of a series by classical decomposition, if the autocorrelation at its length is
  /// significant at 90 %: as factors, or added where a value isn't above zero.
  ///
  /// - Parameters:
  ///   - values: the series; NaN where a value is missing, for which ``SeasonalInterpolation`` puts
  ///     another.
  ///   - period: the steps of a season; 1 for none.
  /// - Throws: ``ModelError`` if no value is known, or one is infinite.
  /// - Complexity: O(steps × period).
  init(_ values: [Double], period: Int) throws(ModelError) {
    self.init(ahead: [0], isFactor: false)
    guard period > 1, values.count > 2 * period else { return }
    let filled = try SeasonalInterpolation(periods: [period]).fill(values)
    guard Self.isSeasonal(filled, period: period) else { return }
    func ahead(_ season: [Double]) -> [Double] {
      (0..<period).map { season[(values.count + $0) % period] }
    }
    if values.allSatisfy({ $0.isNaN || $0 > 0 }),
      let factors = ClassicalDecomposition.seasonalFactors(filled, period: period),
      factors.allSatisfy({ $0 >= 1e-4 })
    {
      self.init(ahead: ahead(factors), isFactor: true)
    } else if let season = ClassicalDecomposition.seasonalMeans(filled, period: period) {
      self.init(ahead: ahead(season), isFactor: false)
    }
  }

  /// The series without its season.
  ///
  /// - Parameter values: the series.
  /// - Returns: the series, as long.
  /// - Complexity: O(steps).
  func removed(from values: [Double]) -> [Double] {
    let shift = ahead.count - values.count % ahead.count
    return values.indices.map { step in
      let season = ahead[(step + shift) % ahead.count]
      return isFactor ? values[step] / season : values[step] - season
    }
  }

  /// The values behind the series without the season.
  ///
  /// - Parameter values: what follows the series.
  /// - Returns: as many values.
  /// - Complexity: O(values).
  func removed(fromNext values: [Double]) -> [Double] {
    values.indices.map { step in
      let season = ahead[step % ahead.count]
      return isFactor ? values[step] / season : values[step] - season
    }
  }

  /// The season some steps later.
  func continued(by steps: Int) -> ThetaSeason {
    ThetaSeason(ahead: ahead.rotated(by: steps), isFactor: isFactor)
  }

  /// Gives the season to a forecast; factors to its errors too.
  ///
  /// - Complexity: O(steps).
  func add(to forecast: inout Forecast) {
    for step in forecast.means.indices {
      let season = ahead[step % ahead.count]
      if isFactor {
        forecast.means[step] *= season
        forecast.standardErrors[step] *= season
      } else {
        forecast.means[step] += season
      }
    }
  }

  /// Whether the autocorrelation at the length of the season is significant at 90 %, by the formula
  /// of Bartlett.
  private static func isSeasonal(_ values: [Double], period: Int) -> Bool {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let centred = values.map { $0 - mean }
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      for step in lag..<centred.count { sum += centred[step] * centred[step - lag] }
      return sum
    }
    let variance = covariance(0)
    guard variance > 0 else { return false }
    var squares = 0.0
    for lag in 1..<period {
      let correlation = covariance(lag) / variance
      squares += correlation * correlation
    }
    let limit = NormalDistribution.quantile(0.95) * ((1 + 2 * squares) / count).squareRoot()
    return abs(covariance(period) / variance) > limit
  }
}
