import Foundation
import TestSupport
import Testing

/// `caudal serve` from outside: what was saved is what is answered.
@Suite("Forecasts over HTTP")
struct ServeCommandTests {
  /// Serves folders of models, asks for some paths, and ends the server.
  ///
  /// - Parameters:
  ///   - folders: the folders of models.
  ///   - paths: what is asked for, one after the other.
  /// - Returns: what was answered, a line each, then the server's exit code.
  /// - Throws: an error if the server can't be started.
  private static func ask(
    _ folders: [String], _ paths: [String]
  ) async throws -> (answers: [String], errors: String) {
    let script = """
      log=$(mktemp)
      "$0" serve --port 0 \(folders.map { "--models '\($0)'" }.joined(separator: " ")) 2>"$log" &
      server=$!
      for look in $(seq 600); do
        port=$(sed -n 's/.* listening at 127.0.0.1, port //p' "$log")
        if [ -n "$port" ] && grep -q 'models loaded' "$log"; then break; fi
        sleep 0.1
      done
      for path in "$@"; do curl -sS --max-time 60 "http://127.0.0.1:$port$path" | tr -d '\\n'; echo; done
      kill -TERM $server
      wait $server
      echo $?
      cat "$log" >&2
      rm "$log"
      """
    let outcome = try await Program(path: "/bin/bash").run(
      ["-c", script, Program("caudal").path] + paths)
    return (outcome.output.split(separator: "\n").map(String.init), outcome.errors)
  }

  private struct Prediction: Decodable {
    let hour: String
    let temp: Double
    let hum: Double
  }

  @Test("The old clients' calls get the forecasts of the saved models")
  func predictions() async throws {
    try await withTemporaryFolder { folder in
      let hours = Fixtures.folder.appending(path: "../../Documentation/Examples/hours.csv").path
      var expected: [String: [ForecastTests.Document.Series]] = [:]
      for (model, options) in [("arima", ["--order", "2,0,1"]), ("ar", ["--lags", "1-3,24"])] {
        let arguments = [
          hours, "--every", "1h", "--columns", "Bogota as temperature, Leticia as humidity",
          "--model", model, "--horizon", "3", "--save", folder.path + "/" + model, "--unit",
          "temperature=°C",
        ]
        expected[model] = try await ForecastTests.document(arguments + options).document.series
      }
      let (answers, errors) = try await Self.ask(
        [folder.path + "/arima", folder.path + "/ar"],
        [
          "/v1/prediction/3", "/v2/prediction/3", "/servicio/v1/prediccion/3horas/",
          "/forecast?series=temperature&horizon=3&model=arima", "/readyz", "/v1/prediction/0",
        ])
      try #require(answers.count == 7, "\(answers) \(errors)")
      for (answer, model) in [(0, "arima"), (1, "ar"), (2, "arima")] {
        let found = try JSONDecoder().decode(
          [Prediction].self, from: Data(answers[answer].utf8))
        let series = try #require(expected[model])
        #expect(found.map(\.temp) == series[0].mean)
        // The second series ends two days before: its forecast of the same hours is asked for.
        #expect(found.map(\.hour) == ["00:00", "01:00", "02:00"])
        #expect(found.allSatisfy { $0.hum.isFinite })
      }
      let mean = try #require(expected["arima"]?[0].mean)
      #expect(answers[3].contains("\"unit\": \"°C\""))
      #expect(answers[3].contains("\"mean\": [\(mean[0]), \(mean[1]), \(mean[2])]"))
      #expect(answers[4].contains("\"models\": 4"))
      #expect(answers[5].contains("\"status\": 400"))
      #expect(answers[6] == "0", "\(errors)")
    }
  }

  @Test("The page draws a forecast, in Chromium, at three widths, by day and by night")
  func page() async throws {
    try await withTemporaryFolder { folder in
      let hours = Fixtures.folder.appending(path: "../../Documentation/Examples/hours.csv").path
      let saved = try await Caudal.run([
        "forecast", hours, "--every", "1h", "--model", "seasonal-mean", "--save",
        folder.path + "/models",
      ])
      #expect(saved.code == 0, "\(saved.errors)")
      let script = """
        log=$(mktemp)
        "$0" serve --port 0 --models "$1" 2>"$log" &
        server=$!
        for look in $(seq 600); do
          port=$(sed -n 's/.* listening at 127.0.0.1, port //p' "$log")
          if [ -n "$port" ] && grep -q 'models loaded' "$log"; then break; fi
          sleep 0.1
        done
        "$2" --await '#chart .mean' "http://127.0.0.1:$port/"
        code=$?
        kill -TERM $server
        wait $server
        rm "$log"
        exit $code
        """
      let outcome = try await Program(path: "/bin/bash").run([
        "-c", script, Program("caudal").path, folder.path + "/models", Browser.path,
      ])
      try Browser.check(outcome, pages: 1)
    }
  }

  @Test("What can't be served is said at once")
  func complaints() async throws {
    try await withTemporaryFolder { folder in
      let cases: [([String], Int, String)] = [
        ([], 64, "give --models, a folder"),
        (["--models", folder.path + "/none"], 66, "this is no folder that can be read"),
        (["--models", folder.path], 66, "there is no model in this folder"),
        (["--models", folder.path, "--port", "99999"], 64, "--port must be from 0 to 65535"),
        (["--models", folder.path, "--drain", "9999"], 64, "--drain must be from 0 to 3600"),
      ]
      for (options, code, sentence) in cases {
        let outcome = try await Caudal.run(["serve"] + options)
        #expect(outcome.code == code, "\(outcome.errors)")
        #expect(outcome.messages.first?.contains(sentence) == true, "\(outcome.errors)")
      }
      _ = try folder.write("{}".utf8, to: "value.json")
      let damaged = try await Caudal.run(["serve", "--models", folder.path])
      #expect(damaged.code == 65, "\(damaged.errors)")
      let launched = try await Caudal.run(["serve", "--models", folder.path], .mpirun(2))
      #expect(launched.code == 64)
      #expect(
        launched.messages == ["caudal: serve runs as one process; start it without a launcher"])
    }
  }
}
