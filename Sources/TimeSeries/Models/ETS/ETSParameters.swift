/// The smoothing parameters of a model of exponential smoothing.
package struct ETSParameters: Sendable, Equatable {
  /// α: how much of an error goes into the level.
  package var level: Double
  /// β: how much of an error goes into the growth; 0 without a trend.
  package var growth: Double
  /// γ: how much of an error goes into the season; 0 without one.
  package var season: Double
  /// φ: what is left of the growth after a step; 1 if it isn't damped.
  package var damping: Double

  /// Smoothing parameters.
  package init(level: Double, growth: Double = 0, season: Double = 0, damping: Double = 1) {
    self.level = level
    self.growth = growth
    self.season = season
    self.damping = damping
  }

  /// The least of α, β and γ, and how much α is below 1 at least, as R's `ets` has it.
  static let margin = 1e-4
  /// The bounds of φ.
  static let dampings = (least: 0.8, most: 0.98)

  /// Whether errors of long ago lose their weight: whether the roots of the characteristic equation
  /// of the errors lie within the unit circle.
  ///
  /// Hyndman, Akram, Archibald (2008), <https://doi.org/10.1007/s10463-006-0109-x>. Without a
  /// season or without a trend that is so for all usual parameters (0 < β < α < 1, 0 < γ < 1 − α).
  ///
  /// - Parameter period: the steps of a season.
  /// - Returns: whether they do.
  /// - Complexity: O(period²).
  func isForecastable(period: Int) -> Bool {
    guard season > 0, growth > 0, period > 1 else { return true }
    // From the highest power on.
    let middle = level + growth - level * damping
    var polynomial = [Double](repeating: middle, count: period + 2)
    polynomial[0] = 1
    polynomial[1] = level + growth - damping
    polynomial[period] = middle + season - 1
    polynomial[period + 1] = damping * (1 - level - season)
    return Self.isStable(&polynomial)
  }

  /// Whether all roots of a polynomial lie within the unit circle, by the recursion of Schur and
  /// Cohn.
  private static func isStable(_ polynomial: inout [Double]) -> Bool {
    for degree in stride(from: polynomial.count - 1, to: 0, by: -1) {
      let reflection = polynomial[degree]
      guard abs(reflection) < 1 else { return false }
      let scale = 1 / (1 - reflection * reflection)
      for index in 0...degree / 2 {
        let (front, back) = (polynomial[index], polynomial[degree - index])
        polynomial[index] = (front - reflection * back) * scale
        polynomial[degree - index] = (back - reflection * front) * scale
      }
    }
    return true
  }
}

/// The level, growth and season of a model between two steps.
package struct ETSStates: Sendable, Equatable {
  /// The level, in the unit of the series.
  package var level: Double
  /// The growth in a step, in the unit of the series; 0 without a trend.
  package var growth: Double
  /// The season of the next step, of the one behind it, and so on; empty without a season. Their
  /// sum is 0, or their mean 1, before the first step only.
  package var season: [Double]

  /// States.
  package init(level: Double, growth: Double = 0, season: [Double] = []) {
    self.level = level
    self.growth = growth
    self.season = season
  }
}
