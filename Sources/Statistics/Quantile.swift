/// A percentile of n ordered values by linear interpolation, number 7 of Hyndman and Fan.
///
/// ```swift
/// let median = Quantile(percent: 50, count: sorted.count)
/// let value = median.interpolate(sorted[median.lowerRank], sorted[median.upperRank])
/// ```
///
/// The result is that of `numpy.percentile` to the last bit: the same position, (n − 1)·(p/100),
/// and the same two-sided interpolation, which is monotone in *p* and exact where the neighbours
/// are equal. (R. J. Hyndman, Y. Fan, *Sample quantiles in statistical packages*, 1996,
/// <https://doi.org/10.1080/00031305.1996.10473566>.)
package struct Quantile: Sendable, Hashable {
  /// The 0-based rank of the ordered value at or below the position.
  package let lowerRank: Int

  /// The 0-based rank of the ordered value above the position; the last value's at most.
  package let upperRank: Int

  private let weight: Double

  /// Places a percentile.
  ///
  /// - Parameters:
  ///   - percent: 0 to 100.
  ///   - count: the number of values, at least one.
  package init(percent: Double, count: Int) {
    precondition(count > 0 && (0...100).contains(percent), "no such percentile")
    let position = Double(count - 1) * (percent / 100)
    let floor = position.rounded(.down)
    lowerRank = Swift.min(Int(floor), count - 1)
    upperRank = Swift.min(lowerRank + 1, count - 1)
    weight = position - floor
  }

  /// The percentile, given the two ordered values that it lies between.
  ///
  /// - Parameters:
  ///   - lower: the value of rank `lowerRank`.
  ///   - upper: the value of rank `upperRank`.
  /// - Returns: a number between the two.
  package func interpolate(_ lower: Double, _ upper: Double) -> Double {
    let difference = upper - lower
    guard difference.isFinite else { return lower * (1 - weight) + upper * weight }
    return weight < 0.5 ? lower + difference * weight : upper - difference * (1 - weight)
  }
}
