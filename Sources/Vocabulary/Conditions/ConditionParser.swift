import CSV
import Patterns

/// Reads conditions.
///
///     condition   = conjunction { "or" conjunction }
///     conjunction = negation { "and" negation }
///     negation    = "not" negation | "(" condition ")" | test
///     test        = value comparison value
///                 | value [ "not" ] "in" "(" value { "," value } ")"
///                 | value [ "not" ] "between" value "and" value
///                 | value [ "not" ] ( "like" | "ilike" ) text [ "escape" text ]
///                 | value [ "not" ] "regexp" text
///                 | value "is" [ "not" ] ( "missing" | "null" )
///     value       = product { ( "+" | "-" ) product }
///     product     = factor { ( "*" | "/" ) factor }
///     factor      = ( "+" | "-" ) factor | "(" value ")" | literal | subject
///                 | "abs" "(" value ")" | "round" "(" value [ "," number ] ")"
///                 | "convert" "(" value "," text "," text ")"
///                 | "coalesce" "(" value { "," value } ")"
///                 | "case" { "when" condition "then" value } [ "else" value ] "end"
///     subject     = column | part "(" column ")"
///     part        = "year" | "month" | "day" | … (every ``DatePart``)
///     column      = letters, digits and "_", not beginning with a digit | '"' any characters '"'
///     literal     = number | text | ( "date" | "timestamp" ) "'" ISO 8601 "'"
///     text        = "'" any characters "'"
///     comparison  = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="
///
/// Keywords are such in any case; a quote is doubled to stand inside quotes.
struct ConditionParser {
  /// The most parentheses, `not`s and the like that may be open.
  static let deepest = 100

  /// The most operations of arithmetic.
  static let mostOperations = 200

  /// What has been read: a condition, or a value that may become a part of one.
  enum Parsed {
    case condition(LogicalExpression<ConditionTest>)
    case value(ValueExpression)
  }

  private let scalars: [Unicode.Scalar]
  private let tokens: [Token]
  private var index = 0
  private var depth = 0

  /// The number of operations so far.
  var operationCount = 0

  /// The number of `case`s that are open.
  var openCases = 0

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
  mutating func parse() throws(ConditionError) -> LogicalExpression<ConditionTest> {
    guard tokens.count > 1 else { throw error("the condition is empty") }
    let parsed = try parseAny()
    switch token.kind {
    case .end: return try condition(parsed)
    case .closing: throw error("this parenthesis was never opened")
    default: throw misplaced(behind: parsed, "and, or, or the end belongs here")
    }
  }

  /// The error of a word that doesn't belong behind something.
  private func misplaced(behind parsed: Parsed, _ otherwise: String) -> ConditionError {
    switch (token.kind, parsed) {
    case (.comma, _): error("no comma belongs here; decimals are marked by a point")
    case (.comparison, _): error("write two comparisons: 0 < x and x < 5")
    case (_, .value(let value)): missingComparison(of: value)
    default: error(otherwise)
    }
  }

  // MARK: - Logic

  /// Reads a condition, or a value.
  mutating func parseAny() throws(ConditionError) -> Parsed {
    let first = try parseAll()
    guard token.isWord("or") else { return first }
    var parts = [try condition(first)]
    while skip("or") { parts.append(try condition(try parseAll())) }
    return .condition(.any(parts))
  }

  private mutating func parseAll() throws(ConditionError) -> Parsed {
    let first = try parseNegation()
    guard token.isWord("and") else { return first }
    var parts = [try condition(first)]
    while skip("and") { parts.append(try condition(try parseNegation())) }
    return .condition(.all(parts))
  }

  private mutating func parseNegation() throws(ConditionError) -> Parsed {
    guard token.isWord("not") else { return try parseTest() }
    return try nested { (parser) throws(ConditionError) in
      parser.index += 1
      return .condition(.not(try parser.condition(try parser.parseNegation())))
    }
  }

  /// Reads a part that may have other parts inside.
  mutating func nested(
    _ body: (inout ConditionParser) throws(ConditionError) -> Parsed
  ) throws(ConditionError) -> Parsed {
    guard depth < Self.deepest else {
      throw error("more than \(Self.deepest) parentheses are open here")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Reads what stands in parentheses.
  mutating func parseParentheses() throws(ConditionError) -> Parsed {
    let start = token
    return try nested { (parser) throws(ConditionError) in
      parser.index += 1
      let parsed = try parser.parseAny()
      switch parser.token.kind {
      case .closing: parser.index += 1
      case .end: throw parser.error("the parenthesis that opens here is never closed", at: start)
      default:
        throw parser.misplaced(
          behind: parsed, "and, or, or a closing parenthesis belongs here")
      }
      return parsed
    }
  }

  /// What must be a condition.
  func condition(_ parsed: Parsed) throws(ConditionError) -> LogicalExpression<ConditionTest> {
    switch parsed {
    case .condition(let condition): return condition
    case .value(let value): throw missingComparison(of: value)
    }
  }

  private func missingComparison(of value: ValueExpression) -> ConditionError {
    let signs = "a comparison belongs here: =, !=, <, <=,"
    return value.literal != nil
      ? error("\(signs) > or >=") : error("\(signs) >, >=, in, between, like, ilike, regexp or is")
  }

  // MARK: - Tests

  private mutating func parseTest() throws(ConditionError) -> Parsed {
    let parsed = try parseSum(isRight: false)
    guard case .value(let value) = parsed else { return parsed }
    if case .comparison(let symbol) = token.kind {
      index += 1
      return .condition(try comparison(value, symbol, try parseValue()))
    }
    let words = ["is", "not", "in", "between", "like", "ilike", "regexp"]
    guard words.contains(where: { token.isWord($0) }) else { return parsed }
    if value.literal != nil { throw missingComparison(of: value) }
    if skip("is") {
      let isNegated = skip("not")
      guard skip("missing") || skip("null") else { throw error("missing belongs here") }
      return .condition(negated(isNegated, test(value, .missing)))
    }
    let isNegated = skip("not")
    return .condition(negated(isNegated, test(value, try parsePredicate())))
  }

  private mutating func parsePredicate() throws(ConditionError) -> Predicate<ValueExpression> {
    if skip("in") { return .among(try parseList()) }
    if skip("between") {
      let low = try parseValue()
      guard skip("and") else { throw error("and belongs here: between 1 and 5") }
      return .between(low, try parseValue())
    }
    if skip("like") { return .matches(try parseLike(ignoresCase: false)) }
    if skip("ilike") { return .matches(try parseLike(ignoresCase: true)) }
    guard skip("regexp") else {
      throw error("a comparison belongs here: in, between, like, ilike or regexp")
    }
    let (text, offset) = try parseText("a pattern in single quotes belongs here: '^[A-Z]+$'")
    return .matches(
      try pattern(text, isRegexp: true, offset) { () throws(PatternError) in
        try Pattern(regexp: text)
      })
  }

  private mutating func parseLike(ignoresCase: Bool) throws(ConditionError) -> WrittenPattern {
    let (text, offset) = try parseText("a pattern in single quotes belongs here: 'A%'")
    var escape: Unicode.Scalar? = "\\"
    if skip("escape") {
      let start = token
      let (text, _) = try parseText("a character in single quotes belongs here: escape '!'")
      guard text.unicodeScalars.count <= 1 else {
        throw error("an escape is one character, or none: ''", at: start)
      }
      escape = text.unicodeScalars.first
    }
    return try pattern(text, isRegexp: false, offset) { () throws(PatternError) in
      try Pattern(like: text, escape: escape, ignoresCase: ignoresCase)
    }
  }

  private mutating func parseText(
    _ reason: String
  ) throws(ConditionError) -> (text: String, offset: Int) {
    guard case .text(let text) = token.kind else { throw error(reason) }
    let offset = token.offset
    index += 1
    return (text, offset)
  }

  private func pattern(
    _ text: String, isRegexp: Bool, _ offset: Int, _ make: () throws(PatternError) -> Pattern
  ) throws(ConditionError) -> WrittenPattern {
    do throws(PatternError) {
      return WrittenPattern(pattern: try make(), text: text, isRegexp: isRegexp, offset: offset)
    } catch {
      // Inside quotes, each quote stands there twice.
      let before = text.unicodeScalars.prefix(error.position)
      let place = offset + 1 + before.count + before.count { $0 == "'" }
      throw ConditionError(error.reason, in: scalars, at: place)
    }
  }

  private mutating func parseList() throws(ConditionError) -> [ValueExpression] {
    guard token.kind == .opening else { throw error("a list belongs here: in (1, 2)") }
    index += 1
    return try parseArguments()
  }

  /// Reads the rest of a list in parentheses.
  mutating func parseArguments() throws(ConditionError) -> [ValueExpression] {
    var values = [try parseValue()]
    while token.kind == .comma {
      index += 1
      values.append(try parseValue())
    }
    try skipClosing("a comma or a closing parenthesis belongs here")
    return values
  }

  private func comparison(
    _ left: ValueExpression, _ symbol: Token.Symbol, _ right: ValueExpression
  ) throws(ConditionError) -> LogicalExpression<ConditionTest> {
    let isFlipped = left.literal != nil
    if isFlipped, right.literal != nil {
      throw ConditionError("a column's name belongs here", in: scalars, at: right.offset)
    }
    let comparison: Comparison =
      switch symbol {
      case .equal, .notEqual: .equal
      case .less: isFlipped ? .greater : .less
      case .lessOrEqual: isFlipped ? .greaterOrEqual : .lessOrEqual
      case .greater: isFlipped ? .less : .greater
      case .greaterOrEqual: isFlipped ? .lessOrEqual : .greaterOrEqual
      }
    let test =
      isFlipped
      ? test(right, .compare(comparison, left)) : test(left, .compare(comparison, right))
    return negated(symbol == .notEqual, test)
  }

  private func test(
    _ value: ValueExpression, _ predicate: Predicate<ValueExpression>
  ) -> ConditionTest {
    let literals = predicate.values.compactMap(\.literal)
    if case .subject(let subject) = value, literals.count == predicate.values.count {
      var rest = literals[...]
      let predicate = predicate.map { _ in rest.removeFirst() }
      return .field(ParsedTest(subject: subject, predicate: predicate))
    }
    return .computed(ComputedTest(value: value, predicate: predicate))
  }

  private func negated(
    _ isNegated: Bool, _ test: ConditionTest
  ) -> LogicalExpression<ConditionTest> {
    isNegated ? .not(.test(test)) : .test(test)
  }

  // MARK: - Words

  /// The word at hand.
  var token: Token { tokens[index] }

  /// The word behind the one at hand; the last one if there is none.
  var nextToken: Token { tokens[min(index + 1, tokens.count - 1)] }

  /// Goes over a word.
  mutating func advance() { index += 1 }

  /// Goes over a keyword, if it stands here.
  mutating func skip(_ keyword: String) -> Bool {
    guard token.isWord(keyword) else { return false }
    index += 1
    return true
  }

  /// Goes over a closing parenthesis, which must stand here.
  mutating func skipClosing(_ reason: String) throws(ConditionError) {
    guard token.kind == .closing else { throw error(reason) }
    index += 1
  }

  /// What has been read since a word, as it was written.
  func written(from start: Token) -> String {
    let read = scalars[start.offset..<token.offset]
    let end = read.lastIndex { !$0.properties.isWhitespace } ?? read.startIndex
    return String(String.UnicodeScalarView(read[...end]))
  }

  /// The error of a word.
  func error(_ reason: String, at token: Token? = nil) -> ConditionError {
    ConditionError(reason, in: scalars, at: (token ?? self.token).offset)
  }
}
