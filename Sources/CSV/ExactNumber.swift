/// A decimal number with all its digits, however many.
///
/// It is what a field says, where a double says it only nearly: 9007199254740993, which is no
/// double, is another number than 9007199254740992.
package struct ExactNumber: Sendable, Hashable {
  /// Whether it is less than zero.
  package let isNegative: Bool

  /// The digits, 0 to 9, of which neither the first nor the last is a zero; none for zero.
  package let digits: [UInt8]

  /// Where the decimal mark stands among them: the number is 0.d₁d₂d₃… · 10^exponent; 0 for zero.
  package let exponent: Int

  private init(isNegative: Bool, digits: ArraySlice<UInt8>, exponent: Int) {
    let first = digits.firstIndex { $0 != 0 } ?? digits.endIndex
    let end = digits.lastIndex { $0 != 0 }.map { $0 + 1 } ?? digits.endIndex
    self.digits = first < end ? Array(digits[first..<end]) : []
    self.isNegative = isNegative && !self.digits.isEmpty
    self.exponent = self.digits.isEmpty ? 0 : exponent - (first - digits.startIndex)
  }

  /// Reads a number of the form that ``NumberParser`` reads; nil if it is none.
  ///
  /// - Parameters:
  ///   - text: the text; blanks around it don't matter.
  ///   - decimal: the decimal mark.
  /// - Complexity: O(length).
  package init?(_ text: Span<UInt8>, decimal: UInt8 = Byte.point) {
    var (index, end) = (0, text.count)
    while index < end, Byte.isBlank(text[index]) { index += 1 }
    while index < end, Byte.isBlank(text[end - 1]) { end -= 1 }
    func next() -> UInt8? { index < end ? text[index] : nil }
    func skipSign() -> Bool {
      guard let sign = next(), sign == Byte.minus || sign == Byte.plus else { return false }
      index += 1
      return sign == Byte.minus
    }
    let isNegative = skipSign()
    var digits: [UInt8] = []
    var point: Int?
    while let byte = next() {
      if byte == decimal, point == nil {
        point = digits.count
      } else if byte &- Byte.zero <= 9 {
        digits.append(byte &- Byte.zero)
      } else {
        break
      }
      index += 1
    }
    guard !digits.isEmpty else { return nil }
    var exponent = 0
    if let letter = next() {
      guard letter | 0x20 == UInt8(ascii: "e") else { return nil }
      index += 1
      let isDown = skipSign()
      let start = index
      while let byte = next(), byte &- Byte.zero <= 9 {
        exponent = min(1_000_000_000, exponent * 10 + Int(byte &- Byte.zero))
        index += 1
      }
      guard index == end, index > start else { return nil }
      if isDown { exponent = -exponent }
    }
    self.init(
      isNegative: isNegative, digits: digits[...], exponent: exponent + (point ?? digits.count))
  }

  /// The shortest number that a double is the nearest to: the one that is printed for it.
  ///
  /// - Parameter value: a finite number.
  package init(shortest value: Double) {
    let text = Array(value.description.utf8)
    guard let number = Self(text.span) else { preconditionFailure("no number: \(value)") }
    self = number
  }

  /// The number with the other sign.
  package var negated: ExactNumber {
    ExactNumber(isNegative: !isNegative, digits: digits[...], exponent: exponent)
  }

  /// The nearest number with so many decimals, halves away from zero.
  ///
  /// - Parameter decimals: their number; less than zero to round to tens, hundreds and so on.
  /// - Returns: the number.
  package func rounded(to decimals: Int) -> ExactNumber {
    let kept = exponent + decimals
    guard kept < digits.count else { return self }
    guard kept >= 0 else { return ExactNumber(isNegative: false, digits: [], exponent: 0) }
    var rounded = [0] + digits[..<kept]
    if digits[kept] >= 5 {
      var place = kept
      while rounded[place] == 9 {
        rounded[place] = 0
        place -= 1
      }
      rounded[place] += 1
    }
    return ExactNumber(isNegative: isNegative, digits: rounded[...], exponent: exponent + 1)
  }

  /// Whether every number with as few digits is another double: the text of such a number can be
  /// told from others by its double alone.
  package var isShort: Bool { digits.count <= 15 && (digits.isEmpty || abs(exponent) < 290) }

  /// The number as it is printed: whole numbers of up to 60 digits with all of them, others with an
  /// exponent where doubles have one.
  package var text: String {
    guard !digits.isEmpty else { return "0" }
    let sign = isNegative ? "-" : ""
    func string(_ digits: some Sequence<UInt8>) -> String {
      String(decoding: digits.map { $0 + Byte.zero }, as: UTF8.self)
    }
    let zeros = { (count: Int) in String(repeating: "0", count: count) }
    switch exponent {
    // No range: there may be more than 60 digits.
    case _ where exponent >= digits.count && exponent <= 60:
      return sign + string(digits) + zeros(exponent - digits.count)
    case 1...60: return "\(sign)\(string(digits[..<exponent])).\(string(digits[exponent...]))"
    case -3...0: return "\(sign)0.\(zeros(-exponent))\(string(digits))"
    default:
      let rest = digits.count > 1 ? "." + string(digits[1...]) : ""
      let power = exponent - 1
      let shown = "\(power < 0 ? "-" : "+")\(abs(power) < 10 ? "0" : "")\(abs(power))"
      return "\(sign)\(string(digits[..<1]))\(rest)e\(shown)"
    }
  }
}

extension ExactNumber: Comparable {
  package static func < (left: ExactNumber, right: ExactNumber) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative
      ? hasLessMagnitude(right, left) : hasLessMagnitude(left, right)
  }

  private static func hasLessMagnitude(_ left: ExactNumber, _ right: ExactNumber) -> Bool {
    if left.digits.isEmpty || right.digits.isEmpty { return !right.digits.isEmpty && left != right }
    if left.exponent != right.exponent { return left.exponent < right.exponent }
    return left.digits.lexicographicallyPrecedes(right.digits)
  }
}

// MARK: - Keys

extension ExactNumber {
  /// What is added to an exponent so that it isn't less than zero.
  private static let exponentBias = 0x4000_0000

  /// The number as bytes that are in the order of the numbers, and of which none are the beginning
  /// of others.
  package var orderedBytes: [UInt8] {
    let biased = UInt32(truncatingIfNeeded: exponent + Self.exponentBias)
    let magnitude =
      (0..<4).map { UInt8(truncatingIfNeeded: biased >> UInt32(24 - 8 * $0)) }
      + digits.map { $0 + 1 } + [0]
    return isNegative ? [0] + magnitude.map { ~$0 } : [1] + magnitude
  }

  /// Takes a number out of the front of some bytes.
  ///
  /// - Parameter bytes: what ``orderedBytes`` has made of a number, and perhaps more behind it.
  package init(takenFrom bytes: inout ArraySlice<UInt8>) {
    let isNegative = bytes.popFirst() == 0
    func next() -> UInt8 {
      let byte = bytes.popFirst() ?? (isNegative ? .max : 0)
      return isNegative ? ~byte : byte
    }
    let biased = (0..<4).reduce(0) { value, _ in value << 8 | Int(next()) }
    var digits: [UInt8] = []
    while case let byte = next(), byte > 0 { digits.append(byte - 1) }
    self.init(
      isNegative: isNegative, digits: digits[...], exponent: biased - Self.exponentBias)
  }
}

extension NumericColumn {
  /// A number with all its digits.
  ///
  /// - Parameter text: the content of a field.
  /// - Returns: nil if it is no number.
  /// - Complexity: O(length).
  package func exactNumber(_ text: Span<UInt8>) -> ExactNumber? {
    if let number = ExactNumber(text, decimal: decimal) { return number }
    var (start, end) = (0, text.count)
    while start < end, Byte.isBlank(text[start]) { start += 1 }
    while start < end, Byte.isBlank(text[end - 1]) { end -= 1 }
    guard !numbers.isPlain, let bare = numbers.withoutMarks(text.extracting(start..<end)) else {
      return nil
    }
    return ExactNumber(bare.span, decimal: decimal)
  }
}

extension RowBatch {
  /// The number of a field with all its digits.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - row: the row's number in the batch.
  /// - Returns: nil if the field is no number.
  /// - Complexity: O(length).
  package borrowing func exactNumber(
    of column: NumericColumn, inRow row: Int
  ) -> ExactNumber? {
    let column = local(column)
    return withText(of: column.index, inRow: row) { column.exactNumber($0) }
  }
}
