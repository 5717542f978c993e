import Foundation
import TestSupport
import Testing

/// `--explain`: what would be done is said, and nothing is done.
@Suite("Plans")
struct ExplainTests {
  private static let readings = """
    station,time,temperature,note
    A,2017-05-22 13:00,20.5,x
    B,2017-05-22 13:00,18,y
    A,2017-05-22 14:00,21,"a, b"
    C,2017-05-22 14:00,7,
    A,,9,z

    """

  private static let humidity = """
    time,code,humidity,remark
    05/22/2017 02:00:00 PM,A,70,x
    05/22/2017 01:00:00 PM,B,80,y
    05/22/2017 01:00:00 PM,A,75,z

    """

  private static let wide = """
    datetime,Bogota,Medellin,Cali
    2017-05-22 13:00,20.5,21,30
    2017-05-22 14:00,18,22,31
    2017-05-22 16:00,18,22,31

    """

  /// Commands of all kinds, in a folder with those files; `DATABASE` stands for one that isn't there.
  static let commands: [(arguments: [String], steps: [String])] = [
    (
      ["describe", "readings.csv", "--column", "temperature", "--statistics", "standard"],
      ["source", "read", "keep", "moments", "windows", "order", "write"]
    ),
    (
      ["describe", "readings.csv", "--all", "--statistics", "count,mean"],
      ["source", "read", "moments", "write"]
    ),
    (
      [
        "describe", "readings.csv", "--column", "temperature", "--by", "station,month(time)",
        "--where", "note != 'x'", "--statistics", "median", "--top", "2",
      ], ["source", "read", "group", "merge", "write"]
    ),
    (
      ["frequency", "readings.csv", "--column", "station"],
      ["source", "read", "group", "merge", "write"]
    ),
    (["frequency", "readings.csv", "--words"], ["source", "read", "group", "merge", "write"]),
    (["select", "readings.csv", "--head", "2"], ["source", "read", "write"]),
    (
      [
        "select", "readings.csv", "--join", "humidity.csv", "--on", "station = code, time",
        "--columns",
        "station, temperature + humidity as sum", "--where", "humidity > 5", "--sort", "sum desc",
        "--distinct-by", "station", "--output", "out.csv.zst",
      ], ["source", "read", "source", "read", "join", "keep", "distinct", "sort", "write"]
    ),
    (
      [
        "select", "wide.csv", "--unpivot", "* except (datetime)", "--into", "city,degrees",
        "--every",
        "1h", "--by", "city", "--fill", "linear", "--output", "out.parquet",
      ], ["source", "read", "unpivot", "grid", "sort", "types", "write"]
    ),
    (
      [
        "select", "readings.csv", "--output", "sqlite:new.db", "--table", "r", "--primary-key",
        "station,time",
      ], ["source", "read", "types", "write"]
    ),
    (
      [
        "select", "readings.csv", "--sample", "50%", "--output",
        "postgresql://nobody@nowhere.invalid/db", "--table", "r", "--append", "--job", "j",
        "--connections", "2",
      ], ["source", "read", "types", "write"]
    ),
    (
      ["select", "readings.csv", "--partition", "station", "--output", "new/parts.csv"],
      ["source", "read", "write"]
    ),
    (["select", "readings.csv", "--sample", "3"], ["source", "read", "keep", "sort", "write"]),
  ]

  /// Calls a closure with a folder that has the files.
  func withFiles(_ body: (URL) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      _ = try folder.write(Self.readings.utf8, to: "readings.csv")
      _ = try folder.write(Self.humidity.utf8, to: "humidity.csv")
      _ = try folder.write(Self.wide.utf8, to: "wide.csv")
      try await body(folder)
    }
  }

  /// The arguments with the paths of files in a folder, wherever one is named.
  func placed(_ arguments: [String], in folder: URL) -> [String] {
    arguments.map { argument in
      guard !argument.hasPrefix("/") else { return argument }
      if argument.hasPrefix("sqlite:") {
        return "sqlite:\(folder.path)/\(argument.dropFirst("sqlite:".count))"
      }
      let isFile = [".csv", ".zst", ".parquet"].contains { argument.hasSuffix($0) }
      return isFile ? "\(folder.path)/\(argument)" : argument
    }
  }

  /// A plan, read from its document.
  func plan(
    _ arguments: [String], _ launch: Program.Launch = .directly, in folder: URL,
    _ options: [String] = []
  ) async throws -> PlanDocument {
    let outcome = try await Caudal.run(
      placed(arguments, in: folder) + ["--explain", "json"] + options, launch)
    try #require(outcome.code == 0, "\(launch) \(arguments): \(outcome.errors)")
    return try JSONDecoder().decode(PlanDocument.self, from: Data(outcome.output.utf8))
  }

  @Test(
    "Nothing is created and nobody is connected to, and one rank prints once", arguments: commands)
  func nothing(arguments: [String], steps: [String]) async throws {
    try await withFiles { folder in
      let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      for launch in [Program.Launch.directly, .mpirun(3)] {
        for (format, mark) in [
          ("--explain", "nothing was run"), ("--explain=mermaid", "flowchart TD"),
          ("--explain=json", "caudal.plan/1"),
        ] {
          let outcome = try await Caudal.run(placed(arguments, in: folder) + [format], launch)
          #expect(outcome.code == 0, "\(outcome.errors)")
          #expect(outcome.output.components(separatedBy: mark).count == 2, "\(outcome.output)")
          #expect(
            outcome.messages.allSatisfy { $0.hasPrefix("caudal: note: ") }, "\(outcome.errors)")
        }
      }
      let after = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(before == after)
    }
  }

  @Test(
    "The steps are the same for any number of ranks and threads, but for what ranks exchange",
    arguments: commands)
  func ranks(arguments: [String], steps: [String]) async throws {
    try await withFiles { folder in
      let alone = try await plan(arguments, in: folder, ["--threads", "2"])
      #expect(alone.steps.map(\.step) == steps)
      #expect(alone.run.ranks == 1)
      #expect(alone.run.threads == 2)
      #expect(
        alone.steps.flatMap(\.exchanges).allSatisfy { $0.bytes.value == 0 || $0.bytes.value == nil }
      )
      for ranks in [1, 3] {
        let other = try await plan(arguments, .mpirun(ranks), in: folder, ["--threads", "1"])
        #expect(other.run.ranks == ranks)
        #expect(other.run.threads == 1)
        #expect(other.steps.map(\.essence) == alone.steps.map(\.essence))
        #expect(other.passes == alone.passes)
      }
      let exchanged = try await plan(arguments, .mpirun(3), in: folder).steps.flatMap(\.exchanges)
      #expect(exchanged.contains { $0.bytes.value ?? 1 > 0 })
    }
  }

  @Test("The sums of the document are those of its steps", arguments: commands)
  func sums(arguments: [String], steps: [String]) async throws {
    try await withFiles { folder in
      let plan = try await plan(arguments, .mpirun(2), in: folder)
      #expect(plan.passes == plan.steps.reduce(0) { $0 + ($1.passes ?? 0) })
      #expect(plan.exchanged == .sum(of: plan.steps.flatMap(\.exchanges).map(\.bytes)))
      #expect(plan.memory == .sum(of: plan.steps.flatMap(\.memory).map(\.bytes)))
      for (number, step) in plan.steps.enumerated() {
        #expect(step.id == number + 1)
        #expect(step.inputs.allSatisfy { $0 < step.id })
        #expect((step.step == "source") == step.inputs.isEmpty)
      }
    }
  }

  @Test("What doesn't stand among the columns that are read could as well be something else")
  func columns() async throws {
    try await withFiles { folder in
      for (arguments, _) in Self.commands.prefix(7)
      where !arguments.contains("--words") && !arguments.contains("--head") {
        var arguments = arguments
        if let place = arguments.firstIndex(of: "--output") {
          arguments.removeSubrange(place...place + 1)
        }
        let plan = try await plan(arguments, in: folder)
        let real = try await Caudal.run(placed(arguments, in: folder))
        try #require(real.code == 0, "\(real.errors)")
        // The same files with rubbish in all other columns.
        var changed = arguments
        for (name, text) in [("readings.csv", Self.readings), ("humidity.csv", Self.humidity)] {
          guard let place = changed.firstIndex(of: name) else { continue }
          let source = try #require(
            plan.steps.first { $0.sources?.contains { $0.name.hasSuffix(name) } ?? false })
          let read = try #require(plan.steps.first { $0.inputs == [source.id] })
          _ = try folder.write(
            Self.blanked(text, but: read.columns ?? []).utf8, to: "other_\(name)")
          changed[place] = "other_\(name)"
        }
        let other = try await Caudal.run(placed(changed, in: folder))
        #expect(other.code == 0, "\(arguments): \(other.errors)")
        // Files are named, and have other sizes.
        let lines = [real, other].map {
          $0.output.split(separator: "\n").filter { !$0.contains(".csv") }
        }
        #expect(lines[0] == lines[1], "\(arguments)")
      }
    }
  }

  /// A table in which other columns than some hold rubbish. No field that is kept has a comma.
  private static func blanked(_ text: String, but kept: [String]) -> String {
    let rows = text.replacing("\"a, b\"", with: "ab").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    return rows.enumerated().map { number, row in
      zip(rows[0], row).map { name, field in
        number == 0 || kept.contains(String(name)) ? String(field) : "r\(number)"
      }.joined(separator: ",") + "\n"
    }.joined()
  }

  @Test(
    "What the work would refuse before it begins is refused alike",
    arguments: [
      ["describe", "readings.csv", "--column", "nothing"],
      ["describe", "none.csv", "--column", "x"],
      ["describe", "readings.csv", "--column", "temperature", "--by", "month(station)"],
      ["describe", "readings.csv", "--column", "temperature", "--where", "nothing = 1"],
      ["describe", "readings.csv", "--column", "temperature", "--output", "readings.csv"],
      ["describe", "readings.csv", "--column", "temperature", "--output", "no/folder.csv"],
      ["describe", "ambiguous.csv", "--column", "c"],
      ["frequency", "readings.csv", "--column", "station,station"],
      ["select", "readings.csv", "--columns", "nothing"],
      ["select", "readings.csv", "--sort", "nothing"],
      ["select", "readings.csv", "--join", "humidity.csv", "--on", "station"],
      ["select", "readings.csv", "--join", "none.csv", "--on", "station"],
      ["select", "readings.csv", "--unpivot", "nothing"],
      ["select", "readings.csv", "--every", "1h", "--time", "station"],
      ["select", "readings.csv", "--columns", "time, time", "--output", "out.parquet"],
      [
        "select", "readings.csv", "--output", "sqlite:new.db", "--table", "r", "--index", "nothing",
      ],
      [
        "select", "readings.csv", "--output", "sqlite:new.db", "--table", "r", "--columns",
        "time, time",
      ],
      ["select", "readings.csv", "--output", "postgresql://u:secret@h/d", "--table", "r"],
      ["select", "readings.csv", "--output", "postgresql://h.invalid/d", "--table", "a.b.c"],
    ])
  func errors(arguments: [String]) async throws {
    try await withFiles { folder in
      _ = try folder.write("a;b,c\n1;2,3\n4;5,6\n".utf8, to: "ambiguous.csv")
      let arguments = placed(arguments, in: folder)
      let real = try await Caudal.run(arguments)
      try #require(real.code != 0)
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let explained = try await Caudal.run(arguments + ["--explain"], launch)
        #expect(explained.code == real.code)
        #expect(explained.output == "")
        #expect(explained.messages == real.messages)
        #expect(!explained.errors.contains("secret"))
      }
    }
  }

  @Test("A pipe, a member of an archive and rows of a database")
  func inputs() async throws {
    try await withFiles { folder in
      let script = """
        import sqlite3, zipfile
        with zipfile.ZipFile('a.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
          archive.write('wide.csv')
          archive.write('readings.csv')
        database = sqlite3.connect('w.db')
        database.execute('create table r (station, value)')
        database.executemany('insert into r values (?, ?)', [('a', i) for i in range(50)])
        database.commit()
        """
      let made = try await Program(path: "/bin/sh").run([
        "-c", "cd \"$0\" && exec python3 -c \"$1\"", folder.path, script,
      ])
      try #require(made.code == 0, "\(made.errors)")
      let member = try await plan(
        ["describe", folder.path + "/a.zip//wide.csv", "--column", "Cali"], in: URL(filePath: ""))
      #expect(member.steps[0].sources?[0].compression == "zip")
      #expect(member.steps[0].sources?[0].content == Self.wide.utf8.count)
      #expect(member.steps[1].count?.value == 3)
      let database = try await plan(
        ["frequency", "sqlite:w.db?table=r", "--column", "station"], in: folder)
      #expect(database.steps[0].sources?[0].kind == "sqlite")
      #expect(database.steps[0].sources?[0].bytes == nil)
      #expect(database.steps[1].count?.value == 50)
      let piped = try await Caudal.run(
        ["select", "-", "--explain", "--output", folder.path + "/out.jsonl"],
        input: Array(Self.readings.utf8))
      #expect(piped.code == 0, "\(piped.errors)")
      #expect(piped.output.contains("● source    standard input\n"))
      #expect(piped.output.contains("one, as the input can't be read twice; so rows are kept\n"))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.jsonl"))
    }
  }

  @Test("The whole graph of a job of three ranks")
  func graph() async throws {
    try await withFiles { folder in
      let outcome = try await Program.mpirun(
        ["-n", "3", "-wdir", folder.path, Program("caudal").path]
          + [
            "select", "readings.csv", "--join", "humidity.csv", "--on", "station = code, time",
            "--how", "left", "--columns", "station, humidity", "--where", "temperature > 8",
            "--sort", "humidity desc", "--output", "out.csv", "--threads", "1", "--explain",
          ])
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.replacing("\r\n", with: "\n") == Self.graph)
    }
  }

  private static let graph = """
    select: 3 ranks × 1 thread on 1 host; nothing was run

    ● source    readings.csv, 138 B
    │           dialect  delimiter comma, decimal mark point
    ● read      every rank reads its own part
    │           columns    station, time, temperature
    │           passes     one
    │           estimate   from 138 bytes, and the length of 5 rows that were looked at
    │           dates      time as YYYY-MM-DD
    │           condition  temperature > 8, on each row as it is read
    │           rows       at most about 5
    │           exchange   about 144 B: where parts begin and end
    │           memory     at most 414 B on each rank: what is read at a time
    │ ● source    humidity.csv, 116 B
    │ │           dialect  delimiter comma, decimal mark point
    │ ● read      every rank reads its own part
    │ │           columns   time, code, humidity
    │ │           passes    one
    │ │           estimate  from 116 bytes, and the length of 3 rows that were looked at
    │ │           dates     time as MM/DD/YYYY
    │ │           rows      about 3
    │ │           exchange  about 144 B: where parts begin and end
    │ │           memory    at most 348 B on each rank: what is read at a time
    ├─╯
    ● join      each row beside those of humidity.csv that match, if there are any; every host holds
    │           these
    │           keys    station = code, time
    │           growth  an error if more than 10 rows are made of each, on average; where so many keys
    │                   are alike, the first table is read once more, to count them, before anything is
    │                   written
    │           rows    at most about 50
    │           memory  about 148 B on each rank: all rows of humidity.csv, and as much again to look
    │                   for them, shared by the ranks of a host
    ● keep      rows are kept in memory, each on the rank that read it
    │           rows    at most about 50
    │           memory  at most about 4.7 kB on each rank: rows and keys, and as much again to put them
    │                   in order
    ● sort      rows are put in order, each rank a run of them
    │           order     humidity desc; rows of equal keys stay in their order
    │           rows      at most about 50
    │           exchange  at most about 1 kB: rows, to the rank in whose run they come
    ● write     every rank writes its own part of one file, if all see its folder; else rank 0
                columns   station, humidity
                file      appears when it is whole, or not at all
                format    CSV, delimiter comma
                to        out.csv
                rows      at most about 50
                exchange  at most about 250 B: what lies in a cell of 1 MB that another rank has begun

    exchange  at most about 1.6 kB in all, between all ranks
    memory    there is enough for what is known; what takes more than there is ends the job with an
              error (exit code 74), and nothing is left of the output

    """
}
