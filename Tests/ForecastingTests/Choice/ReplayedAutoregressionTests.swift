import Testing
import TimeSeries

@testable import Forecasting

@Suite("Forecasts of one autoregression from several origins")
struct ReplayedAutoregressionTests {
  static let specification = Autoregression(
    lags: [1, 2, 5],
    terms: DeterministicTerms(hasConstant: true, seasons: [.init(period: 12, harmonics: 2)]))

  @Test("From the first origin they are the model's, also behind a gap")
  func firstOrigin() throws {
    var values = SampleSeries.seasonal(300, period: 12)
    for step in [0, 1, 50, 51, 198, 199] { values[step] = .nan }
    let origins = RollingOrigins(steps: 300, horizon: 20, count: 5, leastTraining: 200)
    #expect(origins.trainingEnds[0] == 200)
    let model = try Self.specification.fit(Array(values[..<200]))
    let replay = ReplayedAutoregression(model, values: values, origins: origins)
    let means = try #require(replay.means(from: 200, steps: 20))
    // The sums are in another order.
    for (mean, expected) in zip(means, model.forecast(steps: 20).means) {
      #expect(abs(mean - expected) < 1e-12 * abs(expected))
    }
  }

  @Test("Behind the first origin they are those of the equation, from the values before the origin")
  func laterOrigins() throws {
    let values = SampleSeries.seasonal(300, period: 12)
    let origins = RollingOrigins(steps: 300, horizon: 3, count: 5, leastTraining: 200)
    let model = try Self.specification.fit(Array(values[..<200]))
    let replay = ReplayedAutoregression(model, values: values, origins: origins)
    for end in origins.trainingEnds {
      var known = Array(values[..<end])
      for step in end..<end + 3 {
        let terms = Self.specification.terms.columns(step..<step + 1).map { $0[0] }
        var mean = zip(terms, model.regression).reduce(0) { $0 + $1.0 * $1.1 }
        for (coefficient, lag) in zip(model.coefficients, [1, 2, 5]) {
          mean += coefficient * known[step - lag]
        }
        known.append(mean)
      }
      let means = try #require(replay.means(from: end, steps: 3))
      for (mean, expected) in zip(means, known.suffix(3)) { #expect(abs(mean - expected) < 1e-10) }
    }
  }

  @Test("What comes behind an origin doesn't change its forecasts")
  func noHindsight() throws {
    var values = SampleSeries.seasonal(300, period: 12)
    for step in 227..<233 { values[step] = .nan }
    let origins = RollingOrigins(steps: 300, horizon: 20, count: 81, leastTraining: 200)
    let model = try Self.specification.fit(Array(values[..<200]))
    let before = ReplayedAutoregression(model, values: values, origins: origins)
    var others = values
    for step in 230..<300 where !others[step].isNaN { others[step] += 50 }
    let after = ReplayedAutoregression(model, values: others, origins: origins)
    #expect(origins.trainingEnds.contains(230))
    #expect(before.means(from: 230, steps: 20) == after.means(from: 230, steps: 20))
    #expect(before.means(from: 240, steps: 20) != after.means(from: 240, steps: 20))
  }
}
