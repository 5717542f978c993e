import CSV

/// Takes a condition apart into words.
struct Lexer {
  /// The condition.
  let scalars: [Unicode.Scalar]

  private var index = 0

  /// Creates a lexer.
  ///
  /// - Parameter text: the condition.
  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// All words, the last one `end`.
  ///
  /// - Throws: ``ConditionError`` at a character that begins no word, and at a quote that is never
  ///   closed.
  mutating func tokens() throws(ConditionError) -> [Token] {
    var tokens: [Token] = []
    repeat {
      while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
      let offset = index
      tokens.append(Token(kind: try next(), offset: offset))
    } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(ConditionError) -> Token.Kind {
    guard index < scalars.count else { return .end }
    let scalar = scalars[index]
    switch scalar {
    case "'": return .text(try quoted("'"))
    case "\"": return .name(try quoted("\""))
    case "(", ")", ",":
      index += 1
      return scalar == "(" ? .opening : scalar == ")" ? .closing : .comma
    case "=", "!", "<", ">": return try comparison()
    case "0"..."9", ".": return .number(try number())
    case "+", "-", "*", "/":
      index += 1
      return .sign(
        scalar == "+" ? .sum : scalar == "-" ? .difference : scalar == "*" ? .product : .quotient)
    default:
      guard Self.beginsName(scalar) else { throw unknown(scalar) }
      let start = index
      while index < scalars.count, Self.continuesName(scalars[index]) { index += 1 }
      return .word(String(String.UnicodeScalarView(scalars[start..<index])))
    }
  }

  private static func beginsName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar == "_"
  }

  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    beginsName(scalar) || scalar.properties.numericType == .decimal
      // An accent may follow its letter as a scalar of its own.
      || scalar.properties.generalCategory == .nonspacingMark
  }

  private func unknown(_ scalar: Unicode.Scalar) -> ConditionError {
    let hint =
      switch scalar {
      case "&": "write and"
      case "|": "write or"
      case "‘", "’", "“", "”", "`", "´": "a text stands in straight single quotes: 'META'"
      default:
        "a column whose name has other characters than letters, digits and _"
          + " stands in double quotes"
      }
    let shown = scalar.value < 0x20 ? scalar.escaped(asASCII: true) : String(scalar)
    return ConditionError("\(shown) has no meaning here; \(hint)", in: scalars, at: index)
  }

  /// Reads what stands between quotes, two of which are one inside.
  private mutating func quoted(_ quote: Unicode.Scalar) throws(ConditionError) -> String {
    let start = index
    var content = String.UnicodeScalarView()
    index += 1
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if scalar == quote {
        guard index < scalars.count, scalars[index] == quote else { return String(content) }
        index += 1
      }
      content.append(scalar)
    }
    throw ConditionError("the quote that begins here is never closed", in: scalars, at: start)
  }

  private mutating func comparison() throws(ConditionError) -> Token.Kind {
    let start = index
    while index < scalars.count, index < start + 2, "=!<>".unicodeScalars.contains(scalars[index]) {
      index += 1
    }
    switch String(String.UnicodeScalarView(scalars[start..<index])) {
    case "=", "==": return .comparison(.equal)
    case "!=", "<>": return .comparison(.notEqual)
    case "<": return .comparison(.less)
    case "<=": return .comparison(.lessOrEqual)
    case ">": return .comparison(.greater)
    case ">=": return .comparison(.greaterOrEqual)
    default:
      throw ConditionError(
        "this is no comparison; there are =, !=, <, <=, > and >=, and not", in: scalars, at: start)
    }
  }

  /// A number with a decimal point, whatever the file's decimal mark is.
  private mutating func number() throws(ConditionError) -> WrittenNumber {
    let start = index
    var previous: Unicode.Scalar = " "
    while index < scalars.count {
      let scalar = scalars[index]
      let isSign = scalar == "-" || scalar == "+"
      let isExponent = previous == "e" || previous == "E"
      guard isSign ? isExponent : scalar == "." || Self.continuesName(scalar) else { break }
      previous = scalar
      index += 1
    }
    let text = String(String.UnicodeScalarView(scalars[start..<index]))
    // Texts such as "inf" and "0x10" are numbers to Swift.
    guard let value = Double(text), let exact = ExactNumber(Array(text.utf8).span) else {
      throw ConditionError("\(text) is not a number", in: scalars, at: start)
    }
    guard value.isFinite else {
      throw ConditionError("\(text) is beyond the largest double", in: scalars, at: start)
    }
    return WrittenNumber(value: value, exact: exact)
  }
}
