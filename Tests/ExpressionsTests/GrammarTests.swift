import CSV
import Expressions
import Testing
import Vocabulary

/// The meaning of conditions, and where they make no sense.
@Suite struct GrammarTests {
  private static let file = FilteredFile(
    "Estación;x;my \"own\" column;Fecha;year;2;In",
    [
      "QUIBDÓ;1,5;a;22/05/2017 13:00;2017;7;1", "\"O'Higgins\";;;;2018;8;2",
      "\"a \"\"b\"\"\";-3;b;01/06/2017;;9;3", "NA;1e2;NULL;31/12/2016 23:59:59;2019;;4",
    ], formats: [3: .dayFirst], decimal: ",", delimiter: ";")

  private static func choose(_ condition: String) throws -> [Int] {
    let choice = try file.choose(condition)
    #expect(choice.reason == nil)
    return choice.rows
  }

  @Test(arguments: [
    ("x = 1.5", [0]), ("x=1.5", [0]), ("1.5 == X", [0]), ("x>-3 and x<=100", [0, 3]),
    ("Estación = 'QUIBDÓ'", [0]), ("estación = 'QUIBDÓ'", [0]), ("Estación = 'quibdó'", []),
    ("Estacio\u{301}n = 'QUIBDÓ'", [0]), ("Estación = 'O''Higgins'", [1]),
    ("Estación = 'a \"b\"'", [2]), ("\"my \"\"own\"\" column\" = 'b'", [2]),
    ("Estación is missing", [3]), ("Estación is not null", [0, 1, 2]), ("x is null", [1]),
    ("not x is missing", [0, 2, 3]), ("NOT NOT x IS Missing", [1]), ("x != 1.5", [2, 3]),
    ("not (x = 1.5)", [2, 3]), ("not x = 1.5 or x is missing", [1, 2, 3]),
    ("x in (1.5, -3)", [0, 2]), ("x not in (1.5,-3)", [3]), ("x between -3 and 1.5", [0, 2]),
    ("x not between -3 and 1.5", [3]), ("x between 5 and -5", []),
    ("Fecha >= date '2017-01-01'", [0, 2]), ("Fecha = date '2017-06-01'", [2]),
    ("Fecha = date '2017-05-22'", []), ("date(Fecha) = date '2017-05-22'", [0]),
    ("Fecha <= timestamp '2016-12-31T23:59:59'", [3]), ("Year(Fecha) = 2017", [0, 2]),
    ("month( Fecha ) in (5, 12)", [0, 3]), ("hour(Fecha) > 22.5", [3]), ("day(\"Fecha\") = 1", [2]),
    ("year(Fecha) is missing", [1]), ("year = 2018", [1]), ("year(Fecha) = 2016.5", []),
    ("date(Fecha) between date '2017-01-01' and date '2017-05-31'", [0]),
    ("\"2\" >= 8", [1, 2]), ("\"In\" < 3", [0, 1]), ("\"1\" = 'QUIBDÓ'", [0]),
    ("x = 1.5 or x = -3 and year is missing", [0, 2]), ("(x = 1.5 or x = -3) and year > 0", [0]),
    ("\t x\n=\r\n1.5 ", [0]), ("x = +15e-1", [0]), ("x > .5", [0, 3]), ("x < 5.", [0, 2]),
    ("Estación > 'Q'", [0, 2]), ("Estación >= 'QUIBDÓ'", [0, 2]), ("Estación < 'P'", [1]),
    ("Estación > ''", [0, 1, 2]), ("Estación between 'O' and 'QUIBDÓ'", [0, 1]),
    ("Estación not in ('x', 'y', 'QUIBDÓ')", [1, 2]), ("x = '1,5'", [0]), ("x = '1.5'", []),
  ])
  func meaning(_ condition: String, _ rows: [Int]) throws {
    #expect(try Self.choose(condition) == rows)
  }

  /// Each with a ▸ where the caret belongs.
  @Test(arguments: [
    ("▸", "the condition is empty"), ("  ▸", "the condition is empty"),
    (
      "x ▸5",
      "a comparison belongs here: =, !=, <, <=, >, >=, in, between, like, ilike, regexp or is"
    ),
    ("x >▸", "a value belongs here"), ("x > ▸and x < 5", "a value belongs here"),
    ("x = 1▸,5", "no comma belongs here; decimals are marked by a point"),
    ("(x = 1▸,5)", "no comma belongs here; decimals are marked by a point"),
    ("x = ▸1.2.3", "1.2.3 is not a number"), ("x = ▸5cm", "5cm is not a number"),
    ("x = -▸", "a value belongs here"), ("x = ▸0x10", "0x10 is not a number"),
    ("x = ▸1e999", "1e999 is beyond the largest double"),
    ("Estación = ▸META", "there is no column \"META\"; a text stands in single quotes: 'META'"),
    ("Estación = ▸\"META\"", "there is no column \"META\"; a text stands in single quotes: 'META'"),
    ("Estación = ▸'META", "the quote that begins here is never closed"),
    ("▸\"Estación = 5", "the quote that begins here is never closed"),
    (
      "Estación = ▸‘META’", "‘ has no meaning here; a text stands in straight single quotes: 'META'"
    ),
    ("x = 1 ▸&& x = 2", "& has no meaning here; write and"),
    ("x = 1 ▸|| x = 2", "| has no meaning here; write or"), ("▸! x = 1", "this is no comparison"),
    ("x ▸=> 1", "this is no comparison"), ("x = 1 ▸x = 2", "and, or, or the end belongs here"),
    ("x = 1 and▸", "a column's name belongs here"), ("▸or x = 1", "a column's name belongs here"),
    ("0 < x ▸< 5", "write two comparisons: 0 < x and x < 5"),
    ("(0 < x ▸< 5)", "write two comparisons: 0 < x and x < 5"),
    ("▸(x = 1", "the parenthesis that opens here is never closed"),
    ("x = 1▸)", "this parenthesis was never opened"),
    ("(x = 1 ▸x)", "and, or, or a closing parenthesis belongs here"),
    ("x in ▸5", "a list belongs here: in (1, 2)"), ("x in (▸)", "a value belongs here"),
    ("x in (1 ▸2)", "a comma or a closing parenthesis belongs here"),
    ("x in (1, ▸'a')", "numbers, texts and dates can't be mixed in one comparison"),
    ("Fecha between date '2017-01-01' and ▸5", "numbers, texts and dates can't be mixed"),
    ("x between 1▸, 5", "and belongs here: between 1 and 5"),
    ("x not ▸= 5", "a comparison belongs here: in, between, like, ilike or regexp"),
    ("x is ▸5", "missing belongs here"), ("x = ▸null", "nothing compares with a missing value"),
    ("5 ▸in (1, 2)", "a comparison belongs here: =, !=, <, <=, > or >="),
    ("5 = ▸5", "a column's name belongs here"),
    ("▸zz = 5", "there is no column \"zz\"; the columns"),
    ("▸lower(x) = 5", "there is no function lower"),
    ("year(x ▸, 2) = 5", "a closing parenthesis belongs here: year(x)"),
    ("year(year▸(x)) = 5", "a closing parenthesis belongs here: year(year)"),
    ("year(▸5) = 5", "a column's name belongs here"),
    ("year(Fecha) = ▸'2017'", "year(Fecha) is a number"),
    ("date(Fecha) = ▸'2017-05-22'", "date(Fecha) is compared with a date: write date '2017-05-22'"),
    ("date(Fecha) = ▸20170522", "date(Fecha) is compared with a date, such as"),
    ("date(Fecha) > ▸timestamp '2017-05-22 13:00'", "date(Fecha) has no time of day"),
    ("Fecha > date ▸'22/05/2017'", "this is no date; write it as '2017-05-22'"),
    ("Fecha > date ▸'2017-02-29'", "this is no date; write it as '2017-05-22'"),
    ("Fecha > date ▸'2017-05-22 13:00'", "a date has no time of day; write timestamp"),
    (
      "Estación = ▸''",
      "this means a missing value, which equals nothing; write: Estación is missing"
    ),
    ("Estación in ('a', ▸' NA ')", "this means a missing value, which equals nothing"),
    ("Estación = 'é𝄞e\u{301}👩‍👩‍👧' and ▸zz = 5", "there is no column"),
    ("Estación = 'a'\n  and ▸zz = 5", "there is no column"),
    ("x = 5 ▸% 2", "% has no meaning here; a column whose name has other characters"),
  ])
  func errors(_ marked: String, _ reason: String) throws {
    let parts = marked.split(separator: "▸", omittingEmptySubsequences: false)
    let text = parts.joined()
    let error = try #require(throws: ConditionError.self) { try Self.choose(text) }
    #expect(error.reason.hasPrefix(reason), "\(error.reason)")
    #expect(error.position == parts[0].count, "\(error.description)")
    #expect(error.text.count == text.count && !error.text.contains("\n"))
  }

  @Test func message() throws {
    let error = try #require(throws: ConditionError.self) { try Self.choose("x > 5 and\ty = 'é'") }
    #expect(
      error.description == """
        there is no column "y"; the columns are "Estación", "x", "my "own" column", "Fecha", \
        "year", "2", "In"
          x > 5 and y = 'é'
                    ^
        """)
  }

  /// Names that several columns have.
  @Test func ambiguous() throws {
    let file = FilteredFile("a,b,a", ["1,2,3"])
    let error = try #require(throws: ConditionError.self) { try file.choose("b = 2 and a = 3") }
    #expect(error.reason == "several columns are called \"a\"; give a number: \"1\", \"3\"")
    #expect(error.position == 10)
    #expect(try file.choose("b = 2 and \"3\" = 3").rows == [0])
  }

  /// Whatever --null names is missing for every test; a number however it is written.
  @Test func nullTokens() throws {
    let file = FilteredFile("x,y", ["-999,a", "-999.0,b", "NA,c", ",d", "5,e"])
    func choose(_ condition: String) throws -> [Int] {
      try file.choose(condition, nullTokens: ["-999", "c"]).rows
    }
    #expect(try choose("x is missing") == [0, 1, 3])
    #expect(try choose("y is missing") == [2])
    #expect(try choose("x != '5'") == [2])
    #expect(try choose("y >= 'a'") == [0, 1, 3, 4])
    #expect(throws: ConditionError.self) { try choose("x = -999") }
    #expect(throws: ConditionError.self) { try choose("x in (5, -999.00)") }
    #expect(throws: ConditionError.self) { try choose("y != 'c'") }
    #expect(try choose("y = 'd' or x is not missing and x != '5' and x != 'NA'") == [3])
  }

  /// Conditions of any depth and length, or an error; no crash.
  @Test func deep() async throws {
    await #expect(processExitsWith: .success) {
      let file = FilteredFile("x", ["1", "2"])
      let long = Array(repeating: "x = 2", count: 20_000).joined(separator: " or ")
      let fromLong = try file.choose(long).rows
      #expect(fromLong == [1])
      let nested = String(repeating: "(", count: 100) + "x=1" + String(repeating: ")", count: 100)
      let fromNested = try file.choose(nested).rows
      #expect(fromNested == [0])
      #expect(throws: ConditionError.self) { try file.choose("not (" + nested + ")") }
      let open = String(repeating: "not ", count: 100_000)
      #expect(throws: ConditionError.self) { try file.choose(open) }
    }
  }
}
