import Foundation
import TestSupport
import Testing

/// `--where` from outside: the rows that are described are those that SQLite chooses.
@Suite("Conditions")
struct WhereTests {
  private struct Expected: Decodable {
    struct Case: Decodable {
      let `where`: String
      let rows: [Int]
    }

    let columns: [String]
    let rows: [[String]]
    let cases: [Case]
  }

  /// The fixture's rows, each with its number as one more column, and with quoted line ends between.
  private static func file(_ expected: Expected) -> String {
    let header = expected.columns.joined(separator: ",") + ",number,rest\n"
    return header
      + expected.rows.enumerated().map { number, fields in
        let texts = fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
        return texts.joined(separator: ",") + ",\(number),\"x\n1,2,3,4,5\n\"\n"
      }.joined()
  }

  @Test("The rows of known conditions", arguments: [0, 1, 2, 3, 4])
  func rows(part: Int) async throws {
    let expected = try Fixtures.decode("filter_expected.json", as: Expected.self)
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.file(expected).utf8, to: "rows.csv")
      for (index, test) in expected.cases.enumerated() where index % 25 == 5 * part {
        let options = ["--where", test.where, "--by", "number", "--statistics", "max"]
        let wanted = ["number,column,max"] + test.rows.map { "\($0),number,\($0)" }
        let launches = index % 100 == 0 ? [Program.Launch.directly, .mpirun(3)] : [.directly]
        for launch in launches {
          let found = try await Caudal.lines(
            path, column: "number", options + ["--block-bytes", "300"], launch)
          #expect(found == wanted, "\(test.where) \(launch)")
        }
        let all = try await Caudal.lines(
          path, column: "number", ["--where", test.where, "--statistics", "rows,min"])
        #expect(
          all[1] == "number,\(test.rows.count),\(test.rows.first.map(String.init) ?? "")",
          "\(test.where)")
      }
    }
  }

  @Test("The sample, against the groups that are known")
  func sample() async throws {
    let expected = try ExpectedGroups.load()
    let grouping = try #require(expected.groupings.first { $0.name == "department" })
    for group in expected.groups(of: grouping).prefix(4) {
      let condition = "Departamento = '\(group.key[0].replacing("'", with: "''"))'"
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let lines = try await Caudal.lines(
          Fixtures.sample, column: "ValorObservado",
          ["--where", condition, "--statistics", "rows,count,min,max"], launch)
        let (minimum, maximum) = (group.expected.min ?? .nan, group.expected.max ?? .nan)
        let text = "\(minimum),\(maximum)".replacing(/\.0(?![0-9])/, with: "")
        #expect(lines[1] == "ValorObservado,\(group.rows),\(group.count),\(text)")
      }
    }
  }

  @Test("Fields of rows that aren't chosen aren't looked at")
  func unusedFields() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        "k,x,d\na,1,2017-05-22\nb,q,never\na,3,2017-05-23\n".utf8, to: "f")
      let options = ["--where", "k = 'a'", "--by", "day(d)", "--statistics", "mean"]
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let lines = try await Caudal.lines(path, options, launch)
        #expect(lines == ["day(d),column,mean", "22,x,1", "23,x,3"])
      }
    }
  }

  @Test(
    "A condition that makes no sense: one line, and a caret under the spot",
    arguments: [
      ("x >", 3), ("x > 1 and", 9), ("y = 1", 0), ("x = 1\t)", 6), ("x in (1, 2", 10),
    ])
  func caret(condition: String, position: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x,é\n1,2\n".utf8, to: "x.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await Caudal.describe(path, ["--where", condition], launch)
        #expect(outcome.code == 64)
        #expect(outcome.output == "")
        #expect(outcome.messages.count == 1)
        let lines = outcome.errors.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("caudal: --where: ") })
        #expect(lines.count > start + 2, "\(outcome.errors)")
        #expect(lines[start + 1] == "  " + condition.replacing("\t", with: " "))
        #expect(lines[start + 2] == "  " + String(repeating: " ", count: position) + "^")
      }
    }
  }

  @Test("No row is chosen")
  func none() async throws {
    for launch in [Program.Launch.directly, .mpirun(2)] {
      let options = ["--where", "ValorObservado > 1e9", "--statistics", "rows,mean,percentiles"]
      let lines = try await Caudal.lines(
        Fixtures.sample, column: "ValorObservado", options, launch)
      #expect(lines[1] == "ValorObservado,0,,,,,,")
      let groups = try await Caudal.lines(
        Fixtures.sample, column: "ValorObservado", options + ["--by", "Departamento"], launch)
      #expect(groups.count == 1)
    }
  }
}
