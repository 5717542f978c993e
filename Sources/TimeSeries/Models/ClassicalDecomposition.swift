/// The oldest decomposition of a series: centred means over a season for the trend, and the means
/// of what is left at each place in the season for the season.
///
/// ```swift
/// let season = ClassicalDecomposition.seasonalFactors(values, period: 12)
/// ```
///
/// As in R's `decompose`.
package enum ClassicalDecomposition {
  /// Centred means over a season: of an even number of steps, the first and the last of one more
  /// count half.
  ///
  /// - Parameters:
  ///   - values: the series.
  ///   - period: the steps of a season, at least 1.
  /// - Returns: a mean for each step; nil for half a season at both ends, and where a value is NaN.
  /// - Complexity: O(steps × period).
  package static func centredMeans(_ values: [Double], period: Int) -> [Double?] {
    var means = [Double?](repeating: nil, count: values.count)
    let half = period / 2
    for step in half..<Swift.max(half, values.count - half) {
      var sum = 0.0
      if period % 2 == 0 {
        sum = 0.5 * values[step - half]
        for place in step - half + 1..<step + half { sum += values[place] }
        sum += 0.5 * values[step + half]
      } else {
        for place in step - half...step + half { sum += values[place] }
      }
      if !sum.isNaN { means[step] = sum / Double(period) }
    }
    return means
  }

  /// The factors of a multiplicative season, from the first step's on; their mean is 1.
  ///
  /// - Parameters:
  ///   - values: the series; NaN is left out.
  ///   - period: the steps of a season.
  /// - Returns: a factor for each place in the season; nil if one has no value, or isn't finite.
  /// - Complexity: O(steps × period).
  package static func seasonalFactors(_ values: [Double], period: Int) -> [Double]? {
    guard let means = means(values, period, { $0 / $1 }) else { return nil }
    let mean = means.reduce(0, +) / Double(period)
    let factors = means.map { $0 / mean }
    return factors.allSatisfy(\.isFinite) ? factors : nil
  }

  /// The means of an additive season, from the first step's on; their sum is 0.
  ///
  /// - Parameters:
  ///   - values: the series; NaN is left out.
  ///   - period: the steps of a season.
  /// - Returns: a number for each place in the season; nil if one has no value.
  /// - Complexity: O(steps × period).
  package static func seasonalMeans(_ values: [Double], period: Int) -> [Double]? {
    guard let means = means(values, period, { $0 - $1 }) else { return nil }
    let mean = means.reduce(0, +) / Double(period)
    return means.map { $0 - mean }
  }

  /// The mean of what is left of the values at each place in the season.
  private static func means(
    _ values: [Double], _ period: Int, _ rest: (_ value: Double, _ trend: Double) -> Double
  ) -> [Double]? {
    let trend = centredMeans(values, period: period)
    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    for step in values.indices {
      guard let base = trend[step], !values[step].isNaN else { continue }
      sums[step % period] += rest(values[step], base)
      counts[step % period] += 1
    }
    guard counts.allSatisfy({ $0 > 0 }) else { return nil }
    return zip(sums, counts).map { $0 / $1 }
  }
}
