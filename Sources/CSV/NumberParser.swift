/// The number that a field's text stands for, if it is one.
package enum ParsedNumber: Equatable {
  case number(Double)
  case notANumber
  case outOfRange
}

/// Reads decimal numbers, correctly rounded.
///
/// The grammar is an optional sign, digits with at most one decimal mark and at least one digit,
/// and an optional exponent. Infinities, NaN, hexadecimal and digit grouping are no numbers here.
/// The result has the bits that `strtod` gives.
///
/// Three ways, the first that is exact for the number at hand:
///
/// 1. At most 2⁵³ without the decimal mark, and a power of ten of at most 22: one correctly rounded
///    multiplication or division of two exact doubles (W. D. Clinger, *How to read floating point
///    numbers accurately*, 1990, <https://doi.org/10.1145/93542.93557>).
/// 2. At most 19 digits, and a power of ten from −27 to 27: the quotient by, or the product with, a
///    power of five, in integers of 128 bits, whose rounding the remainder decides.
/// 3. The standard library.
package struct NumberParser: Sendable, Hashable {
  /// The decimal mark.
  let decimal: UInt8

  /// Creates a parser.
  ///
  /// - Parameter decimal: the decimal mark.
  package init(decimal: UInt8) { self.decimal = decimal }

  /// Digits and exponent, as far as 19 digits go.
  private struct Parts {
    var isNegative = false
    var digits: UInt64 = 0
    var digitCount = 0
    var significantCount = 0
    var exponent = 0
  }

  /// Reads a number.
  ///
  /// - Parameter text: the whole text, without blanks around it.
  /// - Returns: the number; `outOfRange` if it rounds to an infinity.
  package func parse(_ text: Span<UInt8>) -> ParsedNumber {
    guard let parts = split(text) else { return .notANumber }
    if parts.significantCount <= 19, parts.digits <= 1 << 53, abs(parts.exponent) <= 22 {
      let power = Self.powersOfTen[abs(parts.exponent)]
      let digits = Double(parts.digits)
      let magnitude = parts.exponent < 0 ? digits / power : digits * power
      return .number(parts.isNegative ? -magnitude : magnitude)
    }
    if parts.significantCount <= 19, abs(parts.exponent) < Self.powersOfFive.count {
      let magnitude = Self.roundedProduct(parts.digits, powerOfTen: parts.exponent)
      return .number(parts.isNegative ? -magnitude : magnitude)
    }
    guard let value = parseSlowly(text) else { return .notANumber }
    return value.isFinite ? .number(value) : .outOfRange
  }

  private static let powersOfTen: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }  // exact: 5²² < 2⁵³
  }

  private static let powersOfFive: [UInt64] = (0...27).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 5 }  // 5²⁷ < 2⁶⁴
  }

  /// A whole number times a power of ten from −27 to 27, rounded to the nearest double, ties to
  /// even.
  static func roundedProduct(_ digits: UInt64, powerOfTen: Int) -> Double {
    guard digits > 0 else { return 0 }
    let five = powersOfFive[abs(powerOfTen)]
    // 64 leading bits of the result, whether anything but zeros follows them, and their unit's
    // exponent.
    var bits: UInt64
    var isInexact: Bool
    var exponent = powerOfTen
    if powerOfTen >= 0 {
      let product = digits.multipliedFullWidth(by: five)
      let wide = UInt128(product.high) << 64 | UInt128(product.low)
      let excess = max(0, 64 - wide.leadingZeroBitCount)
      bits = UInt64(truncatingIfNeeded: wide >> UInt128(excess))
      isInexact = bits == 0 || UInt128(bits) << UInt128(excess) != wide
      exponent += excess
    } else {
      // Both operands with their highest bit set; the dividend halved, so that the quotient fits.
      let dividendShift = digits.leadingZeroBitCount
      let divisorShift = five.leadingZeroBitCount
      let dividend = digits << UInt64(dividendShift)
      let divisor = five << UInt64(divisorShift)
      let (quotient, rest) = divisor.dividingFullWidth((dividend >> 1, dividend << 63))
      bits = quotient
      isInexact = rest > 0
      exponent += divisorShift - dividendShift - 63
    }
    // 62 bits and a sticky one convert as the exact value would: a double has 53.
    let shift = UInt64(max(0, 2 - bits.leadingZeroBitCount))
    let lost = bits & ((1 << shift) - 1)
    bits >>= shift
    if isInexact || lost > 0 { bits |= 1 }
    return Double(sign: .plus, exponent: exponent + Int(shift), significand: Double(bits))
  }

  private func split(_ text: Span<UInt8>) -> Parts? {
    var parts = Parts()
    var index = 0
    if index < text.count, text[index] == Byte.minus || text[index] == Byte.plus {
      parts.isNegative = text[index] == Byte.minus
      index += 1
    }
    readDigits(text, &index, into: &parts, decimals: false)
    if index < text.count, text[index] == decimal {
      index += 1
      readDigits(text, &index, into: &parts, decimals: true)
    }
    guard parts.digitCount > 0 else { return nil }
    if index < text.count {
      guard let exponent = readExponent(text, &index) else { return nil }
      parts.exponent += exponent
    }
    return index == text.count ? parts : nil
  }

  @inline(__always)
  private func readDigits(
    _ text: Span<UInt8>, _ index: inout Int, into parts: inout Parts, decimals: Bool
  ) {
    while index < text.count {
      let digit = text[index] &- Byte.zero
      guard digit <= 9 else { return }
      index += 1
      parts.digitCount += 1
      if parts.significantCount > 0 || digit > 0 { parts.significantCount += 1 }
      parts.digits = parts.digits &* 10 &+ UInt64(digit)
      if decimals { parts.exponent -= 1 }
    }
  }

  /// The exponent behind an `e`, held within ±99999, beyond which no finite text changes its
  /// meaning.
  private func readExponent(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
    guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
    index += 1
    var isNegative = false
    if index < text.count, text[index] == Byte.minus || text[index] == Byte.plus {
      isNegative = text[index] == Byte.minus
      index += 1
    }
    let start = index
    var exponent = 0
    while index < text.count, text[index] &- Byte.zero <= 9 {
      exponent = min(99_999, exponent * 10 + Int(text[index] &- Byte.zero))
      index += 1
    }
    guard index > start else { return nil }
    return isNegative ? -exponent : exponent
  }

  /// The standard library's conversion, which is that of `strtod` in the C locale, for a text that
  /// is known to be a number.
  private func parseSlowly(_ text: Span<UInt8>) -> Double? {
    let ascii = (0..<text.count).map { text[$0] == decimal ? Byte.point : text[$0] }
    return Double(String(decoding: ascii, as: UTF8.self))
  }
}
