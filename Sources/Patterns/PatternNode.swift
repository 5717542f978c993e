/// What a pattern says, part by part.
indirect enum PatternNode: Sendable {
  /// Nothing at all.
  case empty
  /// One character of a set.
  case character(CharacterSet)
  /// All of them, one after the other.
  case sequence([PatternNode])
  /// One of them.
  case choice([PatternNode])
  /// Another one so many times; any number of times from the first on if there is no second.
  case repeated(PatternNode, Int, Int?)
  /// The start of the text.
  case start
  /// The end of the text.
  case end

  /// Any characters, any number of them.
  static let anything = PatternNode.repeated(.character(.all), 0, nil)

  /// The same with its letters in any case.
  var inAnyCase: PatternNode {
    switch self {
    case .character(let set): .character(set.inAnyCase)
    case .sequence(let parts): .sequence(parts.map(\.inAnyCase))
    case .choice(let parts): .choice(parts.map(\.inAnyCase))
    case .repeated(let part, let least, let most): .repeated(part.inAnyCase, least, most)
    case .empty, .start, .end: self
    }
  }
}

/// A pattern that makes no sense, and the spot where it stops making sense.
package struct PatternError: Error, Hashable, Sendable {
  /// One line that says what is wrong.
  package let reason: String

  /// The number of the pattern's scalars in front of the spot.
  package let position: Int
}
