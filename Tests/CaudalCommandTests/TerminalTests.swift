import Foundation
import TestSupport
import Testing

/// Files whose names, keys and columns would do something to a terminal, from outside.
@Suite("What reaches a terminal")
struct TerminalTests {
  private static let launches = [Program.Launch.directly, .mpirun(3)]

  @Test("Names of files, columns and keys are escaped in tables and messages", arguments: launches)
  func escaped(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let header = "\"k\u{1B}[1m\",\"x\u{9B}\n\"\n"
      let path = try folder.write(
        (header + "\"a\u{202E}\tb\",1\n").utf8, to: "da\u{1B}[2Jta.csv")
      let jobs = [
        ["describe", path, "--column", "2"], ["describe", path, "--column", "2", "--by", "1"],
        ["frequency", path, "--column", "1"], ["check", path],
        ["describe", path, "--column", "no"], ["describe", path, "--column", "1"],
      ]
      for arguments in jobs {
        let outcome = try await Caudal.run(arguments, launch)
        let text = outcome.output + outcome.messages.joined(separator: "\n")
        #expect(text.contains("da\\e[2Jta.csv"), "\(arguments)")
        let harmful = text.unicodeScalars.filter {
          $0 != "\n" && $0 != "\r" && $0.properties.generalCategory == .control
            || $0.properties.isBidiControl
        }
        #expect(harmful.isEmpty, "\(arguments): \(text)")
      }
      let groups = try await Caudal.run(jobs[1] + ["--statistics", "count"])
      #expect(groups.output.hasSuffix("\n\n  k\\e[1m        count\n  a\\u{202E}\\tb      1\n"))
    }
  }

  @Test("Long keys don't make endless tables; CSV and JSON have them whole")
  func longKeys() async throws {
    try await withTemporaryFolder { folder in
      let keys = (1...400).map { String(repeating: "k", count: $0) }
      let text = "k,x\n" + keys.map { "\($0),1\n" }.joined()
      let path = try folder.write(text.utf8, to: "long.csv")
      let note = "Texts that end in … were cut; as CSV or JSON they are whole.\n"
      for arguments in [
        ["frequency", path, "--column", "k", "--sort", "key"],
        ["describe", path, "--column", "x", "--by", "k", "--statistics", "count"],
      ] {
        let table = try await Caudal.run(arguments)
        #expect(table.output.utf8.count < 400 * 100, "\(arguments)")
        #expect(table.output.hasSuffix(note), "\(arguments)")
        let some = try await Caudal.run(
          arguments + ["--where", "k = 'kk'"])
        #expect(!some.output.contains("…"), "\(arguments)")
        let csv = try await Caudal.run(arguments + ["--format", "csv"])
        let found = csv.output.split(separator: "\n").dropFirst().map {
          String($0.prefix { $0 != "," })
        }
        #expect(found == keys, "\(arguments)")
        let json = try await Caudal.run(arguments + ["--format", "json"])
        #expect(json.output.contains("\"k\": \"\(keys[399])\""), "\(arguments)")
      }
    }
  }

  @Test("Columns and keys of one name are told apart", arguments: launches)
  func repeatedNames(launch: Program.Launch) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write("x,k,x\n1,p,2\n3,q,4\n5,r,6\n".utf8, to: "twice.csv")
      let options = ["--statistics", "max"]
      let table = try await Caudal.describe(path, column: "1,3", options, launch)
      #expect(
        table.output.replacing("\r", with: "").hasSuffix(
          "\n\nx (column 1)\n  max  5\n\nx (column 3)\n  max  6\n"))
      #expect(
        try await Caudal.lines(path, column: "1,3", options, launch) == [
          "column,column_number,max", "x,1,5", "x,3,6",
        ])
      #expect(try await Caudal.lines(path, column: "3", options, launch) == ["column,max", "x,6"])
      let groups = try await Caudal.describe(
        path, column: "1,3", options + ["--by", "k", "--top", "2"], launch)
      #expect(
        groups.output.replacing("\r", with: "").hasSuffix(
          """


            k  column  column_number  max
            p  x                   1    1
            p  x                   3    2
            q  x                   1    3
            q  x                   3    4

          2 of 3 groups

          """))
      let json = try await Caudal.json(path, column: "1,3", options, launch)
      #expect(json.contains("{\"column\": \"x\", \"column_number\": 3, \"max\": 6}"))
      let keys = try await Caudal.run(
        ["frequency", path, "--column", "1,3,k", "--format", "csv", "--top", "1"], launch)
      #expect(
        keys.output.hasPrefix("x (column 1),x (column 3),k,count,share,cumulative_share"))
    }
  }
}
