/// A sum of any finite doubles without rounding errors, whatever their order.
///
/// The number is held in digits of 32 bits, from the last bit of the smallest subnormal number on,
/// each in 64 bits, so that carries need to be propagated only now and then.
package struct WideSum: BitwiseCopyable, Sendable {
  /// The exponent of the first digit's unit.
  private static let unitExponent = -1074

  /// The number of additions after which digits might overflow.
  private static let carryInterval = 1 << 30

  private var digits = InlineArray<70, Int64>(repeating: 0)
  private var additions = 0

  /// The sum of no numbers.
  package init() {}

  /// Adds a number.
  ///
  /// - Parameter value: a finite number.
  package mutating func add(_ value: Double) {
    let exponent = Int(value.exponentBitPattern)
    let mantissa = value.significandBitPattern | (exponent == 0 ? 0 : 1 << 52)
    add(Int128(mantissa) * (value < 0 ? -1 : 1), shift: max(exponent - 1, 0))
  }

  /// Adds a number several times.
  ///
  /// - Parameters:
  ///   - value: a finite number.
  ///   - count: how often, at least 0.
  package mutating func add(_ value: Double, times count: Int) {
    let exponent = Int(value.exponentBitPattern)
    let mantissa = value.significandBitPattern | (exponent == 0 ? 0 : 1 << 52)
    let signed = Int128(mantissa) * (value < 0 ? -1 : 1)
    // In halves of the count, whose shifted products fit.
    add(signed * Int128(count & 0xFFFF_FFFF), shift: max(exponent - 1, 0))
    add(signed * Int128(count >> 32), shift: max(exponent - 1, 0) + 32)
  }

  /// Adds a sum.
  package mutating func add(_ sum: ExactSum) {
    let shift = ExactSum.unitExponent - Self.unitExponent
    // In halves, whose shifted digits fit.
    add(sum.units & 0xFFFF_FFFF_FFFF_FFFF, shift: shift)
    add(sum.units >> 64, shift: shift + 64)
  }

  /// Adds another sum of this kind.
  package mutating func add(_ other: WideSum) {
    var other = other
    other.carry()
    carry()
    for digit in digits.indices { digits[digit] += other.digits[digit] }
    additions = 1
  }

  private mutating func add(_ magnitude: Int128, shift: Int) {
    if additions >= Self.carryInterval { carry() }
    additions += 1
    let first = shift / 32
    var rest = magnitude << Int128(shift % 32)
    for digit in first..<min(first + 4, digits.count) {
      digits[digit] += Int64(rest & 0xFFFF_FFFF)
      rest >>= 32
    }
    // What is left is the sign.
    if first + 4 < digits.count { digits[first + 4] += Int64(rest) }
  }

  /// Brings all digits but the last, which has the sign, into 0 … 2³² − 1.
  private mutating func carry() {
    for digit in 0..<digits.count - 1 {
      digits[digit + 1] += digits[digit] >> 32
      digits[digit] &= 0xFFFF_FFFF
    }
    additions = 0
  }

  /// The sum without its sign, all digits in 0 … 2³² − 1, and whether it is negative.
  private var magnitude: (sum: WideSum, isNegative: Bool) {
    var magnitude = self
    magnitude.carry()
    let isNegative = magnitude.digits[digits.count - 1] < 0
    if isNegative {
      for digit in magnitude.digits.indices { magnitude.digits[digit].negate() }
      magnitude.carry()
    }
    return (magnitude, isNegative)
  }

  /// The double that is nearest to the sum, of two the even one; infinite beyond the largest.
  package var rounded: Double {
    let (magnitude, isNegative) = magnitude
    guard let last = magnitude.digits.indices.last(where: { magnitude.digits[$0] != 0 }) else {
      return 0
    }
    let first = max(0, last - 3)
    var significand = UInt128(0)
    for digit in (first...last).reversed() {
      significand = significand << 32 | UInt128(UInt32(magnitude.digits[digit]))
    }
    // All below it matters only for whether the sum lies above the middle between two doubles.
    if (0..<first).contains(where: { magnitude.digits[$0] != 0 }) { significand |= 1 }
    // A sum in the range of subnormal numbers has no more bits than those have.
    let result = Double(
      sign: .plus, exponent: 32 * first + Self.unitExponent, significand: Double(significand))
    return isNegative ? -result : result
  }

  /// The sum divided by a number, rounded once but for an error of less than 2⁻⁹⁰ of it.
  ///
  /// - Parameter count: at least 1.
  /// - Returns: the quotient; infinite if it is beyond the largest double.
  package func divided(by count: Int) -> Double {
    let (magnitude, isNegative) = magnitude
    guard let last = magnitude.digits.indices.last(where: { magnitude.digits[$0] != 0 }) else {
      return 0
    }
    let first = max(0, last - 3)
    var significand = UInt128(0)
    for digit in (first...last).reversed() {
      significand = significand << 32 | UInt128(UInt32(magnitude.digits[digit]))
    }
    let high = Double(significand)
    // The rounded significand may be 2¹²⁸, which is no integer of this type.
    let low =
      high < 0x1p128
      ? Double(Int128(truncatingIfNeeded: significand &- UInt128(high)))
      : -Double(0 &- significand)
    let quotient = (DoubleDouble(sum: high, low) / Double(count)).high
    let exponent = 32 * first + Self.unitExponent
    let result = Double(sign: .plus, exponent: exponent, significand: quotient)
    return isNegative ? -result : result
  }
}
