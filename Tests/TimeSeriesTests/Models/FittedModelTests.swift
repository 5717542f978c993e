import TestSupport
import Testing
import TimeSeries

/// What models are called, and what is said of them.
@Suite("Fitted models")
struct FittedModelTests {
  private static func arima(_ order: ARIMAOrder, _ terms: DeterministicTerms) throws -> FittedModel
  {
    let values = try SeriesFixtures.series("AirPassengers").values
    let coefficients = order.coefficientNames.indices.map { 0.3 / Double($0 + 1) }
    return .arima(try ARIMA(order, terms: terms).model(of: values, coefficients: coefficients))
  }

  @Test("Names are those that people write")
  func names() throws {
    let mean = DeterministicTerms(hasConstant: true)
    #expect(try Self.arima(ARIMAOrder(2, 1, 2), .init()).name == "ARIMA(2,1,2)")
    let seasonal = ARIMAOrder(1, 0, 1, seasonal: (0, 0, 1), season: 24)
    #expect(try Self.arima(seasonal, mean).name == "ARIMA(1,0,1)(0,0,1)[24] with mean")
    let drift = DeterministicTerms(hasTrend: true, seasons: [.init(period: 12, harmonics: 2)])
    #expect(
      try Self.arima(ARIMAOrder(0, 1, 1), drift).name == "ARIMA(0,1,1) with drift, Fourier 12:2")
    #expect(
      try Self.arima(ARIMAOrder(1, 0, 0), drift).name
        == "ARIMA(1,0,0) with trend, Fourier 12:2")
    let values = try SeriesFixtures.series("sunspot.year").values
    func ar(_ lags: [Int], _ terms: DeterministicTerms) throws -> String {
      FittedModel.autoregression(try Autoregression(lags: lags, terms: terms).fit(values)).name
    }
    #expect(try ar([1, 2, 3, 4, 11, 22, 23], mean) == "AR(1-4,11,22,23)")
    #expect(try ar([1, 2], .init()) == "AR(1,2) without constant")
    var terms = DeterministicTerms(
      hasConstant: true,
      seasons: [.init(period: 11, harmonics: 4), .init(period: 22, harmonics: 1)])
    #expect(try ar([1], terms) == "AR(1) with Fourier 11:4, 22:1")
    terms.hasTrend = true
    terms.seasons.removeLast()
    terms.products = [
      .init(first: .init(period: 11, harmonics: 1), second: .init(period: 5, harmonics: 1))
    ]
    #expect(try ar([], terms) == "AR(0) with trend, Fourier 11:4, 11:1*5:1")
    let found = Set(try FittedModelCases.all.get().map(\.model.name))
    for name in [
      "ETS(M,Ad,M)", "Theta", "dynamic Theta", "MSTL(5,12) + Theta", "seasonal naive (12)", "naive",
      "seasonal mean (12)", "mean", "mean of ARIMA(0,1,1)(0,1,1)[12]; mean of ETS(A,N,N)",
    ] where !name.hasPrefix("mean of") { #expect(found.contains(name), "\(name)") }
    let naive = FittedModel.seasonalNaive(SeasonalNaive(last: [1], ages: [0], variance: 1))
    #expect(FittedModel.combination([naive, naive]).name == "mean of naive; naive")
  }

  @Test("Facts of ARIMA: parameters by name, criteria")
  func arimaFacts() throws {
    let values = try SeriesFixtures.series("lh").values
    let model = try ARIMA(ARIMAOrder(1, 0, 1), terms: .init(hasConstant: true)).fit(values)
    let facts = FittedModel.arima(model).facts
    #expect(facts.parameters.map(\.name) == ["ar1", "ma1", "mean"])
    #expect(facts.parameters.map(\.value) == model.coefficients + model.regression)
    #expect(
      facts.parameters.map(\.standardError) == model.standardErrors + model.regressionErrors)
    #expect(facts.logLikelihood == model.logLikelihood && facts.variance == model.variance)
    #expect(facts.aic == model.aic && facts.aicc == model.aicc && facts.bic == model.bic)
    #expect(facts.observationCount == 48)
    let drift = try Self.arima(
      ARIMAOrder(0, 1, 1, seasonal: (0, 0, 1), season: 12),
      .init(hasTrend: true, seasons: [.init(period: 12, harmonics: 1)])
    ).facts
    #expect(drift.parameters.map(\.name) == ["ma1", "sma1", "drift", "cos12.1", "sin12.1"])
    // No error is no number.
    let flat = ModelFacts.Parameter(name: "ar1", value: 1, standardError: .nan)
    #expect(flat.standardError == nil)
  }

  @Test("Facts of the other families")
  func otherFacts() throws {
    for item in try FittedModelCases.all.get() {
      let facts = item.model.facts
      let names = facts.parameters.map(\.name)
      switch item.model {
      case .arima: #expect(facts.aicc != nil)
      case .autoregression(let model):
        let lags = model.specification.lags
        #expect(names.suffix(lags.count) == lags.map { "ar\($0)" })
        #expect(names.first == "constant" && facts.parameters[0].value == model.regression[0])
        #expect(facts.bic == model.bic && facts.observationCount == model.count)
      case .ets(let model):
        #expect(names.count == model.parameterCount + (model.form.hasSeason ? 1 : 0))
        #expect(names.contains("phi") == (model.form.trend == .damped))
        #expect(facts.parameters[0].value == 0.4 && facts.aicc == model.aicc)
      case .theta(let model):
        #expect(names == ["alpha", "l0", "drift"] && facts.parameters[2].value == model.drift)
        #expect(facts.logLikelihood == nil)
      case .dynamicTheta: #expect(names == ["alpha", "weight"])
      case .decomposition(let model): #expect(facts == model.adjusted.facts)
      case .seasonalNaive, .seasonalMean:
        #expect(names.isEmpty && facts.variance != nil && facts.aic == nil)
      case .combination: #expect(facts.variance == nil)
      }
      if case .combination = item.model { continue }
      let known = item.training.count { !$0.isNaN }
      #expect((1...known).contains(facts.observationCount), "\(item.model.name)")
    }
    // All but the window over the last seasons.
    let naive = FittedModel.seasonalNaive(try SeasonalNaive([1, 2, .nan, 5, 4], period: 2))
    #expect(naive.facts.observationCount == 4)
  }

  @Test("A season that is too long for the search is refused")
  func longSeasons() throws {
    let values = (0..<800).map { Double($0 % 367) }
    #expect(throws: ModelError.seasonTooLong(period: 367, limit: 366)) {
      try ETS(period: 367).fit(values)
    }
    // Too few values for a season, or forms without one, don't mind.
    #expect(try ETS(period: 367).fit(Array(values[..<300])).period == 1)
    let forms = [ETSForm(.additive, .none, .none)]
    #expect(try ETS(period: 367, forms: forms).fit(values).form == forms[0])
  }
}
