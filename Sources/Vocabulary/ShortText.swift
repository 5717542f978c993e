extension Double {
  /// The shortest text that reads back as this number; whole numbers without a point.
  package var shortText: String {
    let text = (self + 0).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Double {
  /// The number with so many digits at most, for people: 12.3457, 0.00123457, 1.23457e+20.
  ///
  /// The digits are those of the shortest text, of which the rest is rounded off, halves away from zero. Digits
  /// before the point are kept, as long as there are no more than fifteen.
  ///
  /// - Parameter digits: how many significant digits, at least 1.
  /// - Returns: the text.
  package func roundedText(digits: Int) -> String {
    let text = shortText
    guard isFinite, !text.contains("e") else { return text }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return text }
    let whole = parts[0].drop { $0 == "-" || $0 == "0" }.count
    let zeros = whole == 0 ? parts[1].prefix { $0 == "0" }.count : 0
    let kept = max(digits - whole + zeros, 0)
    guard kept < parts[1].count else { return text }
    return Self.rounded(parts[0], parts[1], decimals: kept)
  }

  /// A decimal number with fewer decimals.
  private static func rounded(
    _ whole: Substring, _ fraction: Substring, decimals: Int
  ) -> String {
    let isNegative = whole.hasPrefix("-")
    var digits = (whole.drop { $0 == "-" } + fraction.prefix(decimals)).compactMap {
      $0.wholeNumberValue
    }
    if let next = fraction.dropFirst(decimals).first?.wholeNumberValue, next >= 5 {
      var place = digits.count - 1
      while place >= 0, digits[place] == 9 {
        digits[place] = 0
        place -= 1
      }
      if place >= 0 { digits[place] += 1 } else { digits.insert(1, at: 0) }
    }
    var text = digits.map { "\($0)" }.joined()
    if decimals > 0 {
      let point = text.index(text.endIndex, offsetBy: -decimals)
      text = text[..<point] + "." + text[point...]
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return isNegative && text.contains { $0 != "0" && $0 != "." } ? "-" + text : text
  }
}
