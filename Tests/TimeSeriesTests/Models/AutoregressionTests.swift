import NumericalMethods
import TestSupport
import Testing
import TimeSeries

/// Autoregressions by least squares: as statsmodels has them, and as straight regressions.
@Suite("Autoregression")
struct AutoregressionTests {
  private typealias Season = DeterministicTerms.Season

  private func specification(
    _ expected: ModelFixtures.Autoregression, gaps: Autoregression.Gaps = .interpolation
  ) -> Autoregression {
    let terms = DeterministicTerms(
      hasConstant: expected.constant, hasTrend: expected.trend,
      seasons: expected.seasons.map { Season(period: $0[0], harmonics: $0[1]) })
    return Autoregression(lags: expected.lags, terms: terms, gaps: gaps)
  }

  /// statsmodels has the columns constant, trend, sine and cosine of each harmonic, lags.
  private func parameters(
    _ expected: ModelFixtures.Autoregression, _ values: [Double]
  ) -> (terms: [Double], lags: [Double]) {
    let lags = Array(values.suffix(expected.lags.count))
    var terms = Array(values.dropLast(expected.lags.count))
    var place = (expected.constant ? 1 : 0) + (expected.trend ? 1 : 0)
    for season in expected.seasons {
      for _ in 1...season[1] {
        terms.swapAt(place, place + 1)
        place += 2
      }
    }
    return (terms, lags)
  }

  @Test(
    "statsmodels' AutoReg to 1e-9",
    arguments: try ModelFixtures.shared.get().autoregressions)
  func statsmodels(_ expected: ModelFixtures.Autoregression) throws {
    let values = try SeriesFixtures.series(expected.series).values
    let model = try specification(expected).fit(values)
    let (terms, lags) = parameters(expected, expected.parameters)
    let (termErrors, lagErrors) = parameters(expected, expected.errors)
    #expect(model.count == expected.count)
    #expect(relative(model.logLikelihood, expected.loglik) < 1e-9)
    #expect(relative(model.variance, expected.variance) < 1e-9)
    #expect(relative(model.aic, expected.aic) < 1e-9)
    #expect(relative(model.bic, expected.bic) < 1e-9)
    let found = model.regression + model.coefficients
    let foundErrors = model.regressionErrors + model.standardErrors
    for index in found.indices {
      let (value, error) = ((terms + lags)[index], (termErrors + lagErrors)[index])
      // Relative to what is known of it, for those that are nearly zero.
      #expect(abs(found[index] - value) < 1e-9 * max(abs(value), error), "\(index)")
      #expect(relative(foundErrors[index], error) < 1e-8, "\(index)")
    }
    let forecast = model.forecast(steps: expected.means.count)
    for step in expected.means.indices {
      #expect(relative(forecast.means[step], expected.means[step]) < 1e-9, "\(step)")
      let error = forecast.standardErrors[step]
      #expect(relative(error, expected.deviations[step]) < 1e-9, "\(step)")
    }
  }

  @Test("The research's figures of the sunspots")
  func sunspots() throws {
    let values = try SeriesFixtures.series("sunspots").values
    let model = try Autoregression(lags: Array(1...9)).fit(values)
    #expect(abs(model.logLikelihood + 1235.559128420) < 1e-8)
    #expect(abs(model.regression[0] - 6.74305359173) < 1e-10)
    #expect(abs(model.coefficients[0] - 1.16494219711) < 1e-10)
    let forecast = model.forecast(steps: 3)
    #expect(abs(forecast.means[2] - 89.64903853) < 1e-7)
    let (lower, upper) = forecast.interval(level: 0.95)
    #expect(abs(lower[0] - 2.33296281) < 1e-7)
    #expect(abs(upper[0] - 60.63664049) < 1e-7)
    let chosen = try ModelFixtures.shared.get().chosen
    #expect(try Autoregression.order(upTo: 13, of: values, by: .aic) == chosen["aic"])
    #expect(try Autoregression.order(upTo: 13, of: values, by: .bic) == chosen["bic"])
    #expect(try Autoregression.order(upTo: 13, of: values, by: .aicc) == 9)
    #expect(try Autoregression.order(upTo: 0, of: values) == 0)
  }

  /// A regression row by row, by Householder's reflections.
  private func regression(
    _ values: [Double], _ specification: Autoregression
  ) throws -> (coefficients: [Double], variance: Double) {
    let terms = specification.terms.columns(values.indices)
    let longest = specification.lags.last ?? 0
    let rows = (longest..<values.count).filter { row in
      ([0] + specification.lags).allSatisfy { !values[row - $0].isNaN }
    }
    let columns =
      terms.map { column in rows.map { column[$0] } }
      + specification.lags.map { lag in rows.map { values[$0 - lag] } }
    let design = Matrix(rows: rows.count, columns: columns.count, elements: columns.flatMap { $0 })
    let fit = try #require(LeastSquares(design, rows.map { values[$0] }))
    return (fit.coefficients, fit.residualSumOfSquares / Double(rows.count))
  }

  private func compare(_ values: [Double], _ specification: Autoregression) throws {
    let model = try specification.fit(values)
    let (expected, variance) = try regression(values, specification)
    let errors = model.regressionErrors + model.standardErrors
    for (index, found) in (model.regression + model.coefficients).enumerated() {
      let scale = max(abs(expected[index]), errors[index])
      #expect(abs(found - expected[index]) < 1e-8 * scale, "\(index)")
    }
    #expect(relative(model.variance, variance) < 1e-9)
  }

  @Test("Products of seasons, in the first steps and behind a missing start")
  func products() throws {
    let values = try SeriesFixtures.series("hours").values
    let day = Season(period: 24, harmonics: 2)
    let terms = DeterministicTerms(
      hasConstant: true, hasTrend: true, seasons: [day, Season(period: 350, harmonics: 2)],
      products: [.init(first: day, second: Season(period: 350, harmonics: 1))])
    #expect(terms.count == 2 + 4 + 4 + 8)
    #expect(terms.names.count == terms.count)
    let specification = Autoregression(lags: [1, 2, 25], terms: terms)
    try compare(values, specification)
    // Odd seasons, the last harmonic of an even one in a product, a trend without a constant.
    let odd = DeterministicTerms(
      hasTrend: true, seasons: [Season(period: 7, harmonics: 3)],
      products: [
        .init(first: Season(period: 4, harmonics: 2), second: Season(period: 5, harmonics: 2)),
        .init(first: Season(period: 2, harmonics: 1), second: Season(period: 6, harmonics: 3)),
      ])
    try compare(values, Autoregression(lags: [3], terms: odd))
    // t is that of the series, though its first values are missing.
    let late = Array(repeating: Double.nan, count: 11) + values.dropFirst(11)
    let model = try specification.fit(late)
    let (expected, _) = try regression(late, specification)
    for (found, value) in zip(model.regression, expected) {
      #expect(abs(found - value) < 1e-7 * max(1, abs(value)))
    }
  }

  @Test("Seasons without products: short, odd, longer than half the series, behind a missing start")
  func seasons() throws {
    let values = try SeriesFixtures.series("hours").values
    let terms = [
      DeterministicTerms(
        hasConstant: true, hasTrend: true,
        seasons: [Season(period: 24, harmonics: 12), Season(period: 350, harmonics: 2)]),
      DeterministicTerms(
        hasTrend: true, seasons: [Season(period: 7, harmonics: 3), Season(period: 2, harmonics: 1)]),
    ]
    for terms in terms {
      try compare(values, Autoregression(lags: [1, 2, 25], terms: terms))
      let late = Array(repeating: Double.nan, count: 11) + values.dropFirst(11)
      try compare(late, Autoregression(lags: [1, 3], terms: terms))
    }
    // A lag so long that no step is common to all.
    try compare(values, Autoregression(lags: [1, values.count / 2 + 10], terms: terms[1]))
  }

  @Test("Whole numbers, decimals, and doubles of any kind")
  func kinds() throws {
    var generator = SeededGenerator(seed: 3)
    let values = try SeriesFixtures.series("hours").values
    let specification = Autoregression(
      lags: [1, 2, 24], terms: DeterministicTerms(hasConstant: true))
    try compare(values.map { $0.rounded() }, specification)
    try compare(values.map { $0 + Double.random(in: -1...1, using: &generator) }, specification)
    try compare(values.map { $0 * 1e100 / 3 }, specification)
    try compare(values.map { $0 * 1e-150 / 3 }, specification)
    try compare(values.map { -($0 * 1e6).rounded() / 1e6 }, specification)
    // In other units the model is the same.
    let one = try specification.fit(values)
    let other = try specification.fit(values.map { $0 * 1000 })
    for (left, right) in zip(one.coefficients, other.coefficients) {
      #expect(relative(left, right) < 1e-10)
    }
  }

  @Test("Gaps: rows left out, or values from the line between neighbours")
  func gaps() throws {
    var values = try SeriesFixtures.series("hours").values
    for step in [0, 1, 100, 101, 102, 103, 700, 1200, 1499] { values[step] = .nan }
    let terms = DeterministicTerms(
      hasConstant: true, hasTrend: true, seasons: [Season(period: 24, harmonics: 2)])
    let left = Autoregression(lags: [1, 2, 24], terms: terms, gaps: .completeRows)
    try compare(values, left)
    var filled = values
    for step in 100...103 {
      filled[step] = values[99] + (values[104] - values[99]) * Double(step - 99) / 5
    }
    for step in [700, 1200] { filled[step] = (values[step - 1] + values[step + 1]) / 2 }
    let line = Autoregression(lags: [1, 2, 24], terms: terms)
    let (one, other) = (try line.fit(values), try line.fit(Array(filled)))
    for (found, value) in zip(one.coefficients, other.coefficients) {
      #expect(relative(found, value) < 1e-7)
    }
    // The missing last value is forecast first.
    let shorter = try line.fit(Array(values.dropLast())).forecast(steps: 4)
    let forecast = one.forecast(steps: 3)
    for step in 0..<3 {
      #expect(relative(forecast.means[step], shorter.means[step + 1]) < 1e-12)
      #expect(relative(forecast.standardErrors[step], shorter.standardErrors[step + 1]) < 1e-12)
    }
    // Without gaps both ways are the same, to rounding.
    let complete = try SeriesFixtures.series("hours").values
    var nearly = complete
    nearly[0] = .nan
    let fast = try Autoregression(lags: [1, 5], terms: terms).fit(Array(complete.dropFirst()))
    let slow = try Autoregression(lags: [1, 5], terms: terms, gaps: .completeRows)
      .fit(Array(nearly.dropFirst()))
    #expect(fast.coefficients == slow.coefficients)
  }

  @Test("What can't be fitted says why")
  func errors() {
    func error(_ values: [Double], _ specification: Autoregression) -> ModelError? {
      do {
        _ = try specification.fit(values)
        return nil
      } catch {
        return error
      }
    }
    let simple = Autoregression(lags: [1])
    #expect(error([], simple) == .noValues)
    #expect(error([.nan], simple) == .noValues)
    #expect(error([1], simple) == .tooFewValues(known: 1, needed: 5))
    #expect(error([1, 2, -.infinity], simple) == .notFinite(index: 2))
    #expect(error(Array(repeating: 0.1, count: 20), simple) == .constantSeries)
    #expect(error((0..<20).map(Double.init), simple) == .perfectFit)
    let twice = DeterministicTerms(
      hasConstant: true,
      seasons: [Season(period: 4, harmonics: 1), Season(period: 8, harmonics: 2)])
    let numbers = (0..<60).map { Double($0 * $0 % 17) }
    let doubled = Autoregression(lags: [1], terms: twice)
    #expect(error(numbers, doubled) == .collinearRegressor(index: 5))
    let sparse = (0..<40).map { $0 % 2 == 0 ? Double($0 * $0 % 17) : .nan }
    #expect(
      error(sparse, Autoregression(lags: [1], gaps: .completeRows))
        == .tooFewValues(known: 0, needed: 4))
  }
}
