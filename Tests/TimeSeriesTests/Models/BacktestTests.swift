import TestSupport
import Testing
import TimeSeries

/// Rolling origins, measures of accuracy, quantiles of errors, and combinations.
@Suite("Backtests")
struct BacktestTests {
  @Test("Origins lie evenly up to the last possible one, at every place in the season")
  func origins() {
    let plan = RollingOrigins(steps: 1000, horizon: 72, count: 20, period: 24)
    // 428 steps in 19 parts are 22; 19 is the next that has no factor in common with 24.
    #expect(plan.trainingEnds == (0..<20).map { 928 - 19 * 19 + 19 * $0 })
    #expect(Set(plan.trainingEnds.map { $0 % 24 }).count == 20)
    #expect(RollingOrigins(steps: 10, horizon: 2, count: 1).trainingEnds == [8])
    #expect(RollingOrigins(steps: 10, horizon: 2, count: 9).trainingEnds == [5, 6, 7, 8])
    #expect(RollingOrigins(steps: 10, horizon: 2, count: 9, leastTraining: 8).trainingEnds == [8])
    #expect(RollingOrigins(steps: 10, horizon: 6, count: 3).trainingEnds == [])
    #expect(RollingOrigins(steps: 0, horizon: 1, count: 3).trainingEnds == [])
    #expect(RollingOrigins(steps: 1, horizon: 1, count: 1, leastTraining: 0).trainingEnds == [])
    for count in 1...40 {
      let ends = RollingOrigins(steps: 97, horizon: 5, count: count, period: 6).trainingEnds
      #expect(ends.last == 92 && (ends.first ?? 0) >= 48 && ends.count == count)
    }
  }

  private static func origin(
    _ actual: [Double], _ means: [Double], _ errors: [Double], scale: Double
  ) -> OriginForecast {
    OriginForecast(
      trainingEnd: 1, forecast: Forecast(means: means, standardErrors: errors), actual: actual,
      scale: scale)
  }

  @Test("Measures by step and over all, with missing values left out and counted")
  func measures() {
    let accuracy = Accuracy(
      of: [
        Self.origin([10, .nan, 0], [12, 5, 0], [1, 1, 1], scale: 4),
        Self.origin([10, 30, 3], [9, 10, -3], [1, 1, 4], scale: 2),
      ], levels: [0.8, 0.95], failureCount: 1)
    #expect(accuracy.failureCount == 1 && accuracy.horizon == 3)
    let first = accuracy.measures(ofSteps: 0..<1)
    #expect(first.count == 2 && first.missingCount == 0)
    #expect(first.meanAbsoluteError == 1.5)
    #expect(first.rootMeanSquaredError == (2.5).squareRoot())
    #expect(first.meanAbsoluteScaledError == 0.5)
    let symmetric = 200.0 / 22 + 100.0 / 19
    #expect(abs((first.symmetricMeanAbsolutePercentageError ?? 0) - symmetric) < 1e-12)
    // Errors of 2 and 1 standard errors; the intervals reach 1.28 and 1.96.
    #expect(first.coverage == [0.5, 0.5])
    let second = accuracy.measures(ofSteps: 1..<2)
    #expect(second.count == 1 && second.missingCount == 1)
    #expect(second.meanAbsoluteError == 20 && second.meanAbsoluteScaledError == 10)
    let overall = accuracy.overall
    #expect(overall.count == 5 && overall.missingCount == 1)
    #expect(overall.meanAbsoluteError == (2 + 1 + 20 + 0 + 6) / 5.0)
    // Zero forecast as zero is no error, and 3 as −3 the greatest.
    #expect(
      accuracy.measures(ofSteps: 2..<3).symmetricMeanAbsolutePercentageError == 100)
    let none = accuracy.measures(ofSteps: 1..<1)
    #expect(none.meanAbsoluteError == nil && none.coverage.allSatisfy { $0.isNaN })
    #expect(Accuracy(of: [], failureCount: 2).overall.count == 0)
  }

  @Test("Errors aren't scaled where the season repeats itself, or there is none to compare")
  func scale() {
    #expect(OriginForecast.scale([1, 2, 4, .nan, 3], period: 1) == 1.5)
    #expect(OriginForecast.scale([1, 2, 4, .nan, 3], period: 2) == 2)
    #expect(OriginForecast.scale([1, 2], period: 2).isNaN)
    for scale in [0, Double.nan] {
      let accuracy = Accuracy(of: [Self.origin([1], [2], [1], scale: scale)])
      #expect(accuracy.overall.meanAbsoluteScaledError == nil)
      #expect(accuracy.overall.meanAbsoluteError == 1)
    }
  }

  /// A day's wave with noise that remembers.
  private static func hours(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let day = [0.0, -1, -2, -2, -1, 1, 4, 6, 7, 6, 4, 2]
    var weather = 0.0
    return (0..<count).map { hour in
      weather = 0.9 * weather + Double.random(in: -1..<1, using: &generator)
      return 15 + day[hour % 12] + weather
    }
  }

  @Test("A backtest shows that a model with a season is better than the last value")
  func run() throws {
    var values = Self.hours(600, seed: 11)
    for step in 300..<320 { values[step] = .nan }
    let origins = RollingOrigins(steps: 600, horizon: 24, count: 25, period: 12)
    let backtest = Backtest(values, origins, period: 12)
    let form = ETSForm(.additive, .none, .additive)
    var lengths: [Int] = []
    let ets = backtest.run { training, horizon in
      lengths.append(training.count)
      return try ETS(period: 12, forms: [form]).fit(training).forecast(steps: horizon)
    }
    #expect(lengths == origins.trainingEnds)
    let accuracies = [backtest.naive(), backtest.seasonalNaive(), ets].map { run in
      run.accuracy(levels: [0.8])
    }
    let errors = accuracies.map { $0.overall.meanAbsoluteScaledError ?? .nan }
    #expect(errors[2] < errors[1] && errors[1] < errors[0])
    let overall = accuracies[2].overall
    #expect(overall.count + overall.missingCount == 600)
    #expect(overall.missingCount > 0)
    #expect(overall.coverage[0] > 0.7 && overall.coverage[0] < 0.9)
    #expect(Combination.best(accuracies) == [2, 1, 0])
    #expect(Combination.best(accuracies, count: 1) == [2])
  }

  @Test("A method that fails at an origin is said to, and comes last")
  func failures() throws {
    let backtest = Backtest(
      Self.hours(60, seed: 2), RollingOrigins(steps: 60, horizon: 3, count: 5), period: 12)
    let perfect = backtest.run { training, horizon in
      guard training.count > 40 else { throw ModelError.perfectFit }
      return Forecast(
        means: Array(backtest.values[training.count..<training.count + horizon]),
        standardErrors: [1, 1, 1])
    }
    #expect(perfect.failures.count == 2 && perfect.forecasts.count == 3)
    #expect(perfect.failures.first?.error as? ModelError == .perfectFit)
    let infinite = backtest.run { _, _ in
      Forecast(means: [1, .nan, 1], standardErrors: [1, 1, 1])
    }
    #expect(infinite.forecasts.isEmpty)
    #expect(infinite.failures.first?.error as? Backtest.Failure == .notFinite(step: 1))
    let runs = [perfect, infinite, backtest.naive(), backtest.naive()]
    #expect(Combination.best(runs.map { $0.accuracy() }) == [2, 3, 0])
    #expect(Combination.best([]) == [])
  }

  @Test("Quantiles of errors cover what they say, by place among the errors")
  func quantiles() {
    let errors: [[Double]] = (0..<39).map { origin in
      let second: Double = origin == 3 ? .nan : 2 * Double(origin)
      return [Double((origin * 17) % 39), second]
    }
    let quantiles = ErrorQuantiles(errors)
    #expect(quantiles.errors[0] == (0..<39).map(Double.init))
    // Of 39 errors the bounds of 80 % are the 4th and the 36th.
    let (lower, upper) = quantiles.interval(around: [100], level: 0.8)
    #expect(abs(lower[0] - 103) < 1e-9 && abs(upper[0] - 135) < 1e-9)
    let widest = quantiles.interval(around: [100, 0], level: 0.9999)
    #expect(widest.lower == [100, 0] && widest.upper == [138, 76])
    #expect(ErrorQuantiles(errors.map { [$0[0]] }).isKnown(level: 0.95))
    #expect(!quantiles.isKnown(level: 0.95) && quantiles.isKnown(level: 0.94))
    #expect(ErrorQuantiles([[.nan]]).interval(around: [1], level: 0.5).lower[0].isNaN)
    #expect(!ErrorQuantiles([[.nan]]).isKnown(level: 0.1))
  }

  @Test("A combination is the mean of its models")
  func combination() throws {
    let models: [any ForecastModel] = [
      SeasonalNaive(last: [1], ages: [0], variance: 4),
      SeasonalNaive(last: [2, 5], ages: [0, 0], variance: 16),
    ]
    let forecast = Combination(models).forecast(steps: 2)
    #expect(forecast.means == [1.5, 3])
    #expect(forecast.standardErrors == [3, (2 * (2.0).squareRoot() + 4) / 2])
  }
}
