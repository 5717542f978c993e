import CSV

/// A test of one field, ready to be applied.
struct FieldTest: Sendable {
  /// What the field is read as, and what is then true.
  enum Kind: Sendable {
    /// A number in a set.
    case number(ValueSet<Double>)
    /// A timestamp whose order key, or whose part, is in a set.
    case timestamp(TimestampPart?, ValueSet<Int64>)
    /// A text in a set.
    case text(TextSet)
    /// A missing value.
    case missing
  }

  /// The field's 0-based position in a row.
  let column: Int

  /// What it is read as, and what is then true.
  let kind: Kind
}

/// Finds out which columns a condition means and how their fields are to be read.
struct ConditionChecker {
  let scalars: [Unicode.Scalar]
  let layout: FileLayout
  let nullTokens: [String]

  /// Checks a test.
  ///
  /// - Throws: ``FilterError`` if there is no such column, or its values can't be compared so.
  func check(_ test: ParsedTest) throws(FilterError) -> FieldTest {
    let column = try find(test.subject)
    return FieldTest(column: column, kind: try kind(of: test, column))
  }

  private func find(_ subject: Subject) throws(FilterError) -> Int {
    do throws(LayoutError) {
      return try layout.columnIndex(subject.column)
    } catch .ambiguousColumn(let name, let numbers) {
      let list = numbers.map { "\"\($0)\"" }.joined(separator: ", ")
      throw error("several columns are called \"\(name)\"; give a number: \(list)", subject.offset)
    } catch {
      let names = layout.columnNames
      let more = names.count > 30 ? ", and \(names.count - 30) more" : ""
      let list = names.prefix(30).map { "\"\($0)\"" }.joined(separator: ", ") + more
      throw self.error(
        "there is no column \"\(subject.column)\"; the columns are \(list)", subject.offset)
    }
  }

  private func kind(of test: ParsedTest, _ column: Int) throws(FilterError) -> FieldTest.Kind {
    let predicate = test.predicate
    guard let first = predicate.values.first else { return .missing }
    switch test.subject.part {
    case nil: break
    case .date?:
      let days = try predicate.map { (literal) throws(FilterError) in
        try day(literal, test.subject)
      }
      return .timestamp(.date, ValueSet(days))
    case let part?:
      let numbers = try predicate.map { (literal) throws(FilterError) in
        try number(literal, of: test.subject)
      }
      return .timestamp(part, ValueSet(integersOf: ValueSet(numbers)))
    }
    switch first.value {
    case .number:
      let rule = NumericColumn(
        index: column, nullTokens: nullTokens, decimal: layout.dialect.decimal)
      return .number(
        ValueSet(
          try predicate.map { (literal) throws(FilterError) in
            try number(literal, of: test.subject, rule)
          }))
    case .text:
      let rule = NumericColumn(
        index: column, nullTokens: nullTokens, decimal: layout.dialect.decimal)
      return .text(
        TextSet(
          try predicate.map { (literal) throws(FilterError) in
            try text(literal, of: test, rule)
          }))
    case .date, .timestamp:
      return .timestamp(
        nil,
        ValueSet(
          try predicate.map { (literal) throws(FilterError) in
            try moment(literal, test.subject)
          }))
    }
  }

  /// The key of a date that a field's date is compared with.
  private func day(_ literal: Literal, _ subject: Subject) throws(FilterError) -> Int64 {
    switch literal.value {
    case .date(let date): return TimestampPart.date.key(of: date)
    case .timestamp:
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
  private func number(_ literal: Literal, of subject: Subject) throws(FilterError) -> Double {
    guard case .number(let value) = literal.value else {
      throw error("\(subject.description) is a number; compare it with one", literal.offset)
    }
    return value
  }

  private func number(
    _ literal: Literal, of subject: Subject, _ rule: NumericColumn
  ) throws(FilterError) -> Double {
    guard case .number(let value) = literal.value else { throw mixed(literal) }
    guard !rule.isMissing(value) else { throw meansMissing(literal, subject) }
    return value
  }

  private func text(
    _ literal: Literal, of test: ParsedTest, _ rule: NumericColumn
  ) throws(FilterError) -> [UInt8] {
    guard case .text(let text) = literal.value else { throw mixed(literal) }
    let bytes = Array(text.utf8)
    switch test.predicate {
    case .compare(.equal, _), .among:
      guard !rule.isMissing(bytes.span) else { throw meansMissing(literal, test.subject) }
    case .compare, .between, .missing: break
    }
    return bytes
  }

  /// The order key of a timestamp that a field is compared with.
  private func moment(_ literal: Literal, _ subject: Subject) throws(FilterError) -> Int64 {
    switch literal.value {
    case .date(let moment), .timestamp(let moment): return moment.orderKey
    case .number, .text: throw mixed(literal)
    }
  }

  private func mixed(_ literal: Literal) -> FilterError {
    error("numbers, texts and dates can't be mixed in one comparison", literal.offset)
  }

  private func meansMissing(_ literal: Literal, _ subject: Subject) -> FilterError {
    let column = subject.description
    return error(
      "this means a missing value, which equals nothing; write: \(column) is missing",
      literal.offset)
  }

  private func error(_ reason: String, _ offset: Int) -> FilterError {
    FilterError(reason, in: scalars, at: offset)
  }
}
