import CSV
import Patterns
import Vocabulary

/// Values that are computed, and columns whose kind decides how they are compared.
extension ConditionChecker {
  // MARK: - Texts

  /// Makes sure that a text may be compared with the texts of a column.
  func check(
    _ literal: Literal, _ text: String, of column: String, _ comparesOrder: Bool,
    _ kind: ColumnKind?
  ) throws(ConditionError) {
    if kind == .numbers {
      if let number = number(writtenAs: text) {
        throw error(numberInQuotes(text, number, of: column), literal.offset)
      }
      if comparesOrder {
        throw error(
          "\(column) holds numbers, which come before or behind no text; compare it with a number",
          literal.offset)
      }
    }
    let bytes = Array(text.utf8)
    if comparesOrder, kind == .otherDates,
      TimestampFormat.ofDays.contains(where: { $0.parse(bytes.span) != nil })
    {
      throw error(
        "\(column) holds dates, whose texts aren't in the order of time;"
          + " write date '2017-05-22' or timestamp '2017-05-22 13:00'", literal.offset)
    }
  }

  /// Makes sure that a pattern may be looked for in a column, or in another text.
  func check(
    _ pattern: WrittenPattern, of subject: ConditionSubject, _ kind: ColumnKind?
  ) throws(ConditionError) -> Pattern {
    guard subject.part == nil else {
      throw error(
        "\(subject.description) is no text, and only texts match patterns", pattern.offset)
    }
    if kind == .numbers, !pattern.isRegexp, let number = number(writtenAs: pattern.text) {
      throw error(
        numberInQuotes(pattern.text, number, of: subject.description), pattern.offset)
    }
    return pattern.pattern
  }

  /// The number that a text is in the file or in a condition, as a condition has it.
  private func number(writtenAs text: String) -> String? {
    let bytes = Array(text.utf8)
    let point = NumericColumn(index: 0, nullTokens: [], decimal: Byte.point)
    for rule in [rule, point] where rule.isNumeric(in: [bytes]) {
      return rule.exactNumber(bytes.span)?.text
    }
    return nil
  }

  private func numberInQuotes(_ text: String, _ number: String, of column: String) -> String {
    let reason = "\(column) holds numbers; write \(number) without quotes"
    guard text != number else { return reason }
    let digits = text.map { $0.isLetter || $0.isNumber ? "\($0)" : "\\\($0)" }.joined()
    return "\(reason), or, for the text as it stands there, regexp '^\(digits)$'"
  }

  // MARK: - Types

  /// Checks a test of values that are computed.
  func check(_ test: ComputedTest) throws(ConditionError) -> CheckedComparison {
    let values = [test.value] + test.predicate.values
    let type = try type(of: values, test.predicate)
    if case .matches(let pattern) = test.predicate, type != .text {
      throw error("only texts match patterns", pattern.offset)
    }
    let context = Context(
      type: type, comparesOrder: test.predicate.comparesOrder,
      hasText: values.contains { hasText($0) })
    return CheckedComparison(
      type: type, value: try check(test.value, context),
      predicate: try test.predicate.map { (value) throws(ConditionError) in
        try check(value, context)
      }, error: errors(at: test.value.offset))
  }

  /// What a value is a part of.
  private struct Context {
    let type: ValueType
    var comparesOrder = false
    var hasText = false

    /// Whether it is shown, rather than compared.
    var isOutput = false
  }

  /// Checks a value that is shown.
  ///
  /// Its type is that of what it may be where one of these has a type; else the columns decide: numbers if
  /// all are, dates if all are, else texts. A season is a text.
  ///
  /// - Throws: ``ConditionError`` if there is no such column, or there are several types.
  func check(output value: ValueExpression) throws(ConditionError) -> CheckedOutput {
    var found: ValueType?
    for end in ends(of: value) {
      guard let type = isSeason(end) ? .text : definiteType(of: end) else { continue }
      if let found, found != type {
        throw error("numbers, texts and dates can't be mixed in one value", end.offset)
      }
      found = type
    }
    let type = if let found { found } else { try columnType(of: [value], .among([])) }
    return CheckedOutput(
      type: type, value: try check(value, Context(type: type, isOutput: true)),
      error: errors(at: value.offset))
  }

  private func isSeason(_ value: ValueExpression) -> Bool {
    if case .subject(let subject) = value { subject.part == .season } else { false }
  }

  /// The type as which some values are compared: that of those that have one; else the columns
  /// decide.
  private func type(
    of values: [ValueExpression], _ predicate: Predicate<ValueExpression>
  ) throws(ConditionError) -> ValueType {
    var found: ValueType?
    for value in values.flatMap({ ends(of: $0) }) {
      guard let type = definiteType(of: value) else { continue }
      if let found, found != type {
        throw error("numbers, texts and dates can't be mixed in one comparison", value.offset)
      }
      found = type
    }
    if let found { return found }
    switch predicate {
    case .matches, .missing: return .text
    case .compare, .among, .between: return try columnType(of: values, predicate)
    }
  }

  /// The type as which columns are compared: numbers if all are, dates if all are, else texts.
  private func columnType(
    of values: [ValueExpression], _ predicate: Predicate<ValueExpression>
  ) throws(ConditionError) -> ValueType {
    let subjects = values.flatMap { ends(of: $0) }.compactMap { value in
      if case .subject(let subject) = value { subject } else { nil }
    }
    let found = try subjects.map { (subject) throws(ConditionError) in
      (subject, kinds[try find(subject)] ?? .unknown)
    }
    let known = found.filter { $0.1 != .unknown }
    guard let first = known.first else { return .text }
    if known.allSatisfy({ $0.1 == .numbers }) { return .number }
    if found.allSatisfy(\.1.isDates) { return .moment }
    if predicate.comparesOrder, known.allSatisfy(\.1.isDates),
      let empty = found.first(where: { $0.1 == .unknown })
    {
      throw error(
        "\(empty.0.description) has no value in the first rows that tells whether it holds dates, as"
          + " \(first.0.description) does", empty.0.offset)
    }
    let other = known.first { $0.1 != first.1 && !($0.1.isDates && first.1.isDates) }
    if let other, predicate.comparesOrder {
      throw error(
        "\(other.0.description) holds \(other.1.words) and \(first.0.description)"
          + " \(first.1.words), which have no order in common", other.0.offset)
    }
    return .text
  }

  /// The values that a value may be: itself, or those of its cases.
  private func ends(of value: ValueExpression) -> [ValueExpression] {
    switch value {
    case .firstPresent(let values, _): values.flatMap { ends(of: $0) }
    case .cases(let cases, let otherwise, _):
      cases.flatMap { ends(of: $0.value) } + (otherwise.map { ends(of: $0) } ?? [])
    case .literal, .subject, .negated, .arithmetic, .function, .converted: [value]
    }
  }

  /// The type that a value has wherever it stands; nil for a column.
  private func definiteType(of value: ValueExpression) -> ValueType? {
    switch value {
    case .literal(let literal):
      switch literal.value {
      case .number: .number
      case .text: .text
      case .date, .timestamp, .instant: .moment
      }
    case .subject(let subject):
      switch subject.part {
      case nil: nil
      case .date?: .moment
      case _?: .number
      }
    case .negated, .arithmetic, .function, .converted: .number
    case .firstPresent, .cases: nil
    }
  }

  private func hasText(_ value: ValueExpression) -> Bool {
    ends(of: value).contains { definiteType(of: $0) == .text }
  }

  // MARK: - Values

  /// Checks a value.
  private func check(
    _ value: ValueExpression, _ context: Context
  ) throws(ConditionError) -> CheckedValue {
    let number = Context(type: .number)
    switch value {
    case .literal(let literal):
      if context.type == .moment { return .moment(try moment(literal)) }
      return .constant(try constant(literal, context))
    case .subject(let subject): return try check(subject, context)
    case .negated(let value): return .negated(try check(value, number))
    case .arithmetic(let operation, let left, let right, let offset):
      if operation == .quotient, case .number(let divisor)? = right.literal?.value,
        divisor.decimal.isZero
      {
        throw error("this divides by zero", offset)
      }
      return .arithmetic(operation, try check(left, number), try check(right, number))
    case .function(let function, let value, let decimals):
      return .function(function, try check(value, number), decimals: decimals)
    case .converted(let value, let conversion):
      return .converted(try check(value, number), conversion)
    case .firstPresent(let values, _):
      return .firstPresent(
        try values.map { (value) throws(ConditionError) in try check(value, context) })
    case .cases(let cases, let otherwise, _):
      return .cases(
        try cases.map { (one) throws(ConditionError) in
          let condition = try one.condition.map { (test) throws(ConditionError) in
            try check(test)
          }
          return (condition, try check(one.value, context))
        },
        otherwise: try otherwise.map { (value) throws(ConditionError) in
          try check(value, context)
        })
    }
  }

  private func check(
    _ subject: ConditionSubject, _ context: Context
  ) throws(ConditionError) -> CheckedValue {
    let column = try find(subject)
    switch (subject.part, context.type) {
    case (nil, .text):
      if context.hasText, !context.isOutput, kinds[column] == .numbers {
        throw error(
          "\(subject.description) holds numbers, and is compared with a text here",
          subject.offset)
      }
      return .column(column)
    case (nil, _): return .column(column)
    case (.date?, .moment): return .day(column)
    case (.season?, .text) where context.isOutput: return .season(column)
    case (.date?, .number):
      throw error("a number belongs here, and this is a date", subject.offset)
    case (let part?, .number) where part != .date:
      return .part(column, part.timestampPart(yearStarts: yearStarts))
    default:
      throw error("numbers, texts and dates can't be mixed in one comparison", subject.offset)
    }
  }

  private func constant(_ literal: Literal, _ context: Context) throws(ConditionError) -> Constant {
    switch (literal.value, context.type) {
    case (.number(let number), .number): .number(number.decimal)
    case (.text(let text), .text): .text(Array(text.utf8))
    case (.text, .number): throw error("a number belongs here", literal.offset)
    case (.date, .number), (.timestamp, .number), (.instant, .number):
      throw error("a number belongs here", literal.offset)
    default: throw mixed(literal)
    }
  }
}

extension ColumnKind {
  /// Words for the values.
  fileprivate var words: String {
    switch self {
    case .unknown: "nothing"
    case .numbers: "numbers"
    case .orderedDates, .otherDates: "dates"
    case .texts: "texts"
    }
  }
}

extension Predicate {
  /// Whether it asks which value comes first.
  var comparesOrder: Bool {
    switch self {
    case .compare(.equal, _), .among, .matches, .missing: false
    case .compare, .between: true
    }
  }
}
