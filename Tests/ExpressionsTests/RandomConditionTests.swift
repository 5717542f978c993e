import CSV
import TestSupport
import Testing
import Vocabulary

/// Random conditions on random rows, some of which have fields that can't be used, against an
/// evaluation row by row.
@Suite struct RandomConditionTests {
  private static let numbers = ["1", "2.5", "-3", "0", "", "NA", "12345678901234567890", "\"7\""]
  private static let texts = ["a", "b", "\"a\"\"b\"", "\"c,\nd\"", "", "é", "\"\"", "null", "abc"]
  private static let dates = ["2017-05-22", "2016-01-01 23:30", "2017-12-31T00:00:00", "", "NA"]

  @Test(arguments: 0..<24)
  func sameAsRowByRow(_ stream: Int) throws {
    var random = SeededGenerator(stream: 400 + stream)
    // Where something can't be used, it is rare enough for other rows to matter.
    let badness = [0, 0, 40, 400][stream % 4]
    let rows = (0..<Int.random(in: 1...900, using: &random)).map { _ in
      Self.row(badness, using: &random)
    }
    let file = FilteredFile(
      "n,t,f,m", rows.map { $0.joined(separator: ",") }, formats: [2: .yearFirst])
    let contents = rows.map { $0.map(Self.unquoted) }
    for _ in 0..<25 {
      let text = Self.condition(depth: 3, using: &random)
      let chunkBytes = [100, 3000, 1 << 18].randomElement(using: &random) ?? 1
      let kernel = ByteKernel.available.randomElement(using: &random) ?? .portable
      let choice = try file.choose(text, chunkBytes: chunkBytes, kernel: kernel)
      let expected = Self.choose(try Condition(text).expression, of: contents)
      #expect(choice.rows == expected.rows, "\(text)")
      #expect(choice.unusableRow == expected.unusableRow, "\(text)")
      #expect(choice.unusableColumn == expected.unusableColumn, "\(text)")
    }
  }

  private static func row(_ badness: Int, using random: inout SeededGenerator) -> [String] {
    func field(_ good: [String], _ bad: String) -> String {
      badness > 0 && Int.random(in: 0..<badness, using: &random) == 0
        ? bad : good.randomElement(using: &random) ?? ""
    }
    return [
      field(numbers, "x1"), field(texts, "a"), field(dates, "22/05/2017"),
      field(numbers, "\"1\"\"\""),
    ]
  }

  private static func unquoted(_ field: String) -> String {
    guard field.hasPrefix("\"") else { return field }
    return String(field.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }

  private static func condition(depth: Int, using random: inout SeededGenerator) -> String {
    switch depth > 0 ? Int.random(in: 0..<5, using: &random) : 0 {
    case 1: return "not (\(condition(depth: depth - 1, using: &random)))"
    case 2...:
      let word = Bool.random(using: &random) ? " and " : " or "
      let parts = (0..<Int.random(in: 2...4, using: &random)).map { _ in
        "(\(condition(depth: depth - 1, using: &random)))"
      }
      return parts.joined(separator: word)
    default: return test(using: &random)
    }
  }

  private static func test(using random: inout SeededGenerator) -> String {
    let subjects = [
      ("n", ["0", "1", "2.5", "-7"]), ("m", ["0", "1", "7", "12345678901234567890"]),
      ("t", ["'a'", "'b'", "'a\"b'", "'é'", "'c,\nd'"]),
      ("f", ["date '2017-05-22'", "timestamp '2016-01-01 23:30'"]),
      ("year(f)", ["2016", "2017"]), ("month(f)", ["1", "5"]), ("day(f)", ["22", "31"]),
      ("hour(f)", ["0", "23"]), ("date(f)", ["date '2017-05-22'", "date '2016-01-01'"]),
    ]
    let (subject, values) = subjects[Int.random(in: 0..<subjects.count, using: &random)]
    func value() -> String { values.randomElement(using: &random) ?? "" }
    let negation = Bool.random(using: &random) ? "not " : ""
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return "\(subject) is \(negation)missing"
    case 1: return "\(subject) \(negation)in (\(value()), \(value()))"
    case 2: return "\(subject) \(negation)between \(value()) and \(value())"
    default:
      let sign = ["=", "!=", "<", "<=", ">", ">="].randomElement(using: &random) ?? ""
      return "\(subject) \(sign) \(value())"
    }
  }

  // MARK: - Row by row

  private struct Unusable: Error {
    let column: Int
  }

  private static func choose(
    _ condition: LogicalExpression<ConditionTest>, of rows: [[String]]
  ) -> FilteredFile.Choice {
    var choice = FilteredFile.Choice()
    for (index, row) in rows.enumerated() {
      do throws(Unusable) {
        if try isTrue(condition, row) { choice.rows.append(index) }
      } catch {
        choice.unusableRow = index
        choice.unusableColumn = error.column
        return choice
      }
    }
    return choice
  }

  /// Whether a condition is known to be true, read from left to right.
  private static func isTrue(
    _ condition: LogicalExpression<ConditionTest>, _ row: [String]
  ) throws(Unusable) -> Bool {
    switch condition {
    case .all(let parts):
      for part in parts where try !isTrue(part, row) { return false }
      return true
    case .any(let parts):
      for part in parts where try isTrue(part, row) { return true }
      return false
    case .not(let other): return try isFalse(other, row)
    case .test(.field(let test)): return try truth(test, row) == true
    case .test(.computed): fatalError("not made here")
    }
  }

  /// Whether a condition is known to be false, read from left to right.
  private static func isFalse(
    _ condition: LogicalExpression<ConditionTest>, _ row: [String]
  ) throws(Unusable) -> Bool {
    switch condition {
    case .all(let parts):
      for part in parts where try isFalse(part, row) { return true }
      return false
    case .any(let parts):
      for part in parts where try !isFalse(part, row) { return false }
      return true
    case .not(let other): return try isTrue(other, row)
    case .test(.field(let test)): return try truth(test, row) == false
    case .test(.computed): fatalError("not made here")
    }
  }

  /// Whether a test holds; nil if that is unknown.
  private static func truth(_ test: ParsedTest, _ row: [String]) throws(Unusable) -> Bool? {
    let column = ["n", "t", "f", "m"].firstIndex(of: test.subject.column.description) ?? 0
    let field = row[column]
    let isMissing = ["", "NA", "null"].contains(field)
    guard let first = test.predicate.values.first else { return isMissing }
    if isMissing { return nil }
    switch (test.subject.part, first.value) {
    case (nil, .text):
      return holds(test.predicate, Array(field.utf8)) {
        Array(text($0).utf8)
      } before: {
        $0.lexicographicallyPrecedes($1)
      }
    case (nil, .number):
      guard let value = Double(field) else { throw Unusable(column: column) }
      return holds(test.predicate, value, number, before: <)
    default:
      guard let value = TimestampFormat.yearFirst.parse(Array(field.utf8).span) else {
        throw Unusable(column: column)
      }
      let parts = ["year": value.year, "month": value.month, "day": value.day, "hour": value.hour]
      if let part = test.subject.part, let value = parts["\(part)"] {
        return holds(test.predicate, Double(value), number, before: <)
      }
      let isDay = test.subject.part == .date
      let shown = isDay ? String(value.description.prefix(10)) : value.description
      return holds(test.predicate, shown) {
        isDay ? String(moment($0).prefix(10)) : moment($0)
      } before: {
        $0 < $1
      }
    }
  }

  private static func holds<Value>(
    _ predicate: Predicate<Literal>, _ value: Value, _ literal: (Literal) -> Value,
    before: (Value, Value) -> Bool
  ) -> Bool {
    switch predicate {
    case .compare(.less, let other): return before(value, literal(other))
    case .compare(.greater, let other): return before(literal(other), value)
    case .compare(.lessOrEqual, let other): return !before(literal(other), value)
    case .compare(.greaterOrEqual, let other): return !before(value, literal(other))
    case .compare(.equal, let other):
      return !before(value, literal(other)) && !before(literal(other), value)
    case .among(let others):
      return others.contains { holds(.compare(.equal, $0), value, literal, before: before) }
    case .between(let low, let high):
      return !before(value, literal(low)) && !before(literal(high), value)
    case .matches, .missing: return false
    }
  }

  private static func number(_ literal: Literal) -> Double {
    guard case .number(let number) = literal.value else { return .nan }
    return number.value
  }

  private static func text(_ literal: Literal) -> String {
    guard case .text(let value) = literal.value else { return "not a text" }
    return value
  }

  private static func moment(_ literal: Literal) -> String {
    switch literal.value {
    case .date(let value), .timestamp(let value), .instant(let value): value.description
    case .number, .text: "no date"
    }
  }
}
