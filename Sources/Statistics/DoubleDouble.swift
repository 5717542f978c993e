/// An unevaluated sum of two doubles, `high + low`, with about 106 significant bits.
///
/// Sums of millions of doubles keep every bit that their mean or variance needs: an addition errs
/// by about 2⁻¹⁰⁴ of its operands' size, against 2⁻⁵³ for a plain double.
///
/// ```swift
/// let sum = DoubleDouble(1e16) + DoubleDouble(1)
/// print(sum.high, sum.low)  // 1e+16 1.0
/// ```
///
/// The algorithms are those of T. J. Dekker, *A floating-point technique for extending the
/// available precision*, Numerische Mathematik 18 (1971), <https://doi.org/10.1007/BF01397083>, and
/// of D. E. Knuth's TwoSum.
///
/// Where an operation overflows, `high` is infinite or not a number and `low` is zero.
package struct DoubleDouble: BitwiseCopyable, Sendable, Hashable {
  /// The sum rounded to the nearest double.
  package var high: Double

  /// The part that `high` leaves out: at most half a unit in its last place.
  package var low: Double

  /// Creates the exact image of a double.
  ///
  /// - Parameter value: any double.
  package init(_ value: Double) {
    high = value
    low = 0
  }

  /// Creates the normalised sum of two doubles of any size, exactly.
  ///
  /// - Parameters:
  ///   - first: one term.
  ///   - second: the other.
  package init(sum first: Double, _ second: Double) {
    let sum = first + second
    high = sum
    low = 0
    guard sum.isFinite else { return }
    low = Self.roundingError(of: sum, first, second)
    // If the second term is the largest double, the way to the error may lead beyond it.
    if !low.isFinite { low = Self.roundingError(of: sum, second, first) }
  }

  @inline(__always)
  private static func roundingError(of sum: Double, _ first: Double, _ second: Double) -> Double {
    let secondPart = sum - first
    let firstPart = sum - secondPart
    return (first - firstPart) + (second - secondPart)
  }

  /// Creates the exact product of two doubles (barring overflow and underflow).
  ///
  /// - Parameters:
  ///   - first: one factor.
  ///   - second: the other.
  package init(product first: Double, _ second: Double) {
    let product = first * second
    high = product
    low = product.isFinite ? (-product).addingProduct(first, second) : 0
  }

  /// Zero.
  package static let zero = DoubleDouble(0)

  /// Whether the sum is neither infinite nor not a number.
  package var isFinite: Bool { high.isFinite }
}

extension DoubleDouble {
  /// The sum, with a relative error of at most 2⁻¹⁰⁴ or so.
  package static func + (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    let high = DoubleDouble(sum: left.high, right.high)
    guard high.isFinite else { return high }
    let low = DoubleDouble(sum: left.low, right.low)
    let middle = DoubleDouble(sum: high.high, high.low + low.high)
    return DoubleDouble(sum: middle.high, middle.low + low.low)
  }

  /// The number with the other sign, exactly.
  package static prefix func - (operand: DoubleDouble) -> DoubleDouble {
    var result = DoubleDouble(-operand.high)
    result.low = -operand.low
    return result
  }

  /// The difference, as accurate as the sum.
  package static func - (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    left + (-right)
  }

  /// The product, with a relative error of a few units of 2⁻¹⁰⁴.
  package static func * (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    let product = DoubleDouble(product: left.high, right.high)
    guard product.isFinite else { return product }
    let cross = left.high * right.low + left.low * right.high
    return DoubleDouble(sum: product.high, product.low + cross)
  }

  /// The quotient by a double, with a relative error of a few units of 2⁻¹⁰⁴.
  package static func / (left: DoubleDouble, right: Double) -> DoubleDouble {
    let quotient = left.high / right
    guard quotient.isFinite else { return DoubleDouble(quotient) }
    // Exact, and it can't overflow, as quotient · right by itself can.
    let remainder = left.high.addingProduct(-quotient, right)
    return DoubleDouble(sum: quotient, (remainder + left.low) / right)
  }
}

extension DoubleDouble: Mergeable {
  /// Zero.
  package static var identity: DoubleDouble { .zero }

  /// The sum: commutative, and associative up to rounding.
  package func merged(with next: DoubleDouble) -> DoubleDouble { self + next }
}
