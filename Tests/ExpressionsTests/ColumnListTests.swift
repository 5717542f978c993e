import CSV
import Expressions
import Testing
import Vocabulary

/// Lists of columns: what they mean, and where they make no sense.
@Suite struct ColumnListTests {
  private static let file = FilteredFile(
    "datetime,San Francisco,f,3,date,s,when",
    [
      "05/22/2017 01:30:00 PM,1.5,68.9,x,05/22/2017,a,1", "12/01/2016 12:00:00 AM,,70,y,,b,2",
      "03/01/2017 11:59:59 PM,NA,,z,12/31/2016,,3",
    ], formats: [0: .monthFirst, 4: .monthFirst])

  private static let kinds: [Int: ColumnKind] = [
    0: .otherDates, 1: .numbers, 2: .numbers, 3: .texts, 4: .otherDates, 5: .texts, 6: .numbers,
  ]

  /// The names and positions of columns; values by their texts.
  private static func columns(_ list: String) throws -> [String] {
    try ColumnList(list).columns(of: file.layout).map { column in
      switch column {
      case .field(let position, let name): "\(position) \(name)"
      case .value(let value, let name):
        "\(String(list.unicodeScalars.dropFirst(value.expression.offset).prefix(1))) \(name)"
      }
    }
  }

  @Test(arguments: [
    ("datetime", ["0 datetime"]),
    ("  F  , \"San Francisco\" as temperature", ["2 f", "1 temperature"]),
    ("*", ["0 datetime", "1 San Francisco", "2 f", "3 3", "4 date", "5 s", "6 when"]),
    (
      "* except (f, \"San Francisco\", date , 3, when), s as \"a \"\"b\"\"\"",
      ["0 datetime", "5 s", "5 a \"b\""]
    ),
    ("2, 3 as three, 4, date", ["1 San Francisco", "3 three", "3 3", "4 date"]),
    ("(f - 32) * 5 / 9 as celsius, f  *  2 ", ["/ celsius", "* f  *  2"]),
    ("(3), 2.5, -1, 'x' as text", ["3 (3)", "2 2.5", "- -1", "' text"]),
    (
      "date '2017-05-22', date(date), season(datetime)AS season",
      ["d date '2017-05-22'", "d date(date)", "d season"]
    ),
    ("when, case when f > 1 then 1 end", ["6 when", "c case when f > 1 then 1 end"]),
    ("coalesce(f, 1) as as", ["c as"]), ("f as f, f as F", ["2 f", "2 F"]),
  ])
  func meaning(_ list: String, _ columns: [String]) throws {
    #expect(try Self.columns(list) == columns)
  }

  /// Each with a ▸ where the caret belongs.
  @Test(arguments: [
    ("▸", "the list of columns is empty"), ("  ▸", "the list of columns is empty"),
    ("f,▸", "a column or a value belongs here"), ("f, ▸, s", "a column or a value belongs here"),
    ("f ▸s", "a comma, as and a name, or the end belongs here"),
    ("f + 1 ▸celsius", "a comma, as and a name, or the end belongs here"),
    ("f as ▸", "a name belongs here: as celsius, or as \"any name\""),
    ("f as ▸\"\"", "a name belongs here"), ("f as ▸5", "a name belongs here"),
    ("f as ▸'x'", "a name stands in double quotes, and texts in single ones"),
    ("f▸)", "this parenthesis was never opened"),
    ("f ▸> 5", "a condition is no value; write case when x > 5 then 1 else 0 end"),
    ("▸(f > 5)", "a condition is no value; write case when"),
    ("▸\"zz\"", "there is no column \"zz\"; the columns are \"datetime\""),
    ("f, ▸9", "there is no column \"9\""), ("* except ▸f", "a list of columns belongs here"),
    ("* except (f▸", "a comma or a closing parenthesis belongs here"),
    ("* except (▸)", "a column's name belongs here"),
    ("* except (f, ▸zz)", "there is no column \"zz\""),
    ("*, f + ▸zz", "there is no column \"zz\"; a text stands in single quotes: 'zz'"),
    ("s, abs(date(▸date))", "a number belongs here, and this is a date"),
    (
      "case when f > 1 then 1 else ▸'a' end", "numbers, texts and dates can't be mixed in one value"
    ),
    ("coalesce(date(date), season(▸date))", "numbers, texts and dates can't be mixed in one value"),
    ("f ▸/ 0", "this divides by zero"), ("round(f, ▸f)", "a number of decimals belongs here"),
    ("▸celsius(f)", "there is no function celsius; there are year, quarter"),
    ("convert(f, ▸'X', 'C')", "there is no unit 'X'; there are C, K, F, m/s, km/h, mph, kn, mm,"),
    ("convert(f, 'F', ▸'m')", "F is a unit of temperature, as C, K and F are; m is one of length"),
    ("convert(f▸)", "a comma and a unit in single quotes belong here"),
    ("convert(f, 'F', 'C'▸, 'K')", "a closing parenthesis belongs here: convert(x, 'F', 'C')"),
    ("convert(▸'f', 'F', 'C')", "a number belongs here"),
    ("convert(-1e308 * 1, 'm', 'mm'▸", "a closing parenthesis belongs here"),
    ("▸convert(-1e308, 'm', 'mm')", "this is beyond the largest double"),
  ])
  func errors(_ marked: String, _ reason: String) throws {
    let parts = marked.split(separator: "▸", omittingEmptySubsequences: false)
    let error = try #require(throws: ConditionError.self) {
      try Self.file.compute(parts.joined(), kinds: Self.kinds)
    }
    #expect(error.reason.hasPrefix(reason), "\(error.reason)")
    #expect(error.position == parts[0].count, "\(error.description)")
  }

  /// What values are, and their texts.
  @Test(
    arguments: [
      ("(f - 32) * 5 / 9 as c", .number, ["20.5", "21.11111111111111", nil]),
      ("convert(f, 'F', 'C')", .number, ["20.5", "21.11111111111111", nil]),
      ("convert(100, 'C', 'F')", .number, ["212", "212", "212"]),
      ("0.1 + 0.2", .number, ["0.3", "0.3", "0.3"]), ("1 / 3 * 3", .number, ["1", "1", "1"]),
      ("2 + year(datetime)", .number, ["2019", "2018", "2019"]),
      ("season(datetime) + 0", .number, ["2", "1", "2"]),
      ("season(datetime)", .text, ["MAM", "DJF", "MAM"]),
      ("coalesce(season(date), s)", .text, ["MAM", "b", "DJF"]),
      ("date(datetime)", .moment, ["2017-05-22", "2016-12-01", "2017-03-01"]),
      (
        "coalesce(date(date), date '2000-01-01')", .moment,
        ["2017-05-22", "2000-01-01", "2016-12-31"]
      ),
      (
        "coalesce(date, datetime)", .moment,
        ["2017-05-22 00:00:00", "2016-12-01 00:00:00", "2016-12-31 00:00:00"]
      ),
      (
        "coalesce(datetime, date)", .moment,
        ["2017-05-22 13:30:00", "2016-12-01 00:00:00", "2017-03-01 23:59:59"]
      ),
      (
        "case when f > 69 then timestamp '2017-01-01 00:00:00.25' end", .moment,
        [nil, "2017-01-01 00:00:00.250000", nil]
      ),
      ("coalesce(s, 'none')", .text, ["a", "b", "none"]), ("'é' as e", .text, ["é", "é", "é"]),
      ("coalesce(\"San Francisco\", f)", .number, ["1.5", "70", nil]),
      ("coalesce(\"San Francisco\", 'none')", .text, ["1.5", "none", "none"]),
      ("coalesce(\"San Francisco\", s)", .text, ["1.5", "b", nil]),
      ("coalesce(date, s)", .text, ["05/22/2017", "b", "12/31/2016"]),
      ("case when f > 69 then s else \"3\" end", .text, ["x", "b", "z"]),
    ] as [(String, ValueType, [String?])])
  func texts(_ list: String, _ type: ValueType, _ texts: [String?]) throws {
    let computed = try Self.file.compute(list, kinds: Self.kinds)
    #expect(computed.types == [type])
    #expect(computed.rows.map { $0[0] } == texts)
    #expect(computed.failure == nil)
  }

  /// Times of UTC have a Z, those of a zone are its clock's.
  @Test func clocks() throws {
    let file = FilteredFile(
      "t,u", ["2017-05-22T13:00:00+02:00,2017-01-01T00:00:00Z", "2017-05-22T13:00:00.5Z,"],
      formats: [0: .yearFirst, 1: .yearFirst])
    let kinds: [Int: ColumnKind] = [0: .orderedDates, 1: .orderedDates]
    let list = "coalesce(t, u), date(t), coalesce(u, timestamp '2017-05-22 13:00:00-05:00')"
    let universal = try file.compute(list, kinds: kinds, clock: .universal)
    #expect(
      universal.rows == [
        ["2017-05-22 11:00:00Z", "2017-05-22", "2017-01-01 00:00:00Z"],
        ["2017-05-22 13:00:00.500000Z", "2017-05-22", "2017-05-22 18:00:00Z"],
      ])
    // Summer time in 2017, from March 26 to October 29.
    let rules = TimeZoneRules(
      name: "Europe/Berlin", transitions: [1_490_490_000, 1_509_238_800],
      offsets: [3600, 7200, 3600])
    let zoned = try file.compute(list, kinds: kinds, clock: .zone(rules))
    #expect(
      zoned.rows == [
        ["2017-05-22 13:00:00", "2017-05-22", "2017-01-01 01:00:00"],
        ["2017-05-22 15:00:00.500000", "2017-05-22", "2017-05-22 20:00:00"],
      ])
    let error = try #require(throws: ConditionError.self) { try file.compute(list, kinds: kinds) }
    #expect(error.reason.hasPrefix("the times of this column have no UTC offset"))
  }

  /// A field that can't be used ends the rows where it is needed, and only in rows that are asked for.
  @Test func unusable() throws {
    let file = FilteredFile("k,x,y", ["a,1,2", "b,q,2", "a,3,4"])
    let sum = try file.compute("y * 2, x + y")
    #expect(sum.rows == [["4", "3"]])
    #expect(sum.failure?.rowsBefore == 1 && sum.failure?.column == 1)
    #expect(sum.failure?.reason == .notANumber(text: "q"))
    let fine = try file.compute(
      "case when k = 'a' then x + y end, coalesce(y, x)", kinds: [1: .numbers, 2: .numbers])
    #expect(fine.rows == [["3", "2"], [nil, "2"], ["7", "4"]] && fine.failure == nil)
    let some = try file.compute("x + y", rows: { $0 != 1 })
    #expect(some.rows == [["3"], ["7"]] && some.failure == nil)
  }

  /// Fields stand in quotes where they must.
  @Test func fields() throws {
    let file = FilteredFile(
      "t,x,d", ["\"a;b\",1.5,05/22/2017 01:30:00 PM", ",,"], formats: [2: .monthFirst])
    let kinds: [Int: ColumnKind] = [0: .texts, 1: .numbers, 2: .otherDates]
    let list = "coalesce(t, t), x + 1, coalesce(d, d)"
    func rows(_ delimiter: Character) throws -> [[String]] {
      let format = RowFormat(delimiter: try #require(delimiter.asciiValue))
      return try file.compute(list, kinds: kinds, format: format).rows.map { $0.compactMap { $0 } }
    }
    #expect(try rows(",") == [["a;b", "2.5", "2017-05-22 13:30:00"], ["", "", ""]])
    #expect(try rows(";") == [["\"a;b\"", "2.5", "2017-05-22 13:30:00"], ["", "", ""]])
    #expect(try rows(" ") == [["a;b", "2.5", "\"2017-05-22 13:30:00\""], ["", "", ""]])
    #expect(try rows(".") == [["a;b", "\"2.5\"", "2017-05-22 13:30:00"], ["", "", ""]])
    let alone = try file.compute("x * 2", kinds: kinds, format: RowFormat()).rows
    #expect(alone == [["3"], ["\"\""]])
  }

  /// The columns that a plan reads, those that need a format, and those whose kind matters.
  @Test func columns() throws {
    let list = try ColumnList("f, date(date), coalesce(s, \"3\") as t, f + 1")
    let values = try list.columns(of: Self.file.layout).compactMap { column in
      if case .value(let value, _) = column { value } else { WrittenValue?.none }
    }
    let plan = try ValuePlan(values, layout: Self.file.layout, nullTokens: [], kinds: Self.kinds)
    #expect(plan.columns == [2, 3, 4, 5] && plan.timestampColumns == [4])
    #expect(plan.types == [.moment, .text, .number] && plan.areDays == [true, false, false])
    #expect(ValuePlan.columnsInQuestion(values, layout: Self.file.layout) == [2, 3, 5])
  }
}
