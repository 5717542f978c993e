/// The column whose numbers are wanted, and what counts as missing in it.
package struct NumericColumn: Sendable, Hashable {
  /// The column's 0-based position in a row.
  package private(set) var index: Int

  /// The texts that mean a missing value, as bytes.
  let nullTokens: [[UInt8]]

  /// The numbers among the texts (−999, say): a field with the same number, however written, is
  /// missing, too.
  private(set) var nullNumbers: [Double]

  /// The numbers among the texts where the other mark stands for decimals.
  private var otherNullNumbers: [Double]

  /// The decimal mark.
  private(set) var decimal: UInt8

  private var parser: NumberParser

  /// Creates a column.
  ///
  /// - Parameters:
  ///   - index: its 0-based position in a row.
  ///   - nullTokens: the texts that mean a missing value, as an empty field always does; compared
  ///     byte by byte; blanks around them, and around fields, don't matter.
  ///   - decimal: the decimal mark.
  package init(index: Int, nullTokens: [String], decimal: UInt8) {
    let parser = NumberParser(decimal: decimal)
    self.parser = parser
    self.decimal = decimal
    self.index = index
    self.nullTokens = nullTokens.map { Array($0.trimmingBlanks().utf8) }
    let other = NumberParser(decimal: decimal == Byte.comma ? Byte.point : Byte.comma)
    nullNumbers = Self.numbers(among: self.nullTokens, parser)
    otherNullNumbers = Self.numbers(among: self.nullTokens, other)
  }

  private static func numbers(among tokens: [[UInt8]], _ parser: NumberParser) -> [Double] {
    tokens.compactMap { token in
      guard case .number(let value) = parser.parse(token.span) else { return nil }
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

  /// The same column where its numbers are written with a decimal mark, a point or a comma.
  func written(withDecimal decimal: UInt8) -> NumericColumn {
    guard decimal != self.decimal else { return self }
    var column = self
    column.decimal = decimal
    column.parser = NumberParser(decimal: decimal)
    swap(&column.nullNumbers, &column.otherNullNumbers)
    return column
  }
}

/// The content of a field of a numeric column.
enum NumericField: Equatable {
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
  func read(_ field: Span<UInt8>) -> NumericField {
    var start = 0
    var end = field.count
    while start < end, Byte.isBlank(field[start]) { start += 1 }
    while start < end, Byte.isBlank(field[end - 1]) { end -= 1 }
    guard start < end else { return .missing }
    let text = field.extracting(start..<end)
    let number = parser.parse(text)
    if case .number(let value) = number { return numberOrMissing(value) }
    if isNullToken(text) { return .missing }
    switch number {
    case .outOfRange: return .outOfRange
    case .number, .notANumber: return .notANumber
    }
  }

  /// The meaning of a number: itself, unless it is one of those that mean a missing value.
  func numberOrMissing(_ value: Double) -> NumericField {
    nullNumbers.contains(value) ? .missing : .number(value)
  }

  private func isNullToken(_ text: Span<UInt8>) -> Bool {
    nullTokens.contains { token in
      token.count == text.count && token.indices.allSatisfy { token[$0] == text[$0] }
    }
  }
}
