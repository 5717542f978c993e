/// Reads regular expressions.
///
///     choice   = sequence { "|" sequence }
///     sequence = { atom [ "*" | "+" | "?" | "{" m [ "," [ n ] ] "}" ] [ "?" ] }
///     atom     = "^" | "$" | "." | "(" [ "?:" ] choice ")" | "[" [ "^" ] members "]"
///              | "\" ( d | D | w | W | s | S | t | n | r | a sign ) | any other character
///
/// A `?` behind a repetition, which elsewhere asks for the shortest match, changes nothing: what is
/// asked is only whether there is a match.
struct RegexpParser {
  /// The most parentheses that may be open.
  private static let deepest = 100

  /// The largest number of repetitions.
  private static let mostRepetitions = 1000

  /// Whether letters mean those of the other case, too.
  private(set) var ignoresCase = false

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var depth = 0

  /// Creates a parser.
  ///
  /// - Parameter text: the pattern.
  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// Reads the whole pattern.
  ///
  /// - Throws: ``PatternError`` at the first character that makes no sense.
  mutating func parse() throws(PatternError) -> PatternNode {
    if scalars.starts(with: "(?i)".unicodeScalars) {
      ignoresCase = true
      index = 4
    }
    let node = try parseChoice()
    if index < scalars.count { throw error("this parenthesis was never opened") }
    return node
  }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func parseChoice() throws(PatternError) -> PatternNode {
    var parts = [try parseSequence()]
    while next == "|" {
      index += 1
      parts.append(try parseSequence())
    }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  private mutating func parseSequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let start = index
      let atom = try parseAtom()
      parts.append(try parseRepetition(of: atom, at: start))
    }
    return .sequence(parts)
  }

  private mutating func parseAtom() throws(PatternError) -> PatternNode {
    let start = index
    let scalar = scalars[index]
    index += 1
    switch scalar {
    case "^": return .start
    case "$": return .end
    case ".": return .character(.all)
    case "(": return try parseGroup(at: start)
    case "[": return .character(try parseSet(at: start))
    case "\\": return .character(try parseEscape(at: start))
    case "*", "+", "?", "{":
      throw error("nothing stands here that \(scalar) could repeat; write \\\(scalar)", at: start)
    default: return .character(CharacterSet(scalar))
    }
  }

  private mutating func parseGroup(at start: Int) throws(PatternError) -> PatternNode {
    if next == "?" {
      guard scalars[index...].starts(with: "?:".unicodeScalars) else {
        throw error(
          "groups begin with ( or (?: here; (?i) stands at the beginning of the pattern",
          at: start)
      }
      index += 2
    }
    guard depth < Self.deepest else {
      throw error("more than \(Self.deepest) parentheses are open here", at: start)
    }
    depth += 1
    defer { depth -= 1 }
    let node = try parseChoice()
    guard next == ")" else {
      throw error("the parenthesis that opens here is never closed", at: start)
    }
    index += 1
    return node
  }

  private mutating func parseRepetition(
    of atom: PatternNode, at start: Int
  ) throws(PatternError) -> PatternNode {
    var (least, most) = (0, Int?.none)
    switch next {
    case "*"?: index += 1
    case "+"?:
      index += 1
      least = 1
    case "?"?:
      index += 1
      most = 1
    case "{"?: (least, most) = try parseCounts()
    default: return atom
    }
    switch atom {
    case .start, .end: throw error("a place in the text can't be repeated", at: start)
    default: break
    }
    if next == "?" { index += 1 }
    if let next, "*+{".unicodeScalars.contains(next) || next == "?" {
      throw error("a repetition can't be repeated; put it into parentheses")
    }
    return .repeated(atom, least, most)
  }

  private mutating func parseCounts() throws(PatternError) -> (Int, Int?) {
    let start = index
    index += 1
    let least = parseNumber()
    var most = least
    if next == "," {
      index += 1
      most = parseNumber()
    }
    guard let least, next == "}" else {
      throw error("this is no number of repetitions; write {2}, {2,} or {2,5}, or \\{", at: start)
    }
    index += 1
    guard least <= most ?? least, max(least, most ?? 0) <= Self.mostRepetitions else {
      throw error("repetitions go from a number to a larger one, up to 1000", at: start)
    }
    return (least, most)
  }

  private mutating func parseNumber() -> Int? {
    var number: Int?
    while let digit = next, ("0"..."9").contains(digit) {
      number = min((number ?? 0) * 10 + Int(digit.value - 0x30), 1_000_000)
      index += 1
    }
    return number
  }

  private mutating func parseSet(at start: Int) throws(PatternError) -> CharacterSet {
    var set = CharacterSet()
    let isInverted = next == "^"
    if isInverted { index += 1 }
    let first = index
    while let scalar = next, scalar != "]" || index == first {
      let place = index
      index += 1
      if scalar == "[", let next, ":.=".unicodeScalars.contains(next) {
        throw error(
          "there are no classes such as [:alpha:]; write \\w, \\d, \\s or a range: a-z", at: place)
      }
      let member = scalar == "\\" ? try parseEscape(at: place) : CharacterSet(scalar)
      guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
        set = set.union(member)
        continue
      }
      index += 1
      let endPlace = index
      index += 1
      let end =
        scalars[endPlace] == "\\"
        ? try parseEscape(at: endPlace) : CharacterSet(scalars[endPlace])
      guard let low = member.only, let high = end.only, low <= high else {
        throw error("this is no range from a character to a later one", at: place)
      }
      set = set.union(CharacterSet([low...high]))
    }
    guard next == "]" else { throw error("the bracket that opens here is never closed", at: start) }
    index += 1
    return isInverted ? (ignoresCase ? set.inAnyCase : set).inverted : set
  }

  /// What stands behind a backslash.
  private mutating func parseEscape(at start: Int) throws(PatternError) -> CharacterSet {
    guard let scalar = next else {
      throw error("a character belongs behind the backslash that ends this pattern", at: start)
    }
    index += 1
    switch scalar {
    case "d": return .digits
    case "D": return CharacterSet.digits.inverted
    case "w": return .ofWords
    case "W": return CharacterSet.ofWords.inverted
    case "s": return .blanks
    case "S": return CharacterSet.blanks.inverted
    case "t": return CharacterSet("\t")
    case "n": return CharacterSet("\n")
    case "r": return CharacterSet("\r")
    case "0"..."9":
      throw error("there are no references to earlier groups", at: start)
    case "a"..."z", "A"..."Z":
      throw error(
        "\\\(scalar) has no meaning here; there are \\d, \\w, \\s, \\D, \\W, \\S, \\t, \\n and \\r",
        at: start)
    default: return CharacterSet(scalar)
    }
  }

  private func error(_ reason: String, at place: Int? = nil) -> PatternError {
    PatternError(reason: reason, position: place ?? index)
  }
}

extension CharacterSet {
  /// The scalar of a set that has just one.
  fileprivate var only: UInt32? {
    guard ranges.count == 1, ranges[0].count == 1 else { return nil }
    return ranges[0].lowerBound
  }
}
