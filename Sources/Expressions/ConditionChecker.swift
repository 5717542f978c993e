import CSV
import Vocabulary

/// Finds out which columns a condition means and how their fields are to be read.
struct ConditionChecker {
  private let text: String
  let columns: ColumnFinder
  let yearStarts: Int

  /// The rule for what is missing in the column at position 0, and so in all others.
  let rule: NumericColumn

  /// What the columns look like whose kind matters.
  let kinds: [Int: ColumnKind]

  /// Prepares to check a condition, or values.
  ///
  /// - Parameters:
  ///   - text: the text in which it is written.
  ///   - layout: the file's columns and decimal mark.
  ///   - nullTokens: the texts that mean a missing value.
  ///   - yearStarts: the month with which years begin.
  ///   - kinds: what the columns look like whose kind matters, as far as that is known.
  init(
    _ text: String, _ layout: FileLayout, nullTokens: [String], yearStarts: Int,
    kinds: [Int: ColumnKind] = [:]
  ) {
    self.text = text
    self.yearStarts = yearStarts
    self.kinds = kinds
    columns = ColumnFinder(layout)
    rule = NumericColumn(index: 0, nullTokens: nullTokens, numbers: layout.dialect.numbers)
  }

  /// Checks a test.
  ///
  /// - Throws: ``ConditionError`` if there is no such column, or its values can't be compared so.
  func check(_ test: ConditionTest) throws(ConditionError) -> CheckedTest {
    switch test {
    case .field(let test):
      let column = try find(test.subject)
      return .field(FieldTest(column: column, kind: try kind(of: test, column)))
    case .computed(let test): return .computed(try check(test))
    }
  }

  /// The position of a column.
  func find(_ subject: ConditionSubject) throws(ConditionError) -> Int {
    do throws(ColumnError) {
      return try columns.position(of: subject.column)
    } catch {
      if case .missing(let name, let names) = error, subject.mayBeText {
        let near = NearMiss.of(name, among: names).map { "; did you mean \"\($0)\"?" } ?? ";"
        throw self.error(
          "there is no column \"\(name)\"\(near) a text stands in single quotes: '\(name)'",
          subject.offset)
      }
      throw self.error(ConditionError.reason(of: error), subject.offset)
    }
  }

  private func kind(
    of test: ParsedTest, _ column: Int
  ) throws(ConditionError) -> FieldTest.Kind {
    let predicate = test.predicate
    if case .matches(let pattern) = predicate {
      return .pattern(try check(pattern, of: test.subject, kinds[column]))
    }
    guard let first = predicate.values.first else { return .missing }
    switch test.subject.part {
    case nil: break
    case .date?:
      let days = try predicate.map { (literal) throws(ConditionError) in
        try day(literal, test.subject)
      }
      return .part(.date, ValueSet(days))
    case let part?:
      let numbers = try predicate.map { (literal) throws(ConditionError) in
        try number(literal, of: test.subject)
      }
      return .part(
        part.timestampPart(yearStarts: yearStarts), ValueSet(integersOf: ValueSet(numbers)))
    }
    switch first.value {
    case .number:
      return .number(
        NumberSet(
          try predicate.map { (literal) throws(ConditionError) in
            try presentNumber(literal, of: test.subject)
          }))
    case .text:
      return .text(
        TextSet(
          try predicate.map { (literal) throws(ConditionError) in
            try text(literal, of: test.subject, predicate.comparesOrder, kinds[column])
          }))
    case .date, .timestamp, .instant:
      return .moment(
        try predicate.map { (literal) throws(ConditionError) in try moment(literal) })
    }
  }

  /// The key of a date that a field's date is compared with.
  private func day(_ literal: Literal, _ subject: ConditionSubject) throws(ConditionError)
    -> Int64
  {
    switch literal.value {
    case .date(let date): return TimestampPart.date.key(of: date)
    case .timestamp, .instant:
      throw error(
        "\(subject.description) has no time of day; compare it with a date,"
          + " or \(subject.column) with the timestamp", literal.offset)
    case .text(let text):
      throw error(
        "\(subject.description) is compared with a date: write date '\(text)'", literal.offset)
    case .number:
      throw error(
        "\(subject.description) is compared with a date, such as date '2017-05-22'",
        literal.offset)
    }
  }

  /// The number that a part of a timestamp is compared with.
  private func number(_ literal: Literal, of subject: ConditionSubject) throws(ConditionError)
    -> Double
  {
    if subject.part == .season { return try season(literal, subject) }
    guard case .number(let value) = literal.value else {
      throw error("\(subject.description) is a number; compare it with one", literal.offset)
    }
    return value.value
  }

  /// The number of a season, which has a name, too.
  private func season(_ literal: Literal, _ subject: ConditionSubject) throws(ConditionError)
    -> Double
  {
    let names = TimestampPart.seasons
    if case .number(let number) = literal.value { return number.value }
    guard case .text(let name) = literal.value,
      let index = names.firstIndex(of: name.uppercased())
    else {
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      throw error("\(subject.description) is one of \(list)", literal.offset)
    }
    return Double(index + 1)
  }

  /// The number that a field is compared with.
  private func presentNumber(
    _ literal: Literal, of subject: ConditionSubject
  ) throws(ConditionError) -> WrittenNumber {
    guard case .number(let number) = literal.value else { throw mixed(literal) }
    guard !rule.isMissing(number.value) else { throw meansMissing(literal, subject) }
    return number
  }

  /// The text that a field is compared with.
  private func text(
    _ literal: Literal, of subject: ConditionSubject, _ comparesOrder: Bool, _ kind: ColumnKind?
  ) throws(ConditionError) -> [UInt8] {
    guard case .text(let text) = literal.value else { throw mixed(literal) }
    let bytes = Array(text.utf8)
    guard comparesOrder || !rule.isMissing(bytes.span) else {
      throw meansMissing(literal, subject)
    }
    try check(literal, text, of: subject.description, comparesOrder, kind)
    return bytes
  }

  /// The timestamp that a field is compared with.
  func moment(_ literal: Literal) throws(ConditionError) -> MomentLiteral {
    let reading =
      switch literal.value {
      case .date(let day): ClockReading(timestamp: day, offset: nil, hasTime: false)
      case .timestamp(let time): ClockReading(timestamp: time, offset: nil, hasTime: true)
      case .instant(let time): ClockReading(timestamp: time, offset: 0, hasTime: true)
      case .number, .text: throw mixed(literal)
      }
    return MomentLiteral(reading: reading, error: errors(at: literal.offset))
  }

  /// Makes errors that point at a place.
  func errors(at offset: Int) -> @Sendable (String) -> ConditionError {
    { [text] reason in ConditionError(reason, in: text.unicodeScalars, at: offset) }
  }

  func mixed(_ literal: Literal) -> ConditionError {
    error("numbers, texts and dates can't be mixed in one comparison", literal.offset)
  }

  private func meansMissing(_ literal: Literal, _ subject: ConditionSubject) -> ConditionError {
    let column = subject.description
    return error(
      "this means a missing value, which equals nothing; write: \(column) is missing",
      literal.offset)
  }

  func error(_ reason: String, _ offset: Int) -> ConditionError {
    ConditionError(reason, in: text.unicodeScalars, at: offset)
  }
}
