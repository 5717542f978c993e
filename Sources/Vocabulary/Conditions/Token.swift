/// A word of a condition.
struct Token: Equatable {
  /// A kind of word, with what the word says.
  enum Kind: Equatable {
    /// A keyword, or a column's name.
    case word(String)
    /// A column's name in double quotes.
    case name(String)
    /// A text in single quotes.
    case text(String)
    /// A number without a sign.
    case number(WrittenNumber)
    /// `+`, `-`, `*` or `/`.
    case sign(Arithmetic)
    /// `=`, `!=`, `<`, `<=`, `>` or `>=`.
    case comparison(Symbol)
    /// `(`
    case opening
    /// `)`
    case closing
    /// `,`
    case comma
    /// The end of the condition, behind the last word.
    case end
  }

  /// A sign of comparison.
  enum Symbol: Equatable {
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
  }

  /// The word's kind, with what it says.
  let kind: Kind

  /// The number of Unicode scalars in front of it.
  let offset: Int

  /// Whether it is a certain keyword, in any case.
  func isWord(_ keyword: String) -> Bool {
    guard case .word(let word) = kind else { return false }
    return word.lowercased() == keyword
  }
}
