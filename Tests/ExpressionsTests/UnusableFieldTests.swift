import CSV
import Expressions
import Testing
import Vocabulary

/// Fields that can't be compared as a condition wants it: errors, but only where they matter.
@Suite struct UnusableFieldTests {
  private static let file = FilteredFile(
    "Sensor,Valor,Fecha",
    ["T,20,05/22/2017", "E,open,05/22/2017", "T,30,22/05/2017", "T,1e999,05/22/2017"],
    formats: [2: .monthFirst])

  @Test func whatIsWrong() throws {
    let number = try Self.file.choose("Valor > 5")
    #expect(number.rows == [0])
    #expect(number.unusableRow == 1 && number.unusableColumn == 1)
    let what = "a number; to compare texts, put the one in the condition in single quotes"
    #expect(number.reason == .unexpected(text: "open", what: what))

    let date = try Self.file.choose("year(Fecha) > 2000")
    #expect(date.rows == [0, 1])
    #expect(date.unusableRow == 2 && date.unusableColumn == 2)
    #expect(
      date.reason == .unexpected(text: "22/05/2017", what: "a date of the form MM/DD/YYYY"))

    let range = try Self.file.choose("Sensor = 'T' and Valor > 5")
    #expect(range.rows == [0, 2])
    #expect(range.unusableRow == 3)
    #expect(range.reason == .outOfRange(text: "1e999"))
  }

  /// The test on the left decides first; the other way round it would be an error.
  @Test func onlyWhereItMatters() throws {
    let fine = try Self.file.choose("Sensor = 'E' or Valor <= 20 or Fecha = date '2017-01-01'")
    #expect(fine.rows == [0, 1])
    #expect(fine.unusableRow == 2 && fine.unusableColumn == 2)
    let wrong = try Self.file.choose("Valor <= 20 or Sensor = 'E'")
    #expect(wrong.rows == [0])
    #expect(wrong.unusableRow == 1)
  }

  /// In the first row of the file that has such a field, the first that is read counts.
  @Test func firstInTheFile() throws {
    let file = FilteredFile("a,b", ["1,1", "1,x", "y,1", "z,z"])
    let condition = "(a > 5 or b < 5) and a = 1"
    let choice = try file.choose(condition)
    #expect(choice.rows == [0])
    #expect(choice.unusableRow == 1 && choice.unusableColumn == 1)
    let both = try FilteredFile("a,b", ["1,1", "z,z"]).choose("b < 5 and a < 5")
    #expect(both.unusableRow == 1 && both.unusableColumn == 1)
  }

  /// A column that is read again, because other rows need it, behind a field that couldn't be used
  /// in a row before its own.
  @Test func readAgain() throws {
    let file = FilteredFile("k,a,b", ["0,1,1", "1,1,x", "1,y,1"])
    let choice = try file.choose("k = 1 and a > 5 or b > 5 or a < 9")
    #expect(choice.rows == [0])
    #expect(choice.unusableRow == 1 && choice.unusableColumn == 2)
  }

  /// The columns that a plan reads, and those that need a format.
  @Test func columns() throws {
    let plan = try FilterPlan(
      Condition("Valor > 5 and (year(Fecha) = 2017 or Valor is missing)"),
      layout: Self.file.layout, nullTokens: [])
    #expect(plan.columns == [1, 2])
    #expect(plan.timestampColumns == [2])
    let other = try FilterPlan(
      Condition("year(Fecha) is missing or Sensor = 'T'"), layout: Self.file.layout,
      nullTokens: [])
    #expect(other.columns == [0, 2])
    #expect(other.timestampColumns == [])
  }
}
