import CSV

/// The forms that the values of a column have been seen to have.
///
/// It is a set of bits: that of all rows is the bitwise *or* of those of its parts, in any order.
package struct ValueForms: OptionSet, BitwiseCopyable, Sendable, Hashable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A whole number that fits in 64 bits.
  static let integer = ValueForms(rawValue: 1 << 0)
  /// A whole number beyond that.
  static let hugeInteger = ValueForms(rawValue: 1 << 1)
  /// A number with a decimal mark or an exponent.
  static let fraction = ValueForms(rawValue: 1 << 2)
  /// A number, of any of these forms, that is not the shortest form of a double.
  static let notDouble = ValueForms(rawValue: 1 << 3)
  static let boolean = ValueForms(rawValue: 1 << 4)
  static let date = ValueForms(rawValue: 1 << 5)
  static let timestamp = ValueForms(rawValue: 1 << 6)
  static let timestampUTC = ValueForms(rawValue: 1 << 7)
  /// Anything else. It has the bits of all others, so that it doesn't matter whether these were seen.
  static let text = ValueForms(rawValue: (1 << 9) - 1)

  private static let numbers: ValueForms = [.integer, .hugeInteger, .fraction, .notDouble]

  /// The narrowest type that all values have; text if there are none.
  package var type: StoredType {
    switch self {
    case [.boolean]: return .boolean
    case [.date]: return .date
    case [.timestamp], [.date, .timestamp]: return .timestamp
    case [.timestampUTC]: return .timestampUTC
    default: break
    }
    guard !isEmpty, isSubset(of: Self.numbers) else { return .text }
    if isSubset(of: [.integer, .notDouble]) { return .integer }
    return contains(.fraction) && !contains(.notDouble) ? .number : .decimal
  }
}

extension ValueForms {
  /// Looks at a value.
  ///
  /// - Parameters:
  ///   - text: the value's text; blanks around a number, a date or a boolean don't matter.
  ///   - decimal: the decimal mark.
  /// - Complexity: O(length).
  init(of text: Span<UInt8>, decimal: UInt8) {
    let text = text.extracting(text.inner)
    guard text.count > 0 else {
      self = .text
      return
    }
    let first = text[0]
    if first &- Ascii.zero <= 9, text.count >= 10, text[4] == Ascii.minus,
      let moment = ISOMoment(text)
    {
      self = moment.form
    } else if let number = DecimalText(text, decimal: decimal) {
      self = number.forms(in: text, decimal: decimal)
    } else {
      self = text.boolean == nil ? .text : .boolean
    }
  }
}

extension Span<UInt8> {
  /// Where the text is without the blanks around it.
  @inlinable
  public var inner: Range<Int> {
    var (start, end) = (0, count)
    while start < end, Self.isBlank(self[start]) { start += 1 }
    while start < end, Self.isBlank(self[end - 1]) { end -= 1 }
    return start..<end
  }

  @inlinable
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// What `true` and `false` mean; nil of anything else.
  package var boolean: Bool? {
    if equals("true") { return true }
    return equals("false") ? false : nil
  }

  private func equals(_ word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { word in
      for index in 0..<count where unsafe self[index] != word[index] { return false }
      return true
    }
  }
}
