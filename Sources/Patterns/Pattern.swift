/// A pattern that texts match or don't.
///
/// ```swift
/// var matcher = PatternMatcher(try Pattern(regexp: "^BOL[IÍ]VAR$"))
/// let isMatch = matcher.matches(text)
/// ```
///
/// There are two kinds. A *like* is SQL's: it describes the whole text; `%` stands for any characters,
/// `_` for one. A *regexp* is found anywhere in the text; it has what POSIX's extended regular
/// expressions have, but for classes such as `[:alpha:]`, and from Perl's `\d`, `\w`, `\s`, `(?:…)`
/// and a `(?i)` at the beginning. It has nothing for which a text must be read more than once, such
/// as references to earlier groups.
///
/// Texts are UTF-8. A character is a Unicode scalar: an accent that follows its letter is one of its
/// own. A byte that is no UTF-8 is a character that only `%`, `_`, `.` and sets of what is *not*
/// meant contain.
package struct Pattern: Sendable {
  /// A step of the machine that reads a text.
  enum Step: Sendable {
    /// A character of a class that is in a set, by the set's number.
    case character(set: Int, next: Int)
    /// Both ways.
    case fork(Int, Int)
    /// Only at the start of the text.
    case start(next: Int)
    /// Only at the end of the text.
    case end(next: Int)
    /// The text matches, whatever follows.
    case match
  }

  /// The most steps that a pattern may have.
  static let mostSteps = 10_000

  /// The steps.
  private(set) var steps: [Step] = [.match]

  /// The step that comes first.
  private(set) var first = 0

  /// The sets of characters that steps name.
  private(set) var sets: [CharacterSet] = []

  /// Reads a pattern of SQL's `like`.
  ///
  /// - Parameters:
  ///   - text: the pattern.
  ///   - escape: the scalar that takes its meaning from the one behind it; nil if there is none.
  ///   - ignoresCase: whether letters mean those of the other case, too.
  /// - Throws: ``PatternError`` if nothing follows the escape, or the pattern is too large.
  package init(
    like text: String, escape: Unicode.Scalar? = "\\", ignoresCase: Bool = false
  ) throws(PatternError) {
    var parts: [PatternNode] = []
    var isEscaped = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case _ where isEscaped:
        parts.append(.character(CharacterSet(scalar)))
        isEscaped = false
      case _ where scalar == escape: isEscaped = true
      case "%": parts.append(.anything)
      case "_": parts.append(.character(.all))
      default: parts.append(.character(CharacterSet(scalar)))
      }
    }
    let count = text.unicodeScalars.count
    if isEscaped {
      throw PatternError(
        reason: "a character belongs behind the escape that ends this pattern", position: count - 1)
    }
    // Whatever follows a last % matches: it needn't be read.
    if case .repeated? = parts.last { parts[parts.count - 1] = .empty } else { parts.append(.end) }
    try build(.sequence(parts), ignoresCase: ignoresCase)
  }

  /// Reads a regular expression, which may be found anywhere in a text.
  ///
  /// - Parameter text: the pattern.
  /// - Throws: ``PatternError`` at the first character that makes no sense.
  package init(regexp text: String) throws(PatternError) {
    var parser = RegexpParser(text)
    let node = try parser.parse()
    try build(.sequence([.anything, node]), ignoresCase: parser.ignoresCase)
  }

  private mutating func build(_ node: PatternNode, ignoresCase: Bool) throws(PatternError) {
    first = try add(ignoresCase ? node.inAnyCase : node, next: 0)
  }

  /// Adds the steps of a part in front of others.
  ///
  /// - Returns: the first of them.
  private mutating func add(_ node: PatternNode, next: Int) throws(PatternError) -> Int {
    switch node {
    case .empty: return next
    case .start: return try add(.start(next: next))
    case .end: return try add(.end(next: next))
    case .character(let set):
      let number = sets.firstIndex(of: set) ?? sets.count
      if number == sets.count { sets.append(set) }
      return try add(.character(set: number, next: next))
    case .sequence(let parts):
      var next = next
      for part in parts.reversed() { next = try add(part, next: next) }
      return next
    case .choice(let parts):
      var choice = try add(parts[parts.count - 1], next: next)
      for part in parts.dropLast().reversed() {
        choice = try add(.fork(try add(part, next: next), choice))
      }
      return choice
    case .repeated(let part, let least, let most):
      return try add(part, least, most, next: next)
    }
  }

  private mutating func add(
    _ part: PatternNode, _ least: Int, _ most: Int?, next: Int
  ) throws(PatternError) -> Int {
    var entry = next
    if let most {
      for _ in least..<most {
        let once = try add(part, next: entry)
        // A part without steps can be left out.
        if once == entry { break }
        entry = try add(.fork(once, next))
      }
    } else {
      entry = try add(.fork(next, next))
      steps[entry] = .fork(try add(part, next: entry), next)
    }
    for _ in 0..<least {
      let once = try add(part, next: entry)
      if once == entry { break }
      entry = once
    }
    return entry
  }

  private mutating func add(_ step: Step) throws(PatternError) -> Int {
    guard steps.count < Self.mostSteps else {
      throw PatternError(reason: "this pattern is too large", position: 0)
    }
    steps.append(step)
    return steps.count - 1
  }
}
