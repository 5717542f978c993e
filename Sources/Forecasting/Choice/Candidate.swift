package import TimeSeries

/// A model that may be fitted to a series, and what of the series it is fitted to.
///
/// ```swift
/// let candidate = Candidate(.theta(period: 24), trainingLength: 1344)
/// let ahead = try candidate.fit(values).forecast(steps: 72)
/// ```
package struct Candidate: Sendable {
  /// What is fitted.
  package enum Method: Sendable {
    /// ``Autoregression``.
    case autoregression(Autoregression)
    /// ``Theta``.
    case theta(period: Int)
    /// ``DynamicTheta``.
    case dynamicTheta(period: Int)
    /// ``ETS`` without the forms whose level grows by the same for ever.
    case exponentialSmoothing(period: Int)
    /// ``MSTL``, and exponential smoothing of what is left, as of a series without a season.
    case decomposition(periods: [Int])
    /// ``SeasonalMean``.
    case seasonalMean(period: Int, seasons: Int)
    /// ``SeasonalNaive``.
    case seasonalNaive(period: Int)
  }

  /// What is fitted.
  package let method: Method

  /// How many of the last values it is fitted to; nil for all.
  package let trainingLength: Int?

  /// A candidate.
  ///
  /// - Parameters:
  ///   - method: what is fitted.
  ///   - trainingLength: to how many of the last values, at least 1; nil for all.
  package init(_ method: Method, trainingLength: Int? = nil) {
    precondition(trainingLength ?? 1 >= 1, "a value to be fitted to")
    self.method = method
    self.trainingLength = trainingLength
  }

  /// Fits the model to the last values of a series.
  ///
  /// - Parameter values: the series, NaN where a value is missing.
  /// - Returns: the model, whose forecasts begin behind the series.
  /// - Throws: `ModelError`; of fewer than two values, whatever the model.
  /// - Complexity: about ``cost(steps:)`` seconds.
  package func fit(_ values: [Double]) throws(ModelError) -> FittedModel {
    let training = trainingLength.map { Array(values.suffix($0)) } ?? values
    // Some models take one value for a constant that is known exactly.
    let known = training.count { !$0.isNaN }
    guard known > 0 else { throw .noValues }
    guard known > 1 else { throw .tooFewValues(known: known, needed: 2) }
    switch method {
    case .autoregression(let specification):
      return .autoregression(try specification.fit(training))
    case .theta(let period): return .theta(try Theta(period: period).fit(training))
    case .dynamicTheta(let period):
      return .dynamicTheta(try DynamicTheta(period: period).fit(training))
    case .exponentialSmoothing(let period): return .ets(try Self.smoothing(period).fit(training))
    case .seasonalNaive(let period):
      return .seasonalNaive(try SeasonalNaive(training, period: period))
    case .seasonalMean(let period, let seasons):
      return .seasonalMean(try SeasonalMean(training, period: period, seasons: seasons))
    case .decomposition(let periods):
      let parts = try MSTL(periods: periods).decompose(training)
      let rest = try Self.smoothing(1).fit(parts.seasonallyAdjusted)
      return .decomposition(DecompositionModel(parts, adjusted: .ets(rest)))
    }
  }

  private static func smoothing(_ period: Int) -> ETS {
    ETS(period: period, forms: ETSForm.withoutUndampedTrend)
  }
}

extension Candidate {
  /// What it is, in a few words: `theta[12]`, `autoregression(1-25,48)+[24:4] of 1344`.
  package var name: String {
    let name =
      switch method {
      case .autoregression(let specification): Self.name(specification)
      case .theta(let period): "theta" + Self.season(period)
      case .dynamicTheta(let period): "dynamic theta" + Self.season(period)
      case .exponentialSmoothing(let period): "ets" + Self.season(period)
      case .decomposition(let periods):
        "mstl[\(periods.map(String.init).joined(separator: ","))]"
      case .seasonalMean(let period, let seasons): "mean of \(seasons)" + Self.season(period)
      case .seasonalNaive(let period): "naive" + Self.season(period)
      }
    return trainingLength.map { "\(name) of \($0)" } ?? name
  }

  private static func season(_ period: Int) -> String { period > 1 ? "[\(period)]" : "" }

  private static func name(_ specification: Autoregression) -> String {
    let terms = specification.terms
    let seasons = terms.seasons.map { "\($0.period):\($0.harmonics)" }
    let products = terms.products.map {
      "\($0.first.period):\($0.first.harmonics)*\($0.second.period):\($0.second.harmonics)"
    }
    let parts = (seasons + products).joined(separator: ",")
    return "autoregression(\(runs(specification.lags)))" + (parts.isEmpty ? "" : "+[\(parts)]")
  }

  /// Ascending numbers, such as `1-25,47-49`.
  private static func runs(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count > 1 ? "\($0.lowerBound)-\($0.upperBound)" : "\($0.lowerBound)" }
      .joined(separator: ",")
  }

  /// About how many seconds of a processor a fit takes, within a factor of 3: for dealing out work.
  ///
  /// - Parameter steps: the length of the series.
  /// - Returns: the time on a processor of 2.6 GHz.
  package func cost(steps: Int) -> Double {
    let length = Double(Swift.min(steps, trainingLength ?? steps))
    switch method {
    case .autoregression(let specification):
      let columns = Double(specification.lags.count + specification.terms.count)
      let sums = specification.gaps == .completeRows ? 0.4 * columns * columns : columns
      return 2e-4 + 2.5e-9 * length * sums + 4e-9 * columns * columns * columns
    case .theta(let period): return 4e-7 * length + 1e-9 * length * Double(period)
    case .dynamicTheta(let period): return 8e-7 * length + 1e-9 * length * Double(period)
    case .exponentialSmoothing(let period):
      // Thrice as many forms if there is a season, whose start is searched for.
      return period > 1
        ? 6e-5 * length + 3e-5 * Double(period * period) : 1e-4 + 8e-6 * length
    case .decomposition(let periods): return 7e-6 * length * Double(periods.count)
    case .seasonalMean, .seasonalNaive: return 1e-8 * length
    }
  }
}
