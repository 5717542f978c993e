import TestSupport
import TimeSeries

/// A fitted model of each kind, on series of the fixtures.
enum FittedModelCases {
  /// A model, the values it was fitted to, and those that came behind.
  struct Item: Sendable {
    let model: FittedModel
    let training: [Double]
    let next: [Double]
  }

  /// All of them; fitted once.
  static let all = Result { try items() }

  /// A series split before its last 30 values, both parts with gaps.
  private static func split(
    _ name: String, gaps: Bool
  ) throws -> (training: [Double], next: [Double]) {
    var values = try SeriesFixtures.series(name).values
    let end = values.count - 30
    for step in [7, 8, end - 5, end - 1, end, end + 3, end + 20] where gaps { values[step] = .nan }
    return (Array(values[..<end]), Array(values[end...]))
  }

  private static func items() throws -> [Item] {
    var items: [Item] = []
    func add(
      _ series: String, gaps: Bool = false, _ fit: ([Double]) throws -> FittedModel
    ) throws {
      let (training, next) = try split(series, gaps: gaps)
      items.append(Item(model: try fit(training), training: training, next: next))
    }
    let (passengers, deaths, spots) = ("AirPassengers", "USAccDeaths", "sunspot.year")
    for item in ARIMAForecastBitsTests.cases where item.series != "lh" {
      try add(item.series, gaps: !item.missing.isEmpty) { values in
        let arima = ARIMA(item.order, terms: item.terms)
        return .arima(try arima.model(of: values, coefficients: item.coefficients))
      }
    }
    let terms = DeterministicTerms(
      hasConstant: true, hasTrend: true, seasons: [.init(period: 12, harmonics: 2)],
      products: [
        .init(first: .init(period: 12, harmonics: 1), second: .init(period: 5, harmonics: 1))
      ])
    for gaps in [Autoregression.Gaps.interpolation, .completeRows] {
      try add(passengers, gaps: true) { values in
        let model = Autoregression(lags: [1, 2, 3, 12], terms: terms, gaps: gaps)
        return .autoregression(try model.fit(values))
      }
    }
    try add(spots) { .autoregression(try Autoregression(lags: Array(1...9)).fit($0)) }
    try add(passengers) { .autoregression(try Autoregression(lags: [], terms: terms).fit($0)) }
    for form in ETSForm.all {
      try add(passengers, gaps: true) { .ets(try states(form, $0)) }
    }
    for name in [passengers, deaths, "nhtemp", "Nile"] {
      guard
        try SeriesFixtures.shared.get().series.contains(where: { $0.name == name })
          || ModelFixtures.shared.get().series.contains(where: { $0.name == name })
      else { continue }
      for gaps in [false, true] {
        try add(name, gaps: gaps) { .theta(try Theta(period: 12).fit($0)) }
        try add(name, gaps: gaps) { .dynamicTheta(try DynamicTheta(period: 12).fit($0)) }
      }
    }
    try add(deaths, gaps: true) { values in
      let parts = try MSTL(periods: [5, 12]).decompose(values)
      let adjusted = try Theta().fit(parts.seasonallyAdjusted)
      return .decomposition(DecompositionModel(parts, adjusted: .theta(adjusted)))
    }
    for period in [1, 12] {
      for seasons in [nil, 4] {
        try add(deaths, gaps: true) {
          .seasonalMean(try SeasonalMean($0, period: period, seasons: seasons))
        }
      }
      try add(deaths, gaps: true) { .seasonalNaive(try SeasonalNaive($0, period: period)) }
    }
    items.append(
      Item(
        model: .combination([items[5].model, .combination([items[8].model]), items[9].model]),
        training: items[5].training, next: items[5].next))
    return items
  }

  /// A model of some form at fixed parameters.
  static func states(_ form: ETSForm, _ values: [Double]) throws -> ETSModel {
    let season: [Double] =
      switch form.season {
      case .none: []
      case .additive: [-9, 3, 1, -4, 6, 2, -2, 8, -5, 5, -7, 2]
      case .multiplicative: [0.9, 1.1, 1.05, 0.95, 1, 1, 1.2, 0.8, 0.97, 1.03, 1.1, 0.9]
      }
    return try ETSModel(
      form: form, period: form.hasSeason ? 12 : 1,
      parameters: ETSParameters(
        level: 0.4, growth: form.hasTrend ? 0.05 : 0, season: form.hasSeason ? 0.2 : 0,
        damping: form.trend == .damped ? 0.9 : 1),
      initialStates: ETSStates(level: 120, growth: form.hasTrend ? 1.5 : 0, season: season),
      values: values)
  }
}
