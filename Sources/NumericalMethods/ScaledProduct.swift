/// A product of many positive numbers that neither overflows nor underflows, whose logarithm is
/// taken once.
///
/// ```swift
/// var determinant = ScaledProduct()
/// for variance in variances { determinant.multiply(by: variance) }
/// let logarithm = determinant.logarithm
/// ```
///
/// A likelihood needs the logarithm of a determinant, a product of as many factors as there are
/// values. Its mantissa and its exponent are kept apart, which costs a multiplication for each
/// factor instead of a logarithm.
@frozen
package struct ScaledProduct: BitwiseCopyable, Sendable {
  @usableFromInline
  internal var mantissa = 1.0
  @usableFromInline
  internal var exponent = 0

  /// The product of no numbers: 1.
  @inlinable
  package init() {}

  /// Multiplies by a factor.
  ///
  /// - Parameter factor: a number above 0, finite; others make the logarithm NaN or infinite.
  @inlinable @inline(__always)
  package mutating func multiply(by factor: Double) {
    let product = mantissa * factor
    if product < 0x1p500 && product > 0x1p-500 {
      mantissa = product
    } else {
      rescale(factor)
    }
  }

  /// Multiplies by a power of a factor.
  ///
  /// - Parameters:
  ///   - factor: a number above 0, finite.
  ///   - count: how often, at least 0.
  /// - Complexity: O(log count).
  package mutating func multiply(by factor: Double, times count: Int) {
    var power = ScaledProduct()
    power.multiply(by: factor)
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { multiply(by: power) }
      power.multiply(by: power)
      rest >>= 1
    }
  }

  private mutating func multiply(by other: ScaledProduct) {
    exponent += other.exponent
    multiply(by: other.mantissa)
  }

  @usableFromInline
  internal mutating func rescale(_ factor: Double) {
    guard factor > 0, factor < .infinity, mantissa > 0, mantissa < .infinity else {
      mantissa *= factor
      return
    }
    exponent += Int(mantissa.exponent) + Int(factor.exponent)
    mantissa = mantissa.significand * factor.significand
  }

  /// The natural logarithm of the product.
  package var logarithm: Double {
    Elementary.log(mantissa) + Double(exponent) * 0.6931471805599453
  }
}
