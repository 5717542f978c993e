import TestSupport
import Testing
import TimeSeries

/// Models continued with new values, against the same parameters on the whole series.
@Suite("Continued models")
struct ContinuedModelTests {
  /// How far forecasts of two models are from each other, in relation to the greatest.
  private static func distance(_ one: Forecast, _ other: Forecast) -> Double {
    let size = one.means.reduce(0) { max($0, abs($1)) }
    let errors = zip(one.standardErrors, other.standardErrors).map { one, other in
      one == other ? 0 : abs(one / other - 1)
    }
    return zip(one.means, other.means).reduce(errors.max() ?? 0) {
      max($0, abs($1.0 - $1.1) / size)
    }
  }

  @Test("However values come in parts, the bits are the same")
  func parts() throws {
    for item in try FittedModelCases.all.get() {
      let once = try item.model.continued(with: item.next)
      var parts = try item.model.continued(with: [])
      #expect(parts.forecast(steps: 40).digest == item.model.forecast(steps: 40).digest)
      for (from, to) in [(0, 1), (1, 2), (2, 9), (9, 9), (9, 30)] {
        parts = try parts.continued(with: Array(item.next[from..<to]))
      }
      let comment: Comment = "\(item.model.name)"
      #expect(once.forecast(steps: 100).digest == parts.forecast(steps: 100).digest, comment)
      #expect(once.forecast(steps: 40).digest != item.model.forecast(steps: 40).digest, comment)
      #expect(once.name == item.model.name && once.family == item.model.family)
    }
  }

  @Test(
    "ARIMA: as the same coefficients on the whole series",
    arguments: ARIMAForecastBitsTests.cases)
  func arima(_ item: ARIMAForecastBitsTests.Case) throws {
    // Regressors' coefficients would be others on the whole series.
    let arima = ARIMA(item.order)
    var values = try item.values()
    if item.terms.count > 0 {
      let mean = values.reduce(0) { $0 + ($1.isNaN ? 0 : $1) } / Double(values.count)
      values = values.map { $0 - mean }
    }
    let whole = try arima.model(of: values, coefficients: item.coefficients)
    for length in [values.count / 2, values.count - 14, values.count - 1] {
      let part = try arima.model(of: Array(values[..<length]), coefficients: item.coefficients)
      let continued = try part.continued(with: Array(values[length...]))
      #expect(continued.seriesLength == values.count)
      #expect(continued.logLikelihood == part.logLikelihood && continued.aicc == part.aicc)
      var (one, other) = (continued.forecast(steps: 72), whole.forecast(steps: 72))
      // σ is that of the part.
      one.standardErrors = one.standardErrors.map { $0 / part.deviation }
      other.standardErrors = other.standardErrors.map { $0 / whole.deviation }
      #expect(Self.distance(one, other) < 1e-12, "\(length) of \(values.count)")
    }
  }

  @Test("ARIMA with regressors: as the rest of the series without them")
  func regressors() throws {
    var generator = SeededGenerator(seed: 5)
    let given = (0..<160).map { _ in Double.random(in: -1...1, using: &generator) }
    let values = (0..<150).map {
      20 + 0.1 * Double($0) + 3 * given[$0] + Double.random(in: -1...1, using: &generator)
    }
    let terms = DeterministicTerms(
      hasConstant: true, hasTrend: true, seasons: [.init(period: 7, harmonics: 1)])
    let arima = ARIMA(ARIMAOrder(1, 0, 1), terms: terms, regressors: [given])
    let model = try arima.model(of: Array(values[..<100]), coefficients: [0.5, 0.3])
    let continued = try model.continued(with: Array(values[100...]))
    #expect(continued.regression == model.regression)
    let columns = terms.columns(0..<160) + [given]
    func explained(_ step: Int) -> Double {
      columns.indices.reduce(0) { $0 + model.regression[$1] * columns[$1][step] }
    }
    let rest = values.indices.map { values[$0] - explained($0) }
    let plain = try ARIMA(ARIMAOrder(1, 0, 1)).model(of: rest, coefficients: [0.5, 0.3])
    let (one, other) = (continued.forecast(steps: 10), plain.forecast(steps: 10))
    for step in 0..<10 {
      #expect(abs(one.means[step] - other.means[step] - explained(150 + step)) < 1e-11)
    }
    // Where the regressor ends, forecasts do.
    #expect(continued.forecast(steps: 12).means.map(\.isNaN).suffix(3) == [false, true, true])
    #expect(throws: ModelError.notFinite(index: 0)) {
      try continued.continued(with: Array(repeating: 1, count: 11))
    }
    #expect(continued.specification.regressors == [Array(given[150...])])
  }

  @Test("ARIMA: a long series' state is small, and goes on from where the gain has converged")
  func converged() throws {
    var generator = SeededGenerator(seed: 9)
    var value = 0.0
    let values = (0..<5000).map { _ in
      value = 0.8 * value + Double.random(in: -1...1, using: &generator)
      return value
    }
    let arima = ARIMA(ARIMAOrder(2, 0, 1))
    let whole = try arima.model(of: values, coefficients: [0.7, 0.1, 0.2])
    let part = try arima.model(of: Array(values[..<4000]), coefficients: [0.7, 0.1, 0.2])
    let continued = try part.continued(with: Array(values[4000...]))
    let (one, other) = (continued.forecast(steps: 24), whole.forecast(steps: 24))
    for step in 0..<24 { #expect(abs(one.means[step] - other.means[step]) < 1e-13) }
  }

  @Test("Autoregression: values, and lines over gaps, take the places of lags")
  func autoregression() throws {
    let values = try SeriesFixtures.series("sunspot.year").values
    let terms = DeterministicTerms(hasConstant: true, seasons: [.init(period: 11, harmonics: 1)])
    let model = try Autoregression(lags: [1, 2, 9], terms: terms).fit(Array(values[..<200]))
    var next = Array(values[200...])
    for step in [0, 1, 30, 31, 32, 60, next.count - 1] { next[step] = .nan }
    var filled = Array(values[..<200]) + next
    for (before, behind) in [(199, 202), (229, 233), (259, 261)] {
      for step in before + 1..<behind {
        let part = Double(step - before) / Double(behind - before)
        filled[step] = filled[before] + part * (filled[behind] - filled[before])
      }
    }
    let found = try model.continued(with: next).forecast(steps: 20).means
    let columns = terms.columns(0..<filled.count + 20)
    for step in filled.count - 1..<filled.count + 20 {
      var mean = 0.0
      for (factor, column) in zip(model.regression, columns) { mean += factor * column[step] }
      for (coefficient, lag) in zip(model.coefficients, model.specification.lags) {
        mean += coefficient * filled[step - lag]
      }
      if step < filled.count { filled[step] = mean } else { filled.append(mean) }
    }
    for (mean, value) in zip(found, filled.suffix(20)) { #expect(abs(mean - value) < 1e-10) }
  }

  @Test("Exponential smoothing: the bits of the recursion over the whole series")
  func smoothing() throws {
    for item in try FittedModelCases.all.get() {
      guard case .ets(let model) = item.model else { continue }
      let whole = try FittedModelCases.states(model.form, item.training + item.next)
      let continued = try model.continued(with: item.next)
      #expect(continued.states == whole.states && continued.missingAtEnd == whole.missingAtEnd)
      #expect(continued.variance == model.variance)
      // σ² is that of the part, and is in the means where the season is a factor.
      let same = ETSModel(
        form: model.form, period: model.period, parameters: model.parameters,
        initialStates: model.initialStates, states: whole.states,
        missingAtEnd: whole.missingAtEnd, variance: model.variance, logLikelihood: 0,
        observationCount: 1)
      #expect(
        continued.forecast(steps: 30).digest == same.forecast(steps: 30).digest, "\(model.form)")
    }
    let form = ETSForm(.multiplicative, .additive, .none)
    let model = try ETSModel(
      form: form, period: 1, parameters: ETSParameters(level: 0.9, growth: 0.8),
      initialStates: ETSStates(level: 10), values: [9, 8, 7, 6, 5])
    #expect(throws: ModelError.noLikelihood) { try model.continued(with: [1, 1, 1, 1, 1, 1]) }
    #expect(throws: ModelError.notFinite(index: 1)) { try model.continued(with: [1, .infinity]) }
    #expect(throws: ModelError.gapTooLong(steps: 1_000_001, limit: 1_000_000)) {
      try model.continued(with: Array(repeating: .nan, count: 1_000_001))
    }
  }

  @Test("Theta: the same smoothing of the whole series without its season")
  func theta() throws {
    var seasons = 0
    for item in try FittedModelCases.all.get() {
      guard case .theta(let model) = item.model else { continue }
      let values = item.training + item.next
      let season = (0..<values.count).map { step in
        let (period, shift) = (model.season.ahead.count, item.training.count)
        return model.season.ahead[((step - shift) % period + period) % period]
      }
      if model.season.ahead.count > 1 { seasons += 1 }
      let adjusted = values.indices.map {
        model.season.isFactor ? values[$0] / season[$0] : values[$0] - season[$0]
      }
      let whole = try ETSModel(
        form: model.smoothing.form, period: 1, parameters: model.smoothing.parameters,
        initialStates: model.smoothing.initialStates, values: adjusted)
      let continued = try model.continued(with: item.next)
      #expect(continued.smoothing.states == whole.states)
      let first = values.firstIndex { !$0.isNaN } ?? 0
      #expect(continued.count == values.count - first - whole.missingAtEnd)
      #expect(continued.drift == model.drift)
    }
    #expect(seasons >= 2)
  }

  @Test("Dynamic Theta: lines of least squares through all values so far")
  func dynamicTheta() throws {
    for item in try FittedModelCases.all.get() {
      guard case .dynamicTheta(let model) = item.model else { continue }
      let values = item.training + item.next
      let (period, shift) = (model.season.ahead.count, item.training.count)
      let adjusted = values.indices.map { step in
        let season = model.season.ahead[((step - shift) % period + period) % period]
        return model.season.isFactor ? values[step] / season : values[step] - season
      }
      let known = adjusted.indices.filter { !adjusted[$0].isNaN }
      let filled = Self.lines(adjusted, known)
      let continued = try model.continued(with: item.next)
      // From where the model was fitted to.
      var level = model.level
      var step = shift - model.missingAtEnd
      while step <= known[known.count - 1] {
        let (intercept, slope) = Self.line(Array(filled[known[0]..<step]))
        var power = 1.0
        for _ in known[0]..<step { power *= 1 - model.alpha }
        let gained =
          power * intercept + (1 - power * (1 - model.alpha)) / model.alpha * slope
        let forecast = level + model.weight * gained
        let value = adjusted[step].isNaN ? forecast : adjusted[step]
        level = model.alpha * value + (1 - model.alpha) * level
        step += 1
      }
      let (_, slope) = Self.line(Array(filled[known[0]..<step]))
      #expect(abs(continued.level - level) < 1e-10 * abs(level))
      #expect(abs(continued.slope - slope) < 1e-9 * max(abs(slope), 1e-3 * abs(level)))
      #expect(continued.count == step - known[0])
      #expect(continued.missingAtEnd == values.count - step)
    }
  }

  /// Values with gaps on lines.
  private static func lines(_ values: [Double], _ known: [Int]) -> [Double] {
    var filled = values
    for (before, behind) in zip(known, known.dropFirst()) {
      for step in before + 1..<behind {
        let part = Double(step - before) / Double(behind - before)
        filled[step] = values[before] + part * (values[behind] - values[before])
      }
    }
    return filled
  }

  /// The least squares line, the first value being at 1.
  private static func line(_ values: [Double]) -> (intercept: Double, slope: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    var (sum, squares) = (0.0, 0.0)
    for (step, value) in values.enumerated() {
      let place = Double(step + 1) - (count + 1) / 2
      sum += place * (value - mean)
      squares += place * place
    }
    return (mean - sum / squares * (count + 1) / 2, sum / squares)
  }

  @Test("Seasons of a decomposition keep their places")
  func decomposition() throws {
    let seasons = [[1.0, 2, 3], [10, 20, 30, 40, 50]]
    let model = DecompositionModel(
      adjusted: .seasonalNaive(SeasonalNaive(last: [100], ages: [0], variance: 4)),
      seasons: seasons)
    let values = [115.0, 121, .nan, 145]
    let continued = try model.continued(with: values)
    #expect(continued.seasons == [[2, 3, 1], [50, 10, 20, 30, 40]])
    #expect(continued.forecast(steps: 2).means == [104 + 52, 104 + 13])
  }

  @Test("Naive and mean: to the bit as taken from the whole series")
  func seasonal() throws {
    for item in try FittedModelCases.all.get() {
      let values = item.training + item.next
      let continued = try item.model.continued(with: item.next)
      switch continued {
      case .seasonalNaive(let model):
        #expect(model == (try SeasonalNaive(values, period: model.period)))
      case .seasonalMean(let model):
        let whole = [nil, 4].contains { seasons in
          (try? SeasonalMean(values, period: model.period, seasons: seasons)).map {
            $0.means == model.means && $0.counts == model.counts && $0.variance == model.variance
          } ?? false
        }
        #expect(whole)
      default: continue
      }
    }
    let mean = try SeasonalMean([1, 2, 3, 4], period: 2, seasons: 2)
    #expect(throws: ModelError.self) { try mean.continued(with: [.nan, 1, .nan, 2]) }
  }
}
