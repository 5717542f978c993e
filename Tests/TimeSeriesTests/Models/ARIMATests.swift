import NumericalMethods
import TestSupport
import Testing
import TimeSeries

/// ARIMA by the exact likelihood: certified values, gaps, units, R's standard errors.
@Suite("ARIMA")
struct ARIMATests {
  private static let mean = DeterministicTerms(hasConstant: true)

  @Test(
    "Likelihoods to 1e-8, and parameters to 1e-6, of the certified values",
    arguments: try ModelFixtures.shared.get().certified)
  func certified(_ expected: ModelFixtures.Certified) throws {
    let order = ARIMAOrder(expected.order, expected.seasonal)
    let arima = ARIMA(order, terms: expected.mean == nil ? DeterministicTerms() : Self.mean)
    let model = try arima.fit(try SeriesFixtures.series(expected.series).values)
    #expect(model.hasConverged)
    #expect(model.count == expected.count)
    #expect(abs(model.logLikelihood - expected.loglik) < 1e-8)
    for (found, value) in zip(model.coefficients, expected.coefficients) {
      #expect(relative(found, value) < 1e-6)
    }
    if let mean = expected.mean { #expect(relative(model.regression[0], mean) < 1e-6) }
    #expect(relative(model.variance, expected.variance) < 1e-6)
  }

  @Test("Certified forecasts to 1e-6")
  func forecasts() throws {
    for expected in try ModelFixtures.shared.get().forecasts {
      let order = ARIMAOrder(expected.order, expected.seasonal)
      let arima = ARIMA(order, terms: expected.mean ? Self.mean : DeterministicTerms())
      let model = try arima.fit(try SeriesFixtures.series(expected.series).values)
      let forecast = model.forecast(steps: 24)
      for step in expected.steps {
        let index = Int(step[0]) - 1
        #expect(relative(forecast.means[index], step[1]) < 1e-6, "\(expected.series) \(step)")
        let error = forecast.standardErrors[index]
        #expect(relative(error, step[2]) < 1e-6, "\(expected.series) \(step)")
      }
      let (lower, upper) = forecast.interval(level: 0.95)
      #expect(
        relative(upper[0] - lower[0], 2 * 1.959963984540054 * forecast.standardErrors[0]) < 1e-12)
    }
  }

  @Test("R's sunspots: an autoregression of nine lags")
  func sunspots() throws {
    let values = try SeriesFixtures.series("sunspot.year").values
    let model = try ARIMA(ARIMAOrder(9, 0, 0), terms: Self.mean).fit(values)
    #expect(abs(model.logLikelihood + 1192.739919699) < 1e-8)
    #expect(abs(model.coefficients[0] - 1.185066) < 1e-6)
    #expect(abs(model.coefficients[8] - 0.221818) < 1e-6)
    #expect(abs(model.regression[0] - 49.76617) < 1e-5)
    #expect(abs(model.variance - 221.88714) < 1e-5)
  }

  @Test(
    "Series with gaps, at given coefficients, as statsmodels' exact diffuse filter has them",
    arguments: try ModelFixtures.shared.get().gaps)
  func gaps(_ expected: ModelFixtures.Gaps) throws {
    var values = try SeriesFixtures.series(expected.series).values
    for index in expected.missing { values[index] = .nan }
    let order = ARIMAOrder(expected.order, expected.seasonal)
    let model = try ARIMA(order).model(of: values, coefficients: expected.coefficients)
    // At the given σ² instead of the best one.
    let ratio = expected.variance / model.variance
    let change = -Double(model.count) / 2 * (Elementary.log(ratio) + 1 / ratio - 1)
    #expect(abs(model.logLikelihood + change - expected.loglik) < 1e-7)
    let forecast = model.forecast(steps: expected.means.count)
    let scale = (expected.variance / model.variance).squareRoot()
    for index in expected.means.indices {
      #expect(abs(forecast.means[index] - expected.means[index]) < 1e-6 * abs(expected.means[0]))
      #expect(relative(forecast.standardErrors[index] * scale, expected.errors[index]) < 1e-6)
    }
  }

  @Test("Without gaps, the filter with unknown values and the one without agree")
  func differencedTwoWays() throws {
    // A gap before the first value doesn't count; one behind the last is a forecast.
    let values = try SeriesFixtures.series("USAccDeaths").values
    let order = ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), season: 12)
    let plain = try ARIMA(order).fit(values)
    let padded = try ARIMA(order).fit([.nan, .nan] + values + [.nan, .nan, .nan])
    #expect(abs(plain.logLikelihood - padded.logLikelihood) < 1e-9)
    let forecast = plain.forecast(steps: 8)
    let later = padded.forecast(steps: 5)
    for step in 0..<5 {
      #expect(relative(later.means[step], forecast.means[step + 3]) < 1e-7)
      #expect(relative(later.standardErrors[step], forecast.standardErrors[step + 3]) < 1e-7)
    }
  }

  @Test("The same model in other units", arguments: [1000, 1e-6, 1e150, 3e-200])
  func units(_ factor: Double) throws {
    var values = try SeriesFixtures.series("USAccDeaths").values
    values[30] = .nan
    let arima = ARIMA(ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), season: 12))
    let (one, other) = (try arima.fit(values), try arima.fit(values.map { $0 * factor }))
    for (left, right) in zip(one.coefficients, other.coefficients) {
      #expect(relative(left, right) < 1e-7)
    }
    let shift = Double(one.count) * Elementary.log(factor)
    #expect(abs(one.logLikelihood - shift - other.logLikelihood) < 1e-8 * max(1, abs(shift)))
    let (plain, scaled) = (one.forecast(steps: 12), other.forecast(steps: 12))
    for step in 0..<12 {
      #expect(relative(scaled.means[step], plain.means[step] * factor) < 1e-7)
      #expect(relative(scaled.standardErrors[step], plain.standardErrors[step] * factor) < 1e-7)
    }
  }

  @Test("Another origin of the scale, such as Kelvin's, changes the mean alone")
  func origin() throws {
    let values = try SeriesFixtures.series("lh").values
    let arima = ARIMA(ARIMAOrder(1, 0, 1), terms: Self.mean)
    let (one, other) = (try arima.fit(values), try arima.fit(values.map { $0 + 273.15 }))
    #expect(abs(one.logLikelihood - other.logLikelihood) < 1e-9)
    #expect(abs(one.regression[0] + 273.15 - other.regression[0]) < 1e-6)
    for (left, right) in zip(one.coefficients, other.coefficients) {
      #expect(relative(left, right) < 1e-6)
    }
  }

  @Test("Standard errors as R has them, to its tolerance")
  func standardErrors() throws {
    for expected in try SeriesFixtures.shared.get().errors {
      let (values, season) = try SeriesFixtures.series(expected.series)
      let order = ARIMAOrder(expected.order, expected.seasonal, season: season)
      let model = try ARIMA(order, terms: Self.mean).fit(values)
      let errors = model.standardErrors + model.regressionErrors
      for (found, value) in zip(errors, expected.errors) {
        // R's steps of 1e-3 leave it three digits.
        #expect(relative(found, value) < 3e-3, "\(expected.series) \(order)")
      }
    }
  }

  @Test("Seasons and other regressors are found again, and forecast")
  func regressors() throws {
    var generator = SeededGenerator(seed: 7)
    let season = DeterministicTerms(
      hasConstant: true, hasTrend: true, seasons: [.init(period: 12, harmonics: 2)])
    let (length, horizon) = (400, 24)
    let columns = season.columns(0..<length + horizon)
    let given = (0..<length + horizon).map { _ in Double.random(in: -1...1, using: &generator) }
    let weights = [300.0, 0.01, 4, -3, 1, 0.5]
    func signal(_ step: Int) -> Double {
      zip(weights, columns).reduce(2 * given[step]) { $0 + $1.0 * $1.1[step] }
    }
    var noise = 0.0
    var values: [Double] = []
    for step in 0..<length {
      noise = 0.6 * noise + Double.random(in: -0.1...0.1, using: &generator)
      values.append(signal(step) + noise)
    }
    for step in [3, 50, 51, 52, 200] { values[step] = .nan }
    for order in [ARIMAOrder(1, 0, 0), ARIMAOrder(1, 1, 1)] {
      var terms = season
      // Differences leave nothing of a constant.
      terms.hasConstant = order.differences == 0
      let model = try ARIMA(order, terms: terms, regressors: [given]).fit(values)
      let expected = (terms.hasConstant ? weights : Array(weights.dropFirst())) + [2]
      for index in expected.indices {
        let error = abs(model.regression[index] - expected[index])
        #expect(error < 4.5 * model.regressionErrors[index], "\(order) \(index)")
        #expect(model.regressionErrors[index] < 0.2)
      }
      let forecast = model.forecast(steps: horizon)
      for step in 0..<horizon {
        let error = abs(forecast.means[step] - signal(length + step))
        #expect(error < 5 * forecast.standardErrors[step])
      }
    }
  }

  @Test("What can't be fitted says why")
  func errors() {
    func error(_ values: [Double], _ order: ARIMAOrder, _ terms: DeterministicTerms) -> ModelError?
    {
      do {
        _ = try ARIMA(order, terms: terms).fit(values)
        return nil
      } catch {
        return error
      }
    }
    let none = DeterministicTerms()
    let simple = ARIMAOrder(1, 0, 0)
    #expect(error([], simple, none) == .noValues)
    #expect(error([.nan, .nan], simple, none) == .noValues)
    #expect(error([1], simple, Self.mean) == .tooFewValues(known: 1, needed: 4))
    #expect(error([1, 2, .infinity, 3], simple, none) == .notFinite(index: 2))
    #expect(error(Array(repeating: 5, count: 50), simple, Self.mean) == .constantSeries)
    #expect(error(Array(repeating: 5, count: 50), ARIMAOrder(0, 1, 1), none) == .constantSeries)
    #expect(error((0..<50).map(Double.init), ARIMAOrder(0, 2, 1), none) == .perfectFit)
    #expect(
      error((0..<50).map { Double($0 % 7) }, ARIMAOrder(0, 1, 0), Self.mean)
        == .collinearRegressor(index: 0))
    let twice = DeterministicTerms(
      seasons: [.init(period: 12, harmonics: 1), .init(period: 12, harmonics: 1)])
    #expect(error((0..<50).map { Double($0 % 7) }, simple, twice) == .collinearRegressor(index: 2))
  }

  @Test("A gap of a year in a season's series, and constants that aren't quite")
  func hardSeries() throws {
    var values = try SeriesFixtures.series("AirPassengers").values
    for step in 60..<84 { values[step] = .nan }
    let seasonal = try ARIMA(ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), season: 12)).fit(values)
    let forecast = seasonal.forecast(steps: 24)
    #expect(forecast.means.allSatisfy { $0 > 300 && $0 < 900 })
    #expect(
      zip(forecast.standardErrors, forecast.standardErrors.dropFirst(12)).allSatisfy { $0 < $1 })
    // One value that differs.
    var flat = Array(repeating: 20.0, count: 100)
    flat[40] = 21
    let model = try ARIMA(ARIMAOrder(1, 0, 1), terms: Self.mean).fit(flat)
    #expect(model.forecast(steps: 3).means.allSatisfy { abs($0 - 20) < 0.1 })
    // A season whose first month is never known: nothing can be said of it.
    var unknown = try SeriesFixtures.series("AirPassengers").values
    for step in stride(from: 1, to: 144, by: 12) { unknown[step] = .nan }
    let lost = try ARIMA(ARIMAOrder(0, 0, 1, seasonal: (0, 1, 1), season: 12)).fit(unknown)
    let errors = lost.forecast(steps: 24).standardErrors
    for step in 0..<24 { #expect((errors[step] == .infinity) == (step % 12 == 1)) }
  }
}
