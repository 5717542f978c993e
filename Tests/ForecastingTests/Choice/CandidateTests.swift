import Testing
import TimeSeries
import Vocabulary

@testable import Forecasting

@Suite("Candidates")
struct CandidateTests {
  @Test("A candidate learns from the last values alone")
  func trainingLength() throws {
    let values = SampleSeries.seasonal(400, period: 24)
    let methods: [Candidate.Method] = [
      .theta(period: 24), .dynamicTheta(period: 24), .decomposition(periods: [24]),
      .exponentialSmoothing(period: 1), .seasonalMean(period: 24, seasons: 3),
      .seasonalNaive(period: 24), .autoregression(Autoregression(lags: [1, 24])),
    ]
    for method in methods {
      let candidate = Candidate(method, trainingLength: 200)
      let whole = try Candidate(method).fit(Array(values.suffix(200))).forecast(steps: 30)
      #expect(try candidate.fit(values).forecast(steps: 30) == whole, "\(candidate.name)")
      var others = values
      others[150] += 100
      #expect(try candidate.fit(others).forecast(steps: 30) == whole, "\(candidate.name)")
      others[350] += 100
      #expect(try candidate.fit(others).forecast(steps: 30) != whole, "\(candidate.name)")
    }
  }

  @Test("Where the last values are all missing, so it says")
  func allMissing() {
    let values = SampleSeries.noise(50) + [Double](repeating: .nan, count: 50)
    for method in [Candidate.Method.theta(period: 1), .exponentialSmoothing(period: 1)] {
      #expect(throws: ModelError.noValues) {
        try Candidate(method, trainingLength: 50).fit(values)
      }
    }
  }

  @Test("Names say what is fitted to what")
  func names() {
    let terms = DeterministicTerms(
      hasConstant: true,
      seasons: [.init(period: 24, harmonics: 4), .init(period: 8766, harmonics: 2)],
      products: [
        .init(first: .init(period: 24, harmonics: 2), second: .init(period: 8766, harmonics: 1))
      ])
    let autoregression = Autoregression(lags: [1, 2, 3, 5, 7, 8], terms: terms)
    #expect(
      Candidate(.autoregression(autoregression), trainingLength: 500).name
        == "autoregression(1-3,5,7-8)+[24:4,8766:2,24:2*8766:1] of 500")
    #expect(Candidate(.theta(period: 1)).name == "theta")
    #expect(Candidate(.exponentialSmoothing(period: 12)).name == "ets[12]")
  }

  @Test("Of three weeks of hours and more, autoregressions are combined; Theta stands by")
  func hours() {
    let list = CandidateList.automatic(
      step: SampleSeries.step("1h"), values: SampleSeries.seasonal(9000, period: 24))
    #expect(list.period == 24)
    #expect(list.combinedCount == 3)
    #expect(
      list.candidates.map(\.name) == [
        "autoregression(1-72)+[24:4,8766:2,24:2*8766:1]", "autoregression(1-3)+[24:6] of 336",
        "autoregression(1-25)+[24:4] of 2016", "autoregression(1-168)", "theta[24] of 672",
      ])
  }

  @Test("Less than half a year can't tell the year's season")
  func halfAYear() {
    let list = CandidateList.automatic(
      step: SampleSeries.step("1h"), values: SampleSeries.seasonal(4382, period: 24))
    #expect(list.candidates[0].name == "autoregression(1-72)+[24:4]")
  }

  @Test("A gap longer than a season and a fiftieth of the series isn't drawn over")
  func gap() throws {
    var values = SampleSeries.seasonal(9000, period: 24)
    for step in 3000..<3180 { values[step] = .nan }
    func gaps(_ values: [Double]) -> [Autoregression.Gaps] {
      CandidateList.automatic(step: SampleSeries.step("1h"), values: values).candidates.compactMap {
        if case .autoregression(let specification) = $0.method { specification.gaps } else { nil }
      }
    }
    #expect(gaps(values) == Array(repeating: .interpolation, count: 4))
    values[3180] = .nan
    #expect(gaps(values) == Array(repeating: .completeRows, count: 3))
  }

  @Test("Short series have the three methods that are best on M3")
  func months() {
    let list = CandidateList.automatic(
      step: SampleSeries.step("1 month"), values: SampleSeries.seasonal(140, period: 12))
    #expect(list.combinedCount == 3)
    #expect(
      list.candidates.map(\.name) == [
        "ets[12] of 672", "dynamic theta[12] of 672", "theta[12] of 672",
      ])
    // No more than two seasons: the season can't be told.
    let short = CandidateList.automatic(
      step: SampleSeries.step("1 month"), values: SampleSeries.seasonal(24, period: 12))
    #expect(
      short.candidates.map(\.name) == ["ets of 500", "dynamic theta of 500", "theta of 500"])
  }

  @Test("Steps of minutes and of seconds have no more lags than hours")
  func longSeasons() throws {
    for (step, length) in [("10 min", 20_000), ("1 min", 40_000), ("1s", 700_000)] {
      let step = try #require(TimeSpan(step))
      let list = CandidateList.automatic(step: step, values: SampleSeries.noise(length))
      #expect(list.combinedCount >= 1)
      for candidate in list.candidates {
        guard case .autoregression(let specification) = candidate.method else { continue }
        #expect(specification.lags.count <= 168 + 21, "\(candidate.name)")
        #expect(specification.lags.last ?? 0 <= length / 2)
      }
    }
  }
}
