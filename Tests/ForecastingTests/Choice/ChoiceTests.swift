import Testing
import TimeSeries
import Vocabulary

@testable import Forecasting

@Suite("Choice of models")
struct ChoiceTests {
  /// Two candidates that are wrong about a season, and one that is right.
  static let list = CandidateList(
    [
      Candidate(.seasonalNaive(period: 1)), Candidate(.theta(period: 1)),
      Candidate(.seasonalNaive(period: 24)),
    ], combinedCount: 2, period: 24)

  @Test("A single model is the first, unless another is better by 15 %")
  func single() {
    let seasonal = SampleSeries.seasonal(600, period: 24, noise: 0.1)
    let better = Choice.single(of: Self.list, values: seasonal, horizon: 24)
    #expect(better.chosen.map(\.name) == ["naive[24]"])
    #expect(better.fallbacks.count == 2)
    let errors = better.errors ?? []
    #expect(errors.count == 3 && errors[2] < 0.5 * errors[0])

    // Noise alone: what it was a day ago is no better than what it was an hour ago.
    let noise = Choice.single(of: Self.list, values: SampleSeries.noise(600), horizon: 24)
    let first = noise.errors?[0] ?? .nan
    #expect(noise.errors?.contains { $0 < first } == true)
    let isBetter = noise.errors?.contains { $0 < 0.85 * first } == true
    #expect((noise.chosen[0].name == "naive") == !isBetter)
  }

  @Test("Of a combination go those with twice the least error; what is clearly better is alone")
  func combination() {
    let seasonal = SampleSeries.seasonal(600, period: 24, noise: 0.1)
    let alone = Choice.combination(of: Self.list, values: seasonal, horizon: 24)
    #expect(alone.chosen.map(\.name) == ["naive[24]"])
    let all = CandidateList(Self.list.candidates, period: 24)
    let best = Choice.combination(of: all, values: seasonal, horizon: 24)
    #expect(best.chosen.map(\.name) == ["naive[24]"])
    // A walk: yesterday is worse than the last value.
    var place = 0.0
    let walk = SampleSeries.noise(600).map { noise in
      place += noise
      return place
    }
    let both = Choice.combination(of: Self.list, values: walk, horizon: 24)
    #expect(both.chosen.map(\.name) == ["naive", "theta"])
    #expect(both.fallbacks.map(\.name) == ["naive[24]"])
  }

  @Test(
    "The best three are those with the smallest errors, of more candidates than a combination has")
  func bestThree() throws {
    let values = SampleSeries.seasonal(600, period: 24, noise: 0.3)
    let list = CandidateList.wide(Seasons(periods: [24]), values: values)
    let automatic = CandidateList.automatic(Seasons(periods: [24]), values: values)
    #expect(list.candidates.count > automatic.candidates.count)
    #expect(Set(list.candidates.map(\.name)).count == list.candidates.count)
    let choice = Choice.bestThree(of: list, values: values, horizon: 24)
    let errors = zip(list.candidates.map(\.name), try #require(choice.errors))
    let best = errors.sorted { $0.1 < $1.1 }.prefix(3).map(\.0)
    #expect(choice.chosen.map(\.name) == best)
    #expect(try choice.fit(values, horizon: 24).models.count == 3)
    // Where nothing can be measured, what is good as a rule is taken.
    let few = Choice.bestThree(of: list, values: Array(values.prefix(3)), horizon: 24)
    #expect(few.errors == nil)
    #expect(few.chosen.map(\.name) == list.candidates.prefix(list.combinedCount).map(\.name))
  }

  @Test("The errors are those of a backtest that fits at each origin")
  func errors() throws {
    let values = SampleSeries.seasonal(600, period: 24)
    let choice = Choice.single(of: Self.list, values: values, horizon: 24)
    let origins = RollingOrigins(
      steps: 600, horizon: 24, count: 16, period: 24, leastTraining: 450)
    let run = Backtest(values, origins, period: 24).seasonalNaive()
    let expected = try #require(run.accuracy().overall.meanAbsoluteError)
    let error = try #require(choice.errors?[2])
    #expect(abs(error - expected) < 1e-12 * expected)
  }

  @Test("A short series isn't measured for a combination: what is good as a rule is taken")
  func short() throws {
    let values = SampleSeries.seasonal(130, period: 12).map { $0 + 100 }
    let list = CandidateList.automatic(step: SampleSeries.step("1 month"), values: values)
    let choice = Choice.combination(of: list, values: values, horizon: 18)
    #expect(choice.errors == nil)
    let fitted = try choice.fit(values, horizon: 18)
    #expect(fitted.models.count == 3)
    let forecasts = [
      try ETS(period: 12, forms: ETSForm.withoutUndampedTrend).fit(values).forecast(steps: 18),
      try DynamicTheta(period: 12).fit(values).forecast(steps: 18),
      try Theta(period: 12).fit(values).forecast(steps: 18),
    ]
    #expect(fitted.model.forecast(steps: 18) == Combination.mean(forecasts))
  }

  @Test("Hourly values with a season are forecast better than by yesterday's")
  func hours() throws {
    let values = SampleSeries.seasonal(3072, period: 24)
    let training = Array(values[..<3000])
    let list = CandidateList.automatic(step: SampleSeries.step("1h"), values: training)
    let naive = try SeasonalNaive(training, period: 24).forecast(steps: 72).means
    func error(_ means: [Double]) -> Double {
      zip(means, values[3000...]).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    for choice in [
      Choice.single(of: list, values: training, horizon: 72),
      Choice.combination(of: list, values: training, horizon: 72),
    ] {
      let fitted = try choice.fit(training, horizon: 72)
      #expect(error(fitted.model.forecast(steps: 72).means) < 0.8 * error(naive))
    }
  }

  @Test("Where Saturday isn't Friday, the lags of a week are taken")
  func week() throws {
    let days = SampleSeries.seasonal(3000, period: 24, noise: 0.2)
    let values = days.indices.map { $0 % 168 < 120 ? 2 * days[$0] : 0.2 * days[$0] }
    let list = CandidateList.automatic(step: SampleSeries.step("1h"), values: values)
    for choice in [
      Choice.single(of: list, values: values, horizon: 72),
      Choice.combination(of: list, values: values, horizon: 72),
    ] {
      #expect(choice.chosen.map(\.name) == ["autoregression(1-168)"], "\(choice.errors ?? [])")
    }
  }

  @Test("In other units, by a power of two, it is the same choice and the same forecast to the bit")
  func units() throws {
    let values = SampleSeries.seasonal(1500, period: 24)
    let others = values.map { $0 * 1024 }
    let choices = [values, others].map { values in
      let list = CandidateList.automatic(step: SampleSeries.step("1h"), values: values)
      return Choice.combination(of: list, values: values, horizon: 48)
    }
    #expect(choices[0].chosen.map(\.name) == choices[1].chosen.map(\.name))
    let means = try choices[0].fit(values, horizon: 48).model.forecast(steps: 48).means
    let large = try choices[1].fit(others, horizon: 48).model.forecast(steps: 48).means
    #expect(means.map { $0 * 1024 } == large)
  }

  @Test("An autoregression that explodes isn't used")
  func explosion() throws {
    var size = 1.0
    let values = SampleSeries.noise(60).map { noise in
      size *= 1.1
      return size + noise
    }
    let list = CandidateList(
      [Candidate(.autoregression(Autoregression(lags: [1, 2])))],
      fallbacks: [Candidate(.seasonalNaive(period: 1))])
    let choice = Choice.combination(of: list, values: values, horizon: 100)
    #expect(try choice.fit(values, horizon: 100).candidates.map(\.name) == ["naive"])
    #expect(try choice.fit(values, horizon: 1).candidates.map(\.name) == ["autoregression(1-2)"])
  }
}

@Suite("Choice of models for series that are hard")
struct HardSeriesTests {
  /// Some series; what they are called.
  static let series: [(name: String, values: [Double])] = {
    var gap = SampleSeries.seasonal(20_000, period: 24)
    for step in 8000..<16_766 { gap[step] = .nan }
    var lateGap = gap
    for step in 16_766..<19_990 { lateGap[step] = .nan }
    var endGap = SampleSeries.seasonal(3000, period: 24)
    for step in 2000..<3000 { endGap[step] = .nan }
    var thin = [Double](repeating: .nan, count: 5000)
    for step in stride(from: 0, to: 5000, by: 7) { thin[step] = Double(step % 24) }
    return [
      ("ten values", SampleSeries.noise(10)),
      ("two values", [1, 2]),
      ("two values far apart", [1] + [Double](repeating: .nan, count: 1000) + [2]),
      ("a constant", [Double](repeating: 7, count: 1000)),
      ("a short constant", [Double](repeating: 7, count: 20)),
      ("two constants", (0..<1000).map { $0 < 500 ? 3 : 4 }),
      ("a line", (0..<1000).map { Double($0) }),
      ("negative values", SampleSeries.seasonal(1000, period: 24).map { $0 - 1000 }),
      ("huge values", SampleSeries.seasonal(1000, period: 24).map { $0 * 1e150 }),
      ("tiny values", SampleSeries.seasonal(1000, period: 24).map { $0 * 1e-150 }),
      ("zeros and few ones", (0..<2000).map { $0 % 97 == 0 ? 1 : 0 }),
      ("a season alone", (0..<2000).map { Double($0 % 24) }),
      ("a gap of a year", gap),
      ("a gap before the last ten", lateGap),
      ("nothing for a long time", endGap),
      ("one value in seven", thin),
      (
        "a first value long ago",
        [1] + [Double](repeating: .nan, count: 3000) + SampleSeries.noise(30)
      ),
    ]
  }()

  @Test(
    "There is a finite forecast, near the series", arguments: series.map(\.name),
    ["10 min", "1h", "1d", "1 month", "1 year"])
  func finite(name: String, step: String) throws {
    let values = try #require(Self.series.first { $0.name == name }).values
    let list = CandidateList.automatic(step: SampleSeries.step(step), values: values)
    let known = values.filter { !$0.isNaN }
    let (least, greatest) = (known.min() ?? 0, known.max() ?? 0)
    let reach = 3 * (greatest - least)
    for choice in [
      Choice.single(of: list, values: values, horizon: 72),
      Choice.combination(of: list, values: values, horizon: 72),
    ] {
      let fitted = try choice.fit(values, horizon: 72)
      #expect(!fitted.candidates.isEmpty && fitted.candidates.count == fitted.models.count)
      let forecast = fitted.model.forecast(steps: 72)
      #expect(forecast.means.count == 72)
      #expect(
        forecast.means.allSatisfy { $0 >= least - reach && $0 <= greatest + reach },
        "\(fitted.candidates.map(\.name)) \(forecast.means)")
      #expect(forecast.standardErrors.allSatisfy { $0 >= 0 && $0.isFinite })
    }
  }

  @Test("Where there is nothing to go by, an error says so")
  func nothing() {
    func failure(_ values: [Double], _ step: String) -> ModelError? {
      let list = CandidateList.automatic(step: SampleSeries.step(step), values: values)
      do throws(ModelError) {
        _ = try Choice.single(of: list, values: values, horizon: 72).fit(values, horizon: 72)
        return nil
      } catch {
        return error
      }
    }
    for step in ["1h", "1 month", "1 year"] {
      #expect(failure([], step) == .noValues)
      #expect(failure([Double](repeating: .nan, count: 500), step) == .noValues)
      #expect(failure([3], step) == .tooFewValues(known: 1, needed: 2))
      #expect(failure([1, .infinity, 2], step) == .notFinite(index: 1))
    }
  }
}
