import CSV

/// A decimal number as it stands in a text: where its parts are.
///
/// The grammar is that of numbers whose text can be had back: a minus sign or none, digits without
/// zeros in front of them, a decimal mark and digits, an exponent. Of an exponent without a decimal
/// mark and without a sign, as in `12E3`, nobody knows whether it is one or belongs to a code: that
/// is no number.
package struct DecimalText {
  package let isNegative: Bool

  /// The places of the digits in front of the decimal mark, and behind it.
  package let whole: Range<Int>
  package let fraction: Range<Int>

  /// The exponent, held within ±99,999; nil if there is none.
  package let exponent: Int?

  /// Whether there is a decimal mark.
  package let hasMark: Bool

  /// Reads a number.
  ///
  /// - Parameters:
  ///   - text: the whole text, without blanks around it.
  ///   - decimal: the decimal mark.
  /// - Complexity: O(length).
  package init?(_ text: Span<UInt8>, decimal: UInt8) {
    var index = 0
    isNegative = text.count > 0 && text[0] == Ascii.minus
    if isNegative { index = 1 }
    whole = Self.digits(text, &index)
    guard whole.count <= 1 || text[whole.lowerBound] != Ascii.zero else { return nil }
    hasMark = index < text.count && text[index] == decimal
    if hasMark { index += 1 }
    fraction = Self.digits(text, &index)
    guard whole.count + fraction.count > 0 else { return nil }
    guard index < text.count else {
      exponent = nil
      return
    }
    guard text[index] | 0x20 == UInt8(ascii: "e") else { return nil }
    index += 1
    let sign = index < text.count ? text[index] : 0
    let isSigned = sign == Ascii.minus || sign == Ascii.plus
    guard isSigned || hasMark else { return nil }
    if isSigned { index += 1 }
    let power = Self.digits(text, &index)
    guard !power.isEmpty, index == text.count else { return nil }
    var value = 0
    for place in power { value = min(99_999, value * 10 + Int(text[place] &- Ascii.zero)) }
    exponent = sign == Ascii.minus ? -value : value
  }

  @inline(__always)
  private static func digits(_ text: Span<UInt8>, _ index: inout Int) -> Range<Int> {
    let start = index
    while index < text.count, text[index] &- Ascii.zero <= 9 { index += 1 }
    return start..<index
  }

  /// The most digits of a number that isn't kept as a text: databases have limits.
  private static let mostDigits = 1000

  /// The forms that the number has.
  ///
  /// - Parameters:
  ///   - text: the text that was read.
  ///   - decimal: the decimal mark.
  /// - Returns: its forms as a number, or that of a text if it is longer than databases have them.
  func forms(in text: Span<UInt8>, decimal: UInt8) -> ValueForms {
    let digitCount = whole.count + fraction.count
    if !hasMark, exponent == nil {
      // Minus zero is no whole number.
      if isNegative, text[whole.lowerBound] == Ascii.zero { return .fraction }
      // 2⁵³ has 16 digits, the largest number of 64 bits 19.
      if digitCount <= 15 { return .integer }
      if digitCount > Self.mostDigits { return .text }
      let isDouble = isKeptByDouble(text, decimal: decimal)
      let form: ValueForms = integer(in: text) == nil ? .hugeInteger : .integer
      return isDouble ? form : [form, .notDouble]
    }
    // Doubles keep 15 digits wherever the decimal mark stands among them, or near them.
    if exponent == nil, digitCount <= 15 { return .fraction }
    if digitCount > Self.mostDigits { return .text }
    if isKeptByDouble(text, decimal: decimal) { return .fraction }
    return abs(exponent ?? 0) <= Self.mostDigits ? [.fraction, .notDouble] : .text
  }

  /// The number, if it is a whole one of 64 bits.
  package func integer(in text: Span<UInt8>) -> Int64? {
    guard !hasMark, exponent == nil, whole.count <= 19 else { return nil }
    var magnitude: UInt64 = 0
    for place in whole { magnitude = magnitude &* 10 &+ UInt64(text[place] &- Ascii.zero) }
    // 19 digits are less than 2⁶⁴.
    if isNegative {
      return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }

  /// Whether the shortest form of the nearest double is this very number.
  private func isKeptByDouble(_ text: Span<UInt8>, decimal: UInt8) -> Bool {
    guard case .number(let value) = NumberParser(decimal: decimal).parse(text) else { return false }
    if value.description.utf8.elementsEqual(text) { return true }
    return ExactNumber(shortest: value) == ExactNumber(text, decimal: decimal)
  }
}

extension String.UTF8View {
  fileprivate func elementsEqual(_ text: Span<UInt8>) -> Bool {
    guard count == text.count else { return false }
    var index = 0
    for byte in self {
      guard text[index] == byte else { return false }
      index += 1
    }
    return true
  }
}
