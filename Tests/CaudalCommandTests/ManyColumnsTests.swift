import TestSupport
import Testing

/// Tables of thousands of columns.
@Suite("Many columns")
struct ManyColumnsTests {
  private static let columnCount = 3000
  private static let rowCount = 4

  /// The value of a field: a number, nothing, or a text.
  private static func field(_ row: Int, _ column: Int) -> String {
    switch column % 10 {
    // A column of texts, one without values, and one that begins with a missing value.
    case 3: "t\(row)"
    case 5: row % 2 == 0 ? "" : "NA"
    case 7 where row == 0: ""
    // Texts behind a number.
    case 8 where row == rowCount - 1: "\"1,\n2\""
    default: "\((column * 7 + row * 3) % 100 - 50).5"
    }
  }

  private static func text(_ columns: some Sequence<Int>) -> String {
    let columns = Array(columns)
    let rows = (0..<rowCount).map { row in columns.map { field(row, $0) }.joined(separator: ",") }
    let header = columns.map { "c\($0)" }.joined(separator: ",")
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// The columns of numbers, and what is to be said of each in so many copies of the file.
  private static func lines(copies: Int) -> [String] {
    (0..<columnCount).compactMap { column in
      guard ![3, 5, 8].contains(column % 10) else { return nil }
      let values = (0..<rowCount).compactMap { Double(field($0, column)) }
      let (minimum, maximum) = (values.min() ?? .nan, values.max() ?? .nan)
      return "c\(column),\(copies * rowCount),\(copies * values.count),\(minimum),\(maximum)"
    }
  }

  private static let options = ["--statistics", "rows,count,min,max", "--format", "csv"]

  @Test(
    "All columns that have numbers are described, and no others",
    arguments: [Program.Launch.directly, .mpirun(2)], ["shared", "scatter"])
  func all(launch: Program.Launch, input: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.text(0..<Self.columnCount).utf8, to: "wide.csv")
      let outcome = try await Caudal.run(
        ["describe", path, "--all", "--input", input] + Self.options, launch)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let found = outcome.output.split(separator: "\n").dropFirst().map(String.init)
      #expect(found == Self.lines(copies: 1))
    }
  }

  @Test("Columns that stand in another order in a second file, and names of all of them")
  func reordered() async throws {
    try await withTemporaryFolder { folder in
      let first = try folder.write(Self.text(0..<Self.columnCount).utf8, to: "1.csv")
      let second = try folder.write(Self.text((0..<Self.columnCount).reversed()).utf8, to: "2.csv")
      let expected = Self.lines(copies: 2)
      let names = expected.map { String($0.prefix { $0 != "," }) }
      for columns in [["--all"], ["--column", names.joined(separator: ",").uppercased()]] {
        let outcome = try await Caudal.run(["describe", first, second] + columns + Self.options)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = outcome.output.split(separator: "\n").dropFirst().map(String.init)
        #expect(found == expected, "\(columns[0])")
      }
    }
  }

  @Test("Groups of all columns: each has its own values")
  func groups() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.text(0..<Self.columnCount).utf8, to: "wide.csv")
      let outcome = try await Caudal.run(
        ["describe", path, "--all", "--by", "c3", "--statistics", "max", "--format", "csv"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let found = outcome.output.split(separator: "\n").dropFirst().map(String.init)
      let columns = (0..<Self.columnCount).filter { ![3, 5, 8].contains($0 % 10) }
      let expected = (0..<Self.rowCount).flatMap { row in
        columns.map { "t\(row),c\($0),\(Self.field(row, $0))" }
      }
      #expect(found == expected)
    }
  }
}
