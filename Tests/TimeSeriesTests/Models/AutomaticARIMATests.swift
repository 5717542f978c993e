import TestSupport
import Testing
import TimeSeries

/// Orders that are chosen: no worse than R's.
@Suite("Automatic ARIMA")
struct AutomaticARIMATests {
  #if DEBUG
    // Without optimisation some of the series take minutes.
    private static let names: Set = ["lh", "Nile", "WWWusage"]
  #else
    private static let names = Set(
      (try? SeriesFixtures.shared.get().automatic.map { $0.series }) ?? [])
  #endif

  @Test(
    "AICc at most that of R's auto.arima and 0.01",
    arguments: try SeriesFixtures.shared.get().automatic.filter { names.contains($0.series) })
  func againstR(_ expected: SeriesFixtures.Automatic) throws {
    let (values, season) = try SeriesFixtures.series(expected.series)
    let model = try AutomaticARIMA(season: season).fit(values)
    let order = model.specification.order
    #expect(order.differences == expected.order.d)
    #expect(order.seasonalDifferences == expected.order.D)
    #expect(model.aicc <= expected.aicc + 0.01, "\(order) \(expected.order)")
  }

  @Test("Gaps, other units, and what can't be fitted")
  func edges() throws {
    var values = try SeriesFixtures.series("Nile").values
    values[50] = .nan
    let model = try AutomaticARIMA().fit(values)
    let scaled = try AutomaticARIMA().fit(values.map { $0 * 1000 })
    #expect(model.specification.order == scaled.specification.order)
    #expect(relative(scaled.variance, model.variance * 1e6) < 1e-6)
    func error(_ values: [Double]) -> ModelError? {
      do {
        _ = try AutomaticARIMA(season: 4).fit(values)
        return nil
      } catch {
        return error
      }
    }
    #expect(error([]) == .noValues)
    #expect(error([.nan, .nan]) == .noValues)
    #expect(error([3]) == .tooFewValues(known: 1, needed: 3))
    #expect(error([1, .infinity]) == .notFinite(index: 1))
    #expect(error(Array(repeating: 3, count: 30)) == .constantSeries)
    #expect(error((0..<30).map { Double($0 % 4) }) == .perfectFit)
    #expect(error([1, 2, 1, 3, 2, 1]) == nil)
  }
}
