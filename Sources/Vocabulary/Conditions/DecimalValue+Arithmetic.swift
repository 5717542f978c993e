import CSV

/// What is computed of numbers; see ``DecimalValue`` for when it is exact.
extension DecimalValue {
  /// The result of an operation.
  ///
  /// - Parameters:
  ///   - operation: the operation.
  ///   - other: its second operand.
  /// - Returns: the result; nil if there is none: a quotient by zero, or one beyond the largest double.
  @inline(__always)
  package func applying(_ operation: Arithmetic, _ other: DecimalValue) -> DecimalValue? {
    if isDouble || other.isDouble { return ofDoubles(operation, other) }
    switch operation {
    case .sum: return sum(other)
    case .difference: return sum(DecimalValue(bits: -other.bits, exponent: other.exponent))
    case .product: return product(other)
    case .quotient:
      return Self.quotient(Int128(bits), other.bits, Int(exponent) - Int(other.exponent))
    }
  }

  private func ofDoubles(_ operation: Arithmetic, _ other: DecimalValue) -> DecimalValue? {
    let (left, right) = (double, other.double)
    return switch operation {
    case .sum: DecimalValue(rounded: left + right)
    case .difference: DecimalValue(rounded: left - right)
    case .product: DecimalValue(rounded: left * right)
    case .quotient: DecimalValue(rounded: left / right)
    }
  }

  private func sum(_ other: DecimalValue) -> DecimalValue? {
    if exponent == other.exponent {
      // Less than 2 · 10¹⁸.
      let sum = bits &+ other.bits
      if sum.magnitude < Self.limit.magnitude { return DecimalValue(bits: sum, exponent: exponent) }
    }
    let (high, low) = exponent >= other.exponent ? (self, other) : (other, self)
    let distance = Int(high.exponent) - Int(low.exponent)
    if distance <= 18 {
      let (scaled, isTooLarge) = high.bits.multipliedReportingOverflow(by: Self.powers[distance])
      let (sum, isSumTooLarge) = scaled.addingReportingOverflow(low.bits)
      if !isTooLarge, !isSumTooLarge, sum.magnitude < Self.limit.magnitude {
        return DecimalValue(bits: sum, exponent: low.exponent)
      }
      return DecimalValue(
        Int128(high.bits) * Int128(Self.powers[distance]) + Int128(low.bits), Int(low.exponent))
    }
    return Self.sum(high, ofSmall: low)
  }

  /// The sum of numbers of which the second has places far behind those of the first.
  @inline(never)
  private static func sum(_ high: DecimalValue, ofSmall low: DecimalValue) -> DecimalValue? {
    if high.isZero { return low }
    if low.isZero { return high }
    var (digits, exponent) = (low.bits, Int(low.exponent))
    while digits % 10 == 0 {
      digits /= 10
      exponent += 1
    }
    let distance = Int(high.exponent) - exponent
    if distance <= 18 {
      return DecimalValue(Int128(high.bits) * Int128(powers[distance]) + Int128(digits), exponent)
    }
    // There are more than 18 digits for sure; they are written down, and read as a double.
    let isNegative = high.bits < 0
    var (front, back) = (high.bits.magnitude, Int64(digits.magnitude))
    var filler: Character = "0"
    if (digits < 0) != isNegative {
      front -= 1
      back = limit - back
      filler = "9"
    }
    let tail = String(String(limit + back).dropFirst())
    let text = "\(front)\(String(repeating: filler, count: distance - 18))\(tail)e\(exponent)"
    return Double((isNegative ? "-" : "") + text).flatMap { DecimalValue(rounded: $0) }
  }

  private func product(_ other: DecimalValue) -> DecimalValue? {
    let power = Int(exponent) + Int(other.exponent)
    let (product, isTooLarge) = bits.multipliedReportingOverflow(by: other.bits)
    if !isTooLarge, product.magnitude < Self.limit.magnitude, Self.exponents.contains(power) {
      return DecimalValue(bits: product, exponent: Int16(power))
    }
    return DecimalValue(Int128(bits) * Int128(other.bits), power)
  }

  /// The number with the other sign.
  package var negated: DecimalValue {
    isDouble
      ? DecimalValue(rounded: -double) ?? .zero : DecimalValue(bits: -bits, exponent: exponent)
  }

  /// The distance from zero.
  package var magnitude: DecimalValue {
    isDouble
      ? DecimalValue(rounded: double.magnitude) ?? .zero
      : DecimalValue(bits: abs(bits), exponent: exponent)
  }

  /// The nearest number with so many decimals, halves away from zero.
  ///
  /// - Parameter places: the number of decimals; less than zero to round to tens, hundreds and so on.
  /// - Returns: the number, a decimal if it has at most 18 digits; nil if that is beyond the largest double.
  package func rounded(to places: Int) -> DecimalValue? {
    guard !isDouble else { return roundedDouble(to: places) }
    let dropped = -Int(exponent) - places
    if dropped <= 0 { return self }
    if dropped > 18 { return .zero }
    let power = Self.powers[dropped]
    let (whole, rest) = bits.quotientAndRemainder(dividingBy: power)
    let isUp = rest.magnitude >= power.magnitude / 2
    return DecimalValue(Int128(isUp ? whole + (bits < 0 ? -1 : 1) : whole), -places)
  }
}

extension DecimalValue {
  /// The same of a double.
  private func roundedDouble(to places: Int) -> DecimalValue? {
    if 0...15 ~= places {
      let scaled = double.magnitude * Self.doublePowers[places]
      let whole = scaled.magnitude < 1e12 ? Int64(scaled) : 0
      let rest = scaled - Double(whole)
      // Neither the scaled number nor the one that is printed is further away than 0.0002.
      if scaled < 1e12, abs(rest - 0.5) > 0.001 {
        let magnitude = rest > 0.5 ? whole + 1 : whole
        return DecimalValue(bits: double < 0 ? -magnitude : magnitude, exponent: Int16(-places))
      }
    }
    if let printed = Self.printed(double) { return printed.rounded(to: places) }
    let number = exact.rounded(to: places)
    return Double(number.text).flatMap {
      $0.isFinite ? DecimalValue(number, nearest: $0) : nil
    }
  }
}

// MARK: - Quotients

extension DecimalValue {
  /// The quotient of two whole numbers, times a power of ten.
  ///
  /// - Parameters:
  ///   - dividend: any number.
  ///   - divisor: the number by which it is divided.
  ///   - exponent: the power of ten.
  /// - Returns: the decimal if it has at most 18 digits, else the double nearest to the quotient; nil if
  ///   the divisor is zero, or the result beyond the largest double.
  static func quotient(_ dividend: Int128, _ divisor: Int64, _ exponent: Int) -> DecimalValue? {
    guard divisor != 0 else { return nil }
    guard dividend != 0 else { return .zero }
    let isNegative = (dividend < 0) != (divisor < 0)
    let (first, second) = (dividend.magnitude, divisor.magnitude)
    if let (digits, places) = decimal(first, second) {
      return DecimalValue(isNegative ? -digits : digits, exponent - places)
    }
    let nearest = nearestQuotient(first, second, exponent)
    return DecimalValue(rounded: isNegative ? -nearest : nearest)
  }

  /// The digits of a quotient that ends, and how many of them are decimals; nil if it doesn't end, or has
  /// more than 18 digits for sure.
  private static func decimal(
    _ dividend: UInt128, _ divisor: UInt64
  ) -> (digits: Int128, places: Int)? {
    // What a power of ten can't make whole must be a factor of the dividend.
    var twos = divisor.trailingZeroBitCount
    var rest = divisor >> UInt64(twos)
    var fives = 0
    while rest % 5 == 0 {
      rest /= 5
      fives += 1
    }
    var digits: UInt128
    if let small = UInt64(exactly: dividend) {
      guard small % rest == 0 else { return nil }
      digits = UInt128(small / rest)
    } else {
      guard dividend % UInt128(rest) == 0 else { return nil }
      digits = dividend / UInt128(rest)
    }
    let shared = min(twos, digits.trailingZeroBitCount)
    digits >>= UInt128(shared)
    twos -= shared
    while fives > 0, digits % 5 == 0 {
      digits /= 5
      fives -= 1
    }
    // An odd number divided by 2²⁶ has more than 18 digits.
    let places = max(twos, fives)
    guard places <= 25 else { return nil }
    for _ in twos..<places { digits *= 2 }
    for _ in fives..<places {
      let (product, isTooLarge) = digits.multipliedReportingOverflow(by: 5)
      guard !isTooLarge else { return nil }
      digits = product
    }
    return Int128(exactly: digits).map { ($0, places) }
  }

  /// The double nearest to the quotient of two numbers that aren't zero, times a power of ten.
  private static func nearestQuotient(
    _ dividend: UInt128, _ divisor: UInt64, _ exponent: Int
  ) -> Double {
    let power = powers.indices.contains(abs(exponent)) ? UInt128(powers[abs(exponent)]) : 0
    let (first, isFirstTooLarge) =
      exponent > 0 ? dividend.multipliedReportingOverflow(by: power) : (dividend, false)
    let (second, isSecondTooLarge) =
      exponent < 0
      ? UInt128(divisor).multipliedReportingOverflow(by: power) : (UInt128(divisor), false)
    guard power > 0, !isFirstTooLarge, !isSecondTooLarge, first >> 126 == 0, second >> 126 == 0
    else { return longQuotient(dividend, divisor, exponent) }
    return nearestRatio(first, second)
  }

  /// The double nearest to the ratio of two numbers from 1 to 2¹²⁶.
  private static func nearestRatio(_ first: UInt128, _ second: UInt128) -> Double {
    // Both are doubles, so the one operation rounds correctly.
    if first <= 1 << 53, second <= 1 << 53 {
      return Double(UInt64(truncatingIfNeeded: first)) / Double(UInt64(truncatingIfNeeded: second))
    }
    let width = 128 - first.leadingZeroBitCount
    let shift = max(0, 65 + 128 - second.leadingZeroBitCount - width)
    var (quotient, rest) =
      width + shift <= 128
      ? (first << UInt128(shift)).quotientAndRemainder(dividingBy: second)
      : second.dividingFullWidth(
        (
          high: shift >= 128 ? first << UInt128(shift - 128) : first >> UInt128(128 - shift),
          low: first << UInt128(shift)
        ))
    // The quotient has 64 bits or more. The last one of those that are kept says whether more follow.
    var exponent = -shift
    let excess = max(0, 64 - quotient.leadingZeroBitCount)
    if excess > 0 {
      if quotient & (1 << UInt128(excess) - 1) != 0 { rest = 1 }
      quotient >>= UInt128(excess)
      exponent += excess
    }
    let kept = UInt64(truncatingIfNeeded: quotient) | (rest != 0 ? 1 : 0)
    return Double(sign: .plus, exponent: exponent, significand: Double(kept))
  }

  /// The same quotient where the numbers are too large or too small for words: by long division.
  @inline(never)
  private static func longQuotient(
    _ dividend: UInt128, _ divisor: UInt64, _ exponent: Int
  ) -> Double {
    let (whole, first) = dividend.quotientAndRemainder(dividingBy: UInt128(divisor))
    var (rest, text, places) = (UInt64(truncatingIfNeeded: first), "\(whole)", 0)
    // No point halfway between two doubles has as many digits.
    while rest != 0, places < 800 {
      // Less than 10¹⁹, as the divisor is less than 10¹⁸.
      let (digit, next) = (rest * 10).quotientAndRemainder(dividingBy: divisor)
      text += "\(digit)"
      rest = next
      places += 1
    }
    if rest != 0 {
      text += "1"
      places += 1
    }
    return Double("\(text)e\(exponent - places)") ?? 0
  }

  /// The double nearest to a number times a power of ten; infinite beyond the largest.
  static func nearestDouble(_ digits: Int128, _ exponent: Int) -> Double {
    let nearest: Double
    if exponent <= 0, exponent >= -18 {
      nearest = nearestQuotient(digits.magnitude, 1, exponent)
    } else {
      nearest = Double("\(digits.magnitude)e\(exponent)") ?? 0
    }
    return digits < 0 ? -nearest : nearest
  }
}
