/// A sum of doubles without rounding errors, whatever their order.
///
/// The numbers are added as integers, in units of 2⁻⁶⁸. That holds every double below 2⁵⁸ whose last
/// bit is worth at least that much (all whole numbers, and all numbers of at least 3·10⁻⁵), as long
/// as the sum stays below 2⁵⁹. For the others there is ``WideSum``. Integer addition is associative and commutative, so the sum has the
/// same bits however the numbers are divided among threads and ranks, in two words of memory.
/// (U. Kulisch, V. Snyder, *The exact dot product as basic tool for long interval arithmetic*,
/// Computing 91 (2011), <https://doi.org/10.1007/s00607-010-0127-7>.)
///
/// Public only to be inlined: Swift takes nothing of package access into other modules.
public struct ExactSum: BitwiseCopyable, Sendable, Hashable {
  /// The exponent of the unit.
  @usableFromInline static let unitExponent = -68

  /// The sum in units.
  @usableFromInline var units: Int128 = 0

  /// The sum of no numbers.
  @inlinable
  public init() {}

  /// Adds a number.
  ///
  /// - Parameter value: a finite number.
  /// - Returns: false if it is no multiple of the unit, or the sum would be too large; nothing has
  ///   been added then.
  @inlinable @inline(__always)
  public mutating func add(_ value: Double) -> Bool {
    let bits = value.bitPattern
    let shift = Int(bits >> 52 & 0x7FF) - (1075 + Self.unitExponent)
    // A zero has the exponent of a subnormal number.
    guard shift >= 0, shift <= 73 else { return value == 0 }
    let magnitude = Int128(bits & 0xF_FFFF_FFFF_FFFF | 1 << 52) &<< Int128(shift)
    let sign = Int128(truncatingIfNeeded: Int64(bitPattern: bits) >> 63)
    let (sum, overflow) = units.addingReportingOverflow((magnitude ^ sign) &- sign)
    guard !overflow else { return false }
    units = sum
    return true
  }
}

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

  /// The sum divided by a number, rounded once but for an error of less than 2⁻⁹⁰ of it.
  ///
  /// - Parameter count: at least 1.
  /// - Returns: the quotient; infinite if it is beyond the largest double.
  package func divided(by count: Int) -> Double {
    var magnitude = self
    magnitude.carry()
    let isNegative = magnitude.digits[digits.count - 1] < 0
    if isNegative {
      for digit in magnitude.digits.indices { magnitude.digits[digit].negate() }
      magnitude.carry()
    }
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

extension ExactSum {
  /// The sum divided by a number, rounded once but for an error of less than 2⁻⁹⁰ of it.
  ///
  /// - Parameters:
  ///   - count: at least 1.
  ///   - more: a sum that is added first.
  /// - Returns: the quotient; infinite if it is beyond the largest double.
  package func divided(by count: Int, adding more: WideSum? = nil) -> Double {
    if var more {
      more.add(self)
      return more.divided(by: count)
    }
    // In four parts, each exact: the conversion of an integer of 128 bits is slow.
    let upper = DoubleDouble(
      sum: Double(Int32(truncatingIfNeeded: units >> 96)) * 0x1p96,
      Double(UInt32(truncatingIfNeeded: units >> 64)) * 0x1p64)
    let lower = DoubleDouble(
      sum: Double(UInt32(truncatingIfNeeded: units >> 32)) * 0x1p32,
      Double(UInt32(truncatingIfNeeded: units)))
    let quotient = ((upper + lower) / Double(count)).high
    return Double(sign: .plus, exponent: Self.unitExponent, significand: quotient)
  }

  /// Adds another sum.
  ///
  /// - Returns: false if the result would be too large; nothing has been added then.
  package mutating func add(_ other: ExactSum) -> Bool {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    guard !overflow else { return false }
    units = sum
    return true
  }
}
