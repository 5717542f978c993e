/// The order of a model ARIMA(p, d, q)(P, D, Q)ₘ.
///
/// ```swift
/// let order = ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), season: 12)
/// print(order)  // ARIMA(0,1,1)(0,1,1)[12]
/// ```
package struct ARIMAOrder: Sendable, Hashable, CustomStringConvertible {
  /// p, the number of autoregressive coefficients.
  package var autoregressive: Int

  /// d, how often neighbours are subtracted.
  package var differences: Int

  /// q, the number of moving average coefficients.
  package var movingAverage: Int

  /// P, the number of autoregressive coefficients at whole seasons.
  package var seasonalAutoregressive: Int

  /// D, how often values a season apart are subtracted.
  package var seasonalDifferences: Int

  /// Q, the number of moving average coefficients at whole seasons.
  package var seasonalMovingAverage: Int

  /// m, the number of steps in a season; 1 without a season.
  package var season: Int

  /// Creates an order.
  ///
  /// - Parameters:
  ///   - autoregressive: p, at least 0.
  ///   - differences: d, at least 0.
  ///   - movingAverage: q, at least 0.
  ///   - seasonal: P, D and Q; zeros without a season.
  ///   - season: m, at least 1.
  package init(
    _ autoregressive: Int, _ differences: Int, _ movingAverage: Int,
    seasonal: (autoregressive: Int, differences: Int, movingAverage: Int) = (0, 0, 0),
    season: Int = 1
  ) {
    self.autoregressive = autoregressive
    self.differences = differences
    self.movingAverage = movingAverage
    seasonalAutoregressive = seasonal.autoregressive
    seasonalDifferences = seasonal.differences
    seasonalMovingAverage = seasonal.movingAverage
    self.season = season
    let parts = [
      autoregressive, differences, movingAverage, seasonal.autoregressive, seasonal.differences,
      seasonal.movingAverage,
    ]
    precondition(season >= 1 && parts.allSatisfy { $0 >= 0 }, "no such order")
    precondition(season > 1 || parts[3...].allSatisfy { $0 == 0 }, "seasonal without a season")
  }

  /// The number of coefficients that are searched.
  package var coefficientCount: Int {
    autoregressive + movingAverage + seasonalAutoregressive + seasonalMovingAverage
  }

  /// How many values the differences take: d + m·D.
  package var lostToDifferences: Int { differences + season * seasonalDifferences }

  /// Such as `ARIMA(2,1,0)(0,1,1)[12]`.
  package var description: String {
    let first = "ARIMA(\(autoregressive),\(differences),\(movingAverage))"
    guard season > 1 else { return first }
    let seasonal =
      "(\(seasonalAutoregressive),\(seasonalDifferences),\(seasonalMovingAverage))[\(season)]"
    return first + seasonal
  }

  /// The names of the coefficients in the order in which models have them: `ar1`, `ma1`, `sar1`,
  /// `sma1`.
  package var coefficientNames: [String] {
    func names(_ prefix: String, _ count: Int) -> [String] {
      (0..<count).map { "\(prefix)\($0 + 1)" }
    }
    return names("ar", autoregressive) + names("ma", movingAverage)
      + names("sar", seasonalAutoregressive) + names("sma", seasonalMovingAverage)
  }
}
