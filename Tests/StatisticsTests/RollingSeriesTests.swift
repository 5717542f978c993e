import Testing

@testable import Statistics

/// Statistics of the windows that move along a column. What they are is held against exact arithmetic by
/// `RollingTests`.
@Suite("Rolling series, by themselves")
struct RollingSeriesTests {
  private static let kinds: [RollingSeries.Statistic] = [
    .sum, .mean, .minimum, .maximum, .variance(ddof: 1),
  ]

  /// Numbers without order, of many sizes.
  private static let values: [Double] = (0..<200).map { number in
    let digits = Double(number * 7919 % 1009) - 500
    return number % 17 == 0 ? digits * 1e12 : digits / 8
  }

  private func bits(_ results: [Double]) -> [UInt64] { results.map(\.bitPattern) }

  @Test("It doesn't matter how values are divided", arguments: 0..<kinds.count)
  func divided(kind: Int) {
    for window in [1, 2, 7, 50, 200] {
      let series = RollingSeries(Self.kinds[kind], window: window)
      let whole = series.results(for: 0..<200, of: Self.values, at: 0)
      let early = whole.prefix(window - 1)
      #expect(early.allSatisfy { $0.isNaN })
      for length in [1, 3, 64, 199] {
        let parts = stride(from: 0, to: 200, by: length).flatMap { start in
          let before = min(start, series.reach)
          let part = Array(Self.values[start - before..<min(start + length, 200)])
          return series.results(for: before..<part.count, of: part, at: start)
        }
        #expect(bits(parts) == bits(whole), "\(window), \(length)")
      }
    }
  }

  @Test("Small windows by hand")
  func byHand() {
    func results(_ kind: RollingSeries.Statistic, _ values: [Double]) -> [Double?] {
      RollingSeries(kind, window: 3).results(for: 0..<values.count, of: values, at: 0)
        .map { $0.isNaN ? nil : $0 }
    }
    #expect(results(.sum, [1, 2, 4, -8]) == [nil, nil, 7, -2])
    #expect(results(.mean, [1, 1e16, -1e16, 5]) == [nil, nil, 1.0 / 3, 5.0 / 3])
    #expect(results(.minimum, [3, 1, 2, 2]) == [nil, nil, 1, 1])
    #expect(results(.maximum, [3, 1, 2, 2]) == [nil, nil, 3, 2])
    #expect(results(.variance(ddof: 0), [1, 2, 3, 3]) == [nil, nil, 2.0 / 3, 2.0 / 9])
    #expect(results(.variance(ddof: 3), [1, 2, 3]) == [nil, nil, nil])
  }

  @Test("What is beyond the range of doubles is undefined, and passes")
  func range() {
    let values = [1e308, 1e308, 1, 2]
    let sums = RollingSeries(.sum, window: 2).results(for: 0..<4, of: values, at: 0)
    let areUndefined = sums.map { $0.isNaN }
    #expect(areUndefined == [true, true, false, false] && sums[3] == 3)
    let variances = RollingSeries(.variance(ddof: 0), window: 2)
      .results(for: 0..<4, of: values, at: 0)
    #expect(variances[1] == 0 && variances[2].isNaN && variances[3] == 0.25)
  }
}
