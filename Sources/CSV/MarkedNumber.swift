/// Numbers with more than digits, a sign, a decimal mark and an exponent.
extension NumberSyntax {
  /// A number without its marks, as ``NumberParser`` reads it.
  ///
  /// - Parameter text: UTF-8, without blanks around it, that is no plain number.
  /// - Returns: digits with the same decimal mark; nil if the text is no number of this syntax.
  /// - Complexity: O(length).
  func withoutMarks(_ text: Span<UInt8>) -> [UInt8]? {
    // No number is longer; and no text need be looked at to its end.
    guard text.count <= 400 else { return nil }
    var number = text.indices.map { text[$0] }[...]
    if forms.contains(.hexadecimal), let value = Self.hexadecimal(number) { return value }
    if forms.contains(.loose) {
      guard let bare = Self.withoutUnit(number) else { return nil }
      number = bare[...]
    }
    guard let thousands else { return Array(number) }
    return thousands.ungrouped(number, decimal: decimal)
  }

  /// The decimal digits of `0x1F`, as long as it is below 2⁶⁴.
  private static func hexadecimal(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let isNegative = text.first == Byte.minus
    let digits = isNegative || text.first == Byte.plus ? text.dropFirst() : text
    guard digits.starts(with: Array("0x".utf8)) || digits.starts(with: Array("0X".utf8)),
      let value = UInt64(String(decoding: digits.dropFirst(2), as: UTF8.self), radix: 16),
      digits.dropFirst(2).first != Byte.plus
    else { return nil }
    return Array("\(isNegative ? "-" : "")\(value)".utf8)
  }

  /// A number without a percent sign or a currency in front of it or behind it.
  ///
  /// - Parameter text: a number, perhaps with a sign, a unit, and blanks between them.
  /// - Returns: the sign and the rest; nil if there are two units or two signs.
  private static func withoutUnit(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = String(decoding: text, as: UTF8.self).unicodeScalars[...]
    var sign: Unicode.Scalar?
    var units = 0
    func trim() {
      while let first = rest.first, isBlank(first) { rest.removeFirst() }
      while let last = rest.last, isBlank(last) { rest.removeLast() }
    }
    func takeSign() -> Bool {
      guard let first = rest.first, first == "-" || first == "+" || first == "\u{2212}" else {
        return true
      }
      guard sign == nil else { return false }
      sign = first
      rest.removeFirst()
      trim()
      return true
    }
    guard takeSign() else { return nil }
    if let count = unitLength(rest) {
      rest = rest.dropFirst(count)
      units += 1
      trim()
      guard takeSign() else { return nil }
    }
    if let count = unitLength(rest.reversed()[...]) {
      rest = rest.dropLast(count)
      units += 1
      trim()
    }
    guard units <= 1, rest.first.map({ "0123456789.,".unicodeScalars.contains($0) }) == true else {
      return nil
    }
    let digits = String(String.UnicodeScalarView(rest))
    return Array(((sign == "-" || sign == "\u{2212}" ? "-" : "") + digits).utf8)
  }

  /// The length of a percent sign or a currency (`$`, `€`, `US$`, `COP`) that scalars begin with.
  private static func unitLength(_ scalars: some Collection<Unicode.Scalar>) -> Int? {
    let unit = scalars.prefix { scalar in
      scalar == "%" || scalar.properties.generalCategory == .currencySymbol
        || scalar.value < 0x80 && scalar.properties.isUppercase
    }
    let symbols = unit.count { !$0.properties.isUppercase }
    // An amount may be written in three letters, or in two and a symbol.
    let isUnit = symbols == 1 && unit.count <= 3 || symbols == 0 && unit.count == 3
    return isUnit ? unit.count : nil
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    [" ", "\t", "\u{A0}", "\u{2009}", "\u{202F}"].contains(scalar)
  }
}

extension NumberSyntax.ThousandsMark {
  /// The mark's forms in UTF-8.
  var forms: [[UInt8]] {
    switch self {
    case .comma: [[Byte.comma]]
    case .point: [[Byte.point]]
    case .blank: [[0x20], [0xC2, 0xA0], [0xE2, 0x80, 0x89], [0xE2, 0x80, 0xAF]]
    case .apostrophe: [[0x27], [0xE2, 0x80, 0x99]]
    }
  }

  /// A number without the marks between its groups.
  ///
  /// Groups have three digits, the first of them one to three; or two, and the last three, as in India.
  /// The same form of the mark stands between all. What stands behind the last group is left as it is.
  ///
  /// - Parameters:
  ///   - text: a number, perhaps with a sign in front of it.
  ///   - decimal: the decimal mark.
  /// - Returns: nil if marks stand elsewhere; the text if there are none.
  func ungrouped(_ text: ArraySlice<UInt8>, decimal: UInt8?) -> [UInt8]? {
    let isSigned = text.first == Byte.minus || text.first == Byte.plus
    var result = Array(text.prefix(isSigned ? 1 : 0))
    var rest = text.dropFirst(result.count)
    var groups: [Int] = []
    var form: [UInt8]?
    while true {
      let digits = rest.prefix { $0 &- Byte.zero <= 9 }
      result += digits
      groups.append(digits.count)
      rest = rest.dropFirst(digits.count)
      guard let mark = forms.first(where: { rest.starts(with: $0) }), form == nil || form == mark
      else { break }
      form = mark
      rest = rest.dropFirst(mark.count)
    }
    if groups.count > 1 {
      guard let last = groups.last, last == 3, (1...3).contains(groups[0]) else { return nil }
      let inner = groups.dropFirst().dropLast()
      let isIndian = groups[0] <= 2 && inner.allSatisfy { $0 == 2 }
      // A number has no zeros in front of its groups.
      guard inner.allSatisfy({ $0 == 3 }) || isIndian, result[isSigned ? 1 : 0] != Byte.zero
      else { return nil }
    }
    guard rest.isEmpty || rest.first == decimal || rest.first.map({ $0 | 0x20 }) == 0x65 else {
      return nil
    }
    return result + rest
  }
}
