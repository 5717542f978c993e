import CSV
import Expressions
import TestSupport
import Testing
import Vocabulary

/// Values that are computed, columns against columns, and patterns.
@Suite struct ExpressionTests {
  private struct Expected: Decodable {
    struct Case: Decodable {
      let `where`: String
      let rows: [Int]
    }

    let columns: [String]
    let rows: [[String]]
    let cases: [Case]
  }

  private static let kinds: [Int: ColumnKind] = [
    0: .numbers, 1: .numbers, 2: .numbers, 3: .texts, 4: .texts, 5: .otherDates, 6: .otherDates,
  ]

  /// Conditions choose the rows that SQLite chooses.
  @Test(arguments: ByteKernel.available, [61, 1 << 16])
  func sameAsSQLite(_ kernel: ByteKernel, _ chunkBytes: Int) throws {
    let expected = try Fixtures.decode("expression_expected.json", as: Expected.self)
    #expect(expected.cases.count >= 300)
    let file = FilteredFile(
      expected.columns.joined(separator: ","),
      expected.rows.map { $0.map(\.asQuotedField).joined(separator: ",") },
      formats: [5: .monthFirst, 6: .monthFirst])
    for test in expected.cases {
      let choice = try file.choose(
        test.where, nullTokens: ["NA"], kinds: Self.kinds, chunkBytes: chunkBytes, kernel: kernel)
      #expect(choice == FilteredFile.Choice(rows: test.rows), "\(test.where)")
    }
  }
}

/// Where conditions that compute make no sense.
extension ExpressionTests {
  private static let file = FilteredFile(
    "low,high,Name,Code,Day,Other,Iso,Empty",
    ["1,2,a,05,05/22/2017,05/23/2017,2017-05-22,", "3,3,b,11,05/24/2017,05/23/2017,2017-05-23,"],
    formats: [4: .monthFirst, 5: .monthFirst, 6: .yearFirst])

  private static let fileKinds: [Int: ColumnKind] = [
    0: .numbers, 1: .numbers, 2: .texts, 3: .numbers, 4: .otherDates, 5: .otherDates,
    6: .orderedDates,
  ]

  /// Each with a ▸ where the caret belongs.
  @Test(arguments: [
    ("low > ▸'5'", "low holds numbers; write 5 without quotes"),
    ("low > ▸'5,5'", "low holds numbers, which come before or behind no text"),
    ("low in ('x', ▸'2')", "low holds numbers; write 2 without quotes"),
    ("low in (▸'1', '2')", "low holds numbers; write 1 without quotes"),
    ("low like ▸'1'", "low holds numbers; write 1 without quotes"),
    ("low < ▸'x'", "low holds numbers, which come before or behind no text"),
    ("low between ▸'a' and 'b'", "low holds numbers, which come before or behind no text"),
    (
      "Code = ▸'05'",
      "Code holds numbers; write 5 without quotes, or, for the text as it stands there, regexp '^05$'"
    ),
    ("Day > ▸'05/22/2017'", "Day holds dates, whose texts aren't in the order of time"),
    ("low > ▸Name", "Name holds texts and low numbers, which have no order in common"),
    ("Day < ▸low", "low holds numbers and Day dates, which have no order in common"),
    ("Day < ▸Empty", "Empty has no value in the first rows that tells"),
    ("low + 1 > ▸'5'", "numbers, texts and dates can't be mixed in one comparison"),
    ("low + ▸'5' > 1", "a number belongs here"),
    ("low + ▸date '2017-05-22' > 1", "a number belongs"),
    ("low ▸/ 0 > 1", "this divides by zero"), ("low > 1 ▸/ 0", "this divides by zero"),
    ("low > 1e308 ▸* 10", "this is beyond the largest double"),
    ("low = ▸zz", "there is no column \"zz\"; a text stands in single quotes: 'zz'"),
    ("low + ▸zz = 1", "there is no column \"zz\"; a text stands in single quotes: 'zz'"),
    ("Name like ▸5", "a pattern in single quotes belongs here"),
    ("Name like 'a▸!' escape '!'", "a character belongs behind the escape that ends this pattern"),
    ("Name like 'a' escape ▸'ab'", "an escape is one character, or none"),
    ("Name regexp '▸('", "the parenthesis that opens here is never closed"),
    ("Name regexp 'O''Higgins ▸['", "the bracket that opens here is never closed"),
    ("year(Day) like ▸'20%'", "year(Day) is no text, and only texts match patterns"),
    ("low + 1 regexp ▸'2'", "only texts match patterns"),
    ("case when low > 1 then 1 else 0▸", "end belongs here"),
    ("case when low > 1 ▸1", "then belongs here"),
    ("case when ▸then 1 end = 1", "a column's name belongs here"),
    ("case when low > 1 then 1 else 0 end▸", "a comparison belongs here: =,"),
    ("case when low > 1 then 1 else ▸'a' end = 1", "numbers, texts and dates can't be mixed"),
    ("coalesce(low, 'x') = ▸1", "numbers, texts and dates can't be mixed"),
    ("coalesce(low▸", "a comma or a closing parenthesis belongs here"),
    ("▸(low > 1) + 1 = 2", "a condition is no value; write case when"),
    ("low > ▸(high > 1)", "a condition is no value; write case when"),
    ("round(low, ▸high) = 1", "a number of decimals belongs here: round(x, 2)"),
    ("low > 1 + ▸and high > 1", "a value belongs here"),
    ("low * ▸* 2 > 1", "a value belongs here"), ("low▸", "a comparison belongs here: =,"),
    ("low + 1 ▸and high > 1", "a comparison belongs here: =,"),
    ("▸low(high) > 1", "there is no function low; there are year, quarter"),
    ("low > ▸null", "nothing compares with a missing value"),
  ])
  func errors(_ marked: String, _ reason: String) throws {
    let parts = marked.split(separator: "▸", omittingEmptySubsequences: false)
    let text = parts.joined()
    let error = try #require(throws: ConditionError.self) {
      try Self.file.choose(text, kinds: Self.fileKinds)
    }
    #expect(error.reason.hasPrefix(reason), "\(error.reason)")
    #expect(error.position == parts[0].count, "\(error.description)")
  }

  /// What is allowed beside the mistakes.
  @Test(arguments: [
    ("low = 'x' or low > 2", [1]), ("Code like '0%'", [0]), ("Code regexp '^05$'", [0]),
    ("Code regexp '1'", [1]), ("Empty > 'a' or low = 1", [0]), ("Iso > '2017-05-22'", [1]),
    ("low = high", [1]), ("low < high", [0]), ("Day < Other", [0]), ("Day > date(Other)", [1]),
    ("Name = low or low = 1", [0]), ("Empty > Name or low = 1", [0]),
    ("high - low = 1 and low*-1 < 0", [0]), ("-low < -2", [1]), ("low + high = 2 * 3", [1]),
    ("(low + high) * 2 = 6", [0]), ("((low)) = (1)", [0]), ("2 + low > high + 1", [1]),
    ("low / (low - 3) < 0 or low = 3", [0, 1]), ("low / (low - 3) is missing", [1]),
    ("case when Name = 'a' then high end = 2", [0]),
    ("case when Name = 'a' then 1 else null end is missing", [1]),
    ("coalesce(Empty, Name) = 'b'", [1]), ("round(low / 8, 1) = 0.1", [0]),
    ("Name ilike 'A'", [0]), ("Name not like 'a'", [1]), ("case when low = 1 then 2 end > 1", [0]),
    ("year(Day) = 2000 + 17 and day(Day) - 22 = 0", [0]), ("abs(low - 4) = 1", [1]),
    ("date(Day) = date(Other) or date(Day) > Iso", [1]), ("3 = high", [1]),
    ("low between high - 1 and high - 1", [0]), ("high in (low, low + 1)", [0, 1]),
  ])
  func meaning(_ condition: String, _ rows: [Int]) throws {
    let choice = try Self.file.choose(condition, kinds: Self.fileKinds)
    #expect(choice == FilteredFile.Choice(rows: rows))
  }

  /// A field that is no number ends the choice where it is needed, and only there.
  @Test func unusable() throws {
    let file = FilteredFile("k,x,y", ["a,1,2", "b,q,2", "a,3,4"])
    func choose(_ condition: String) throws -> FilteredFile.Choice {
      try file.choose(condition, kinds: [1: .numbers, 2: .numbers])
    }
    for condition in ["x + y > 1", "x < y", "-x < 0", "case when y > 1 then x end > 0"] {
      let choice = try choose(condition)
      #expect(choice.rows == [0], "\(condition)")
      #expect(choice.unusableRow == 1 && choice.unusableColumn == 1)
      #expect(choice.reason == .notANumber(text: "q"))
    }
    let cases = "case when k = 'b' then 0 else x + y end"
    #expect(try choose("\(cases) > 1") == FilteredFile.Choice(rows: [0, 2]))
    #expect(try choose("k = 'a' and x + y > 3") == FilteredFile.Choice(rows: [2]))
    #expect(try choose("coalesce(y, x) > 2") == FilteredFile.Choice(rows: [2]))
  }

  /// Numbers with more digits than a double has are told apart by all of them.
  @Test(arguments: ByteKernel.available, [61, 1 << 16])
  func allDigits(_ kernel: ByteKernel, _ chunkBytes: Int) throws {
    let numbers = [
      "9007199254740991", "9007199254740992", "9007199254740993", "9007199254740994",
      "9007199254740993.0", "90071992547409930e-1", "-9007199254740993", "0.1",
      "0.1000000000000000055",
      "0.1234567890123456788", "0.1234567890123456789", "18446744073709551617", "1",
      "0000000000000000001.000000", "1e3", "1000.0000000000000000000001", "",
    ]
    let file = FilteredFile(
      "x,y", numbers.map { "\($0),\($0.hasPrefix("9") ? "9007199254740993" : "0.1")" })
    func choose(_ condition: String) throws -> [Int] {
      try file.choose(
        condition, kinds: [0: .numbers, 1: .numbers], chunkBytes: chunkBytes, kernel: kernel
      ).rows
    }
    #expect(try choose("x = 9007199254740993") == [2, 4, 5])
    #expect(try choose("x = 9007199254740992") == [1])
    #expect(try choose("x in (9007199254740993, 1)") == [2, 4, 5, 12, 13])
    #expect(try choose("x != 9007199254740993") == [0, 1, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
    #expect(try choose("x > 9007199254740992 and x < 9007199254740994") == [2, 4, 5])
    #expect(try choose("x between 9007199254740993 and 9007199254740993.5") == [2, 4, 5])
    #expect(try choose("x <= 9007199254740992 and x > 1e15") == [0, 1])
    #expect(try choose("x < -9007199254740992") == [6])
    #expect(try choose("x = -9007199254740993") == [6])
    #expect(try choose("x = .1") == [7])
    #expect(try choose("x > 0.1 and x < 0.11") == [8])
    #expect(try choose("x = 0.1234567890123456789") == [10])
    #expect(try choose("x >= 18446744073709551617") == [11])
    #expect(try choose("x > 18446744073709551617") == [])
    #expect(try choose("x = 1") == [12, 13])
    #expect(try choose("x >= 1000 and x < 2000") == [14, 15])
    #expect(try choose("x > 1000 and x < 2000") == [15])
    #expect(try choose("x = y") == [2, 4, 5, 7])
    #expect(try choose("x < y and y > 1") == [0, 1])
  }
}
