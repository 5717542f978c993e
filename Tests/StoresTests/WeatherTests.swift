import Foundation
import TestSupport
import Testing

/// The script of `Documentation/Weather.md`: two zipped tables of many cities become one of readings.
@Suite("The weather exercise")
struct WeatherTests {
  private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Documentation/Examples").path

  /// What Python makes of the archives, row by row: the number of rows that it finds otherwise, and
  /// that of all rows.
  private static let check = """
    import csv, datetime, fractions, io, json, sys, zipfile
    F, hour = fractions.Fraction, datetime.timedelta(hours=1)

    def read(kind):
      found = {}
      with zipfile.ZipFile(f"{sys.argv[1]}/{kind}.csv.zip") as archive:
        for row in csv.DictReader(io.TextIOWrapper(archive.open(f"{kind}.csv"), encoding="utf-8")):
          time = datetime.datetime.fromisoformat(row.pop("datetime"))
          for city, text in row.items():
            found[city, time] = F(text) if text else None
      return found

    def filled(values):
      known = [index for index, value in enumerate(values) if value is not None]
      for before, behind in zip(known, known[1:]):
        for index in range(before + 1, behind if behind - before <= 3 else before):
          share = F(index - before, behind - before)
          values[index] = values[before] + share * (values[behind] - values[before])
      return values

    readings, times = {}, []
    for name, base in (("temperature", F("273.15")), ("humidity", 0)):
      found = read(name)
      times = [time for _, time in found]
      times = [min(times) + number * hour for number in range((max(times) - min(times)) // hour + 1)]
      for city in {city for city, _ in found}:
        values = filled([found.get((city, time)) for time in times])
        for time, value in zip(times, values):
          readings.setdefault((city, time), []).append(None if value is None else value - base)
    rows = list(csv.reader(open(sys.argv[2], encoding="utf-8")))[1:]
    expected = [(time, city, *readings[city, time]) for city in sorted({city for city, _ in readings}) for time in times]

    def alike(row, wanted):
      same = [row[0], row[1]] == [str(wanted[0]), wanted[1]]
      pairs = zip(row[2:], wanted[2:])
      return same and all((text == "") == (value is None) and (
        value is None or abs(F(text) - value) <= abs(value) / 10**12) for text, value in pairs)

    wrong = sum(not alike(row, wanted) for row, wanted in zip(rows, expected))
    print(json.dumps([[str(wrong + abs(len(rows) - len(expected))), str(len(rows))]]))
    """

  private static func run(
    _ launch: String, in folder: URL, into database: String?
  ) async throws -> Program.Outcome {
    try await withSessionFolder { session in
      try await Program(path: "/bin/bash").run(
        [examples + "/weather.sh", folder.path] + (database.map { [$0] } ?? []),
        environment: [
          "CAUDAL": launch + Program("caudal").path, "OMPI_ALLOW_RUN_AS_ROOT": "1",
          "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_mpi_yield_when_idle": "1",
        ].merging(session) { own, _ in own })
    }
  }

  private struct Prediction: Decodable {
    let hour: String
    let temp: Double
    let hum: Double
  }

  @Test("To forecasts over HTTP: from a file and PostgreSQL, by one process and by three ranks")
  func forecasts() async throws {
    try await PostgreSQLServer.with { server in
      var first: [String] = []
      for (launch, database) in [
        ("", String?.none), ("mpirun --oversubscribe -n 3 ", .some(server.address())),
      ] {
        try await withTemporaryFolder { folder in
          let outcome = try await withSessionFolder { session in
            try await Program(path: "/bin/bash").run(
              [Self.examples + "/forecast.sh", folder.path, "San Francisco"]
                + (database.map { [$0] } ?? []),
              environment: [
                "CAUDAL": launch + Program("caudal").path, "OMPI_ALLOW_RUN_AS_ROOT": "1",
                "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_mpi_yield_when_idle": "1",
              ].merging(session) { own, _ in own })
          }
          #expect(outcome.code == 0, "\(outcome.errors)")
          let texts = try ["v1", "v2"].map {
            try String(contentsOf: folder.appending(path: "\($0).json"), encoding: .utf8)
          }
          for text in texts {
            let found = try JSONDecoder().decode([Prediction].self, from: Data(text.utf8))
            // The readings end at 11 o'clock.
            #expect(found.count == 24 && found.first?.hour == "12:00", "\(text)")
            #expect(found.allSatisfy { (0...40).contains($0.temp) && (0...130).contains($0.hum) })
          }
          if first.isEmpty { first = texts }
          #expect(texts == first, "\(launch)")
        }
      }
    }
  }

  @Test("One table of hourly readings, as CSV and in PostgreSQL, by one process and by three ranks")
  func script() async throws {
    try await PostgreSQLServer.with { server in
      var first: [UInt8] = []
      for launch in ["", "mpirun --oversubscribe -n 3 "] {
        try await withTemporaryFolder { folder in
          let outcome = try await Self.run(launch, in: folder, into: server.address())
          #expect(outcome.code == 0, "\(outcome.errors)")
          #expect(outcome.errors.contains("16 values are missing"), "\(outcome.errors)")
          let path = folder.path + "/weather.csv"
          let found: [[String]] = try await Oracle.python(Self.check, [Self.examples, path])
          #expect(found == [["0", "384"]])
          let bytes = try Data(contentsOf: URL(filePath: path))
          if first.isEmpty { first = Array(bytes) }
          #expect(Array(bytes) == first, "\(launch)")
          let sums = try await server.query(
            "select count(*), count(celsius), count(distinct city), min(datetime) from readings")
          #expect(sums == ["384|376|4|2012-10-01 12:00:00"])
        }
      }
    }
  }
}
