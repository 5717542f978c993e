import Foundation
import TestSupport
import Testing

/// `caudal select` into databases, as a user starts it.
@Suite("Selections into databases", .serialized)
struct SelectIntoStoreTests {
  /// The ways in which a table must be the same.
  private static let ways: [(launch: Program.Launch, options: [String])] = [
    (.directly, ["--threads", "3", "--block-bytes", "700"]),
    (.mpirun(3), ["--input", "shared", "--block-bytes", "5000"]),
    (.mpirun(3), ["--input", "scatter", "--block-bytes", "3000"]),
  ]

  private static let columns =
    "CodigoSensor as sensor, date(FechaObservacion) as day, ValorObservado as value, NombreEstacion"

  /// What Python makes of the same columns.
  private static func expected() async throws -> [[String]] {
    try await Oracle.python(
      """
      import csv, datetime, json, sys
      rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
      day = lambda text: datetime.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").date().isoformat()
      value = lambda text: None if text in ("", "NA", "NaN", "null") else float(text)
      print(json.dumps([[f"{type(v).__name__} {v!r}" for v in (
        r["CodigoSensor"], day(r["FechaObservacion"]), value(r["ValorObservado"]),
        r["NombreEstacion"])] for r in rows]))
      """, [Fixtures.sample])
  }

  @Test("SQLite holds what Python reads, however the job is run")
  func sqlite() async throws {
    let expected = try await Self.expected()
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "weather.db").path
      for (launch, options) in Self.ways {
        let outcome = try await Self.select(into: "sqlite:\(path)", options, launch)
        #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
        let rows = try await Oracle.sqlite(path, "select * from readings order by rowid")
        #expect(rows == expected, "\(launch) \(options)")
      }
      let piped = try await Program("caudal").run(
        [
          "select", "-", "--columns", Self.columns, "--output", "sqlite:\(path)", "--table",
          "piped",
        ],
        input: [UInt8](try Data(contentsOf: URL(filePath: Fixtures.sample))))
      #expect(piped.code == 0, "\(piped.errors)")
      #expect(try await Oracle.sqlite(path, "select * from piped order by rowid") == expected)
    }
  }

  @Test("PostgreSQL has the same rows and types, however the job is run")
  func postgreSQL() async throws {
    let expected = try await Self.expected()
    try await PostgreSQLServer.with { server in
      var first: [String] = []
      for (launch, options) in Self.ways {
        let outcome = try await Self.select(into: server.address(), options, launch)
        #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
        let rows = try await server.query("copy (select * from readings) to stdout")
        #expect(rows.count == expected.count)
        if first.isEmpty { first = rows }
        #expect(rows == first, "\(launch) \(options)")
      }
      let sums = try await server.query(
        "select count(value), min(day), max(day), round(sum(value::numeric), 1) from readings")
      #expect(sums == ["3990|2003-07-12|2022-09-26|288401.0"])
      let types = try await server.query(
        "select data_type from information_schema.columns where table_name = 'readings'"
          + " order by ordinal_position")
      #expect(types == ["text", "date", "double precision", "text"])
    }
  }

  @Test("A row that a database refuses is named by its file and number, and nothing is left")
  func refusedRow() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "keys.db").path
      let (one, other) = (
        folder.appending(path: "a.csv").path, folder.appending(path: "b.csv").path
      )
      try Data("id,x\n1,5\n2,6\n".utf8).write(to: URL(filePath: one))
      try Data("id,x\n3,7\n4,-1\n2,8\n".utf8).write(to: URL(filePath: other))
      for (launch, options) in [
        (Program.Launch.directly, []), (.mpirun(2), ["--input", "shared", "--block-bytes", "8"]),
        (.mpirun(2), ["--input", "scatter", "--block-bytes", "8"]),
      ] {
        for order in [[], ["--sort", "id desc"]] {
          let outcome = try await Program("caudal").run(
            [
              "select", one, other, "--where", "x > 0", "--output", "sqlite:\(path)", "--table",
              "readings", "--primary-key", "id",
            ] + options + order, launch)
          #expect(outcome.code == 65, "\(launch): \(outcome.errors)")
          let place = "caudal: \(other): row 4: "
          #expect(outcome.messages.count == 1)
          #expect(outcome.messages.first?.hasPrefix(place) == true, "\(outcome.errors)")
          #expect(!FileManager.default.fileExists(atPath: path))
        }
      }
    }
  }

  @Test("Rows are added, and those of a load with a name once only, however the job is run")
  func appended() async throws {
    try await withTemporaryFolder { folder in
      let database = "sqlite:" + folder.appending(path: "w.db").path
      try await checkAppending(to: database) { table in
        let query = "select count(*) from \(table)"
        return try await Oracle.sqlite(folder.appending(path: "w.db").path, query)[0][0]
      }
    }
    try await PostgreSQLServer.with { server in
      try await checkAppending(to: server.address()) { table in
        "int " + (try await server.query("select count(*) from \(table)")[0])
      }
    }
  }

  /// Loads the sample three times by one name, once by another, and once without one.
  private func checkAppending(
    to address: String, _ count: (String) async throws -> String
  ) async throws {
    let load = ["select", Fixtures.sample, "--output", address, "--table", "t", "--append"]
    let loads: [(Program.Launch, [String], rows: Int)] = [
      (.directly, ["--job", "monday"], 4000), (.directly, ["--job", "monday"], 4000),
      (.mpirun(2), ["--job", "monday"], 4000), (.mpirun(2), ["--job", "tuesday"], 8000),
      (.directly, ["--head", "5"], 8005),
    ]
    for (number, (launch, job, rows)) in loads.enumerated() {
      let outcome = try await Program("caudal").run(load + job, launch)
      #expect(outcome.code == 0, "\(number): \(outcome.errors)")
      #expect(outcome.messages.count == ([1, 2].contains(number) ? 1 : 0), "\(outcome.errors)")
      #expect(outcome.messages.allSatisfy { $0.contains("done before") })
      let found = try await count("t")
      #expect(found == "int \(rows)", "\(number): \(address)")
    }
  }

  @Test(
    "What makes no sense is refused before anything is read",
    arguments: [
      ["--output", "out.csv", "--table", "t"], ["--output", "sqlite:w.db"],
      ["--output", "sqlite:w.db", "--table", "t", "--job", "j"], ["--append"],
      ["--output", "postgresql://me:secret@host/db", "--table", "t"],
    ])
  func usage(options: [String]) async throws {
    let outcome = try await Program("caudal").run(["select", Fixtures.sample] + options)
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
  }

  private static func select(
    into address: String, _ options: [String], _ launch: Program.Launch
  ) async throws -> Program.Outcome {
    try await Program("caudal").run(
      [
        "select", Fixtures.sample, "--columns", columns, "--output", address, "--table", "readings",
        "--index", "day",
      ] + options, launch)
  }
}
