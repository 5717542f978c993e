import CSV

/// Reads conditions.
///
///     condition   = conjunction { "or" conjunction }
///     conjunction = negation { "and" negation }
///     negation    = "not" negation | "(" condition ")" | test
///     test        = subject comparison literal | literal comparison subject
///                 | subject [ "not" ] "in" "(" literal { "," literal } ")"
///                 | subject [ "not" ] "between" literal "and" literal
///                 | subject "is" [ "not" ] ( "missing" | "null" )
///     subject     = column | part "(" column ")"
///     part        = one of `DatePart`
///     column      = letters, digits and "_", not beginning with a digit | '"' any characters '"'
///     literal     = number | "'" any characters "'" | ( "date" | "timestamp" ) "'" ISO 8601 "'"
///     comparison  = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="
///
/// Keywords are such in any case; a quote is doubled to stand inside quotes.
struct ConditionParser {
  /// The most parentheses and `not`s that may be open.
  static let deepest = 100

  private let scalars: [Unicode.Scalar]
  private let tokens: [Token]
  private var index = 0
  private var depth = 0

  /// Takes a condition apart.
  ///
  /// - Parameter text: the condition.
  /// - Throws: ``ConditionError`` if it has words that there aren't.
  init(_ text: String) throws(ConditionError) {
    var lexer = Lexer(text)
    tokens = try lexer.tokens()
    scalars = lexer.scalars
  }

  /// Reads the whole condition.
  ///
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  mutating func parse() throws(ConditionError) -> LogicalExpression<ParsedTest> {
    guard tokens.count > 1 else { throw error("the condition is empty") }
    let condition = try parseCondition()
    switch token.kind {
    case .end: return condition
    case .closing: throw error("this parenthesis was never opened")
    case .comma: throw error("no comma belongs here; decimals are marked by a point")
    case .comparison: throw error("write two comparisons: 0 < x and x < 5")
    default: throw error("and, or, or the end belongs here")
    }
  }

  private mutating func parseCondition() throws(ConditionError) -> LogicalExpression<ParsedTest> {
    var parts = [try parseConjunction()]
    while skip("or") { parts.append(try parseConjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func parseConjunction() throws(ConditionError) -> LogicalExpression<ParsedTest> {
    var parts = [try parseNegation()]
    while skip("and") { parts.append(try parseNegation()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func parseNegation() throws(ConditionError) -> LogicalExpression<ParsedTest> {
    let start = token
    guard start.kind == .opening || start.isWord("not") else { return try parseTest() }
    guard depth < Self.deepest else {
      throw error("more than \(Self.deepest) parentheses are open here")
    }
    depth += 1
    defer { depth -= 1 }
    index += 1
    if start.isWord("not") { return .not(try parseNegation()) }
    let condition = try parseCondition()
    switch token.kind {
    case .closing: index += 1
    case .end: throw error("the parenthesis that opens here is never closed", at: start)
    case .comma: throw error("no comma belongs here; decimals are marked by a point")
    case .comparison: throw error("write two comparisons: 0 < x and x < 5")
    default: throw error("and, or, or a closing parenthesis belongs here")
    }
    return condition
  }

  private mutating func parseTest() throws(ConditionError) -> LogicalExpression<ParsedTest> {
    if let literal = try parseLiteral() {
      guard case .comparison(let symbol) = token.kind else {
        throw error("a comparison belongs here: =, !=, <, <=, > or >=")
      }
      index += 1
      return comparison(try parseSubject(), Self.flipped(symbol), literal)
    }
    let subject = try parseSubject()
    if case .comparison(let symbol) = token.kind {
      index += 1
      return comparison(subject, symbol, try parseValue())
    }
    if skip("is") {
      let isNegated = skip("not")
      guard skip("missing") || skip("null") else { throw error("missing belongs here") }
      return negated(isNegated, ParsedTest(subject: subject, predicate: .missing))
    }
    let isNegated = skip("not")
    let predicate: Predicate<Literal>
    if skip("in") {
      predicate = .among(try parseList())
    } else if skip("between") {
      let low = try parseValue()
      guard skip("and") else { throw error("and belongs here: between 1 and 5") }
      predicate = .between(low, try parseValue())
    } else {
      let more = isNegated ? "in or between" : "=, !=, <, <=, >, >=, in, between or is"
      throw error("a comparison belongs here: \(more)")
    }
    return negated(isNegated, ParsedTest(subject: subject, predicate: predicate))
  }

  private mutating func parseList() throws(ConditionError) -> [Literal] {
    guard token.kind == .opening else { throw error("a list belongs here: in (1, 2)") }
    index += 1
    var literals = [try parseValue()]
    while token.kind == .comma {
      index += 1
      literals.append(try parseValue())
    }
    guard token.kind == .closing else {
      throw error("a comma or a closing parenthesis belongs here")
    }
    index += 1
    return literals
  }

  private static let reserved: Set<String> = ["and", "or", "not", "in", "between", "is"]

  private mutating func parseSubject() throws(ConditionError) -> ParsedTest.Subject {
    guard case .word(let word) = token.kind, tokens[index + 1].kind == .opening,
      !Self.reserved.contains(word.lowercased())
    else {
      let column = try parseColumn()
      return ParsedTest.Subject(
        column: ColumnReference(column.name), part: nil, offset: column.offset)
    }
    guard let part = DatePart(rawValue: word.lowercased()) else {
      throw error("there is no function \(word); there are \(DatePart.listing)")
    }
    index += 2
    let column = try parseColumn()
    guard token.kind == .closing else {
      throw error("a closing parenthesis belongs here: \(part)(\(column.name))")
    }
    index += 1
    return ParsedTest.Subject(
      column: ColumnReference(column.name), part: part, offset: column.offset)
  }

  private mutating func parseColumn() throws(ConditionError) -> (name: String, offset: Int) {
    let start = token
    switch start.kind {
    case .word(let name) where !Self.reserved.contains(name.lowercased()), .name(let name):
      index += 1
      return (name, start.offset)
    default: throw error("a column's name belongs here")
    }
  }

  /// A value that must stand here.
  private mutating func parseValue() throws(ConditionError) -> Literal {
    if let literal = try parseLiteral() { return literal }
    switch token.kind {
    case .word(let word) where ["null", "missing"].contains(word.lowercased()):
      throw error("nothing compares with a missing value; write is missing")
    case .word(let word) where Self.reserved.contains(word.lowercased()):
      throw error("a value belongs here: a number, a text in single quotes, or date '2017-05-22'")
    case .word(let word), .name(let word):
      throw error("columns can't be compared; a text stands in single quotes: '\(word)'")
    default:
      throw error("a value belongs here: a number, a text in single quotes, or date '2017-05-22'")
    }
  }

  /// A value, if one stands here.
  private mutating func parseLiteral() throws(ConditionError) -> Literal? {
    let start = token
    switch start.kind {
    case .number(let number):
      index += 1
      return Literal(value: .number(number), offset: start.offset)
    case .text(let text):
      index += 1
      return Literal(value: .text(text), offset: start.offset)
    case .word where start.isWord("date") || start.isWord("timestamp"):
      guard index + 1 < tokens.count, case .text(let text) = tokens[index + 1].kind else {
        return nil
      }
      index += 1
      let value = try timestamp(text, isDate: start.isWord("date"))
      index += 1
      return Literal(value: value, offset: start.offset)
    default: return nil
    }
  }

  private func timestamp(_ text: String, isDate: Bool) throws(ConditionError) -> Literal.Value {
    let bytes = Array(text.utf8)
    guard let reading = TimestampFormat.yearFirst.read(bytes.span) else {
      throw error("this is no date; write it as '2017-05-22' or '2017-05-22 13:00:00'")
    }
    let timestamp = reading.timestamp
    if !isDate, let offset = reading.offset {
      guard let instant = timestamp.moved(bySeconds: -offset) else {
        throw error("this is beyond the years 1 to 9999 in UTC")
      }
      return .instant(instant)
    }
    if !isDate { return .timestamp(timestamp) }
    guard timestamp.secondOfDay == 0, timestamp.microsecond == 0, reading.offset == nil else {
      throw error("a date has no time of day; write timestamp '\(text)'")
    }
    return .date(timestamp)
  }

  private func comparison(
    _ subject: ParsedTest.Subject, _ symbol: Token.Symbol, _ literal: Literal
  ) -> LogicalExpression<ParsedTest> {
    let comparison: Comparison =
      switch symbol {
      case .equal, .notEqual: .equal
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .greater: .greater
      case .greaterOrEqual: .greaterOrEqual
      }
    let test = ParsedTest(subject: subject, predicate: .compare(comparison, literal))
    return negated(symbol == .notEqual, test)
  }

  private func negated(_ isNegated: Bool, _ test: ParsedTest) -> LogicalExpression<ParsedTest> {
    isNegated ? .not(.test(test)) : .test(test)
  }

  /// The comparison with its sides changed.
  private static func flipped(_ symbol: Token.Symbol) -> Token.Symbol {
    switch symbol {
    case .equal, .notEqual: symbol
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  private var token: Token { tokens[index] }

  /// Goes over a keyword, if it stands here.
  private mutating func skip(_ keyword: String) -> Bool {
    guard token.isWord(keyword) else { return false }
    index += 1
    return true
  }

  private func error(_ reason: String, at token: Token? = nil) -> ConditionError {
    ConditionError(reason, in: scalars, at: (token ?? self.token).offset)
  }
}
