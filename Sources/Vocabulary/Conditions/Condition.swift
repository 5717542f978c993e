/// A condition by which rows are chosen.
///
/// ```swift
/// request.table.condition = try Condition("Departamento = 'META' and ValorObservado > 5")
/// ```
///
/// Columns stand by their names, in double quotes where these have other characters than letters,
/// digits and `_`; as everywhere, a name that no column has may be the column's number. The value that
/// a field is compared with says how the field is read:
///
/// | compared with | the field is read as | order |
/// | --- | --- | --- |
/// | a number, `5.5` | a number, with the file's decimal mark | by size, with all digits |
/// | a text in single quotes, `'META'` | its bytes without quotes, every one, in no other case | by bytes |
/// | `date '2017-05-22'`, `timestamp '2017-05-22 13:00'` | a timestamp, in the column's format | by time; a date is its midnight |
/// | another column | a number if the first values of both are numbers, a timestamp if they are dates, else a text | |
///
/// `year(C)`, `month(C)` and the other parts of ``DatePart`` are numbers, `date(C)` is a date, `season(C)`
/// is also one of the texts `'DJF'`, `'MAM'`, `'JJA'` and `'SON'`. A timestamp without an offset from UTC is
/// one of the column's clock; see ``TableRequest/timeZone``. There are `=`, `!=`,
/// `<`, `<=`, `>`, `>=`, `in (…)`, `between … and …`, `is missing`, `not`, `and`, `or` and parentheses.
///
/// `like` compares a text with a pattern in which `%` stands for any characters and `_` for one, up to a
/// backslash or another `escape`; `ilike` does so with letters in any case. `regexp` looks for a regular
/// expression anywhere in a text; see `Pattern` in the sources.
///
/// Numbers are added, subtracted, multiplied and divided as decimals: `x + y = 0.3` is true of 0.1 and 0.2.
/// A result of more than 18 digits is the nearest double; what has none, such as a quotient by zero, is
/// missing. `abs(x)`, `round(x, 2)`, `convert(x, 'F', 'C')`, `coalesce(x, y)` and
/// `case when … then … else … end` are values, too. A column whose first values are numbers isn't
/// compared with a text: `x > '5'` is an error, and not an answer nobody asked for.
///
/// The logic is SQL's, of three values: a test of a missing value is unknown, so `x != 1` and
/// `not (x = 1)` don't choose rows where x is missing; `x is missing` does. What is missing is the
/// same for every test: an empty or blank field, and the null tokens.
///
/// `and` and `or` go from left to right, and a field is read only if those on its left haven't
/// decided for its row. So in `Sensor = 'T' and Valor > 5` it doesn't matter what the values of
/// other sensors are.
public struct Condition: Sendable, CustomStringConvertible {
  /// The condition as it was written.
  public let text: String

  /// Its tests.
  package let expression: LogicalExpression<ConditionTest>

  /// Reads a condition. Whether its columns exist, and can be compared so, is known only when a file
  /// is there.
  ///
  /// - Parameter text: the condition.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  public init(_ text: String) throws(ConditionError) {
    self.text = text
    var parser = try ConditionParser(text)
    expression = try parser.parse()
  }

  /// Puts conditions together that must all be true.
  ///
  /// - Parameter texts: the conditions, at least one.
  /// - Throws: ``ConditionError`` of the first one that makes no sense by itself.
  public init(all texts: [String]) throws(ConditionError) {
    precondition(!texts.isEmpty, "there is no condition")
    let conditions = try texts.map { (text) throws(ConditionError) in try Condition(text) }
    guard conditions.count > 1 else {
      self = conditions[0]
      return
    }
    try self.init(texts.map { "(\($0))" }.joined(separator: " and "))
  }

  /// The condition as it was written.
  public var description: String { text }
}
