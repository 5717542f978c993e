import Foundation
import TestSupport
import Testing

/// Forecasts as a page, and what values are measured in.
@Suite("Forecasts as a page")
struct ForecastPageTests {
  private static let hours =
    Fixtures.folder.appending(path: "../../Documentation/Examples/hours.csv").path

  /// The page that a command writes to a file whose name says that it is one.
  private static func page(
    _ arguments: [String], _ folder: URL, _ launch: Program.Launch = .directly
  ) async throws -> String {
    let file = folder.appending(path: "page.html")
    try? FileManager.default.removeItem(at: file)
    let outcome = try await Caudal.run(
      ["forecast"] + arguments + ["--output", file.path], launch)
    try #require(outcome.code == 0, "\(launch): \(outcome.errors)")
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// The attribute `d` of the lines of a class.
  private static func paths(_ style: String, in page: String) -> [String] {
    page.components(separatedBy: "<path class=\"\(style)\" d=\"").dropFirst().map {
      $0.components(separatedBy: "\"")[0]
    }.filter { $0 != "M2 6H22" }
  }

  @Test("Every value that is known is drawn, and gaps are gaps")
  func history() async throws {
    try await withTemporaryFolder { folder in
      let options = ["--every", "1h", "--horizon", "24,72", "--model", "seasonal-naive"]
      let page = try await Self.page([Self.hours, "--columns", "Bogota"] + options, folder)
      // The file's rows are hours, and its second column is Bogota.
      let rows = try String(contentsOfFile: Self.hours, encoding: .utf8).split(separator: "\n")
      let values = rows.dropFirst().suffix(168).map {
        Double($0.split(separator: ",", omittingEmptySubsequences: false)[1])
      }
      let line = try #require(Self.paths("observed", in: page).first)
      #expect(line.count { $0 == "M" } == values.split(separator: nil).count)
      #expect(line.count { $0 == "M" || $0 == "L" } == values.count { $0 != nil })
      #expect(values.contains(nil))
      let mean = try #require(Self.paths("mean", in: page).first)
      #expect(mean.count { $0 == "M" || $0 == "L" } == 72)
      #expect(Self.paths("asked", in: page).first?.count { $0 == "M" } == 2)
      // Both levels, each there and back.
      #expect(Self.paths("fan", in: page).map { $0.count { $0 == "L" } }.contains(143))
    }
  }

  @Test("A page has the same bytes for any ranks and threads")
  func sameBytes() async throws {
    try await withTemporaryFolder { folder in
      let arguments = [
        Self.hours, "--every", "1h", "--horizon", "12,48", "--model", "seasonal-mean", "--backtest",
        "4", "--unit", "°C",
      ]
      let page = try await Self.page(arguments + ["--threads", "1"], folder)
      #expect(page.contains("Mean absolute error by the number of steps ahead, in °C."))
      for launch in [Program.Launch.directly, .mpirun(2), .mpirun(3)] {
        let other = try await Self.page(arguments + ["--threads", "3"], folder, launch)
        #expect(other == page, "\(launch)")
      }
    }
  }

  /// Daily values of so many stations, whose names a page would obey if it could.
  private static func stations(_ count: Int) -> String {
    let rows = (0..<count).flatMap { station in
      (0..<60).map { day in
        let date = "2024-0\(1 + day / 28)-\(day % 28 < 9 ? "0" : "")\(day % 28 + 1)"
        return "\"<img src=x onerror=alert(\(station))>\",\(date),\(station + day % 7)\n"
      }
    }
    return "station,day,\"</title><script>alert(1)</script>\"\n" + rows.joined()
  }

  @Test(
    "What a file holds is shown, not obeyed; of many series a page has those for which there is room"
  )
  func hostile() async throws {
    try await withTemporaryFolder { folder in
      let file = try folder.write(Self.stations(150).utf8, to: "stations.csv")
      let page = try await Self.page(
        [file, "--by", "station", "--every", "1d", "--model", "seasonal-naive", "--horizon", "60"],
        folder)
      #expect(page.utf8.count <= 1_000_000)
      for tag in ["<script", "<img", "javascript:", "style="] {
        #expect(!page.contains(tag), "\(tag)")
      }
      #expect(page.contains("station=&lt;img src=x onerror=alert(0)&gt;"))
      let drawn = page.components(separatedBy: "<section class=\"card\" id=").count - 1
      #expect((20..<150).contains(drawn))
      #expect(page.contains("Pictures of the first \(drawn) of 150 series"))
      // Only what is there is jumped to.
      #expect(page.components(separatedBy: "href=\"#s").count - 1 == drawn)
    }
  }

  @Test("Pages in Chromium: no message, no request, nothing wider than the window or too faint")
  func browser() async throws {
    try await withTemporaryFolder { folder in
      let models = folder.path + "/models"
      let pages = ["new", "saved", "stations"].map { folder.path + "/\($0).html" }
      let stations = try folder.write(Self.stations(12).utf8, to: "stations.csv")
      for arguments in [
        [
          Self.hours, "--every", "1h", "--horizon", "24,48,72", "--model", "seasonal-mean",
          "--backtest", "5", "--save", models, "--unit", "Bogota=°C", "--output", pages[0],
        ], ["--models", models, "--output", pages[1]],
        [
          stations, "--by", "station", "--every", "1d", "--model", "naive", "--horizon", "400",
          "--output", pages[2],
        ],
      ] {
        let outcome = try await Caudal.run(["forecast"] + arguments)
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      try await Browser.check(pages)
    }
  }

  @Test("The end of a file's name says what is written, unless an option does")
  func inferred() async throws {
    try await withTemporaryFolder { folder in
      let begins = [
        "a.html": "<!DOCTYPE html>", "a.JSON": "{", "a.csv": "column,step,", "a.txt": Self.hours,
      ]
      for (name, beginning) in begins {
        let file = folder.path + "/" + name
        let outcome = try await Caudal.run([
          "forecast", Self.hours, "--every", "1d", "--model", "naive", "--output", file,
        ])
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix(beginning), "\(name)")
      }
      let table = folder.path + "/b.html"
      _ = try await Caudal.run([
        "forecast", Self.hours, "--every", "1d", "--model", "naive", "--output", table, "--format",
        "csv",
      ])
      #expect(try String(contentsOfFile: table, encoding: .utf8).hasPrefix("column,step,"))
    }
  }

  // MARK: - Units

  @Test("Units stand in tables, documents and models, and are of columns that there are")
  func units() async throws {
    try await withTemporaryFolder { folder in
      let models = folder.path + "/models"
      let options = ["forecast", Self.hours, "--every", "1h", "--model", "naive", "--horizon", "2"]
      let units = ["--unit", "mm", "--unit", "Leticia=°C"]
      let table = try await Caudal.run(options + units + ["--save", models])
      #expect(table.output.contains("  column   unit  origin"), "\(table.errors)")
      #expect(table.output.contains("  Bogota   mm    2024-02-25"))
      #expect(table.output.contains("  Leticia  °C    2024-02-23"))
      for arguments in [options + units, ["forecast", "--models", models]] {
        let json = try await Caudal.run(arguments + ["--format", "json"])
        let units = json.output.split(separator: "\n").filter { $0.contains("\"unit\"") }
        #expect(units == ["      \"unit\": \"mm\",", "      \"unit\": \"°C\","], "\(json.errors)")
      }
      let one = try await Caudal.run(options + ["--columns", "Bogota", "--unit", "°C"])
      #expect(one.output.contains("  time                 forecast, °C"))
      let none = try await Caudal.run(options + ["--unit", "Cali=°C"])
      #expect(none.code == 64)
      #expect(
        none.messages.last
          == "caudal: there is a unit for \"Cali\", which isn't forecast; there are \"Bogota\", \"Leticia\""
      )
      let empty = try await Caudal.run(options + ["--unit", "Bogota="])
      #expect(empty.code == 64)
    }
  }

  @Test("What saved models would do is told without doing it")
  func explained() async throws {
    try await withTemporaryFolder { folder in
      let (models, none) = (folder.path + "/models", folder.path + "/none")
      let saved = try await Caudal.run([
        "forecast", Self.hours, "--every", "1h", "--model", "naive", "--save", models,
      ])
      #expect(saved.code == 0, "\(saved.errors)")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let plan = try await Caudal.run(
          ["forecast", "--models", models, "--explain", "--save", none], launch)
        #expect(plan.code == 0, "\(plan.errors)")
        #expect(plan.output.contains("rank 0 reads 2 models of"), "\(plan.output)")
        #expect(!plan.output.contains("2024-02-26"))
      }
      #expect(!FileManager.default.fileExists(atPath: none))
      let missing = try await Caudal.run(["forecast", "--models", none, "--explain"])
      #expect(missing.code == 66)
    }
  }

  @Test("The combination is the mean of three models")
  func combination() async throws {
    let outcome = try await Caudal.run([
      "forecast", Self.hours, "--every", "1h", "--columns", "Bogota", "--model", "combination",
      "--horizon", "2",
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let head = outcome.output.split(separator: "\n").first { $0.hasPrefix("Bogota: mean of ") }
    #expect(head?.split(separator: ";").count == 3, "\(outcome.output)")
  }
}
