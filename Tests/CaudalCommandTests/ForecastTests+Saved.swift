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

  @Test("Two series whose long names end in the same checksum are no one file")
  func collision() async throws {
    try await withTemporaryFolder { folder in
      // 202 letters, of which the last differ: the CRC-32 of both is 1d909f10.
      let names = ["mgenztz12wjq", "z5o134n8d9ri"].map { String(repeating: "x", count: 190) + $0 }
      let lines = ["2024-01-01 00:00,1,5", "2024-01-01 01:00,2,7", "2024-01-01 02:00,4,6"]
      let header = (["time"] + names).joined(separator: ",")
      let text = ([header] + lines).map { $0 + "\n" }.joined()
      let rows = try folder.write(text.utf8, to: "rows.csv")
      let models = folder.appending(path: "models").path
      func save(_ columns: [String]) async throws -> Program.Outcome {
        try await Caudal.run(
          ["forecast", rows, "--every", "1h", "--model", "naive", "--save", models, "--columns"]
            + [columns.joined(separator: ",")])
      }
      let sentence = "the models of two series would be this one file"
      let both = try await save(names)
      #expect(both.code == 73, "\(both.errors)")
      #expect(both.errors.contains(sentence), "\(both.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: models) == [])
      // One is kept; the other doesn't take its place, and isn't taken for it.
      #expect(try await save([names[0]]).code == 0)
      #expect(try await save([names[0]]).code == 0, "its own place")
      let file = try #require(FileManager.default.contentsOfDirectory(atPath: models).first)
      #expect(file.hasSuffix("…1d909f10.json"))
      let kept = try Data(contentsOf: URL(filePath: models + "/" + file))
      let other = try await save([names[1]])
      #expect(other.code == 73, "\(other.errors)")
      #expect(try Data(contentsOf: URL(filePath: models + "/" + file)) == kept)
      let foreign = try await Caudal.run([
        "forecast", rows, "--every", "1h", "--models", models, "--columns", names[1],
      ])
      #expect(foreign.code == 65)
      #expect(foreign.errors.contains("there is no model of it in"), "\(foreign.errors)")
    }
  }

  @Test("Rows that come ten million seconds later")
  func longGap() async throws {
    try await withTemporaryFolder { folder in
      let models = folder.appending(path: "models").path
      func rows(_ minute: String, from second: Int) throws -> String {
        let values = [3, 5, 4, 6, 5, 7, 4, 5, 6, 4, 5, 3]
        let lines = values.enumerated().map { index, value in
          "\(minute):\(second + index < 10 ? "0" : "")\(second + index),\(value)\n"
        }
        return try folder.write(("time,value\n" + lines.joined()).utf8, to: "\(second).csv")
      }
      let first = try rows("2024-01-01 00:00", from: 0)
      // 115 days, 17 hours, 46 minutes and 40 seconds later.
      let later = try rows("2024-04-25 17:46", from: 40)
      // Smoothed values, an autoregression, and a state that each step moves.
      for (model, orders) in [
        ("ets", []), ("ar", ["--lags", "1,2"]), ("arima", ["--order", "1,0,1"]),
      ] {
        let saved = try await Caudal.run(
          ["forecast", first, "--every", "1s", "--model", model, "--season", "none"]
            + ["--save", models] + orders)
        #expect(saved.code == 0, "\(saved.errors)")
        let outcome = try await Caudal.run(
          ["forecast", later, "--every", "1s", "--models", models, "--horizon", "1"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("2024-04-25 17:46:52"), "\(outcome.output)")
      }
    }
  }
}
