/// The point about which powers are summed, and the power of two by which they are scaled.
///
/// A column's mean is rarely a double. With K the mean rounded to a double and *c* what the rounding
/// left out, sums of (x − K)ʲ can be formed without cancellation, and afterwards shifted by *c* to the
/// true centre. Subtracting the rounded mean and forgetting *c* costs seven digits of the kurtosis at
/// an offset of 10⁹, a loss that scipy's has.
///
/// The scale keeps fourth powers inside the range of doubles for columns of the size 10²⁰⁰ or 10⁻²⁰⁰.
/// It is 1 for everything ordinary, and always a power of two, so multiplying by it is exact.
public struct Centre: BitwiseCopyable, Sendable, Hashable {
  /// K, the mean rounded to the nearest double.
  public let mean: Double

  /// The power of two by which deviations are multiplied.
  public let scale: Double

  /// The true mean less K, times the scale.
  let residual: Double

  /// Creates the centre of summarised values.
  ///
  /// - Parameters:
  ///   - summary: the summary of the whole column.
  ///   - summaryScale: the scale with which the summary was made.
  /// - Returns: nil if there are no values or their sum overflowed.
  public init?(_ summary: Summary, summaryScale: Double = 1) {
    guard let minimum = summary.minimum, let maximum = summary.maximum, summary.sum.isFinite else {
      return nil
    }
    // Tiny values are lifted, because the quotient of a subnormal sum has no room for its low half.
    let lift = Swift.max(abs(minimum), abs(maximum)) < 0x1p-900 ? 0x1p300 : 1
    let unit = summaryScale * lift
    var exact = summary.sum * DoubleDouble(lift) / Double(summary.count)
    if minimum == maximum { exact = DoubleDouble(minimum * unit) }
    mean = exact.high / unit
    // Halved, because the distance of two doubles may be beyond the largest double.
    let half = exact.high / 2
    let reach = Swift.max(
      maximum * unit / 2 - half, half - minimum * unit / 2)
    let exponent = reach > 0 ? Int(reach.exponent) + 1 - Int(unit.exponent) : 0
    scale = Self.scale(forExponent: exponent)
    residual = (exact.high - mean * unit + exact.low) * (scale / unit)
  }

  /// Deviations between 2⁻²⁰⁰ and 2²⁰⁰ have fourth powers that fit; others are scaled to about 1.
  private static func scale(forExponent exponent: Int) -> Double {
    guard abs(exponent) > 200 else { return 1 }
    return Double(sign: .plus, exponent: Swift.max(-1000, Swift.min(1000, -exponent)), significand: 1)
  }
}
