import Testing
import TimeSeries

/// Forecasts that repeat values or their means.
@Suite("Naive forecasts")
struct NaiveTests {
  @Test("Naive and seasonal naive forecasts are R's")
  func oracle() throws {
    for item in try SmoothingCase.all.get() {
      for (period, expected) in [(1, item.naive), (item.period, item.seasonalNaive)] {
        let model = try SeasonalNaive(item.values, period: period)
        let forecast = model.forecast(steps: expected.means.count)
        #expect(forecast.means == expected.means, "\(item.name)")
        for (error, other) in zip(forecast.standardErrors, expected.errors) {
          #expect(abs(error / other - 1) < 1e-9, "\(item.name)")
        }
      }
    }
  }

  @Test("Missing values are older ones, and less certain")
  func missing() throws {
    // Places a, b: 1 5 | 3 – | – 9 | – –
    let values: [Double] = [1, 5, 3, .nan, .nan, 9, .nan, .nan]
    let model = try SeasonalNaive(values, period: 2)
    #expect(model.last == [3, 9])
    #expect(model.ages == [2, 1])
    // A change of 2 in one season, one of 4 in two: (4 + 16 / 2) / 2.
    #expect(model.variance == 6)
    let forecast = model.forecast(steps: 4)
    #expect(forecast.means == [3, 9, 3, 9])
    #expect(forecast.standardErrors == [3, 2, 4, 3].map { (6 * $0).squareRoot() })
  }

  @Test("Means of the last seasons, place by place")
  func means() throws {
    // The season begins anywhere: the end is at its second place.
    let values: [Double] = [100, 100, 100, 1, 2, .nan, 3, 6, 7, 5]
    let model = try SeasonalMean(values, period: 3, seasons: 2)
    // Of the last six values: 2 – 3 6 7 5.
    #expect(model.means == [4, 7, 4])
    #expect(model.counts == [2, 1, 2])
    #expect(model.variance == (4 + 4 + 1 + 1) / 2)
    let forecast = model.forecast(steps: 4)
    #expect(forecast.means == [4, 7, 4, 4])
    #expect(forecast.standardErrors == [7.5, 10, 7.5, 7.5].map { $0.squareRoot() })
    #expect(try SeasonalMean([1, 2, 3, .nan, 6]).forecast(steps: 1).means == [3])
    #expect(try SeasonalMean(values, period: 3).counts == [3, 2, 4])
  }

  @Test("What is too little is said")
  func refused() {
    func naive(_ values: [Double], _ period: Int) -> ModelError? {
      do {
        _ = try SeasonalNaive(values, period: period)
        return nil
      } catch { return error }
    }
    func mean(_ values: [Double], _ period: Int, _ seasons: Int?) -> ModelError? {
      do {
        _ = try SeasonalMean(values, period: period, seasons: seasons)
        return nil
      } catch { return error }
    }
    #expect(naive([], 1) == .noValues)
    #expect(naive([.nan], 1) == .noValues)
    #expect(naive([1], 1) == .tooFewValues(known: 1, needed: 2))
    #expect(naive([1, .infinity], 1) == .notFinite(index: 1))
    #expect(naive([1, 2, .nan, 1, 2], 3) == .tooFewValues(known: 2, needed: 3))
    #expect(naive([1, 2, 3], 3) == .tooFewValues(known: 3, needed: 4))
    #expect(naive([1, 2, 3, 1], 3) == nil)
    #expect(mean([], 1, nil) == .noValues)
    #expect(mean([1, 2, 3], 3, nil) == .tooFewValues(known: 3, needed: 4))
    #expect(mean([1, 2, 3, 4, .nan, .nan, .nan, .nan], 2, 2) == .tooFewValues(known: 0, needed: 2))
    #expect(mean([1, 2, 3, 4], 2, .max) == nil)
  }
}
