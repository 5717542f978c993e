import Foundation
import TestSupport
import Testing

/// `caudal select --join`: what is said, and what is refused; which rows match is compared with SQLite
/// by `CaudalRankChecks`.
@Suite("Joined tables")
struct JoinTests {
  private static let readings = """
    station,time,temperature
    A,2017-05-22 13:00,20.5
    B,2017-05-22 13:00,18
    A,2017-05-22 14:00,21
    C,2017-05-22 14:00,7
    A,,9

    """

  private static let humidity = """
    time,code,humidity,temperature
    05/22/2017 02:00:00 PM,A,70,x
    05/22/2017 01:00:00 PM,B,80,y
    05/22/2017 01:00:00 PM,A,75,z
    05/22/2017 05:00:00 PM,A,60,w

    """

  private static let ways: [(Program.Launch, [String])] = [
    (.directly, []), (.directly, ["--input", "scatter", "--threads", "3"]),
    (.mpirun(2), ["--input", "scatter"]),
    (.mpirun(3), ["--input", "shared", "--block-bytes", "20"]),
    (.mpirun(7), ["--input", "shared", "--block-bytes", "40"]),
  ]

  /// Joins both tables in some ways of running.
  private func joined(
    _ options: [String], code: Int32 = 0,
    _ body: (_ output: String, _ messages: [String]) throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(Self.readings.utf8, to: "readings.csv")
      let right = try folder.write(Self.humidity.utf8, to: "humidity.csv")
      for (launch, how) in Self.ways {
        let outcome = try await Caudal.run(
          ["select", left, "--join", right] + options + how, launch)
        #expect(outcome.code == code, "\(launch) \(options): \(outcome.errors)")
        let messages = outcome.messages.map {
          $0.replacingOccurrences(of: folder.path + "/", with: "")
        }
        try body(outcome.output, messages)
      }
    }
  }

  private static let same = ["--on", "station = code, time"]

  @Test("Two ways to write a time are one instant, and names that are taken get a number")
  func instants() async throws {
    try await joined(Self.same + ["--how", "left"]) { output, messages in
      #expect(
        output == """
          station,time,temperature,humidity,temperature_2
          A,2017-05-22 13:00,20.5,75,z
          B,2017-05-22 13:00,18,80,y
          A,2017-05-22 14:00,21,70,x
          C,2017-05-22 14:00,7,,
          A,,9,,

          """)
      #expect(
        messages == [
          "caudal: note: humidity.csv: 3 of 5 rows match, and 3 of its own 4; 5 rows are made"
        ])
    }
  }

  @Test("Conditions, values and orders take columns of both tables")
  func expressions() async throws {
    let options = [
      "--columns", "station, temperature + humidity as sum, temperature_2", "--where",
      "humidity > 72 and temperature > 1", "--sort", "humidity desc",
    ]
    try await joined(Self.same + options) { output, _ in
      #expect(output == "station,sum,temperature_2\nB,98,y\nA,95.5,z\n")
    }
  }

  @Test("The nearest time, within a span")
  func nearest() async throws {
    let options = ["--on", "station = code, time", "--asof", "--columns", "temperature, humidity"]
    try await joined(options) { output, _ in
      #expect(output == "temperature,humidity\n20.5,75\n18,80\n21,70\n")
    }
    try await joined(options + ["--direction", "forward", "--tolerance", "30min"]) { output, _ in
      #expect(output == "temperature,humidity\n20.5,75\n18,80\n21,70\n")
    }
  }

  @Test("What doesn't match is counted, and can be all there is")
  func anti() async throws {
    try await joined(Self.same + ["--how", "anti"]) { output, _ in
      #expect(output == "station,time,temperature\nC,2017-05-22 14:00,7\nA,,9\n")
    }
  }

  @Test("Keys that are to be unique and aren't, with both rows")
  func unique() async throws {
    try await joined(["--on", "station = code", "--expect-unique"], code: 65) { output, messages in
      #expect(output == "")
      #expect(
        messages == [
          "caudal: humidity.csv: row 4 has the same keys as humidity.csv: row 2, and they are to be"
            + " unique"
        ])
    }
  }

  @Test("Too many rows are counted before they are written")
  func growth() async throws {
    let options = ["--on", "station = code", "--max-growth", "1.5"]
    try await joined(options, code: 65) { output, messages in
      #expect(output == "")
      #expect(
        messages == [
          "caudal: readings.csv and humidity.csv: 5 rows would become 10, as many rows of"
            + " humidity.csv have the same keys, 3 at most; join on more keys, or allow it by a larger"
            + " growth than 1.5"
        ])
    }
    try await joined(["--on", "station = code", "--max-growth", "2"]) { output, _ in
      #expect(output.split(separator: "\n").count == 11)
    }
  }

  @Test("A table that can be read only once is counted as it is read, and both tables may be pipes")
  func pipes() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(Self.readings.utf8, to: "readings.csv")
      let right = try folder.write(Self.humidity.utf8, to: "humidity.csv")
      let keys = ["--on", "station = code"]
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let grown = try await Caudal.run(
          ["select", "-", "--join", right, "--max-growth", "1.5", "--output", folder.path + "/out"]
            + keys, launch, input: Array(Self.readings.utf8))
        #expect(grown.code == 65)
        #expect(grown.errors.contains("5 rows would become 10"), "\(grown.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
        let joined = try await Caudal.run(
          ["select", left, "--join", "-"] + Self.same, launch, input: Array(Self.humidity.utf8))
        #expect(joined.output.hasSuffix("A,2017-05-22 14:00,21,70,x\n"), "\(joined.errors)")
        let doubled = try await Caudal.run(
          ["select", left, "--join", "-", "--expect-unique"] + keys, launch,
          input: Array(Self.humidity.utf8))
        #expect(doubled.code == 65)
        #expect(
          doubled.messages == [
            "caudal: standard input: two rows have the same keys, which are to be unique"
          ])
      }
    }
  }

  @Test("A joined row that a database refuses is named by the first table's row")
  func refused() async throws {
    try await withTemporaryFolder { folder in
      let base = "sqlite:" + folder.path + "/weather.db"
      let options = ["--output", base, "--table", "t", "--columns", "station, humidity"]
      try await joined(
        ["--on", "station = code", "--primary-key", "station"] + options, code: 65
      ) { _, messages in
        #expect(messages.last?.hasPrefix("caudal: readings.csv: row 2: ") == true, "\(messages)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test("Two decimal marks don't go together")
  func decimals() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write("k;x\na;1,5\nb;2,25\n".utf8, to: "left.csv")
      let right = try folder.write("k,y\na,1.5\nb,2.25\n".utf8, to: "right.csv")
      let outcome = try await Caudal.run(["select", left, "--join", right, "--on", "k"])
      #expect(outcome.code == 65)
      #expect(
        outcome.errors.contains("right.csv mark decimals in two ways, , and ."), "\(outcome.errors)"
      )
    }
  }

  @Test("Every table has a dialect of its own, which is found out or said")
  func dialects() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(Self.readings.utf8, to: "readings.csv")
      // In ISO-8859-1, without a header; -9 means that nothing was measured.
      let stations =
        Array("A|22.05.2017 13:00|Tumaco|-9\n".utf8)
        + Array("B|22.05.2017 13:00|Bogot".utf8) + [0xE1] + Array("|8\n".utf8)
      let right = try folder.write(stations, to: "stations.txt")
      let heights = try folder.write("id\theight\nA\t-9\nB\t2640\n".utf8, to: "heights.tsv")
      let options = [
        "--how", "left", "--join-options",
        "--delimiter '|' --header no --encoding ISO-8859-1 --null -9 --date-format dmy",
      ]
      for (launch, how) in Self.ways {
        let one = try await Caudal.run(
          ["select", left, "--join", right, "--on", "station = 1, time = 2"] + options
            + ["--columns", "station, \"3\" as name, coalesce(\"4\", 0) as value"] + how, launch)
        #expect(
          one.output == "station,name,value\nA,Tumaco,0\nB,Bogotá,8\nA,,0\nC,,0\nA,,0\n",
          "\(launch): \(one.errors)")
        // Each with its own.
        let both = try await Caudal.run(
          [
            "select", left, "--join", right, "--on", "station = 1, time = 2", "--join", heights,
            "--on", "station = id", "--columns", "\"3\" as name, height",
          ] + options + ["--join-options", ""] + how, launch)
        #expect(
          both.output == "name,height\nTumaco,-9\nBogotá,2640\n,-9\n,\n,-9\n", "\(both.errors)")
      }
    }
  }

  @Test(
    "Options for a joined table that make no sense",
    arguments: [
      ("--delimeter ;", "Unknown option '--delimeter'"), ("--quote '", "a quote isn't closed"),
      ("--decimal , --decimal .", "--decimal is given twice"), ("extra", "Unexpected argument"),
      ("--skip-rows 2000", "--skip-rows must be from 0 to 1000"),
    ])
  func dialectUsage(text: String, sentence: String) async throws {
    try await joined(Self.same + ["--join-options", text], code: 64) { output, messages in
      #expect(output == "")
      #expect(messages.first?.contains("--join-options: ") == true, "\(messages)")
      #expect(messages.first?.contains(sentence) == true, "\(messages)")
    }
  }

  @Test("Rows that pass as they are have the same bytes as those that are read once more")
  func unchanged() async throws {
    try await withTemporaryFolder { folder in
      // One column a side, so that empty fields stand alone, and fields that need quotes.
      let values = ["", "a,b", "\"q\"", "line\nend", "é", "plain", " blank "]
      func field(_ value: String) -> String {
        value.contains { ",\"\n".contains($0) }
          ? "\"\(value.replacingOccurrences(of: "\"", with: "\"\""))\"" : value
      }
      let left = try folder.write(
        ("k;x\n" + (0..<200).map { "\($0 % 60);\(field(values[$0 % 7]))\n" }.joined()).utf8,
        to: "left.csv")
      let right = try folder.write(
        ("k,y,z\n"
          + (0..<80).map { "\($0 % 40),\(field(values[$0 % 5])),\(field(values[$0 % 6]))\n" }
          .joined()).utf8,
        to: "right.csv")
      for how in ["inner", "left", "anti"] {
        let columns = how == "anti" ? ["k,x", "x"] : ["k,x,y,z", "x,y", "x,z", "x"]
        for list in columns {
          let select = [
            "select", left, "--join", right, "--on", "k", "--how", how, "--output-delimiter", ",",
            "--columns", list,
          ]
          let read = try await Caudal.run(select + ["--head", "1000"])
          for (launch, how) in Self.ways.prefix(4) {
            let passed = try await Caudal.run(select + how, launch)
            #expect(passed.output == read.output, "\(launch) \(select): \(passed.errors)")
          }
          #expect(read.output.hasPrefix("\(list)\n"), "\(read.errors)")
        }
      }
    }
  }

  @Test("A plan names the parts that a join has, and what is read again")
  func plannedParts() async throws {
    try await withTemporaryFolder { folder in
      let rows = (0..<3000).map { "\($0 * 31 % 1009),\($0),some text of a row \($0)\n" }.joined()
      let left = try folder.write(("id,a,b\n" + rows).utf8, to: "left.csv")
      let right = try folder.write(("id,c,d\n" + rows).utf8, to: "right.csv")
      let join = [
        "select", left, "--join", right, "--on", "id", "--memory-bytes", "150000",
        "--block-bytes", "8000",
      ]
      let done = try await Caudal.run(join)
      #expect(done.code == 0, "\(done.errors)")
      let note = try #require(done.errors.firstMatch(of: /right.csv is joined in (\d+) parts/))
      let plan = try await Caudal.run(join + ["--explain"])
      let words = plan.output.split(whereSeparator: { $0.isWhitespace || $0 == "│" })
        .joined(separator: " ")
      let planned = try #require(
        words.firstMatch(
          of:
            /joined in about (\d+) parts: the first table is read (\d+) times, and \S+ (\d+) times/),
        "\(plan.output)")
      let numbers = [planned.1, planned.2, planned.3].compactMap { Int($0) }
      let parts = try #require(Int(note.1))
      // Rows are counted for the plan by the length of some of them.
      #expect(abs(numbers[0] - parts) <= 1, "\(parts) parts, \(words)")
      #expect(numbers == [numbers[0], numbers[0], 2 * numbers[0]])
      let enough = try await Caudal.run([
        "select", left, "--join", right, "--on", "id", "--explain",
      ])
      #expect(!enough.output.contains("parts"), "\(enough.output)")
    }
  }

  @Test("A value of the joined table that is no number is named")
  func unusable() async throws {
    let options = ["--on", "station = code", "--columns", "temperature_2 + 1 as x"]
    try await joined(options, code: 65) { _, messages in
      #expect(
        messages == [
          "caudal: readings.csv and humidity.csv, joined, column \"temperature_2\": \"x\" is not a"
            + " number; if it means a missing value, name it, and all others, by --null"
        ])
    }
  }

  @Test(
    "What makes no sense",
    arguments: [
      (["--on", "station = cod"], "--on: humidity.csv: there is no column \"cod\""),
      (["--on", "statio = code"], "--on: readings.csv: there is no column \"statio\""),
      (["--on", "station = code", "--asof"], "the first values of \"station\" are none"),
      (["--on", "station ="], "--on: a column's name belongs here"), ([], "--join needs --on"),
      (["--on", "station = code", "--tolerance", "1h"], "--tolerance needs --asof"),
      (["--on", "time", "--how", "inner", "--how", "left"], "give --how once"),
    ])
  func usage(options: [String], sentence: String) async throws {
    try await joined(options, code: 64) { output, messages in
      #expect(output == "")
      #expect(messages.first?.contains(sentence) == true, "\(messages)")
    }
  }

  @Test("Times of which only one table's have offsets aren't compared")
  func clocks() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write("t,x\n2017-05-22 13:00,1\n".utf8, to: "left.csv")
      let right = try folder.write("t,y\n2017-05-22T13:00Z,1\n".utf8, to: "right.csv")
      let outcome = try await Caudal.run(["select", left, "--join", right, "--on", "t"])
      #expect(outcome.code == 65)
      #expect(outcome.errors.contains("aren't times of one clock"), "\(outcome.errors)")
      let zoned = try await Caudal.run([
        "select", left, "--join", right, "--on", "t", "--time-zone", "UTC",
      ])
      #expect(zoned.output == "t,x,y\n2017-05-22 13:00,1,1\n")
    }
  }

  @Test("Three tables one after the other, into SQLite")
  func several() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(Self.readings.utf8, to: "readings.csv")
      let right = try folder.write(Self.humidity.utf8, to: "humidity.csv")
      let names = try folder.write("id,name\nA,Tumaco\nB,Bogotá\n".utf8, to: "names.csv")
      let base = folder.path + "/weather.db"
      for (launch, how) in Self.ways {
        let outcome = try await Caudal.run(
          [
            "select", left, "--join", right, "--on", "station = code, time", "--join", names,
            "--on",
            "station = id", "--columns", "name, time, humidity", "--output", "sqlite:" + base,
            "--table", "weather",
          ] + how, launch)
        #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
        let rows = try await Program(path: "/usr/bin/env").run(
          ["sqlite3", base, "select *, typeof(humidity) from weather"])
        #expect(
          rows.output == """
            Tumaco|2017-05-22 13:00|75|integer
            Bogotá|2017-05-22 13:00|80|integer
            Tumaco|2017-05-22 14:00|70|integer

            """)
      }
    }
  }

  @Test("The joined table is never replaced, and its files may be named by a pattern")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let left = try folder.write(Self.readings.utf8, to: "readings.csv")
      let right = try folder.write(Self.humidity.utf8, to: "humidity.csv")
      let join = ["select", left, "--on", "station = code, time", "--columns", "humidity"]
      let replaced = try await Caudal.run(join + ["--join", right, "--output", right])
      #expect(replaced.code == 64, "\(replaced.errors)")
      #expect(try String(contentsOfFile: right, encoding: .utf8) == Self.humidity)
      let pattern = try await Caudal.run(join + ["--join", folder.path + "/hum*.csv"], .mpirun(2))
      #expect(pattern.output == "humidity\n75\n80\n70\n", "\(pattern.errors)")
      let twice = try await Caudal.run(["select", "-", "--join", "-", "--on", "station"])
      #expect(twice.code == 64)
      #expect(twice.errors.contains("standard input can be one table only"), "\(twice.errors)")
    }
  }
}
