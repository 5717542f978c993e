/// Seasonal and trend decomposition by local regression.
///
/// ```swift
/// let parts = try STL(period: 12, seasonalWindow: .values(11)).decompose(values)
/// parts.seasonalStrength()
/// ```
///
/// Alternately the season is found in the series without its trend, by smoothing the values of each
/// place in the season over the years, less what is slow in that; and the trend in the series
/// without its season. If `isRobust`, that is repeated fifteen times with less weight for values
/// that lie far off (Tukey's biweight of the residuals over six times their median).
///
/// Cleveland, R. B., Cleveland, W. S., McRae, J. E., Terpenning, I. (1990), STL: A seasonal-trend
/// decomposition procedure based on loess, Journal of Official Statistics 6(1), 3–73. The defaults
/// are those of R's `stl`, whose results these are, but for one: of an even number of residuals,
/// the program that R runs takes another number for the median, as it sorts them wrongly by halves.
package struct STL: Sendable, Equatable {
  /// How fast the season may change.
  package enum SeasonalWindow: Sendable, Equatable {
    /// Not at all: each place in the season has one value.
    case periodic
    /// A fit sees so many values of the same place in the season.
    case values(Int)
  }

  /// The steps of a season.
  package let period: Int
  /// How fast the season may change.
  package let seasonalWindow: SeasonalWindow
  /// Whether values that lie far off weigh less.
  package let isRobust: Bool

  /// A decomposition with one season.
  ///
  /// - Parameters:
  ///   - period: the steps of a season, at least two.
  ///   - seasonalWindow: how fast the season may change.
  ///   - isRobust: whether values that lie far off weigh less.
  /// - Precondition: period >= 2.
  package init(period: Int, seasonalWindow: SeasonalWindow, isRobust: Bool = false) {
    precondition(period >= 2, "a season has two steps or more")
    self.period = period
    self.seasonalWindow = seasonalWindow
    self.isRobust = isRobust
  }

  /// Decomposes a series.
  ///
  /// - Parameter values: the series; NaN where a value is missing. For those,
  ///   ``SeasonalInterpolation`` puts others in, and the result says how many.
  /// - Returns: the parts.
  /// - Throws: ``ModelError`` if there are no more than two seasons, or no value, or an infinite
  ///   one.
  /// - Complexity: O(steps × windows / jumps) for each of the 2 passes, 16 if robust.
  package func decompose(_ values: [Double]) throws(ModelError) -> SeasonalDecomposition {
    guard values.count > 2 * period else {
      throw .tooFewValues(known: values.count, needed: 2 * period + 1)
    }
    let filled = try SeasonalInterpolation(periods: [period]).fill(values)
    let parts = decompose(complete: filled)
    return SeasonalDecomposition(
      trend: parts.trend, periods: [period], seasons: [parts.season],
      remainder: values.indices.map { values[$0] - parts.season[$0] - parts.trend[$0] },
      omittedPeriods: [], interpolatedCount: values.count { $0.isNaN })
  }

  /// The season and the trend of a series without gaps.
  ///
  /// - Precondition: values.count > 2 × period, and none is NaN.
  func decompose(complete values: [Double]) -> (season: [Double], trend: [Double]) {
    var pass = Pass(smoothers(values.count), period: period, values)
    pass.run(times: isRobust ? 1 : 2)
    if isRobust {
      for _ in 0..<15 {
        pass.setRobustness()
        pass.run(times: 1)
      }
    }
    guard case .periodic = seasonalWindow else { return (pass.season, pass.trend) }
    return (Self.averaged(pass.season, period), pass.trend)
  }

  private func smoothers(_ count: Int) -> Smoothers {
    let seasonal =
      switch seasonalWindow {
      case .periodic: 10 * count + 1
      case .values(let window): Swift.max(window, 3)
      }
    // ⌈1.5 p / (1 − 1.5 / w)⌉ in whole numbers, so that no rounding decides.
    let (top, bottom) = (3 * period * seasonal, 2 * seasonal - 3)
    let trend = ((top + bottom - 1) / bottom) | 1
    let jump = (seasonal + 9) / 10
    return Smoothers(
      season: Loess(window: seasonal, degree: 0, jump: jump),
      trend: Loess(window: trend, degree: 1), lowPass: Loess(window: period | 1, degree: 1))
  }

  /// The means over each place in the season.
  private static func averaged(_ season: [Double], _ period: Int) -> [Double] {
    let means = (0..<period).map { place in
      var sum = 0.0
      for step in stride(from: place, to: season.count, by: period) { sum += season[step] }
      return sum / Double((season.count - place + period - 1) / period)
    }
    return season.indices.map { means[$0 % period] }
  }

  /// The three smoothers of the method.
  struct Smoothers {
    let season: Loess
    let trend: Loess
    let lowPass: Loess
  }
}
