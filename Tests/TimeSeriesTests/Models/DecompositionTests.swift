import TestSupport
import Testing
import TimeSeries

/// Decompositions by local regression, against R's.
@Suite("STL and MSTL")
struct DecompositionTests {
  /// A series and what R makes of it, at every seventh step; see `decomposition_oracle.R`.
  struct Case: Decodable {
    struct Single: Decodable {
      let window: Int
      let robust: Bool
      let season: [Double]
      let trend: [Double]
    }
    let name: String
    let values: [Double?]
    let periods: Periods
    let interpolated: [Double]
    let trend: [Double]
    let seasons: [[Double]]
    let remainder: [Double?]
    let robustTrend: [Double]
    let robustSeasons: [[Double]]
    let stls: [Single]

    var series: [Double] { values.map { $0 ?? .nan } }
  }

  /// One number or several.
  struct Periods: Decodable {
    let all: [Int]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let one = try? container.decode(Int.self) {
        all = [one]
      } else {
        all = try container.decode([Int].self)
      }
    }
  }

  static let cases = Result {
    try Fixtures.decode("decomposition_expected.json", as: [Case].self)
  }

  /// The greatest difference at every seventh step, as a part of the greatest value of the series.
  private static func difference(
    _ values: [Double], _ expected: [Double?], _ scale: Double
  ) -> Double {
    let thinned = stride(from: 0, to: values.count, by: 7).map { values[$0] }
    guard thinned.count == expected.count else { return .infinity }
    var greatest = 0.0
    for (value, expected) in zip(thinned, expected) {
      guard let expected else {
        if !value.isNaN { greatest = .infinity }
        continue
      }
      greatest = value.isNaN ? .infinity : max(greatest, abs(value - expected) / scale)
    }
    return greatest
  }

  private static func scale(_ values: [Double]) -> Double {
    values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
  }

  @Test("Trend, seasons and remainder are those of R's mstl, plain and robust")
  func several() throws {
    for item in try Self.cases.get() {
      let scale = Self.scale(item.series)
      let plain = try MSTL(periods: item.periods.all).decompose(item.series)
      let robust = try MSTL(periods: item.periods.all, isRobust: true).decompose(item.series)
      let comment: Comment = "\(item.name)"
      try #require(plain.seasons.count == item.seasons.count, comment)
      #expect(Self.difference(plain.trend, item.trend, scale) < 1e-9, comment)
      #expect(Self.difference(robust.trend, item.robustTrend, scale) < 1e-9, comment)
      #expect(Self.difference(plain.remainder, item.remainder, scale) < 1e-9, comment)
      for index in plain.seasons.indices {
        #expect(Self.difference(plain.seasons[index], item.seasons[index], scale) < 1e-9, comment)
        #expect(
          Self.difference(robust.seasons[index], item.robustSeasons[index], scale) < 1e-9, comment)
      }
      #expect(plain.interpolatedCount == item.values.count { $0 == nil })
      #expect(plain.periods + plain.omittedPeriods == item.periods.all)
    }
  }

  @Test("Season and trend are those of R's stl, of any window, plain and robust")
  func single() throws {
    for item in try Self.cases.get() {
      let scale = Self.scale(item.series)
      for single in item.stls {
        let stl = STL(
          period: item.periods.all[0],
          seasonalWindow: single.window == 0 ? .periodic : .values(single.window),
          isRobust: single.robust)
        let parts = try stl.decompose(item.series)
        let comment: Comment = "\(item.name), window \(single.window), robust \(single.robust)"
        #expect(Self.difference(parts.seasons[0], single.season, scale) < 1e-9, comment)
        #expect(Self.difference(parts.trend, single.trend, scale) < 1e-9, comment)
      }
    }
  }

  @Test("Gaps are filled as R's na.interp does, and what is there stays")
  func interpolation() throws {
    for item in try Self.cases.get() {
      let series = item.series
      let kept = item.periods.all.filter { series.count > 2 * $0 }
      let filled = try SeasonalInterpolation(periods: kept).fill(series)
      #expect(
        Self.difference(filled, item.interpolated, Self.scale(series)) < 1e-9, "\(item.name)")
      #expect(zip(filled, series).allSatisfy { $1.isNaN || $0 == $1 })
    }
  }

  /// A wave of a period with a slope and a little noise.
  private static func wave(_ count: Int, period: Int, noise: Double = 0) -> [Double] {
    (0..<count).map { step in
      let place = Double(step % period) - 0.5 * Double(period - 1)
      return 10 + 0.01 * Double(step) + place + noise * Double((step * 7919) % 13 - 6)
    }
  }

  @Test("The robust weights of an even number of values come from their median")
  func evenMedian() throws {
    // One value far off changes nothing but its own remainder.
    let clean = Self.wave(120, period: 6, noise: 0.01)
    var spiked = clean
    spiked[60] += 1000
    let stl = STL(period: 6, seasonalWindow: .periodic, isRobust: true)
    let (first, second) = (try stl.decompose(clean), try stl.decompose(spiked))
    for step in clean.indices {
      #expect(abs(first.trend[step] - second.trend[step]) < 0.05)
      #expect(abs(first.seasons[0][step] - second.seasons[0][step]) < 0.05)
    }
    #expect(abs(second.remainder[60] - 1000) < 0.2)
  }

  @Test("The parts add up, and the season goes on behind the end")
  func parts() throws {
    var values = Self.wave(150, period: 7, noise: 0.1)
    for step in [0, 40, 41, 42, 149] { values[step] = .nan }
    let parts = try MSTL(periods: [7, 21, 80]).decompose(values)
    #expect(parts.periods == [7, 21])
    #expect(parts.omittedPeriods == [80])
    #expect(parts.interpolatedCount == 5)
    let season = parts.season
    for step in values.indices {
      let sum = parts.trend[step] + season[step] + parts.remainder[step]
      #expect(values[step].isNaN ? sum.isNaN : abs(sum - values[step]) < 1e-12)
      #expect(parts.trend[step].isFinite && season[step].isFinite)
    }
    let ahead = parts.seasonAhead(steps: 50)
    for step in 0..<50 {
      let expected = parts.seasons[0][143 + step % 7] + parts.seasons[1][129 + step % 21]
      #expect(ahead[step] == expected)
    }
    #expect(parts.seasonAhead(steps: 0).isEmpty)
  }

  @Test("A season's strength is 1 with nothing else, near 0 in noise, 0 in a constant")
  func strength() throws {
    let mstl = MSTL(periods: [12])
    #expect(try mstl.decompose(Self.wave(120, period: 12)).seasonalStrength() > 0.999)
    var generator = SeededGenerator(seed: 7)
    let noise = (0..<360).map { _ in Double.random(in: 0..<1, using: &generator) }
    #expect(try mstl.decompose(noise).seasonalStrength() < 0.3)
    #expect(try mstl.decompose([Double](repeating: 3, count: 40)).seasonalStrength() == 0)
  }

  @Test("In other units the parts are the same")
  func units() throws {
    var values = Self.wave(101, period: 12, noise: 0.3)
    values[50] = .nan
    let parts = try MSTL(periods: [12], isRobust: true).decompose(values)
    let doubled = try MSTL(periods: [12], isRobust: true).decompose(values.map { 0x1p40 * $0 })
    #expect(doubled.trend == parts.trend.map { 0x1p40 * $0 })
    #expect(doubled.seasons[0] == parts.seasons[0].map { 0x1p40 * $0 })
    let thousands = try MSTL(periods: [12], isRobust: true).decompose(values.map { 1000 * $0 })
    for step in values.indices {
      #expect(abs(thousands.trend[step] - 1000 * parts.trend[step]) < 1e-7)
    }
  }

  @Test("What can't be decomposed is said, and never a number that isn't one")
  func refused() throws {
    let stl = STL(period: 12, seasonalWindow: .values(7))
    func error(_ values: [Double]) -> ModelError? {
      do {
        _ = try stl.decompose(values)
        return nil
      } catch { return error }
    }
    #expect(error([]) == .tooFewValues(known: 0, needed: 25))
    #expect(error(Self.wave(24, period: 12)) == .tooFewValues(known: 24, needed: 25))
    #expect(error(Self.wave(25, period: 12)) == nil)
    #expect(error([Double](repeating: .nan, count: 30)) == .noValues)
    var values = Self.wave(30, period: 12)
    values[3] = -.infinity
    #expect(error(values) == .notFinite(index: 3))
    // One value, and a gap of nearly everything.
    var single = [Double](repeating: .nan, count: 40)
    single[17] = 5
    let parts = try stl.decompose(single)
    #expect(parts.trend.allSatisfy { abs($0 - 5) < 1e-12 })
    #expect(parts.interpolatedCount == 39)
  }

  @Test("Forecasts of the adjusted series get the last seasons again")
  func forecasts() throws {
    let values = Self.wave(120, period: 12, noise: 0.05)
    let parts = try MSTL(periods: [12, 30]).decompose(values)
    let adjusted = try ETS(forms: ETSForm.withoutUndampedTrend).fit(parts.seasonallyAdjusted)
    let model = DecompositionModel(parts, adjusted: .ets(adjusted))
    let (forecast, plain) = (model.forecast(steps: 40), adjusted.forecast(steps: 40))
    let season = parts.seasonAhead(steps: 40)
    for step in 0..<40 {
      #expect(abs(forecast.means[step] - plain.means[step] - season[step]) < 1e-12)
    }
    #expect(forecast.standardErrors == plain.standardErrors)
    for (mean, value) in zip(forecast.means, Self.wave(160, period: 12).suffix(40)) {
      #expect(abs(mean - value) < 1)
    }
  }
}
