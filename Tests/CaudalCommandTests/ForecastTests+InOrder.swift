import Foundation
import TestSupport
import Testing

// Series that are summed up as they are read.
extension ForecastTests {
  /// A minute from 2024-01-01 on, as a time.
  private static func time(ofMinute minute: Int, second: String = "00") -> String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (day, hour) = (minute / 1440 + 1, minute / 60 % 24)
    return "2024-01-\(padded(day)) \(padded(hour)):\(padded(minute % 60)):\(second)"
  }

  /// Minutes with all that may lie at the border of a block: several rows in a step, steps without rows, rows without
  /// a value, gaps that are short and gaps that are long.
  private static let minutes: String = {
    var random = SeededGenerator(seed: 5)
    var (text, last) = ("time,level,flow\n", 0)
    var minute = 0
    while minute < 5000 {
      last = last * 9 / 10 + Int.random(in: -99...99, using: &random)
      func number(_ value: Int) -> String { "\(value / 100).\(10 + abs(value) % 90)" }
      let level = Int.random(in: 0..<20, using: &random) == 0 ? "" : number(2000 + last)
      for second in ["00", "10", "50"].prefix([1, 1, 1, 2, 3].randomElement(using: &random) ?? 1) {
        text += "\(time(ofMinute: minute, second: second)),\(level),\(number(900 - last))\n"
      }
      let isGap = Int.random(in: 0..<100, using: &random) == 0
      minute += isGap ? [2, 3, 15, 26, 40, 300].randomElement(using: &random) ?? 1 : 1
    }
    return text
  }()

  private static let autoregression = ["--every", "1m", "--model", "ar", "--horizon", "3"]

  /// What the program prints, without how it was run.
  private static func output(
    _ arguments: [String], _ launch: Program.Launch = .directly, input: String? = nil
  ) async throws -> String {
    let outcome = try await Caudal.run(
      ["forecast"] + arguments + autoregression + ["--format", "json"], launch,
      input: input.map { Array($0.utf8) })
    #expect(outcome.code == 0, "\(arguments) \(launch): \(outcome.errors)")
    return outcome.output.components(separatedBy: "  \"run\": {")[0]
      + outcome.messages.filter { !$0.contains(" in /") }.joined(separator: "\n")
  }

  @Test(
    "Series that are summed up have the bits of those that are held, on any ranks",
    arguments: [
      ["--lags", "1-3,7", "--season", "none"],
      ["--lags", "1,2,60", "--aggregate", "mean, flow last", "--season", "none"],
    ])
  func inOrder(options: [String]) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.minutes.utf8, to: "minutes.csv")
      let (held, kept) = (folder.appending(path: "held").path, folder.appending(path: "kept").path)
      let expected = try await Self.output([path, "--save", held] + options)
      #expect(expected.contains("\"mean\""))
      let summed = [path, "--in-order"] + options
      #expect(try await Self.output(summed + ["--save", kept]) == expected)
      for name in ["level.json", "flow.json"] {
        let file = try String(contentsOfFile: "\(kept)/\(name)", encoding: .utf8)
        #expect(file == (try String(contentsOfFile: "\(held)/\(name)", encoding: .utf8)))
      }
      #expect(
        try await Self.output(
          summed + ["--threads", "3", "--block-bytes", "700", "--save", kept]) == expected)
      for ranks in options.contains("--aggregate") ? [3] : [1, 2, 3, 4, 7] {
        for input in ["shared", "scatter"] {
          let found = try await Self.output(
            summed + ["--input", input, "--block-bytes", "700", "--threads", "1", "--save", kept],
            .mpirun(ranks))
          #expect(found == expected, "\(ranks) \(input)")
        }
      }
    }
  }

  @Test("Long gaps, short ones, a grid of months, and conditions", arguments: ["1m", "10m", "1h"])
  func inOrderGrids(step: String) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.minutes.utf8, to: "minutes.csv")
      let options = [
        "forecast", path, "--every", step, "--model", "ar", "--lags", "1-3", "--format", "csv",
        "--columns", "\"level\" + \"flow\" as both", "--where", "\"flow\" > 8.5", "--horizon", "2",
        "--time-zone", "Europe/Madrid",
      ]
      let held = try await Caudal.run(options)
      #expect(held.code == 0, "\(held.errors)")
      let summed = try await Caudal.run(options + ["--in-order", "--block-bytes", "900"])
      #expect(summed.output == held.output)
      #expect(summed.messages == held.messages)
    }
  }

  @Test("Values that don't fit what the first ones told are read once more; a pipe isn't")
  func inOrderAgain() async throws {
    // Tenths first, then hundredths, then a gap that is taken from a line.
    let rows = (0..<900).map { minute -> String in
      let value = (minute * minute) % 97
      return Self.time(ofMinute: minute) + ","
        + (minute < 700 ? "\(value).5" : minute == 850 ? "" : "\(value).2\(minute % 9 + 1)")
    }
    let text = "time,x\n" + rows.joined(separator: "\n") + "\n"
    try await withTemporaryFolder { folder in
      let path = try folder.write(text.utf8, to: "late.csv")
      let options = ["--lags", "1,2,5", "--threads", "1"]
      let expected = try await Self.output([path] + options)
      let summed = ["--in-order", "--block-bytes", "400"] + options
      for launch in [Program.Launch.directly, .mpirun(2)] {
        #expect(try await Self.output([path] + summed, launch) == expected)
        #expect(try await Self.output([path, "--input", "scatter"] + summed, launch) == expected)
      }
      let piped = try await Caudal.run(
        ["forecast", "-"] + summed + Self.autoregression, input: Array(text.utf8))
      #expect(piped.code == 64)
      #expect(piped.errors.contains("a pipe is read only once"), "\(piped.errors)")
    }
  }

  @Test("A row that isn't in order is named", arguments: [1, 3, 29, 61])
  func inOrderDisorder(place: Int) async throws {
    var rows = (0..<64).map { "\(Self.time(ofMinute: $0 + 5)),\($0 % 7)" }
    rows[place] = "\(Self.time(ofMinute: place + 3)),3"
    let text = "time,x\n" + rows.joined(separator: "\n") + "\n"
    try await withTemporaryFolder { folder in
      let path = try folder.write(text.utf8, to: "x.csv")
      let runs = [(Program.Launch.directly, "40"), (.directly, "9000"), (.mpirun(3), "99")]
      for (launch, block) in runs {
        let outcome = try await Caudal.run(
          ["forecast", path, "--in-order", "--lags", "1", "--block-bytes", block]
            + Self.autoregression, launch)
        #expect(outcome.code == 65)
        let sentence =
          "row \(place + 2) lies in the step of \(Self.time(ofMinute: place + 3)), and a row above it in that of"
          + " \(Self.time(ofMinute: place + 4)); rows must come in the order of time; sort them by caudal select --sort"
        #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
      }
    }
  }

  @Test("Sums give statsmodels' autoregression to 1e-9")
  func inOrderStatsmodels() async throws {
    struct Expected: Decodable {
      struct Model: Decodable {
        let series: String
        let lags: [Int]
        let constant: Bool
        let trend: Bool
        let seasons: [[Int]]
        let loglik: Double
        let variance: Double
        let parameters: [Double]
        let means: [Double]
      }
      struct Series: Decodable {
        let name: String
        let values: [Double?]
      }
      let autoregressions: [Model]
      let series: [Series]
    }
    let expected = try Fixtures.decode("arima_expected.json", as: Expected.self)
    let models = expected.autoregressions.filter {
      $0.constant && !$0.trend && $0.seasons.isEmpty && !$0.lags.isEmpty
    }
    #expect(models.count >= 2)
    for model in models {
      let series = try #require(expected.series.first { $0.name == model.series })
      let rows = series.values.enumerated().map { hour, value in
        "\(3600 * hour),\(value.map { "\($0)" } ?? "")\n"
      }
      let (document, _) = try await Self.document(
        [
          "-", "--every", "1h", "--model", "ar", "--in-order", "--lags",
          model.lags.map { "\($0)" }.joined(separator: ","), "--horizon", "\(model.means.count)",
          "--time", "time", "--date-format", "epoch",
        ], input: "time,value\n" + rows.joined())
      let found = try #require(document.series.first?.model)
      func isNear(_ one: Double?, _ other: Double) -> Bool {
        abs((one ?? .nan) - other) <= 1e-9 * abs(other)
      }
      #expect(isNear(found.loglikelihood, model.loglik))
      #expect(isNear(found.sigma2, model.variance))
      let means = try #require(document.series.first?.mean)
      for (mean, known) in zip(means, model.means) { #expect(isNear(mean, known)) }
      for known in model.parameters {
        #expect(found.parameters.contains { isNear($0.value, known) }, "\(known)")
      }
    }
  }

  @Test(
    "What sums don't tell is refused before anything is read",
    arguments: [
      (["--model", "ar"], "--in-order needs --model ar and --lags"),
      (["--model", "ets"], "--in-order needs --model ar and --lags"),
      (["--lags", "1", "--fourier", "24:2"], "--fourier needs series that are held"),
      (["--lags", "1", "--by", "CodigoSensor"], "--by needs series that are held"),
      (["--lags", "1", "--backtest", "3"], "--backtest needs series that are held"),
      (["--lags", "1", "--models", "."], "--lags is about new models"),
      (["--lags", "1", "--aggregate", "count"], "--aggregate: numbers of values have no gaps"),
    ])
  func inOrderComplaints(options: [String], sentence: String) async throws {
    let outcome = try await Caudal.run(
      ["forecast", Fixtures.sample, "--columns", "ValorObservado", "--every", "1h", "--in-order"]
        + (options[0] == "--lags" ? ["--model", "ar"] : []) + options)
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }

  @Test("Nothing, one value, and the same value have no forecast; the plan says what is summed up")
  func inOrderEnds() async throws {
    try await withTemporaryFolder { folder in
      let header = "time,x\n"
      let one = header + "2024-01-01 00:00:00,5\n"
      let same = header + (0..<50).map { "\(Self.time(ofMinute: $0)),4\n" }.joined()
      let none = header + (0..<9).map { "\(Self.time(ofMinute: $0)),\n" }.joined()
      for (text, reason) in [
        (header, "no row has a time"), (one, "it has 1 value, and the method needs 5"),
        (same, "all its values are equal"), (none, "it has no value"),
      ] {
        let path = try folder.write(text.utf8, to: "x.csv")
        let options = [
          "forecast", path, "--lags", "1", "--columns", "x", "--time", "time", "--date-format",
          "ymd",
        ]
        for launch in [Program.Launch.directly, .mpirun(2)] {
          let held = try await Caudal.run(options + Self.autoregression, launch)
          let summed = try await Caudal.run(options + Self.autoregression + ["--in-order"], launch)
          #expect(summed.code == 65)
          #expect(summed.errors.contains(reason), "\(summed.errors)")
          #expect(summed.messages == held.messages)
        }
      }
      let path = try folder.write(same.utf8, to: "x.csv")
      let plan = try await Caudal.run(
        ["forecast", path, "--lags", "1,9", "--in-order", "--explain"] + Self.autoregression)
      #expect(plan.code == 0)
      #expect(plan.output.contains("series are summed up as they are read"))
      #expect(plan.output.contains("as many as the longest lag, 9"))
    }
  }
}
