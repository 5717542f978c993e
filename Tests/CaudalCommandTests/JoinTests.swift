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
