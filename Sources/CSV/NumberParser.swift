/// What a field's text is as a number.
enum ParsedNumber: Equatable {
  case number(Double)
  case notANumber
  case outOfRange
}

/// Reads decimal numbers, correctly rounded.
///
/// The grammar is an optional sign, digits with at most one decimal mark and at least one digit, and an
/// optional exponent. Infinities, NaN, hexadecimal and digit grouping are no numbers here. The result
/// has the bits that `strtod` gives.
///
/// Short decimals, at most 2⁵³ without their point and with at most 22 decimals, need one exact
/// conversion and one correctly rounded division (W. D. Clinger, *How to read floating point numbers
/// accurately*, 1990, <https://doi.org/10.1145/93542.93557>). All others go to the
/// standard library.
struct NumberParser {
  /// The decimal mark.
  let decimal: UInt8

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
  func parse(_ text: Span<UInt8>) -> ParsedNumber {
    guard let parts = split(text) else { return .notANumber }
    if parts.significantCount <= 19, parts.digits <= 1 << 53, abs(parts.exponent) <= 22 {
      let power = Self.powersOfTen[abs(parts.exponent)]
      let digits = Double(parts.digits)
      let magnitude = parts.exponent < 0 ? digits / power : digits * power
      return .number(parts.isNegative ? -magnitude : magnitude)
    }
    guard let value = parseSlowly(text) else { return .notANumber }
    return value.isFinite ? .number(value) : .outOfRange
  }

  private static let powersOfTen: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }  // exact: 5²² < 2⁵³
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

  /// The exponent behind an `e`, held within ±99999, beyond which no finite text changes its meaning.
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

  /// The standard library's conversion, which is that of `strtod` in the C locale, for a text that is
  /// known to be a number.
  private func parseSlowly(_ text: Span<UInt8>) -> Double? {
    let ascii = (0..<text.count).map { text[$0] == decimal ? Byte.point : text[$0] }
    return Double(String(decoding: ascii, as: UTF8.self))
  }
}
