/// The column whose numbers are wanted, and what counts as missing in it.
package struct NumericColumn: Sendable, Hashable {
  /// The column's 0-based position in a row.
  package private(set) var index: Int

  /// The texts that mean a missing value, as bytes.
  let nullTokens: [[UInt8]]

  /// The numbers among the texts (−999, say): a field with the same number, however written, is
  /// missing, too.
  private(set) var nullNumbers: [Double]

  /// How numbers are written.
  package private(set) var numbers: NumberSyntax

  private var parser: NumberParser

  /// The decimal mark as kernels take it: where it isn't known, a byte that no text has.
  var decimal: UInt8 { parser.decimal }

  /// Creates a column.
  ///
  /// - Parameters:
  ///   - index: its 0-based position in a row.
  ///   - nullTokens: the texts that mean a missing value, as an empty field always does; compared
  ///     byte by byte; blanks around them, and around fields, don't matter.
  ///   - numbers: how numbers are written.
  package init(index: Int, nullTokens: [String], numbers: NumberSyntax) {
    self.index = index
    self.nullTokens = nullTokens.map { Array($0.trimmingBlanks().utf8) }
    self.numbers = numbers
    parser = NumberParser(decimal: numbers.decimal ?? Self.noMark)
    nullNumbers = []
    nullNumbers = nullNumbers(among: self.nullTokens)
  }

  /// Creates a column of plain numbers.
  package init(index: Int, nullTokens: [String], decimal: UInt8) {
    self.init(index: index, nullTokens: nullTokens, numbers: NumberSyntax(decimal: decimal))
  }

  /// Stands for a decimal mark that isn't known: a byte that is in no UTF-8.
  static let noMark: UInt8 = 0xFF

  private func nullNumbers(among tokens: [[UInt8]]) -> [Double] {
    tokens.compactMap { token in
      guard case .number(let value) = parse(token.span) else { return nil }
      return value
    }
  }

  /// The column at another position, in which the same is missing.
  ///
  /// - Parameter index: its 0-based position in a row.
  /// - Returns: a column that shares what this one knows; of thousands each costs next to nothing.
  package func moved(to index: Int) -> NumericColumn {
    var column = self
    column.index = index
    return column
  }

  /// The same column where its numbers are written in another way.
  func written(as numbers: NumberSyntax) -> NumericColumn {
    guard numbers != self.numbers else { return self }
    var column = self
    column.numbers = numbers
    column.parser = NumberParser(decimal: numbers.decimal ?? Self.noMark)
    column.nullNumbers = column.nullNumbers(among: nullTokens)
    return column
  }
}

/// The content of a field of a numeric column.
package enum NumericField: Equatable {
  case number(Double)
  case missing
  case notANumber
  case outOfRange
}

extension NumericColumn {
  /// Reads a field's content.
  ///
  /// Blanks around the content don't matter; what is then empty, or one of the null tokens, is
  /// missing.
  package func read(_ field: Span<UInt8>) -> NumericField {
    var start = 0
    var end = field.count
    while start < end, Byte.isBlank(field[start]) { start += 1 }
    while start < end, Byte.isBlank(field[end - 1]) { end -= 1 }
    guard start < end else { return .missing }
    let text = field.extracting(start..<end)
    let number = parse(text)
    if case .number(let value) = number { return numberOrMissing(value) }
    if isNullToken(text) { return .missing }
    switch number {
    case .outOfRange: return .outOfRange
    case .number, .notANumber: return .notANumber
    }
  }

  /// Reads a number, plain or with marks.
  func parse(_ text: Span<UInt8>) -> ParsedNumber {
    let number = parser.parse(text)
    guard number == .notANumber, !numbers.isPlain, let bare = numbers.withoutMarks(text) else {
      return number
    }
    return parser.parse(bare.span)
  }

  /// The meaning of a number: itself, unless it is one of those that mean a missing value.
  func numberOrMissing(_ value: Double) -> NumericField {
    nullNumbers.contains(value) ? .missing : .number(value)
  }

  /// Whether a field's content is empty, or one of the null tokens, blanks around it aside.
  func isEmptyOrNullToken(_ field: Span<UInt8>) -> Bool {
    var start = 0
    var end = field.count
    while start < end, Byte.isBlank(field[start]) { start += 1 }
    while start < end, Byte.isBlank(field[end - 1]) { end -= 1 }
    return start == end || isNullToken(field.extracting(start..<end))
  }

  private func isNullToken(_ text: Span<UInt8>) -> Bool {
    nullTokens.contains { token in
      token.count == text.count && token.indices.allSatisfy { token[$0] == text[$0] }
    }
  }
}
