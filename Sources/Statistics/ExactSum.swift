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

  /// The double that is nearest to the sum, of two the even one.
  package var rounded: Double {
    Double(sign: .plus, exponent: Self.unitExponent, significand: Double(units))
  }

  /// Adds a number several times.
  ///
  /// - Parameters:
  ///   - value: a finite number.
  ///   - count: how often, at least 0.
  /// - Returns: false if the number is no multiple of the unit, or the result would be too large;
  ///   nothing has been added then.
  package mutating func add(_ value: Double, times count: Int) -> Bool {
    var one = ExactSum()
    guard one.add(value) else { return false }
    let (product, overflow) = one.units.multipliedReportingOverflow(by: Int128(count))
    guard !overflow else { return false }
    one.units = product
    return add(one)
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
