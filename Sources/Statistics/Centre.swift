/// The point about which powers are summed, and the power of two by which they are scaled.
///
/// A column's mean is rarely a double. With K the mean rounded to a double and *c* what the
/// rounding left out, sums of (x − K)ʲ can be formed without cancellation, and afterwards shifted
/// by *c* to the true centre. Subtracting the rounded mean and forgetting *c* costs seven digits of
/// the kurtosis at an offset of 10⁹, a loss that scipy's has.
///
/// The scale keeps fourth powers inside the range of doubles for columns of the size 10²⁰⁰ or
/// 10⁻²⁰⁰. It is 1 for everything ordinary, and always a power of two, so multiplying by it is
/// exact.
package struct Centre: BitwiseCopyable, Sendable, Hashable {
  /// K, the mean rounded to the nearest double.
  package let mean: Double

  /// The power of two by which deviations are multiplied.
  package let scale: Double

  /// The true mean less K, times the scale.
  let residual: Double

  /// Creates the centre of summarised values; nil if there are none or their sum overflowed.
  ///
  /// - Parameters:
  ///   - summary: the summary of the whole column.
  ///   - summaryScale: the scale with which the summary was made.
  package init?(_ summary: Summary, summaryScale: Double = 1) {
    guard let minimum = summary.minimum, let maximum = summary.maximum, summary.sum.isFinite else {
      return nil
    }
    let count = Double(summary.count)
    let isConstant = minimum == maximum
    let rounded = isConstant ? minimum * summaryScale : (summary.sum / count).high
    mean = rounded / summaryScale
    let exponent = Swift.max(
      Self.exponent(ofDistance: maximum * summaryScale, rounded),
      Self.exponent(ofDistance: minimum * summaryScale, rounded))
    scale = isConstant ? 1 : Self.scale(forExponent: exponent - Int(summaryScale.exponent))
    // Scaled before it is formed: what is left out by a subnormal mean is less than any double.
    let unit = scale / summaryScale
    let remainder = (summary.sum.high * unit).addingProduct(-rounded * unit, count)
    residual = isConstant ? 0 : (remainder + summary.sum.low * unit) / count
  }

  /// The exponent of a power of two beyond the distance of two numbers.
  private static func exponent(ofDistance first: Double, _ second: Double) -> Int {
    let distance = abs(first - second)
    guard distance > 0 else { return .min / 2 }
    // Halved where the distance of two doubles is beyond the largest double.
    return distance.isFinite
      ? Int(distance.exponent) + 1 : Int(abs(first / 2 - second / 2).exponent) + 2
  }

  /// Deviations between 2⁻²⁰⁰ and 2²⁰⁰ have fourth powers that fit; others are scaled to about 1.
  private static func scale(forExponent exponent: Int) -> Double {
    guard abs(exponent) > 200 else { return 1 }
    let opposite = Swift.max(-1000, Swift.min(1000, -exponent))
    return Double(sign: .plus, exponent: opposite, significand: 1)
  }
}
