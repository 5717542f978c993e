import Foundation
import TestSupport
import Testing

/// `caudal select --every` from outside: rows become a regular grid in time.
@Suite("Regular grids")
struct RegularTests {
  private struct Expected: Decodable {
    struct Case: Decodable, CustomStringConvertible {
      let name: String
      let options: [String]
      let table: Int
      let rows: String
      let summary: [Int]

      var description: String { name }
    }

    let tables: [[String]]
    let cases: [Case]
  }

  private static let expected = Result {
    try Fixtures.decode("regular_expected.json", as: Expected.self)
  }

  private static let caseNumbers = 0..<((try? expected.get())?.cases.count ?? 1)

  @Test("The grid that Python makes of the rows", arguments: caseNumbers)
  func python(number: Int) async throws {
    let expected = try Self.expected.get()
    let one = expected.cases[number]
    let outcome = try await Caudal.run(
      ["select", "-"] + one.options, input: Array(expected.tables[one.table][0].utf8))
    #expect(outcome.code == 0, "\(one): \(outcome.errors)")
    #expect(outcome.output == one.rows, "\(one)")
    #expect(outcome.messages == Self.notes(one.summary, step: one.options[1]), "\(one)")
  }

  /// What is said of a grid.
  private static func notes(_ counts: [Int], step: String) -> [String] {
    func words(_ index: Int, _ one: String, _ several: String) -> String {
      "\(counts[index]) \(counts[index] == 1 ? one : several)"
    }
    let step =
      step.hasSuffix("month") && !step.hasPrefix("1 ") ? step + "s" : step
    var first = [
      "\(words(0, "row", "rows")) in \(words(4, "step", "steps")) of \(step) and"
        + " \(words(3, "group", "groups"))"
    ]
    if counts[6] > 0 { first.append(words(6, "step has several rows", "steps have several rows")) }
    if counts[2] > 0 {
      first.append(
        words(
          2, "row isn't at the beginning of a step", "rows aren't at the beginning of a step"))
    }
    if counts[1] > 0 {
      first.append(
        words(1, "row has no time, and is left out", "rows have no time, and are left out"))
    }
    var second: [String] = []
    if counts[5] > 0 { second.append(words(5, "step has no rows", "steps have no rows")) }
    if counts[7] > 0 { second.append(words(7, "value was filled in", "values were filled in")) }
    if counts[8] > 0 { second.append(words(8, "value is missing", "values are missing")) }
    return [first, second].filter { !$0.isEmpty }.map {
      "caudal: note: " + $0.joined(separator: "; ")
    }
  }

  @Test("The same bytes for every way of running")
  func ways() async throws {
    let selection = [
      "--every", "1 month", "--by", "Departamento, UnidadMedida as unit", "--columns",
      "ValorObservado as value, ValorObservado as low, round(ValorObservado) as whole, Municipio",
      "--aggregate", "mean, low min, Municipio last", "--fill", "previous", "--max-gap",
      "6 months",
    ]
    let arguments = ["select", Fixtures.sample] + selection
    let expected = try await Caudal.run(arguments)
    #expect(expected.code == 0, "\(expected.errors)")
    #expect(expected.output.utf8.count > 5_000)
    for (launch, options) in SelectTests.ways {
      let outcome = try await Caudal.run(arguments + options, launch)
      #expect(outcome.output == expected.output, "\(launch) \(options)")
      #expect(outcome.messages == expected.messages, "\(launch) \(options)")
    }
    let bytes = try Array(Data(contentsOf: URL(filePath: Fixtures.sample)))
    let piped = try await Caudal.run(["select", "-"] + selection, .mpirun(2), input: bytes)
    #expect(piped.output == expected.output)
    let head = try await SelectTests.file(
      [Fixtures.sample, "--head", "5", "--block-bytes", "20000"] + selection, .mpirun(3))
    #expect(head == expected.output.split(separator: "\n").prefix(6).joined(separator: "\n") + "\n")
  }

  @Test("Means, sums and counts are those of describe")
  func describe() async throws {
    let rows = ["--where", "ValorObservado is not missing and year(FechaObservacion) > 2014"]
    let described = try await Caudal.run(
      [
        "describe", Fixtures.sample, "--column", "ValorObservado", "--by",
        "CodigoEstacion,bin(FechaObservacion, 1 d)", "--statistics", "mean,sum,count",
        "--format", "csv", "--sort", "key",
      ] + rows)
    let expected = described.output.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return [1, 0, 3, 4, 5].map { String(fields[$0]) }.joined(separator: ",")
    }
    #expect(expected.count > 50)
    let outcome = try await Caudal.run(
      [
        "select", Fixtures.sample, "--every", "1d", "--by", "CodigoEstacion", "--columns",
        "ValorObservado as n, ValorObservado as sum, ValorObservado as mean",
        "--aggregate", "mean, sum sum, n count",
      ] + rows)
    let written = outcome.output.split(separator: "\n").dropFirst().filter {
      !$0.hasSuffix(",0,,")
    }
    #expect(written.map(String.init) == expected)
  }

  @Test("The columns that are left to be found")
  func defaults() async throws {
    let table = "x,when,station,note\n1,2020-01-01 00:10,b,\n3,2020-01-01 02:00,b,q\n"
    let input = Array(table.utf8)
    for (options, rows) in [
      (["--by", "station"], "when,station,x\n2020-01-01 00:00:00,b,1\n2020-01-01 02:00:00,b,3\n"),
      (["--time", "2"], "when,x\n2020-01-01 00:00:00,1\n2020-01-01 02:00:00,3\n"),
      (
        ["--columns", "when as time, station as s, x + 1 as y", "--by", "s"],
        "time,s,y\n2020-01-01 00:00:00,b,2\n2020-01-01 02:00:00,b,4\n"
      ),
      (
        ["--columns", "note, x", "--aggregate", "x sum, note count"],
        "when,note,x\n2020-01-01 00:00:00,0,1\n2020-01-01 02:00:00,1,3\n"
      ),
    ] {
      let outcome = try await Caudal.run(
        ["select", "-", "--every", "2h"] + options, input: input)
      #expect(outcome.output == rows, "\(options): \(outcome.errors)")
    }
    let noted = try await Caudal.run(["select", "-", "--every", "2h"], input: input)
    #expect(
      noted.messages.first
        == "caudal: note: left out, as no numbers were seen in them: \"station\", \"note\"")
    let epoch = try await Caudal.run(
      [
        "select", "-", "--every", "1d", "--time", "t", "--date-format", "epoch", "--columns", "x",
        "--time-zone", "America/Bogota",
      ], input: Array("t,x\n1000000000,1\n1000080000,2\n".utf8))
    #expect(epoch.output == "t,x\n2001-09-08,1\n2001-09-09,2\n", "\(epoch.errors)")
  }

  @Test("Into a database, with types")
  func database() async throws {
    try await withTemporaryFolder { folder in
      let table = "t;s;x\n2020-01-01 00:10;007;1,5\n2020-01-01 02:00;007;3\n2020-01-01 02:30;08;1\n"
      let path = try folder.write(table.utf8, to: "in.csv")
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await Caudal.run(
          [
            "select", path, "--every", "1h", "--by", "s", "--output",
            "sqlite:\(folder.path)/t.db", "--table", "grid", "--primary-key", "s,t",
          ], launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let rows = try await Program(path: "/usr/bin/sqlite3").run([
          "\(folder.path)/t.db", "select *, typeof(s), typeof(x) from grid order by rowid",
        ])
        #expect(
          rows.output == """
            2020-01-01 00:00:00|007|1.5|text|real
            2020-01-01 01:00:00|007||text|null
            2020-01-01 02:00:00|007|3.0|text|real
            2020-01-01 02:00:00|08|1.0|text|real

            """)
      }
    }
  }

  @Test("Grids that can't be made: one sentence each")
  func errors() async throws {
    let table = Array("t,u,s,x\n2020-01-01,2020-01-02,a,1\n2020-01-02,2020-01-03,b,2\n".utf8)
    let grid = ["--every", "1d", "--time", "t"]
    let several = "--time: several columns hold dates, \"t\", \"u\"; name the column of times"
    let order = "--sort: a regular grid has an order of its own: by group, then by time"
    for (options, sentence) in [
      (["--every", "1d"], several),
      (["--every", "1d", "--columns", "x"], several),
      (["--every", "1d", "--time", "q"], "--time: there is no column \"q\"; the columns are"),
      (["--every", "7h", "--time", "t"], "--every: 7 h don't divide a day"),
      (grid + ["--sort", "x"], order),
      (grid + ["--distinct"], "--distinct-by: the steps of a regular grid are distinct"),
      (grid + ["--sample", "1%"], "--every: a sample of the rows has gaps"),
      (grid + ["--columns", "s"], "--aggregate: \"s\" holds no numbers, so it has no mean;"),
      (grid + ["--columns", "t"], "--columns: no column of numbers is left"),
      (grid + ["--by", "q"], "--by: there is no column \"q\""),
      (grid + ["--aggregate", "q sum"], "--aggregate: this is no column whose values"),
      (grid + ["--aggregate", "x sum, x min"], "--aggregate: this column is named twice;"),
      (grid + ["--aggregate", "x"], "--aggregate: behind a column, an aggregate belongs here:"),
      (grid + ["--aggregate", "mean, sum"], "--aggregate: there is one already;"),
      (grid + ["--aggregate", ""], "--aggregate: an aggregate belongs here: mean, sum,"),
      (grid + ["--max-gap", "3d"], "--every: a longest gap is given, but gaps aren't filled"),
      (grid + ["--fill", "linear", "--max-gap", "1d"], "--every: over 1 d from one value"),
      (["--by", "s"], "--by needs --every, the step of a regular grid, such as 1h"),
      (["--every", "soon"], "the value 'soon' is invalid for '--every <step>'"),
      (grid + ["--fill", "next"], "the value 'next' is invalid for '--fill <fill>'"),
    ] {
      // No input that nobody may read: a pipe that breaks would end the tests.
      let outcome = try await withTemporaryFolder { folder in
        try await Caudal.run(["select", try folder.write(table, to: "in.csv")] + options)
      }
      #expect(outcome.code == 64, "\(options): \(outcome.errors)")
      #expect(
        outcome.messages.contains { $0.hasPrefix("caudal: \(sentence)") },
        "\(options): \(outcome.errors)")
      #expect(outcome.output == "")
    }
  }

  @Test("A grid that is too large for the memory is counted, and not begun")
  func memory() async throws {
    try await withTemporaryFolder { folder in
      let table = Array("t,x\n1000-01-01,1\n2020-01-02,2\n".utf8)
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await Caudal.run(
          ["select", "-", "--every", "1s", "--output", folder.path + "/grid.csv"], launch,
          input: table)
        #expect(outcome.code == 74, "\(outcome.errors)")
        #expect(outcome.errors.contains("the regular grid takes"), "\(outcome.errors)")
        #expect(outcome.messages.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      }
    }
  }
}
