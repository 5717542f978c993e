/// A series as the sum of a trend, one or more seasons, and a remainder.
///
/// Where the series has a value, it is trend + seasons + remainder to the rounding of the sums.
/// Where it has none, trend and seasons go on, and the remainder is NaN.
package struct SeasonalDecomposition: Sendable, Equatable {
  /// The slow part.
  package let trend: [Double]
  /// The lengths of the seasons in steps, ascending.
  package let periods: [Int]
  /// The seasonal parts, one for each of `periods`, each as long as the series.
  package let seasons: [[Double]]
  /// What is left; NaN where the series has no value.
  package let remainder: [Double]
  /// Periods that were asked for and are not in `periods`: the series is too short for them.
  package let omittedPeriods: [Int]
  /// How many values were missing, for which interpolated ones stood while the trend and the
  /// seasons were found.
  package let interpolatedCount: Int

  /// The series without its seasons; NaN where it has no value.
  ///
  /// - Complexity: O(steps).
  package var seasonallyAdjusted: [Double] {
    zip(trend, remainder).map { $0 + $1 }
  }

  /// The sum of the seasons.
  ///
  /// - Complexity: O(steps × seasons).
  package var season: [Double] {
    var sum = [Double](repeating: 0, count: trend.count)
    for season in seasons {
      for step in sum.indices { sum[step] += season[step] }
    }
    return sum
  }

  /// How strong a season is, from 0, none, to 1, nothing else: F = max(0, 1 − Var(R) / Var(S + R)),
  /// R being the remainder and S the season.
  ///
  /// Wang, X., Smith, K., Hyndman, R. (2006), doi:10.1007/s10618-005-0039-x. A season above 0.64 is
  /// removed by a seasonal difference in R's `nsdiffs`.
  ///
  /// - Parameter index: which of `periods`.
  /// - Returns: the strength; 0 where season and remainder are constant.
  /// - Complexity: O(steps).
  package func seasonalStrength(_ index: Int = 0) -> Double {
    let season = seasons[index]
    let rest = Self.variance(remainder)
    let both = Self.variance(remainder.indices.map { season[$0] + remainder[$0] })
    // Below that, it is rounding.
    let size = trend.reduce(0) { Swift.max($0, abs($1)) }
    guard both.squareRoot() > 0x1p-46 * size else { return 0 }
    return Swift.max(0, Swift.min(1, 1 - rest / both))
  }

  /// The seasons of the steps behind the series: each repeats its last period.
  ///
  /// - Precondition: horizon >= 0.
  /// - Complexity: O(horizon × seasons).
  package func seasonAhead(steps horizon: Int) -> [Double] {
    var ahead = [Double](repeating: 0, count: horizon)
    for (period, season) in zip(periods, seasons) {
      let first = season.count - period
      for step in 0..<horizon { ahead[step] += season[first + step % period] }
    }
    return ahead
  }

  /// The variance of what isn't NaN, about the mean; zero of fewer than two.
  private static func variance(_ values: [Double]) -> Double {
    var (count, mean) = (0.0, 0.0)
    for value in values where !value.isNaN {
      count += 1
      mean += (value - mean) / count
    }
    var sum = 0.0
    for value in values where !value.isNaN { sum += (value - mean) * (value - mean) }
    return count > 1 ? sum / (count - 1) : 0
  }
}
