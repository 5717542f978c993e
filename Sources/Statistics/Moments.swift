/// Mean, variance, standard deviation, skewness and kurtosis of a column.
///
/// ```swift
/// let moments = Moments(count: n, centre: centre, sums: sums)
/// print(moments.variance(ddof: 1) ?? "undefined")
/// ```
///
/// With S_j = Σ(x − K)ʲ and *c* the residual of the rounded mean K, the central moments are
///
///     m₂ = S₂/n − c²
///     m₃ = S₃/n − 3c·S₂/n + 2c³
///     m₄ = S₄/n − 4c·S₃/n + 6c²·S₂/n − 3c⁴
///
/// (the binomial theorem, with S₁ = n·c). Skewness and kurtosis are those of the population, as
/// `scipy.stats.skew` and `scipy.stats.kurtosis` define them by default: g₁ and g₂ in D. N. Joanes,
/// C. A. Gill, *Comparing measures of sample skewness and kurtosis* (1998),
/// <https://doi.org/10.1111/1467-9884.00122>.
///
/// What isn't defined is nil: skewness and kurtosis of a constant column, a variance with no degree
/// of freedom left, and everything whose value leaves the range of doubles.
package struct Moments: Sendable {
  /// Σx/n
  package let mean: Double

  /// The number of values, at least one.
  package let count: Int

  private let scale: Double
  private let sumOfSquares: DoubleDouble
  private let secondMoment: DoubleDouble
  private let thirdMoment: Double
  private let fourthMoment: Double

  /// Creates the moments of a column.
  ///
  /// - Parameters:
  ///   - count: the number of values, at least one.
  ///   - centre: their centre.
  ///   - sums: their power sums about that centre.
  package init(count: Int, centre: Centre, sums: PowerSums) {
    let n = Double(count)
    let c = centre.residual
    let second = sums.second / n
    let third = sums.third / n
    let fourth = sums.fourth / n
    let cc = DoubleDouble(product: c, c)
    self.count = count
    mean = centre.mean
    scale = centre.scale
    secondMoment = second - cc
    sumOfSquares = sums.second - cc * DoubleDouble(n)
    thirdMoment = (third - DoubleDouble(3 * c) * second + DoubleDouble(2 * c) * cc).high
    fourthMoment =
      (fourth - DoubleDouble(4 * c) * third + DoubleDouble(6) * cc * second
      - DoubleDouble(3) * cc * cc).high
  }

  /// The variance, Σ(x − mean)²/(n − ddof).
  ///
  /// - Parameter ddof: 0 for the population's variance, 1 for the sample's.
  /// - Returns: nil if n ≤ ddof, or if the variance leaves the range of doubles.
  package func variance(ddof: Int) -> Double? {
    guard count > ddof else { return nil }
    let scaled = (sumOfSquares / Double(count - ddof)).high
    return finite(scaled / scale / scale)
  }

  /// The standard deviation, √variance.
  ///
  /// - Parameter ddof: as for the variance.
  /// - Returns: nil if n ≤ ddof.
  package func standardDeviation(ddof: Int) -> Double? {
    guard count > ddof else { return nil }
    let scaled = (sumOfSquares / Double(count - ddof)).high
    return finite(scaled.squareRoot() / scale)
  }

  /// The population's skewness, m₃/m₂^1.5, or nil if all values are equal.
  package var skewness: Double? {
    let m2 = secondMoment.high
    guard m2 > 0 else { return nil }
    return finite(thirdMoment / (m2 * m2.squareRoot()))
  }

  /// The population's excess kurtosis, m₄/m₂² − 3, or nil if all values are equal.
  package var kurtosis: Double? {
    let m2 = secondMoment.high
    guard m2 > 0 else { return nil }
    return finite(fourthMoment / (m2 * m2) - 3)
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}

extension Moments {
  /// The moments of values that are all at hand.
  ///
  /// - Parameter values: the values; nil is made of none.
  /// - Complexity: O(values) time, in two passes, or three where the sum is beyond the largest
  ///   double.
  package init?(of values: Span<Double>) {
    var summary = Summary(of: values)
    var scale = 1.0
    if summary.sumOverflowed {
      scale = 0x1p-64
      summary = Summary(of: values, scale: scale)
    }
    guard let centre = Centre(summary, summaryScale: scale) else { return nil }
    self.init(
      count: summary.count, centre: centre, sums: PowerSums(of: values, about: centre))
  }
}
