import CSV

/// The values of a condition: fields, literals, and what is computed of them.
extension ConditionParser {
  private static let reserved: Set<String> = ["and", "or", "not", "in", "between", "is"]

  /// The words that end the parts of a `case`.
  private static let caseWords: Set<String> = ["when", "then", "else", "end"]

  private static let valueReason =
    "a value belongs here: a number, a text in single quotes, or date '2017-05-22'"

  /// Reads a value that must stand here.
  mutating func parseValue() throws(ConditionError) -> ValueExpression {
    let start = token
    return try value(try parseSum(isRight: true), at: start)
  }

  /// What must be a value.
  private func value(_ parsed: Parsed, at start: Token) throws(ConditionError) -> ValueExpression {
    guard case .value(let value) = parsed else {
      throw error("a condition is no value; write case when … then 1 else 0 end", at: start)
    }
    return value
  }

  /// Reads a sum, or what stands in parentheses.
  ///
  /// - Parameter isRight: whether a value is expected, rather than a column.
  /// - Returns: the sum; a condition if that stands in parentheses.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  mutating func parseSum(isRight: Bool) throws(ConditionError) -> Parsed {
    try parseOperations([.sum, .difference], isRight) {
      (parser, isRight) throws(ConditionError) in
      try parser.parseOperations([.product, .quotient], isRight) {
        (parser, isRight) throws(ConditionError) in try parser.parseFactor(isRight)
      }
    }
  }

  private mutating func parseOperations(
    _ operations: [Arithmetic], _ isRight: Bool,
    _ parseOperand: (inout ConditionParser, Bool) throws(ConditionError) -> Parsed
  ) throws(ConditionError) -> Parsed {
    let start = token
    var parsed = try parseOperand(&self, isRight)
    while case .sign(let operation) = token.kind, operations.contains(operation) {
      let left = try value(parsed, at: start)
      let sign = token
      operationCount += 1
      guard operationCount <= Self.mostOperations else {
        throw error("more than \(Self.mostOperations) operations; compute them in several columns")
      }
      advance()
      let second = token
      let right = try value(try parseOperand(&self, true), at: second)
      parsed = .value(try arithmetic(operation, left, right, at: sign))
    }
    return parsed
  }

  private func arithmetic(
    _ operation: Arithmetic, _ left: ValueExpression, _ right: ValueExpression, at sign: Token
  ) throws(ConditionError) -> ValueExpression {
    guard case .number(let first)? = left.literal?.value,
      case .number(let second)? = right.literal?.value
    else { return .arithmetic(operation, left, right, offset: sign.offset) }
    guard let result = first.decimal.applying(operation, second.decimal) else {
      throw error(
        operation == .quotient && second.decimal.isZero
          ? "this divides by zero" : "this is beyond the largest double", at: sign)
    }
    return .literal(Literal(value: .number(WrittenNumber(result)), offset: left.offset))
  }

  private mutating func parseFactor(_ isRight: Bool) throws(ConditionError) -> Parsed {
    let start = token
    switch start.kind {
    case .sign(let sign) where sign == .sum || sign == .difference:
      return try nested { (parser) throws(ConditionError) in
        parser.advance()
        let second = parser.token
        let value = try parser.value(try parser.parseFactor(true), at: second)
        guard case .number(let number)? = value.literal?.value else {
          return .value(sign == .sum ? value : .negated(value))
        }
        let signed = sign == .sum ? number : number.negated
        return .value(.literal(Literal(value: .number(signed), offset: start.offset)))
      }
    case .opening: return try parseParentheses()
    case .word where start.isWord("case") && nextToken.isWord("when"): return try parseCases()
    case .word(let word) where nextToken.kind == .opening && !isReserved(word):
      return .value(try parseFunction(word, isRight))
    default:
      if let literal = try parseLiteral() { return .value(.literal(literal)) }
      return .value(.subject(try parseColumnSubject(isRight)))
    }
  }

  private func isReserved(_ word: String) -> Bool {
    let word = word.lowercased()
    return Self.reserved.contains(word) || openCases > 0 && Self.caseWords.contains(word)
  }

  // MARK: - Columns

  private mutating func parseColumnSubject(
    _ isRight: Bool
  ) throws(ConditionError) -> ConditionSubject {
    guard isRight else {
      let column = try parseColumn()
      return ConditionSubject(
        column: ColumnReference(column.name), part: nil, offset: column.offset)
    }
    let start = token
    switch start.kind {
    case .word(let word) where ["null", "missing"].contains(word.lowercased()):
      throw error("nothing compares with a missing value; write is missing")
    case .word(let word) where isReserved(word): throw error(Self.valueReason)
    case .word(let name), .name(let name):
      advance()
      return ConditionSubject(
        column: ColumnReference(name), part: nil, offset: start.offset, mayBeText: true)
    default: throw error(Self.valueReason)
    }
  }

  private mutating func parseColumn() throws(ConditionError) -> (name: String, offset: Int) {
    let start = token
    switch start.kind {
    case .word(let name) where !isReserved(name), .name(let name):
      advance()
      return (name, start.offset)
    default: throw error("a column's name belongs here")
    }
  }

  // MARK: - Functions

  private mutating func parseFunction(
    _ word: String, _ isRight: Bool
  ) throws(ConditionError) -> ValueExpression {
    let start = token
    let name = word.lowercased()
    if let part = DatePart(rawValue: name) { return .subject(try parsePart(part)) }
    if name == "convert" { return try parseConversion() }
    guard name == "coalesce" || NumberFunction(rawValue: name) != nil else {
      throw error("there is no function \(word); there are \(Self.functions)")
    }
    let parsed = try nested { (parser) throws(ConditionError) in
      parser.advance()
      parser.advance()
      guard let function = NumberFunction(rawValue: name) else {
        return .value(.firstPresent(try parser.parseArguments(), offset: start.offset))
      }
      let value = try parser.parseValue()
      var decimals = 0
      if function == .round, parser.token.kind == .comma {
        parser.advance()
        decimals = try parser.parseDecimals()
      }
      try parser.skipClosing("a closing parenthesis belongs here")
      return .value(.function(function, value, decimals: decimals))
    }
    return try value(parsed, at: start)
  }

  /// The names of all functions, as a list in a sentence.
  private static var functions: String {
    let names = DatePart.allCases.map(\.rawValue) + NumberFunction.allCases.map(\.rawValue)
    return names.joined(separator: ", ") + ", convert and coalesce"
  }

  private mutating func parseDecimals() throws(ConditionError) -> Int {
    let start = token
    guard case .number(let number)? = try parseValue().literal?.value,
      let decimals = Int(exactly: number.value), (-300...300).contains(decimals)
    else { throw error("a number of decimals belongs here: round(x, 2)", at: start) }
    return decimals
  }

  private mutating func parseConversion() throws(ConditionError) -> ValueExpression {
    let start = token
    let parsed = try nested { (parser) throws(ConditionError) in
      parser.advance()
      parser.advance()
      let value = try parser.parseValue()
      let (unit, _) = try parser.parseUnit()
      let (other, place) = try parser.parseUnit()
      guard let conversion = UnitConversion(from: unit, to: other) else {
        throw parser.error(
          "\(unit.symbol) is a unit of \(unit.quantity), as"
            + " \(MeasurementUnit.listing(of: unit.quantity)) are; \(other.symbol) is one of"
            + " \(other.quantity)", at: place)
      }
      try parser.skipClosing("a closing parenthesis belongs here: convert(x, 'F', 'C')")
      guard case .number(let number)? = value.literal?.value else {
        return .value(.converted(value, conversion))
      }
      guard let result = conversion.apply(number.decimal) else {
        throw parser.error("this is beyond the largest double", at: start)
      }
      return .value(
        .literal(Literal(value: .number(WrittenNumber(result)), offset: start.offset)))
    }
    return try value(parsed, at: start)
  }

  private mutating func parseUnit() throws(ConditionError) -> (MeasurementUnit, Token) {
    guard token.kind == .comma, case .text(let symbol) = nextToken.kind else {
      throw error("a comma and a unit in single quotes belong here: convert(x, 'F', 'C')")
    }
    advance()
    let place = token
    guard let unit = MeasurementUnit(symbol) else {
      throw error("there is no unit '\(symbol)'; there are \(MeasurementUnit.listing())")
    }
    advance()
    return (unit, place)
  }

  private mutating func parsePart(_ part: DatePart) throws(ConditionError) -> ConditionSubject {
    advance()
    advance()
    let column = try parseColumn()
    try skipClosing("a closing parenthesis belongs here: \(part)(\(column.name))")
    return ConditionSubject(
      column: ColumnReference(column.name), part: part, offset: column.offset)
  }

  // MARK: - Cases

  private mutating func parseCases() throws(ConditionError) -> Parsed {
    let start = token
    return try nested { (parser) throws(ConditionError) in
      parser.advance()
      parser.openCases += 1
      defer { parser.openCases -= 1 }
      var cases: [(condition: LogicalExpression<ConditionTest>, value: ValueExpression)] = []
      while parser.skip("when") {
        let condition = try parser.condition(try parser.parseAny())
        guard parser.skip("then") else { throw parser.error("then belongs here") }
        cases.append((condition, try parser.parseValue()))
      }
      var otherwise: ValueExpression?
      if parser.skip("else"), !parser.skip("null"), !parser.skip("missing") {
        otherwise = try parser.parseValue()
      }
      guard parser.skip("end") else {
        throw parser.error("end belongs here: case when x > 0 then 1 else 0 end")
      }
      return .value(.cases(cases, otherwise: otherwise, offset: start.offset))
    }
  }

  // MARK: - Literals

  /// A value, if one stands here.
  private mutating func parseLiteral() throws(ConditionError) -> Literal? {
    let start = token
    switch start.kind {
    case .number(let number):
      advance()
      return Literal(value: .number(number), offset: start.offset)
    case .text(let text):
      advance()
      return Literal(value: .text(text), offset: start.offset)
    case .word where start.isWord("date") || start.isWord("timestamp"):
      guard case .text(let text) = nextToken.kind else { return nil }
      advance()
      let value = try timestamp(text, isDate: start.isWord("date"))
      advance()
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
}
