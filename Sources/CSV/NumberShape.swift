/// What the marks in a text say about how numbers are written.
package enum NumberShape: Equatable {
  /// No number in any syntax.
  case none
  /// Digits without a mark; with whether they are 1 to 999, which no writer groups.
  case plain(isSmall: Bool)
  /// A number only if this is its decimal mark, a point or a comma.
  case decimal(UInt8)
  /// Up to three digits, a point or a comma, three digits: a thousand and some, or a decimal.
  case ambiguous(UInt8)
  /// Groups of digits with a mark between them, and perhaps decimals.
  case grouped(NumberSyntax.ThousandsMark, decimal: UInt8?)

  /// Looks at a text.
  ///
  /// - Parameters:
  ///   - text: a field's content.
  ///   - isLoose: whether a unit may stand around the number.
  /// - Complexity: O(length), of 64 bytes at most.
  package init(_ text: [UInt8], isLoose: Bool) {
    var number = text[...]
    while let first = number.first, Byte.isBlank(first) { number.removeFirst() }
    while let last = number.last, Byte.isBlank(last) { number.removeLast() }
    guard number.count <= 64, !number.isEmpty else {
      self = .none
      return
    }
    let shape = Self.signed(number)
    guard isLoose, shape == .none,
      let bare = NumberSyntax(decimal: nil, forms: .loose).withoutMarks(number.span)
    else {
      self = shape
      return
    }
    self = Self.signed(bare[...])
  }

  private static func signed(_ text: ArraySlice<UInt8>) -> NumberShape {
    let isSigned = text.first == Byte.minus || text.first == Byte.plus
    let number = isSigned ? text.dropFirst() : text
    return simple(number) ?? unsigned(number)
  }

  /// The shape of what most texts are: letters, digits alone, or digits around one mark. Nil if it is
  /// none of these.
  private static func simple(_ text: ArraySlice<UInt8>) -> NumberShape? {
    guard let first = text.first, first &- Byte.zero <= 9 || isMark(first) else {
      return NumberShape.none
    }
    var mark: (byte: UInt8, index: Int)?
    for index in text.indices where text[index] &- Byte.zero > 9 {
      guard isMark(text[index]), mark == nil else { return nil }
      mark = (text[index], index)
    }
    guard let mark else {
      return .plain(isSmall: text.count <= 3 && first != Byte.zero)
    }
    let (before, after) = (mark.index - text.startIndex, text.endIndex - mark.index - 1)
    guard before + after > 0 else { return NumberShape.none }
    let mayGroup = (1...3).contains(before) && after == 3 && first != Byte.zero
    return mayGroup ? .ambiguous(mark.byte) : .decimal(mark.byte)
  }

  private static func isMark(_ byte: UInt8) -> Bool { byte == Byte.point || byte == Byte.comma }

  private enum Mark: Equatable {
    case comma, point, blank, apostrophe

    var byte: UInt8? { self == .comma ? Byte.comma : self == .point ? Byte.point : nil }

    var thousands: NumberSyntax.ThousandsMark {
      switch self {
      case .comma: .comma
      case .point: .point
      case .blank: .blank
      case .apostrophe: .apostrophe
      }
    }

    /// The mark that bytes begin with, and its length.
    static func first(of bytes: ArraySlice<UInt8>) -> (mark: Mark, length: Int)? {
      guard let first = bytes.first else { return nil }
      if first == Byte.comma { return (.comma, 1) }
      if first == Byte.point { return (.point, 1) }
      for mark in [Mark.blank, .apostrophe] {
        for form in mark.thousands.forms where bytes.starts(with: form) {
          return (mark, form.count)
        }
      }
      return nil
    }
  }

  private static func unsigned(_ text: ArraySlice<UInt8>) -> NumberShape {
    var rest = text
    var groups: [ArraySlice<UInt8>] = []
    var marks: [Mark] = []
    while true {
      let digits = rest.prefix { $0 &- Byte.zero <= 9 }
      groups.append(digits)
      rest = rest.dropFirst(digits.count)
      guard let (mark, length) = Mark.first(of: rest) else { break }
      marks.append(mark)
      rest = rest.dropFirst(length)
    }
    guard groups.contains(where: { !$0.isEmpty }) else { return .none }
    if !rest.isEmpty {
      guard isExponent(rest) else { return .none }
      guard let mark = marks.first else { return .plain(isSmall: false) }
      return marks.count == 1 ? mark.byte.map { .decimal($0) } ?? .none : .none
    }
    return shape(of: groups, marks)
  }

  private static func shape(of groups: [ArraySlice<UInt8>], _ marks: [Mark]) -> NumberShape {
    guard let last = marks.last, let first = groups.first else {
      let digits = groups[0]
      let isSmall = digits.count <= 3 && digits.contains { $0 != Byte.zero }
      return .plain(isSmall: isSmall && digits.first != Byte.zero)
    }
    let isLike = marks.allSatisfy { $0 == marks[0] }
    if isLike, marks.count == 1, let byte = last.byte {
      let mayGroup =
        (1...3).contains(first.count) && groups[1].count == 3 && first.first != Byte.zero
      return mayGroup ? .ambiguous(byte) : .decimal(byte)
    }
    if isLike { return areGroups(groups) ? .grouped(last.thousands, decimal: nil) : .none }
    let inner = marks.dropLast()
    guard let decimal = last.byte, let group = inner.first, group != last,
      inner.allSatisfy({ $0 == group }), areGroups(groups.dropLast())
    else { return .none }
    return .grouped(group.thousands, decimal: decimal)
  }

  /// Whether digits are grouped by threes, or as in India.
  private static func areGroups(_ groups: [ArraySlice<UInt8>]) -> Bool {
    guard let first = groups.first, groups.count > 1, (1...3).contains(first.count),
      first.first != Byte.zero, groups.last?.count == 3
    else { return false }
    let inner = groups.dropFirst().dropLast()
    return inner.allSatisfy { $0.count == 3 }
      || first.count <= 2 && inner.allSatisfy { $0.count == 2 }
  }

  private static func isExponent(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return false }
    var digits = text.dropFirst()
    if let sign = digits.first, sign == Byte.minus || sign == Byte.plus { digits.removeFirst() }
    return !digits.isEmpty && digits.allSatisfy { $0 &- Byte.zero <= 9 }
  }
}
