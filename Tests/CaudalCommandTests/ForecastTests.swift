import Foundation
import TestSupport
import Testing

/// `caudal forecast` from outside.
@Suite("Forecasts")
struct ForecastTests {
  /// The document `caudal.forecast/1`.
  struct Document: Decodable {
    struct Model: Decodable {
      struct Parameter: Decodable {
        let name: String
        let value: Double
        let standard_error: Double?
      }

      let family: String
      let name: String
      let loglikelihood: Double?
      let sigma2: Double?
      let parameters: [Parameter]
    }

    struct Interval: Decodable {
      let level: Double
      let lower: [Double?]
      let upper: [Double?]
    }

    struct Measures: Decodable {
      let horizon: Int
      let values: Int
      let mae: Double?
      let coverage: [Double?]
    }

    struct Accuracy: Decodable {
      let method: String
      let origins: Int
      let horizons: [Measures]
    }

    struct Series: Decodable {
      let column: String
      let group: [String: String?]?
      let first: String?
      let origin: String?
      let steps: Int
      let missing: Int
      let last: Double?
      let no_forecast: String?
      let model: Model?
      let times: [String]?
      let mean: [Double]?
      let intervals: [Interval]?
      let backtest: [Accuracy]?
    }

    let schema: String
    let step: String
    let time_zone: String?
    let series: [Series]
  }

  /// The document that a command prints.
  static func document(
    _ arguments: [String], input: String? = nil
  ) async throws -> (document: Document, messages: [String]) {
    let outcome = try await Caudal.run(
      ["forecast"] + arguments + ["--format", "json"], input: input.map { Array($0.utf8) })
    try #require(outcome.code == 0, "\(outcome.errors)")
    let document = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
    #expect(document.schema == "caudal.forecast/1")
    return (document, outcome.messages)
  }

  // MARK: - Certified values

  private struct Fixture: Decodable {
    struct Forecast: Decodable {
      let series: String
      let order: [Int]
      let seasonal: [Int]
      let steps: [[Double]]
    }

    let forecasts: [Forecast]
  }

  private struct SeriesFixture: Decodable {
    struct Series: Decodable {
      let name: String
      let values: [Double?]
    }

    let series: [Series]
  }

  @Test("Certified forecasts, from a file to the document")
  func certified() async throws {
    let fixture = try Fixtures.decode("arima_expected.json", as: Fixture.self)
    let data = try Fixtures.decode("arima_series.json", as: SeriesFixture.self)
    #expect(fixture.forecasts.count >= 4)
    for expected in fixture.forecasts {
      let series = try #require(data.series.first { $0.name == expected.series })
      let rows = series.values.enumerated().map { index, value in
        "\(1000 + index)-01-01,\(value.map { "\($0)" } ?? "")\n"
      }
      let horizon = try #require(expected.steps.map { Int($0[0]) }.max())
      var options = [
        "-", "--every", "1 year", "--season", "none", "--model", "arima", "--level", "95",
        "--order", expected.order.map(String.init).joined(separator: ","), "--horizon",
        "\(horizon)",
      ]
      if expected.seasonal[3] > 1 {
        options += ["--seasonal", expected.seasonal.map(String.init).joined(separator: ",")]
      }
      let (document, _) = try await Self.document(
        options, input: "year,value\n" + rows.joined())
      let found = try #require(document.series.first)
      #expect(found.origin == "\(999 + series.values.count)-01-01")
      let (mean, interval) = (try #require(found.mean), try #require(found.intervals?.first))
      for step in expected.steps {
        let index = Int(step[0]) - 1
        #expect(abs(mean[index] / step[1] - 1) < 1e-6, "\(expected.series) \(step)")
        let width = try #require(interval.upper[index]) - (try #require(interval.lower[index]))
        // The 0.975 quantile of the normal distribution.
        let error = width / 2 / 1.959963984540054
        #expect(abs(error / step[2] - 1) < 1e-6, "\(expected.series) \(step): \(error)")
      }
    }
  }

  // MARK: - The same bits

  /// Readings of some stations: hourly, out of order, some missing, some twice.
  private static let stations: String = {
    var generator = SeededGenerator(seed: 14)
    var rows: [String] = []
    for (number, station) in ["north", "south", "", "east"].enumerated() {
      for hour in 0..<(220 - 30 * number) where Int.random(in: 0..<20, using: &generator) > 0 {
        let season = [3, 1, 0, -1, -2, 0, 2, 4][hour % 8]
        let noise = Double(Int.random(in: -50...50, using: &generator)) / 50
        let value = Double(10 * number + season) + noise
        let text = Int.random(in: 0..<25, using: &generator) == 0 ? "NA" : "\(value)"
        let (day, time) = (hour / 24 + 1, hour % 24)
        rows.append("\(station),2024-03-\(pad(day)) \(pad(time)):30,\(text),\(2 * hour + number)\n")
      }
    }
    rows += rows.prefix(5)
    rows.shuffle(using: &generator)
    return "station,time,temperature,count\n" + rows.joined()
  }()

  private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  @Test(
    "The same bytes for every way of running",
    arguments: [
      ["--model", "auto", "--season", "8"], ["--model", "ar", "--season", "8", "--backtest", "4"],
      ["--model", "arima", "--order", "1,0,1"],
    ])
  func ways(model: [String]) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.stations.utf8, to: "stations.csv")
      let arguments =
        [
          "forecast", path, "--by", "station", "--every", "1h", "--horizon", "3,8", "--format",
          "json",
        ]
        + model
      func document(_ options: [String], _ launch: Program.Launch) async throws -> String {
        let outcome = try await Caudal.run(arguments + options, launch)
        #expect(outcome.code == 0, "\(launch) \(options): \(outcome.errors)")
        return outcome.output.components(separatedBy: "  \"run\": {")[0]
      }
      let expected = try await document(["--threads", "1"], .directly)
      #expect(expected.contains("\"mean\""))
      #expect(try await document(["--threads", "3"], .directly) == expected)
      for ranks in [1, 2, 3, 4, 7] {
        for input in ["shared", "scatter"] {
          let found = try await document(
            ["--input", input, "--block-bytes", "1500"], .mpirun(ranks))
          #expect(found == expected, "\(ranks) \(input)")
        }
      }
    }
  }

  @Test("Series are those of the groups and columns, each from its own end")
  func series() async throws {
    let (document, messages) = try await Self.document(
      ["-", "--by", "station", "--every", "1h", "--model", "naive", "--horizon", "2"],
      input: Self.stations)
    #expect(
      document.series.map(\.column) == [
        "temperature", "count", "temperature", "count", "temperature", "count", "temperature",
        "count",
      ])
    #expect(
      document.series.map { ($0.group?["station"] ?? nil) ?? "-" } == [
        "east", "east", "north", "north", "south", "south", "-", "-",
      ])
    for series in document.series {
      let last = try #require(series.last)
      #expect(series.mean == [last, last])
      #expect(series.times?.count == 2)
      let origin = try #require(series.origin)
      #expect(origin < (try #require(series.times?.first)))
    }
    #expect(
      messages.contains {
        $0.contains("series end before") && $0.contains("behind the end of its own series")
      }, "\(messages)")
  }

  // MARK: - Odd series

  static func hours(_ values: [Double?], from start: Int = 0) -> String {
    "time,value\n"
      + values.enumerated().map { index, value in
        let hour = start + index
        return
          "2024-01-\(pad(hour / 24 + 1)) \(pad(hour % 24)):00,\(value.map { "\($0)" } ?? "")\n"
      }.joined()
  }

  static let methods = [
    "auto", "arima", "ar", "ets", "theta", "mstl", "naive", "seasonal-naive", "seasonal-mean",
  ]

  @Test("Too little to forecast is said in a sentence, or forecast", arguments: methods)
  func little(method: String) async throws {
    let inputs: [(name: String, text: String)] = [
      ("one value", Self.hours([5])), ("two values", Self.hours([5, 6])),
      ("a constant", Self.hours(Array(repeating: 7, count: 60))),
      ("nothing", Self.hours([nil, nil])), ("no rows", "time,value\n"),
    ]
    for (name, text) in inputs {
      let outcome = try await Caudal.run(
        [
          "forecast", "-", "--every", "1h", "--columns", "value", "--model", method, "--season",
          "24",
        ],
        input: Array(text.utf8))
      if outcome.code == 0 {
        #expect(outcome.output.contains("steps of 1 h"), "\(method), \(name)")
        #expect(!outcome.output.contains("nan"), "\(method), \(name): \(outcome.output)")
      } else {
        #expect(outcome.code == 65 || outcome.code == 64, "\(method), \(name): \(outcome.errors)")
        #expect(outcome.output == "")
        #expect(
          outcome.messages.filter { !$0.hasPrefix("caudal: note") }.count == 1,
          "\(method), \(name): \(outcome.errors)")
      }
    }
  }

  @Test("A gap of a year stays a gap", arguments: methods)
  func gap(method: String) async throws {
    var generator = SeededGenerator(seed: 8760)
    let rows = (0..<400).map { hour -> String in
      let (day, year) = (hour / 24, hour < 200 ? 2023 : 2024)
      let value = [3, 1, 0, -1, -2, 0, 2, 4][hour % 8] + Int.random(in: 0..<5, using: &generator)
      return "\(year)-01-\(Self.pad(day + 1)) \(Self.pad(hour % 24)):00,\(value)\n"
    }
    // The filter of a season is never steady in a gap, and the orders of an ARIMA are many.
    let season = method == "arima" ? "none" : "8"
    let (document, _) = try await Self.document(
      ["-", "--every", "1h", "--model", method, "--season", season, "--horizon", "8"],
      input: "time,value\n" + rows.joined())
    let series = try #require(document.series.first)
    #expect(series.steps == 8760 + 400 && series.missing == 8760, "\(method)")
    let mean = try #require(series.mean)
    #expect(mean.allSatisfy { (-10...20).contains($0) }, "\(method): \(mean)")
  }

  @Test("A million steps ahead")
  func far() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "far.csv").path
      let outcome = try await Caudal.run(
        [
          "forecast", "-", "--every", "1h", "--model", "ar", "--lags", "1", "--horizon", "1000000",
          "--format", "csv", "--output", path,
        ], input: Array(Self.hours((0..<100).map { Double(($0 * 37) % 11) }).utf8))
      #expect(outcome.code == 0, "\(outcome.errors)")
      let lines = try Data(contentsOf: URL(filePath: path)).count { $0 == UInt8(ascii: "\n") }
      #expect(lines == 1_000_001)
    }
  }

  @Test("What lies beyond the calendar")
  func beyond() async throws {
    let outcome = try await Caudal.run(
      [
        "forecast", "-", "--every", "1 year", "--model", "naive", "--horizon", "9000",
      ], input: Array("year,value\n2000-01-01,1\n2001-01-01,2\n2002-01-01,4\n".utf8))
    #expect(outcome.code == 65)
    #expect(
      outcome.messages.last
        == "caudal: value has no forecast: 9000 steps lead beyond the year 9999",
      "\(outcome.errors)")
  }

  @Test("The steps of a zone whose clocks are changed")
  func zone() async throws {
    let text =
      "time,value\n"
      + (0..<48).map { "2017-10-28 \(Self.pad($0 / 2)):\($0 % 2 == 0 ? "00" : "30"),\($0 % 8)\n" }
      .joined()
    let (document, _) = try await Self.document(
      [
        "-", "--every", "1h", "--model", "naive", "--horizon", "4", "--time-zone", "Europe/Madrid",
      ], input: text)
    #expect(document.time_zone == "Europe/Madrid")
    #expect(
      document.series[0].times == [
        "2017-10-29 00:00:00+02:00", "2017-10-29 01:00:00+02:00", "2017-10-29 02:00:00+02:00",
        "2017-10-29 02:00:00+01:00",
      ])
  }

  // MARK: - Backtests

  @Test("The errors of a backtest are those that were made")
  func backtest() async throws {
    let values = (0..<120).map { Double([3, 1, 0, -1, -2, 0, 2, 4][$0 % 8] + ($0 * 7) % 5) }
    let (document, _) = try await Self.document(
      [
        "-", "--every", "1h", "--season", "8", "--model", "naive", "--horizon", "2,4",
        "--backtest", "1",
      ], input: Self.hours(values))
    let accuracy = try #require(document.series[0].backtest)
    #expect(accuracy.map(\.method) == ["naive", "seasonal-naive", "naive"])
    let ahead = values.suffix(4)
    func mean(_ errors: [Double]) -> Double { errors.reduce(0, +) / Double(errors.count) }
    let naive = ahead.map { abs($0 - values[115]) }
    let seasonal = zip(ahead, values[108..<112]).map { abs($0 - $1) }
    for (index, steps) in [2, 4].enumerated() {
      #expect(accuracy[0].horizons[index].mae == mean(Array(naive.prefix(steps))))
      #expect(accuracy[1].horizons[index].mae == mean(Array(seasonal.prefix(steps))))
      #expect(accuracy[2].horizons[index].mae == accuracy[0].horizons[index].mae)
    }
  }

  @Test("Who does worse than a repeated season is said to")
  func worse() async throws {
    let values = (0..<120).map { Double([30, 10, 0, -10, -20, 0, 20, 40][$0 % 8] + ($0 * 7) % 3) }
    let (_, messages) = try await Self.document(
      [
        "-", "--every", "1h", "--season", "8", "--model", "naive", "--horizon", "4", "--backtest",
        "9",
      ],
      input: Self.hours(values))
    #expect(
      messages.contains {
        $0.contains("1 of 1 series was forecast better by seasonal-naive: value")
      }, "\(messages)")
  }

  @Test("Intervals from errors that were made lie between them")
  func measuredIntervals() async throws {
    let values = (0..<200).map { Double([3, 1, 0, -1, -2, 0, 2, 4][$0 % 8] + ($0 * 7) % 5) }
    let (document, _) = try await Self.document(
      [
        "-", "--every", "1h", "--season", "8", "--model", "seasonal-naive", "--horizon", "2",
        "--backtest", "9", "--level", "80", "--intervals", "backtest",
      ], input: Self.hours(values))
    let series = document.series[0]
    let (mean, interval) = (try #require(series.mean), try #require(series.intervals?.first))
    for step in 0..<2 {
      let (lower, upper) = (try #require(interval.lower[step]), try #require(interval.upper[step]))
      // Values repeat after a season but for what is added, from 0 to 4.
      #expect(lower >= mean[step] - 4 && upper <= mean[step] + 4 && lower <= upper)
    }
  }

  // MARK: - Complaints

  @Test(
    "What makes no sense is said before anything is read",
    arguments: [
      (["--every", "7m"], "--every: 7 min don't divide a day"),
      (["--every", "1h", "--order", "1,0,0"], "--order needs --model arima"),
      (["--every", "1h", "--lags", "1"], "--lags needs --model ar"),
      (["--every", "1h", "--seasonal", "0,1,1,12"], "--seasonal needs --order"),
      (["--every", "1h", "--intervals", "backtest"], "--intervals backtest needs --backtest"),
      (
        ["--every", "1h", "--intervals", "backtest", "--backtest", "10"],
        "--intervals backtest needs --backtest 39 for 95 %"
      ),
      (["--every", "1h", "--horizon", "0"], "the value '0' is invalid for '--horizon <steps>'"),
      (["--every", "1h", "--horizon", "1,,2"], "the value '1,,2' is invalid"),
      (["--every", "1h", "--level", "100"], "the value '100' is invalid"),
      (["--every", "1h", "--season", "1"], "the value '1' is invalid"),
      (["--every", "1h", "--model", "ar", "--lags", "3-1"], "the value '3-1' is invalid"),
      (["--every", "1h", "--model", "ar", "--fourier", "24:13"], "the value '24:13' is invalid"),
      (["--every", "1h", "--columns", "Departamento"], "\"Departamento\" holds no numbers"),
      ([], "give --every, the length of a step, such as 1h"),
    ])
  func complaints(options: [String], sentence: String) async throws {
    let outcome = try await Caudal.run(["forecast", Fixtures.sample] + options)
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
    #expect(outcome.messages.first?.contains(sentence) == true, "\(outcome.errors)")
  }

  @Test("The plan names what would be done")
  func plan() async throws {
    for launch in [Program.Launch.directly, .mpirun(3)] {
      let outcome = try await Caudal.run(
        [
          "forecast", Fixtures.sample, "--columns", "ValorObservado", "--every", "1d", "--explain",
          "json",
        ], launch)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\"step\": \"forecast\""))
      #expect(outcome.output.contains("\"command\": \"forecast\""))
    }
  }
}
