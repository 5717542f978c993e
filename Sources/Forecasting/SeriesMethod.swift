import TimeSeries
import Vocabulary

/// A method with what it needs to know of the seasons: fits models to series.
struct SeriesMethod: Sendable {
  /// The method.
  let method: ForecastMethod

  /// The seasons.
  let seasons: Seasons

  /// How many steps will be forecast.
  let horizon: Int

  /// The steps of the shortest season; 1 without a season.
  var period: Int { seasons.shortest }

  /// The most steps of a gap that an autoregression takes from the line between its ends: over a long one that
  /// would be a pattern of its own.
  var longestLine: Int { max(period, 24) }

  /// The longest season that an automatic ARIMA has by itself: its state is as wide as a season is long.
  private static let longestARIMASeason = 12

  /// The largest order of an autoregression of a short series.
  private static let largestSearchedOrder = 48

  /// How many of the last seasons the mean of seasons is taken over.
  private static let meanSeasons = 7

  /// Fits a model.
  ///
  /// - Parameter values: a series, NaN where a value is missing.
  /// - Returns: the model.
  /// - Throws: `ModelError` if there is none.
  func fit(_ values: [Double]) throws(ModelError) -> FittedModel {
    switch method {
    case .automatic: try automatic(values)
    case .combination: try combination(values)
    case .arima(let choice): .arima(try arima(choice, values))
    case .autoregression(let choice): .autoregression(try autoregression(choice, values))
    case .exponentialSmoothing: .ets(try ETS(period: period).fit(values))
    case .theta: .theta(try Theta(period: period).fit(values))
    case .seasonalDecomposition: try decomposition(values)
    case .naive: .seasonalNaive(try SeasonalNaive(values))
    case .seasonalNaive: .seasonalNaive(try SeasonalNaive(values, period: period))
    case .seasonalMean:
      .seasonalMean(try SeasonalMean(values, period: period, seasons: Self.meanSeasons))
    }
  }

  private func automatic(_ values: [Double]) throws(ModelError) -> FittedModel {
    let list = CandidateList.automatic(seasons, values: values)
    return try Choice.combination(of: list, values: values, horizon: horizon)
      .fit(values, horizon: horizon).model
  }

  private func combination(_ values: [Double]) throws(ModelError) -> FittedModel {
    let list = CandidateList.wide(seasons, values: values)
    return try Choice.bestThree(of: list, values: values, horizon: horizon)
      .fit(values, horizon: horizon).model
  }

  private func arima(_ choice: ARIMAChoice, _ values: [Double]) throws(ModelError) -> ARIMAModel {
    guard let orders = choice.orders else {
      let season = choice.seasonal?.period ?? (period <= Self.longestARIMASeason ? period : 1)
      return try AutomaticARIMA(season: season).fit(values)
    }
    let seasonal = choice.seasonal?.orders ?? ARIMAChoice.Orders(0, 0, 0)
    let order = ARIMAOrder(
      orders.autoregressive, orders.differences, orders.movingAverage,
      seasonal: (seasonal.autoregressive, seasonal.differences, seasonal.movingAverage),
      season: choice.seasonal?.period ?? 1)
    let terms = DeterministicTerms(
      hasConstant: order.lostToDifferences == 0, seasons: choice.harmonics.map(Self.season))
    return try ARIMA(order, terms: terms).fit(values)
  }

  private func autoregression(
    _ choice: AutoregressionChoice, _ values: [Double]
  ) throws(ModelError) -> AutoregressionModel {
    guard choice.lags != nil || choice.harmonics != nil else { return try suggested(values) }
    let (values, isWhole) = values.fillingGaps(upTo: longestLine)
    return try Autoregression(
      lags: choice.lags ?? [],
      terms: DeterministicTerms(
        hasConstant: true, seasons: (choice.harmonics ?? []).map(Self.season)),
      gaps: isWhole ? .interpolation : .completeRows
    ).fit(values)
  }

  /// The autoregression that the seasons suggest; of a short series one whose order has the smallest AICc.
  private func suggested(_ values: [Double]) throws(ModelError) -> AutoregressionModel {
    let forms = AutoregressionForms(seasons, KnownSpan(values)).combined
    let whole = forms.first { $0.trainingLength == nil }
    if case .autoregression(let form)? = whole?.method {
      return try form.fit(values)
    }
    let largest = min(values.count / 5, Self.largestSearchedOrder)
    let order = try Autoregression.order(upTo: largest, of: values, by: .aicc)
    return try Autoregression(lags: Array(1..<order + 1)).fit(values)
  }

  private static func season(_ harmonics: SeasonalHarmonics) -> DeterministicTerms.Season {
    DeterministicTerms.Season(period: harmonics.period, harmonics: harmonics.count)
  }

  private func decomposition(_ values: [Double]) throws(ModelError) -> FittedModel {
    let periods = seasons.periods.filter { 2 * $0 < values.count }
    guard !periods.isEmpty else { return .ets(try ETS().fit(values)) }
    let parts = try MSTL(periods: periods).decompose(values)
    let adjusted = try ETS().fit(parts.seasonallyAdjusted)
    return .decomposition(DecompositionModel(parts, adjusted: .ets(adjusted)))
  }
}

extension [Double] {
  /// Fills gaps by the line between the values around them, unless they are long.
  ///
  /// - Parameter limit: the most steps of a gap that is filled.
  /// - Returns: the values, and whether none is missing between the first and the last any more.
  func fillingGaps(upTo limit: Int) -> (values: [Double], isWhole: Bool) {
    var (filled, isWhole) = (self, true)
    var last: Int?
    for (index, value) in enumerated() where !value.isNaN {
      if let last, index - last > 1 {
        let slope = (value - self[last]) / Double(index - last)
        if index - last - 1 > limit {
          isWhole = false
        } else {
          for step in last + 1..<index { filled[step] = self[last] + slope * Double(step - last) }
        }
      }
      last = index
    }
    return (filled, isWhole)
  }
}
