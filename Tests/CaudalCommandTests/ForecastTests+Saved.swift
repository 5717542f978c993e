import Foundation
import TestSupport
import Testing

// Models that are kept in files.
extension ForecastTests {
  /// The forecasts of a document, without what is said of the way to them.
  private static func forecasts(_ text: String) -> String {
    text.components(separatedBy: "\n").filter {
      $0.contains("\"mean\"") || $0.contains("\"lower\"")
    }
    .joined(separator: "\n")
  }

  @Test("A saved model forecasts the same bits, and goes on with new rows", arguments: methods)
  func saved(method: String) async throws {
    try await withTemporaryFolder { folder in
      var generator = SeededGenerator(seed: 99)
      let values = (0..<210).map { hour -> Double? in
        let season = [30, 10, 0, -10, -20, 0, 20, 40][hour % 8]
        return Double(season + Int.random(in: 0..<20, using: &generator)) / 10
      }
      let models = folder.appending(path: "models").path
      let options = ["--every", "1h", "--horizon", "5", "--format", "json"]
      func run(_ arguments: [String], _ rows: [Double?]? = nil) async throws -> String {
        let outcome = try await Caudal.run(
          ["forecast"] + arguments, input: rows.map { Array(Self.hours($0).utf8) })
        #expect(outcome.code == 0, "\(method): \(outcome.errors)")
        return Self.forecasts(outcome.output)
      }
      let fitted = try await run(
        ["-"] + options + ["--model", method, "--season", "8", "--save", models],
        Array(values.prefix(200)))
      #expect(!fitted.isEmpty)
      let read = try await run(["--models", models, "--horizon", "5", "--format", "json"])
      #expect(read == fitted)
      // All rows at once, or ten times one more.
      let copy = folder.appending(path: "copy").path
      try FileManager.default.copyItem(atPath: models, toPath: copy)
      let whole = try await run(["-"] + options + ["--models", models], values)
      var steps = ""
      for count in 201...210 {
        steps = try await run(
          ["-"] + options + ["--models", copy, "--save", copy], Array(values.prefix(count)))
      }
      #expect(steps == whole, "\(method)")
      #expect(whole != fitted, "\(method)")
    }
  }

  @Test("A damaged model, one of tomorrow, none")
  func damaged() async throws {
    try await withTemporaryFolder { folder in
      let models = folder.appending(path: "models").path
      let saved = try await Caudal.run(
        ["forecast", "-", "--every", "1h", "--model", "naive", "--save", models],
        input: Array(Self.hours([1, 2, 4]).utf8))
      #expect(saved.code == 0)
      let path = models + "/value.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let cases = [
        (text.replacing("\"steps\":3", with: "\"steps\":4"), 65, "was damaged or changed"),
        (
          text.replacing("caudal.model/1", with: "caudal.model/2"), 65,
          "of caudal.model/2; this program"
        ),
        (String(text.dropLast(9)), 65, "this is no model, or a damaged one"),
        ("", 65, "this is no model, or a damaged one"),
        ("{\"schema\":\"caudal.describe/1\"}", 65, "this is no model, but caudal.describe/1"),
      ]
      for (changed, code, sentence) in cases {
        try Data(changed.utf8).write(to: URL(filePath: path))
        for launch in [Program.Launch.directly, .mpirun(2)] {
          let outcome = try await Caudal.run(["forecast", "--models", models], launch)
          #expect(outcome.code == code, "\(outcome.errors)")
          #expect(outcome.messages.count == 1, "\(outcome.errors)")
          #expect(outcome.messages.first?.contains(sentence) == true, "\(outcome.errors)")
        }
      }
      try FileManager.default.removeItem(atPath: path)
      #expect(try await Caudal.run(["forecast", "--models", models]).code == 66)
      #expect(try await Caudal.run(["forecast", "--models", models + "/none"]).code == 66)
    }
  }

  @Test("Models of different groups are no rows of one table")
  func mixedGroups() async throws {
    try await withTemporaryFolder { folder in
      let models = folder.appending(path: "models").path
      let rows = try folder.write(
        "place,time,value\na,2024-01-01 00:00,1\na,2024-01-01 01:00,2\na,2024-01-01 02:00,4\n".utf8,
        to: "rows.csv")
      for by in [[], ["--by", "place"]] {
        let saved = try await Caudal.run(
          ["forecast", rows, "--every", "1h", "--columns", "value", "--model", "naive"]
            + ["--save", models] + by)
        #expect(saved.code == 0, "\(saved.errors)")
      }
      let outcome = try await Caudal.run(["forecast", "--models", models, "--format", "csv"])
      #expect(outcome.code == 65)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains("groups have other keys than those of"), "\(outcome.errors)")
    }
  }

  @Test("A model of other steps, another clock or another series is refused")
  func foreign() async throws {
    try await withTemporaryFolder { folder in
      let models = folder.appending(path: "models").path
      // A file: what is refused at once reads no input.
      let rows = try folder.write(Self.hours([1, 2, 4, 3]).utf8, to: "rows.csv")
      let saved = try await Caudal.run(
        ["forecast", rows, "--every", "1h", "--model", "naive", "--save", models])
      #expect(saved.code == 0)
      for (options, code, sentence) in [
        (["--every", "2h"], 64, "has steps of 1 h, not of 2 h"),
        (["--every", "1h", "--time-zone", "UTC"], 64, "has times of an unknown zone, not of UTC"),
        (["--every", "1h", "--columns", "value as other"], 65, "there is no model of it in"),
        (["--every", "1h", "--season", "8"], 64, "--season is about new models"),
      ] {
        let outcome = try await Caudal.run(["forecast", rows, "--models", models] + options)
        #expect(outcome.code == code, "\(options): \(outcome.errors)")
        #expect(outcome.errors.contains(sentence), "\(options): \(outcome.errors)")
      }
    }
  }
}
