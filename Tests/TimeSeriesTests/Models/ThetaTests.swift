import TestSupport
import Testing
import TimeSeries

/// The Theta method, against R's thetaf.
@Suite("Theta")
struct ThetaTests {
  @Test("Forecasts and standard errors are R's, where its smoothing has reached the optimum")
  func oracle() throws {
    var compared = 0
    for item in try SmoothingCase.all.get() where item.name != "temperature" {
      let model = try Theta(period: item.period).fit(item.values)
      let drift = try #require(item.theta.drift)
      let alpha = try #require(item.theta.alpha)
      #expect(abs(model.drift - drift) < 1e-9 * max(abs(drift), 1e-3), "\(item.name)")
      // R's search ends near the best α and first level, or at local ones; never at better ones.
      let deviation = model.smoothing.variance.squareRoot()
      #expect(deviation <= item.theta.errors[0] * (1 + 1e-9), "\(item.name)")
      guard abs(model.smoothing.parameters.level - alpha) < 2e-4,
        item.theta.errors[0] < deviation * 1.0001
      else { continue }
      compared += 1
      let forecast = model.forecast(steps: item.theta.means.count)
      for step in item.theta.means.indices {
        let error = item.theta.errors[step]
        #expect(abs(forecast.means[step] - item.theta.means[step]) < 1e-3 * error, "\(item.name)")
        let factor = model.season.isFactor ? model.season.ahead[step % model.season.ahead.count] : 1
        #expect(abs(forecast.standardErrors[step] / factor / error - 1) < 1e-3, "\(item.name)")
      }
    }
    #expect(compared >= 16)
  }

  /// A wave of four steps on a slope.
  private static func wave(_ count: Int, level: Double) -> [Double] {
    let season = [3.0, -1, -4, 2]
    return (0..<count).map { step in
      let noise = Double((step * 7919) % 11 - 5)
      return level + 0.25 * Double(step) + season[step % 4] + 0.1 * noise
    }
  }

  @Test("A season is added where values are below zero, and a factor elsewhere")
  func seasons() throws {
    for level in [-2, 100.0] {
      let values = Self.wave(63, level: level)
      let model = try Theta(period: 4).fit(values)
      #expect(model.season.isFactor == (level > 0))
      let next = Self.wave(71, level: level).suffix(8)
      for (mean, value) in zip(model.forecast(steps: 8).means, next) {
        #expect(abs(mean - value) < 2)
      }
    }
    var generator = SeededGenerator(seed: 3)
    let random = (0..<60).map { _ in Double.random(in: 0..<1, using: &generator) }
    let noise = try Theta(period: 4).fit(random)
    #expect(noise.season.ahead == [0])
  }

  @Test("Values missing at the end make forecasts start later; in gaps there is no error")
  func missing() throws {
    let values = Self.wave(60, level: 100)
    let theta = Theta(period: 4)
    var holes = values
    for step in [0, 17, 18, 19, 20, 21, 40, 59] { holes[step] = .nan }
    let (model, gappy) = (try theta.fit(values), try theta.fit(holes))
    let (forecast, other) = (model.forecast(steps: 8), gappy.forecast(steps: 8))
    for step in 0..<8 {
      #expect(abs(forecast.means[step] - other.means[step]) < 1)
    }
    #expect(gappy.count == 58 && gappy.smoothing.missingAtEnd == 1)
    // Without a season only the place of the end differs.
    let plain = Theta()
    let (short, long) = (try plain.fit(values), try plain.fit(values + [.nan, .nan]))
    #expect(Array(short.forecast(steps: 5).means.dropFirst(2)) == long.forecast(steps: 3).means)
  }

  @Test("Other units, constants, and what is too little")
  func edges() throws {
    let theta = Theta(period: 4)
    let values = Self.wave(60, level: 100)
    let forecast = try theta.fit(values).forecast(steps: 4)
    let large = try theta.fit(values.map { $0 * 0x1p60 }).forecast(steps: 4)
    #expect(large.means == forecast.means.map { $0 * 0x1p60 })
    let thousands = try theta.fit(values.map { $0 * 1000 }).forecast(steps: 4)
    for step in 0..<4 {
      #expect(abs(thousands.means[step] / forecast.means[step] / 1000 - 1) < 1e-6)
    }
    let constant = try theta.fit([Double](repeating: 0.1, count: 20)).forecast(steps: 3)
    #expect(constant == Forecast(means: [0.1, 0.1, 0.1], standardErrors: [0, 0, 0]))
    func error(_ values: [Double]) -> ModelError? {
      do {
        _ = try theta.fit(values)
        return nil
      } catch { return error }
    }
    #expect(error([]) == .noValues)
    #expect(error([1, 2, 3, 5]) == .tooFewValues(known: 4, needed: 5))
    #expect(error([1, 2, 3, 5, 4]) == nil)
    #expect(error([1, 2, -.infinity, 5, 4]) == .notFinite(index: 2))
  }
}
