extension FittedModel {
  /// The family, as files name it: `arima`, `autoregression`, `ets`, `theta`, `dynamic-theta`,
  /// `decomposition`, `seasonal-naive` (`naive` without a season), `seasonal-mean` (`mean` without a
  /// season) or `combination`.
  package var family: String {
    switch self {
    case .arima: "arima"
    case .autoregression: "autoregression"
    case .ets: "ets"
    case .theta: "theta"
    case .dynamicTheta: "dynamic-theta"
    case .decomposition: "decomposition"
    case .seasonalNaive(let model): model.period > 1 ? "seasonal-naive" : "naive"
    case .seasonalMean(let model): model.period > 1 ? "seasonal-mean" : "mean"
    case .combination: "combination"
    }
  }

  /// The model as people write it, such as `ARIMA(1,0,1)(0,1,1)[24] with mean`,
  /// `AR(1-25,48,168) with Fourier 24:4, 8766:2`, `ETS(A,Ad,M)`, `MSTL(24,168) + ETS(A,N,N)`,
  /// `seasonal naive (24)` or `mean of ARIMA(2,1,2); Theta`.
  package var name: String {
    switch self {
    case .arima(let model): Self.name(model.specification)
    case .autoregression(let model): Self.name(model.specification)
    case .ets(let model): model.form.description
    case .theta: "Theta"
    case .dynamicTheta: "dynamic Theta"
    case .decomposition(let model): Self.name(model)
    case .seasonalNaive(let model):
      model.period > 1 ? "seasonal naive (\(model.period))" : "naive"
    case .seasonalMean(let model): model.period > 1 ? "seasonal mean (\(model.period))" : "mean"
    case .combination(let models): "mean of " + models.map(\.name).joined(separator: "; ")
    }
  }

  private static func name(_ arima: ARIMA) -> String {
    var parts: [String] = []
    if arima.terms.hasConstant { parts.append("mean") }
    if arima.terms.hasTrend { parts.append(arima.order.trendName) }
    parts += arima.terms.seasonNames
    let others = arima.regressors.count
    if others > 0 { parts.append(others == 1 ? "a regressor" : "\(others) regressors") }
    return arima.order.description + with(parts)
  }

  private static func name(_ autoregression: Autoregression) -> String {
    let terms = autoregression.terms
    let parts = (terms.hasTrend ? ["trend"] : []) + terms.seasonNames
    return "AR(\(ranges(autoregression.lags)))" + with(parts)
      + (terms.hasConstant ? "" : " without constant")
  }

  private static func name(_ model: DecompositionModel) -> String {
    let periods = model.seasons.map { String($0.count) }.joined(separator: ",")
    return "MSTL(\(periods)) + \(model.adjusted.name)"
  }

  private static func with(_ parts: [String]) -> String {
    parts.isEmpty ? "" : " with " + parts.joined(separator: ", ")
  }

  /// Numbers in ascending order, three or more in a row as `1-25`; `0` of none.
  private static func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let texts = runs.map { run in
      run.count > 2
        ? "\(run.lowerBound)-\(run.upperBound)" : run.map(String.init).joined(separator: ",")
    }
    return texts.isEmpty ? "0" : texts.joined(separator: ",")
  }
}

extension ARIMAOrder {
  /// What a trend is called: behind one difference it is the drift.
  var trendName: String { differences + seasonalDifferences > 0 ? "drift" : "trend" }
}

extension DeterministicTerms {
  /// The seasons as `Fourier 24:4, 8766:2`, with products such as `24:2*8766:1`; empty without.
  fileprivate var seasonNames: [String] {
    func name(_ season: Season) -> String { "\(season.period):\(season.harmonics)" }
    let names =
      seasons.map(name) + products.map { "\(name($0.first))*\(name($0.second))" }
    return names.isEmpty ? [] : ["Fourier " + names.joined(separator: ", ")]
  }
}
