import CSV
import Vocabulary

/// A test of one field, ready to be applied.
struct FieldTest: Sendable {
  /// A way to read a field, and what is then true.
  enum Kind: Sendable {
    /// A number in a set.
    case number(ValueSet<Double>)
    /// A timestamp whose part is in a set.
    case part(TimestampPart, ValueSet<Int64>)
    /// A timestamp for which a predicate is true; what it is compared with has its order only where
    /// the column's clock is known.
    case moment(Predicate<MomentLiteral>)
    /// A text in a set.
    case text(TextSet)
    /// A missing value.
    case missing
  }

  /// The field's 0-based position in a row.
  let column: Int

  /// The way this field is read, and what is then true.
  let kind: Kind
}

/// A timestamp that a field is compared with.
struct MomentLiteral: Sendable {
  /// The timestamp as it is written.
  let reading: ClockReading

  /// Makes an error that points at it.
  let error: @Sendable (String) -> ConditionError

  /// Its order among the timestamps of a column.
  ///
  /// - Parameter clock: the column's clock.
  /// - Returns: its order key.
  /// - Throws: ``ConditionError`` if the clock doesn't have it.
  func orderKey(on clock: TimestampClock) throws(ConditionError) -> Int64 {
    do throws(TimestampClock.Fault) { return try clock.orderKey(of: reading) } catch {
      let reason =
        switch error {
        case .offset:
          "the times of this column have no UTC offset, and no time zone is given;"
            + " leave the offset out here, too"
        case .noOffset: "this needs a UTC offset, as the times of this column have"
        case .skipped(let zone): "the clocks of \(zone) are put forward over this time"
        case .unknown(let zone):
          "the offset of \(zone) is known from 1900 to 2100 only"
        case .outOfRange: "this is beyond the years 1 to 9999 in UTC"
        }
      throw self.error(reason)
    }
  }
}

/// Finds out which columns a condition means and how their fields are to be read.
struct ConditionChecker {
  private let condition: Condition
  private let columns: ColumnFinder
  private let yearStarts: Int

  /// The rule for what is missing in the column at position 0, and so in all others.
  private let rule: NumericColumn

  /// Prepares to check a condition.
  ///
  /// - Parameters:
  ///   - condition: the condition.
  ///   - layout: the file's columns and decimal mark.
  ///   - nullTokens: the texts that mean a missing value.
  ///   - yearStarts: the month with which years begin.
  init(_ condition: Condition, _ layout: FileLayout, nullTokens: [String], yearStarts: Int) {
    self.condition = condition
    self.yearStarts = yearStarts
    columns = ColumnFinder(layout)
    rule = NumericColumn(index: 0, nullTokens: nullTokens, numbers: layout.dialect.numbers)
  }

  /// Checks a test.
  ///
  /// - Throws: ``ConditionError`` if there is no such column, or its values can't be compared so.
  func check(_ test: ParsedTest) throws(ConditionError) -> FieldTest {
    let column = try find(test.subject)
    return FieldTest(column: column, kind: try kind(of: test))
  }

  private func find(_ subject: ParsedTest.Subject) throws(ConditionError) -> Int {
    do throws(ColumnError) {
      return try columns.position(of: subject.column)
    } catch {
      throw self.error(reason(error), subject.offset)
    }
  }

  private func reason(_ error: ColumnError) -> String {
    switch error {
    case .missing(let name, let names):
      return "there is no column \"\(name)\"; the columns are \(ColumnError.listing(names))"
    case .ambiguous(let name, let numbers):
      // In a condition, a number without quotes is a value.
      let list = numbers.map { "\"\($0)\"" }.joined(separator: ", ")
      return "several columns are called \"\(name)\"; give a number: \(list)"
    }
  }

  private func kind(of test: ParsedTest) throws(ConditionError) -> FieldTest.Kind {
    let predicate = test.predicate
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
        ValueSet(
          try predicate.map { (literal) throws(ConditionError) in
            try presentNumber(literal, of: test.subject)
          }))
    case .text:
      return .text(
        TextSet(
          try predicate.map { (literal) throws(ConditionError) in
            try text(literal, of: test)
          }))
    case .date, .timestamp, .instant:
      return .moment(
        try predicate.map { (literal) throws(ConditionError) in
          try moment(literal, test.subject)
        })
    }
  }

  /// The key of a date that a field's date is compared with.
  private func day(_ literal: Literal, _ subject: ParsedTest.Subject) throws(ConditionError)
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
  private func number(_ literal: Literal, of subject: ParsedTest.Subject) throws(ConditionError)
    -> Double
  {
    if subject.part == .season { return try season(literal, subject) }
    guard case .number(let value) = literal.value else {
      throw error("\(subject.description) is a number; compare it with one", literal.offset)
    }
    return value
  }

  /// The number of a season, which has a name, too.
  private func season(_ literal: Literal, _ subject: ParsedTest.Subject) throws(ConditionError)
    -> Double
  {
    let names = TimestampPart.seasons
    if case .number(let number) = literal.value { return number }
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
    _ literal: Literal, of subject: ParsedTest.Subject
  ) throws(ConditionError) -> Double {
    guard case .number(let value) = literal.value else { throw mixed(literal) }
    guard !rule.isMissing(value) else { throw meansMissing(literal, subject) }
    return value
  }

  /// The text that a field is compared with.
  private func text(_ literal: Literal, of test: ParsedTest) throws(ConditionError) -> [UInt8] {
    guard case .text(let text) = literal.value else { throw mixed(literal) }
    let bytes = Array(text.utf8)
    switch test.predicate {
    case .compare(.equal, _), .among:
      guard !rule.isMissing(bytes.span) else { throw meansMissing(literal, test.subject) }
    case .compare, .between, .missing: break
    }
    return bytes
  }

  /// The timestamp that a field is compared with.
  private func moment(_ literal: Literal, _ subject: ParsedTest.Subject) throws(ConditionError)
    -> MomentLiteral
  {
    let reading =
      switch literal.value {
      case .date(let day): ClockReading(timestamp: day, offset: nil, hasTime: false)
      case .timestamp(let time): ClockReading(timestamp: time, offset: nil, hasTime: true)
      case .instant(let time): ClockReading(timestamp: time, offset: 0, hasTime: true)
      case .number, .text: throw mixed(literal)
      }
    let text = condition.text
    let offset = literal.offset
    return MomentLiteral(reading: reading) { reason in
      ConditionError(reason, in: text.unicodeScalars, at: offset)
    }
  }

  private func mixed(_ literal: Literal) -> ConditionError {
    error("numbers, texts and dates can't be mixed in one comparison", literal.offset)
  }

  private func meansMissing(_ literal: Literal, _ subject: ParsedTest.Subject) -> ConditionError {
    let column = subject.description
    return error(
      "this means a missing value, which equals nothing; write: \(column) is missing",
      literal.offset)
  }

  private func error(_ reason: String, _ offset: Int) -> ConditionError {
    ConditionError(reason, in: condition.text.unicodeScalars, at: offset)
  }
}
