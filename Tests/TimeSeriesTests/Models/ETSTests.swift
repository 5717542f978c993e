import TestSupport
import Testing
import TimeSeries

/// Models of exponential smoothing, against R's package forecast.
@Suite("Exponential smoothing")
struct ETSTests {
  /// The series, and how many of their forms are fitted: in unoptimised builds a few.
  private static func cases() throws -> [SmoothingCase] {
    let cases = try SmoothingCase.all.get()
    #if DEBUG
      return cases.filter { ["Nile", "huron", "UKgas", "woolyrnq"].contains($0.name) }
    #else
      return cases
    #endif
  }

  @Test("No likelihood is below R's, and no chosen model worse than R's choice")
  func likelihoods() throws {
    for item in try Self.cases() {
      for expected in item.models {
        let model = try ETS(period: item.period, forms: [expected.form]).fit(item.values)
        let comment: Comment = "\(item.name) \(expected.form)"
        #expect(model.logLikelihood >= expected.loglik - 1e-6, comment)
        let (alpha, beta, gamma) =
          (model.parameters.level, model.parameters.growth, model.parameters.season)
        #expect(alpha >= 1e-4 && alpha <= 0.9999, comment)
        #expect(beta <= alpha && gamma <= 1 - alpha + 1e-12, comment)
        #expect(model.variance > 0, comment)
      }
      let chosen = try ETS(period: item.period).fit(item.values)
      #expect(chosen.aicc <= item.aicc + 1e-6, "\(item.name): \(chosen.form), not \(item.method)")
    }
  }

  /// R lets forecasts be below zero also where errors are relative to them, as it finds them for
  /// these series; here there is no likelihood then.
  private static func isBelowZero(_ item: SmoothingCase, _ form: ETSForm) -> Bool {
    switch item.name {
    case "UKgas": form.error == .multiplicative && form.season == .additive
    case "lynx": form.error == .multiplicative && form.hasTrend
    default: false
    }
  }

  @Test("With R's parameters and first states, likelihood, last states and forecasts are R's")
  func filters() throws {
    for item in try SmoothingCase.all.get() {
      for expected in item.models where !Self.isBelowZero(item, expected.form) {
        let model = try ETSModel(
          form: expected.form, period: item.period, parameters: expected.parameters,
          initialStates: expected.states(expected.first), values: item.values)
        let comment: Comment = "\(item.name) \(expected.form)"
        #expect(abs(model.logLikelihood - expected.loglik) < 1e-8 * abs(expected.loglik), comment)
        #expect(abs(model.variance / expected.sigma2 - 1) < 1e-8, comment)
        #expect(abs(model.aicc - expected.aicc) < 1e-7 * abs(expected.aicc), comment)
        let last = expected.states(expected.last)
        #expect(abs(model.states.level - last.level) < 1e-8 * abs(last.level), comment)
        #expect(model.states.season.count == last.season.count, comment)
        for (season, other) in zip(model.states.season, last.season) {
          #expect(abs(season - other) < 1e-8 * max(abs(last.level), 1), comment)
        }
        let forecast = model.forecast(steps: expected.means.count)
        for step in expected.means.indices {
          let (mean, error) = (expected.means[step], expected.errors[step])
          #expect(abs(forecast.means[step] - mean) < 1e-8 * (abs(mean) + error), comment)
          #expect(abs(forecast.standardErrors[step] / error - 1) < 1e-8, comment)
        }
      }
    }
  }

  @Test("The gradient is that of differences, with gaps too")
  func gradient() throws {
    let item = try #require(try SmoothingCase.all.get().first { $0.name == "UKgas" })
    var values = item.values.map { $0 / 512 }
    for step in [7, 30, 31, 32, 33, 34, 90] { values[step] = .nan }
    for form in ETSForm.all {
      var recursion = ETSRecursion(form, period: 4, values)
      var parameters = ETSParameters(level: 0.3)
      if form.hasTrend { parameters.growth = 0.1 }
      if form.hasSeason { parameters.season = 0.2 }
      if form.trend == .damped { parameters.damping = 0.9 }
      let season =
        switch form.season {
        case .none: [Double]()
        case .additive: [0.03, -0.02, -0.06, 0.05]
        case .multiplicative: [1.1, 0.9, 0.7, 1.3]
        }
      let states = ETSStates(level: 0.25, growth: form.hasTrend ? 0.01 : 0, season: season)
      _ = recursion.criterion(parameters, states)
      let slopes = recursion.slopes(parameters)
      func difference(_ change: (inout ETSParameters, inout ETSStates, Double) -> Void) -> Double {
        var sides: [Double] = []
        for step in [1e-6, -1e-6] {
          var (moved, movedStates) = (parameters, states)
          change(&moved, &movedStates, step)
          sides.append(recursion.criterion(moved, movedStates))
        }
        return (sides[0] - sides[1]) / 2e-6
      }
      func check(_ slope: Double, _ difference: Double, _ name: String) {
        #expect(abs(slope - difference) < 1e-5 * (1 + abs(slope)), "\(form) \(name)")
      }
      check(
        slopes.level,
        difference {
          $0.level += $2; _ = $1
        }, "α")
      check(
        slopes.states.level,
        difference {
          _ = $0; $1.level += $2
        }, "level")
      if form.hasTrend {
        check(
          slopes.growth,
          difference {
            $0.growth += $2; _ = $1
          }, "β")
        check(
          slopes.states.growth,
          difference {
            _ = $0; $1.growth += $2
          }, "growth")
      }
      if form.trend == .damped {
        check(
          slopes.damping,
          difference {
            $0.damping += $2; _ = $1
          }, "φ")
      }
      guard form.hasSeason else { continue }
      check(
        slopes.season,
        difference {
          $0.season += $2; _ = $1
        }, "γ")
      for place in 0..<4 {
        check(
          slopes.states.season[place],
          difference {
            _ = $0; $1.season[place] += $2
          }, "\(place)")
      }
    }
  }

  @Test("In other units the model is the same")
  func units() throws {
    let item = try #require(try SmoothingCase.all.get().first { $0.name == "woolyrnq" })
    for form in [
      ETSForm(.additive, .damped, .additive), ETSForm(.multiplicative, .none, .multiplicative),
    ] {
      let ets = ETS(period: 4, forms: [form])
      let model = try ets.fit(item.values)
      let large = try ets.fit(item.values.map { $0 * 0x1p300 })
      #expect(large.parameters == model.parameters)
      #expect(large.states.level == model.states.level * 0x1p300)
      let thousands = try ets.fit(item.values.map { $0 * 1000 })
      let (forecast, other) = (model.forecast(steps: 9), thousands.forecast(steps: 9))
      for step in 0..<9 {
        #expect(abs(other.means[step] / forecast.means[step] / 1000 - 1) < 1e-5)
        #expect(abs(other.standardErrors[step] / forecast.standardErrors[step] / 1000 - 1) < 1e-5)
      }
    }
  }

  @Test("Values missing at the end make the forecast start later, in gaps the states go on")
  func missing() throws {
    let item = try #require(try SmoothingCase.all.get().first { $0.name == "woolyrnq" })
    let nan = Double.nan
    let ets = ETS(period: 4, forms: [ETSForm(.multiplicative, .additive, .multiplicative)])
    let model = try ets.fit(item.values)
    let longer = try ets.fit([nan, nan] + item.values + [nan, nan, nan])
    #expect(longer.logLikelihood == model.logLikelihood)
    #expect(longer.missingAtEnd == 3)
    let (forecast, later) = (model.forecast(steps: 13), longer.forecast(steps: 10))
    #expect(Array(forecast.means.dropFirst(3)) == later.means)
    #expect(Array(forecast.standardErrors.dropFirst(3)) == later.standardErrors)
    var holes = item.values
    for step in 40..<60 { holes[step] = nan }
    let filled = try ETS(period: 4).fit(holes)
    #expect(filled.observationCount == item.values.count - 20)
    #expect(filled.forecast(steps: 8).means.allSatisfy { $0 > 3000 && $0 < 9000 })
  }

  @Test("What is too little or too even is said or right")
  func edges() throws {
    func error(_ values: [Double], period: Int = 1) -> ModelError? {
      do {
        _ = try ETS(period: period).fit(values)
        return nil
      } catch { return error }
    }
    #expect(error([]) == .noValues)
    #expect(error([.nan, .nan]) == .noValues)
    #expect(error([1, 2, .infinity]) == .notFinite(index: 2))
    #expect(error([1, 2]) == .tooFewValues(known: 2, needed: 5))
    #expect(error([1, 2, 4, 3]) == .tooFewValues(known: 4, needed: 5))
    #expect(error([1, 2, 4, 3, 5]) == nil)
    #expect(error([1, 2, 4, 3, 5, 2], period: 100_000) == nil)
    for value in [0, -7.5, 1e-300, 1e300] {
      let constant = try ETS(period: 12).fit([Double](repeating: value, count: 30) + [.nan])
      let forecast = constant.forecast(steps: 5)
      #expect(forecast.means == [Double](repeating: value, count: 5))
      #expect(forecast.standardErrors == [0, 0, 0, 0, 0])
      #expect(constant.logLikelihood.isFinite)
    }
    // A single value, and one that differs.
    #expect(try ETS().fit([3]).forecast(steps: 1).means == [3])
    let spike = try ETS(period: 4).fit([0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0])
    #expect(spike.forecast(steps: 9).means.allSatisfy { $0.isFinite })
    // A line leaves no errors.
    let line = try ETS(period: 4).fit((0..<40).map { 2 + 0.5 * Double($0) })
    let ahead = line.forecast(steps: 4)
    for step in 0..<4 { #expect(abs(ahead.means[step] - 22 - 0.5 * Double(step)) < 1e-6) }
    #expect(ahead.standardErrors.allSatisfy { $0 < 1e-6 })
  }

  @Test("Fifteen forms, of which ten have no endless trend, and their names")
  func forms() {
    #expect(ETSForm.all.count == 15 && Set(ETSForm.all).count == 15)
    #expect(ETSForm.withoutUndampedTrend.count == 10)
    #expect(ETSForm.all.first?.description == "ETS(A,N,N)")
    #expect(ETSForm(.multiplicative, .damped, .multiplicative).description == "ETS(M,Ad,M)")
    #expect(ETSForm(.multiplicative, .damped, .additive).parameterCount(period: 12) == 17)
  }

  @Test("A long horizon takes little time and stays finite")
  func horizon() throws {
    let item = try #require(try SmoothingCase.all.get().first { $0.name == "UKgas" })
    for expected in item.models
    where expected.trend != "A" && !Self.isBelowZero(item, expected.form) {
      let model = try ETSModel(
        form: expected.form, period: 4, parameters: expected.parameters,
        initialStates: expected.states(expected.first), values: item.values)
      let forecast = model.forecast(steps: 20_000)
      #expect(forecast.means.count == 20_000 && forecast.means.allSatisfy { !$0.isNaN })
      let errors = forecast.standardErrors
      #expect(zip(errors, errors.dropFirst(4)).allSatisfy { $1 >= $0 * (1 - 1e-12) })
    }
  }
}
