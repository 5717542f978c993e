import TestSupport
import Testing
import TimeSeries

/// The dynamic optimised Theta method, against its definition step by step.
@Suite("Dynamic Theta")
struct DynamicThetaTests {
  /// Level, intercept, slope and mean of the equations of Fiorucci et al. (2016), section 3.
  private struct Recursion {
    var (level, intercept, slope, mean, count) = (0.0, 0.0, 0.0, 0.0, 0.0)
    let alpha: Double
    let weight: Double

    init(level: Double, alpha: Double, weight: Double) {
      self.level = level
      self.alpha = alpha
      self.weight = weight
    }

    /// The forecast of the next value.
    var next: Double {
      var power = 1.0
      for _ in 0..<Int(count) { power *= 1 - alpha }
      let line = power * intercept + (1 - power * (1 - alpha)) / alpha * slope
      return level + weight * line
    }

    mutating func take(_ value: Double) {
      count += 1
      level = alpha * value + (1 - alpha) * level
      slope = count < 2 ? 0 : ((count - 2) * slope + 6 / count * (value - mean)) / (count + 1)
      mean = ((count - 1) * mean + value) / count
      intercept = mean - (count + 1) / 2 * slope
    }
  }

  private static func sum(
    _ values: [Double], _ level: Double, _ alpha: Double, _ weight: Double
  ) -> (sum: Double, last: Recursion) {
    var recursion = Recursion(level: level, alpha: alpha, weight: weight)
    var sum = 0.0
    for value in values {
      let error = value - recursion.next
      sum += error * error
      recursion.take(value)
    }
    return (sum, recursion)
  }

  /// The first level that leads to the last one of a model.
  private static func firstLevel(_ values: [Double], _ model: DynamicThetaModel) -> Double {
    let zero = sum(values, 0, model.alpha, model.weight).last.level
    var power = 1.0
    for _ in values { power *= 1 - model.alpha }
    return (model.level - zero) / power
  }

  @Test("Level, slope and forecasts follow the equations, and no parameters near have less errors")
  func definition() throws {
    for name in ["Nile", "lh", "WWWusage", "LakeHuron", "huron"] {
      let item = try #require(try SmoothingCase.all.get().first { $0.name == name })
      let values = Array(item.values.prefix(30))
      let model = try DynamicTheta().fit(values)
      #expect(model.season.ahead == [0])
      let first = Self.firstLevel(values, model)
      // Where the first level is forgotten, rounding leaves nothing of it.
      guard abs(first) < 1e6 else { continue }
      let (sum, last) = Self.sum(values, first, model.alpha, model.weight)
      #expect(abs(sum / 27 / model.variance - 1) < 1e-6, "\(name)")
      #expect(abs(last.slope - model.slope) < 1e-9 * (1 + abs(last.slope)), "\(name)")
      for change in [-1e-3, 1e-3] {
        let alpha = min(max(model.alpha + change, 0.01), 0.99)
        let weight = min(max(model.weight + change, 0), 1)
        #expect(Self.sum(values, first * (1 + change), model.alpha, model.weight).sum >= sum)
        #expect(Self.sum(values, first, alpha, model.weight).sum >= sum * (1 - 1e-9))
        #expect(Self.sum(values, first, model.alpha, weight).sum >= sum * (1 - 1e-9))
      }
      var ahead = last
      for mean in model.forecast(steps: 12).means {
        #expect(abs(mean - ahead.next) < 1e-8 * abs(mean), "\(name)")
        ahead.take(ahead.next)
      }
    }
  }

  @Test("Variances are those of all errors on the way, one by one")
  func variances() throws {
    let item = try #require(try SmoothingCase.all.get().first { $0.name == "WWWusage" })
    let values = Array(item.values.prefix(40))
    let fitted = try DynamicTheta().fit(values)
    let model = DynamicThetaModel(
      alpha: 0.3, weight: 0.7, level: fitted.level, mean: fitted.mean, slope: fitted.slope,
      lastValue: values[39], count: 40, missingAtEnd: 0, variance: 2, observationCount: 40,
      season: fitted.season)
    let forecast = model.forecast(steps: 9)
    // An error of 1 at one step, and what it does to all the later ones.
    var squares = [Double](repeating: 0, count: 9)
    for disturbed in 0..<9 {
      var paths: [[Double]] = []
      for error in [0.0, 1] {
        var recursion = Self.sum(values, 100, 0.3, 0.7).last
        paths.append(
          (0..<9).map { step in
            let value = recursion.next + (step == disturbed ? error : 0)
            recursion.take(value)
            return value
          })
      }
      for step in 0..<9 {
        squares[step] += (paths[1][step] - paths[0][step]) * (paths[1][step] - paths[0][step])
      }
    }
    for step in 0..<9 {
      let expected = (2 * squares[step]).squareRoot()
      #expect(abs(forecast.standardErrors[step] / expected - 1) < 1e-9)
    }
  }

  @Test("Seasons, gaps, units, constants, and what is too little")
  func edges() throws {
    let item = try #require(try SmoothingCase.all.get().first { $0.name == "AirPassengers" })
    let theta = DynamicTheta(period: 12)
    let model = try theta.fit(item.values)
    #expect(model.season.isFactor && model.season.ahead.count == 12)
    let forecast = model.forecast(steps: 24)
    #expect(forecast.means.allSatisfy { $0 > 350 && $0 < 800 })
    let large = try theta.fit(item.values.map { $0 * 0x1p80 }).forecast(steps: 24)
    #expect(large.means == forecast.means.map { $0 * 0x1p80 })
    let late = try theta.fit(item.values + [.nan, .nan]).forecast(steps: 3)
    for step in 0..<3 {
      #expect(abs(late.means[step] / forecast.means[step + 2] - 1) < 0.02)
    }
    var holes = item.values
    for step in 50..<70 { holes[step] = .nan }
    let gappy = try theta.fit(holes).forecast(steps: 12)
    for step in 0..<12 { #expect(abs(gappy.means[step] / forecast.means[step] - 1) < 0.15) }
    let constant = try theta.fit([Double](repeating: 3, count: 40)).forecast(steps: 3)
    for step in 0..<3 {
      #expect(abs(constant.means[step] - 3) < 1e-12 && constant.standardErrors[step] < 1e-12)
    }
    #expect(throws: ModelError.tooFewValues(known: 4, needed: 5)) { try theta.fit([1, 2, 3, 5]) }
    #expect(throws: ModelError.noValues) { try theta.fit([.nan]) }
    #expect(throws: ModelError.notFinite(index: 0)) { try theta.fit([.infinity, 1]) }
  }
}
