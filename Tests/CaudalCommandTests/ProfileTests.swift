import Foundation
import TestSupport
import Testing

/// `caudal describe` without a column: every column, of whatever kind.
@Suite("Every column of a table")
struct ProfileTests {
  /// The document of a table without `run`, which depends on the way of running.
  private func document(
    _ path: String, _ options: [String] = [], _ launch: Program.Launch = .directly
  ) async throws -> String {
    let outcome = try await Caudal.run(["describe", path, "--format", "json"] + options, launch)
    try #require(outcome.code == 0, "\(launch): \(outcome.errors)")
    return outcome.output.components(separatedBy: "  \"run\": {")[0]
  }

  private func oracle(_ arguments: [String]) async throws -> String {
    let outcome = try await Program(path: "/usr/bin/env").run(
      ["python3", "-B", Fixtures.path("profile_oracle.py")] + arguments)
    try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
    return outcome.output
  }

  @Test("Generated tables have what a simple reading finds in them", arguments: 1...12)
  func generated(seed: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "table.csv").path
      _ = try await oracle(["make", "\(seed)", path])
      let order = try form(path)
      let small = ["--block-bytes", "\(500 + 977 * seed)", "--date-format", "time=\(order)"]
      let alone = try await document(path, small)
      let file = try folder.write((alone + "\"run\": {}}").utf8, to: "document.json")
      #expect(try await oracle(["check", path, file]) == "10\n")
      for launch in [Program.Launch.mpirun(2), .mpirun(3), .mpirun(7)] where seed % 3 == 0 {
        #expect(try await document(path, small, launch) == alone, "\(launch)")
        #expect(try await document(path, small + ["--input", "scatter"], launch) == alone)
      }
      #expect(try await document(path, small + ["--threads", "3"]) == alone)
    }
  }

  /// The order of day and month in the column of times, which some of its values don't tell.
  private func form(_ path: String) throws -> String {
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\r\n")
      .dropFirst()
    let time = rows.lazy.map { $0.split(separator: ",", omittingEmptySubsequences: false)[3] }
      .first { $0.count > 2 }
    guard let time else { return "ymd" }
    return time.contains("/") ? "mdy" : time.contains(".") ? "dmy" : "ymd"
  }

  @Test("The sample is the same piped in, compressed, from a database, and on ranks")
  func ways() async throws {
    let alone = try await document(Fixtures.sample)
    for launch in Program.Launch.all.dropFirst() {
      #expect(try await document(Fixtures.sample, [], launch) == alone, "\(launch)")
    }
    try await withTemporaryFolder { folder in
      let script = """
        set -e
        cd "$3"
        "$1" describe --format json < "$2" | sed '/^  "run"/,$d' > piped
        cat "$2" | "$1" describe - --format json | sed '/^  "run"/,$d' > catted
        gzip < "$2" > sample.csv.gz
        "$1" describe sample.csv.gz --format json | sed '/^  "run"/,$d' > packed
        "$1" select "$2" --output sqlite:sample.db --table t 2>&1
        "$1" describe 'sqlite:sample.db?table=t' --format csv > stored
        cmp piped catted
        grep -c . stored
        """
      let outcome = try await Program(path: "/bin/sh").run(
        ["-c", script, "sh", Program("caudal").path, Fixtures.sample, folder.path])
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.hasSuffix("13\n"), "\(outcome.output)")
      let columns = alone.components(separatedBy: "\"definitions\"")[0]
      for name in ["piped", "packed"] {
        let found = try String(contentsOfFile: folder.appending(path: name).path, encoding: .utf8)
        #expect(found.components(separatedBy: "\"definitions\"")[0] == columns, "\(name)")
      }
    }
  }

  @Test("A value that comes late makes a column text, and is named; or is left out by choice")
  func late() async throws {
    try await withTemporaryFolder { folder in
      var text = "id,temp,when\n"
      for row in 2...30_000 {
        let when = row == 29_000 ? "soon" : "2024-01-01 00:00:\(row % 50 + 10)"
        text += "\(row),\(row == 15_002 ? "Ice" : "\(row % 90).5"),\(when)\n"
      }
      let path = try folder.write(text.utf8, to: "late.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let table = try await Caudal.run(["describe", path, "--block-bytes", "9000"], launch)
        #expect(
          table.output.contains(
            "temp is text: row 15002 of \(path) has \"Ice\", which is no number."))
        #expect(
          table.output.contains(
            "when is text: row 29000 of \(path) has \"soon\", which is no time."))
        let skipped = try await Caudal.run(
          ["describe", path, "--on-error", "skip", "--format", "csv"], launch)
        #expect(skipped.output.contains("\ntemp,2,number,29999,29998,0,1,90,0.5,89.5,"))
        #expect(skipped.output.contains("\nid,1,integer,29999,29998,0,1,29998,2,30000,"))
        let missing = try await Caudal.run(
          ["describe", path, "--on-error", "missing", "--format", "csv"], launch)
        #expect(missing.output.contains("\ntemp,2,number,29999,29998,1,0,90,0.5,89.5,"))
      }
    }
  }

  @Test("Tables without rows, with one, and with texts that are too long to be counted")
  func odd() async throws {
    try await withTemporaryFolder { folder in
      let none = try folder.write("a,b\n".utf8, to: "none.csv")
      let table = try await Caudal.run(["describe", none])
      #expect(
        table.output.hasSuffix(
          """

            column  type   missing  distinct  min  max  mean  std  median  most frequent
            a       empty        0         0
            b       empty        0         0

          """))
      let long = String(repeating: "x", count: 70_000)
      let path = try folder.write("a,b\n1,\(long)\n2,y\n".utf8, to: "long.csv")
      let outcome = try await Caudal.run(["describe", path, "--format", "csv"])
      #expect(outcome.output.contains("\na,1,integer,2,2,0,0,2,1,2,3,1.5,0.5,"))
      #expect(outcome.output.contains("\nb,2,text,2,2,0,0,,"))
    }
  }

  @Test(
    "What is about columns of numbers needs one",
    arguments: [
      (["--statistics", "mean"], "--statistics is about columns of numbers; give --column"),
      (["--window", "3"], "--window is about columns of numbers"),
      (["--format", "combined"], "--format combined is about columns of numbers"),
      (["--by", "Departamento"], "--by needs the columns to describe: give --column, or --all"),
    ])
  func refused(options: [String], sentence: String) async throws {
    let outcome = try await Caudal.run(["describe", Fixtures.sample] + options)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }

  @Test("Columns are picked by numbers, patterns and exclusions")
  func picks() async throws {
    func columns(_ pick: String) async throws -> [String] {
      let outcome = try await Caudal.run(
        ["describe", Fixtures.sample, "--column", pick, "--statistics", "count", "--format", "csv"])
      try #require(outcome.code == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").dropFirst().map {
        String($0.prefix { $0 != "," })
      }
    }
    #expect(try await columns("L*itud") == ["Latitud", "Longitud"])
    #expect(try await columns("9-10,4") == ["Latitud", "Longitud", "ValorObservado"])
    #expect(try await columns("l?t*, valor*") == ["Latitud", "ValorObservado"])
    #expect(
      try await columns("!Codigo*,!Latitud") == ["ValorObservado", "Longitud"])
    let none = try await Caudal.run(["describe", Fixtures.sample, "--column", "qq*"])
    #expect(none.code == 64)
    #expect(none.errors.contains("there is no column \"qq*\""))
  }

  @Test("caudal columns and caudal head show the beginning of a table")
  func beginning() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(
        "id,v,when,ok\n01,1.5,2024-01-01,true\n02,,2024-01-02,false\n03,2,2024-01-04,\n".utf8,
        to: "t.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let columns = try await Caudal.run(["columns", path, "--format", "csv"], launch)
        #expect(
          columns.output == """
            column_number,column,type,value
            1,id,text,01
            2,v,number,1.5
            3,when,time,2024-01-01
            4,ok,boolean,true

            """)
        let head = try await Caudal.run(
          [
            "head", path, "-n", "1", "--where", "when > date '2024-01-01'", "--column", "!when,1-4",
          ], launch)
        #expect(head.output == "id  v  ok\n02     false\n")
      }
      let markdown = try await Caudal.run([
        "head", path, "--output", folder.appending(path: "h.md").path,
      ])
      #expect(markdown.code == 0)
      #expect(
        try String(contentsOfFile: folder.appending(path: "h.md").path, encoding: .utf8).hasPrefix(
          "| id | v | when | ok |\n| --- | --: | --- | --- |\n| 01 | 1.5 |"))
    }
  }
}
