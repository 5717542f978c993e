import Testing

@testable import TimeSeries

/// The slopes by which ARIMA models are searched, beside differences of what is searched.
@Suite("Slopes of ARIMA models")
struct ARIMASlopesTests {
  /// A model, a series, and the points at which slopes are compared.
  struct Case: Sendable, CustomTestStringConvertible {
    let series: String
    let order: ARIMAOrder
    var terms = DeterministicTerms()

    var testDescription: String { "\(series) \(order)" }

    /// Points near the middle, and one near the border of what is stationary and invertible; where
    /// there are many numbers, all nearer to the middle, as likelihoods of so many large partial
    /// autocorrelations are rounded too much for their differences.
    var points: [[Double]] {
      let numbers = 0..<order.coefficientCount
      let points = [
        numbers.map { 0.3 - 0.17 * Double($0) }, numbers.map { 0.2 * Double($0 + 1) - 0.5 },
        numbers.map { $0.isMultiple(of: 2) ? 1.6 : -0.9 },
      ]
      return points.map { $0.map { order.coefficientCount > 6 ? 0.25 * $0 : $0 } }
    }

    func search(without missing: [Int] = []) throws -> ARIMALikelihoodSearch {
      var values = try SeriesFixtures.series(series).values
      for step in missing { values[step] = .nan }
      return ARIMALikelihoodSearch(try ARIMA(order, terms: terms).problem(values))
    }
  }

  static let cases = [
    Case(series: "lh", order: ARIMAOrder(1, 0, 0), terms: .init(hasConstant: true)),
    Case(series: "lh", order: ARIMAOrder(0, 0, 3), terms: .init(hasConstant: true)),
    Case(series: "Nile", order: ARIMAOrder(2, 0, 1), terms: .init(hasConstant: true)),
    Case(series: "WWWusage", order: ARIMAOrder(1, 1, 2), terms: .init(hasTrend: true)),
    Case(series: "sunspot.year", order: ARIMAOrder(9, 0, 2)),
    Case(series: "USAccDeaths", order: ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), season: 12)),
    Case(
      series: "AirPassengers", order: ARIMAOrder(2, 1, 1, seasonal: (1, 0, 1), season: 12),
      terms: .init(hasTrend: true)),
  ]

  /// A series in which a gap may be so long that it is passed at once.
  static let long = Case(series: "sunspot.year", order: ARIMAOrder(2, 0, 1))

  /// The derivative by one number, from four differences: to the fourth power of the step.
  private func derivative(
    _ function: ([Double]) -> Double, _ point: [Double], _ index: Int, step: Double
  ) -> Double {
    func difference(_ distance: Double) -> Double {
      var (above, below) = (point, point)
      above[index] += distance
      below[index] -= distance
      return function(above) - function(below)
    }
    return (8 * difference(step) - difference(2 * step)) / (12 * step)
  }

  @Test("Those of the exact likelihood, with regressors and differences", arguments: cases)
  func exact(_ one: Case) throws {
    let search = try one.search()
    for point in one.points {
      let slopes = try #require(search.slopes(point))
      #expect(slopes.count == point.count)
      for index in point.indices {
        let expected = derivative(search.objective, point, index, step: 1e-3)
        #expect(abs(slopes[index] - expected) < 1e-8 * max(1, abs(expected)), "\(point) \(index)")
      }
    }
  }

  @Test(
    "Those of the exact likelihood where values are missing, without differences",
    arguments: [
      Case(series: "lh", order: ARIMAOrder(2, 0, 1)),
      Case(series: "Nile", order: ARIMAOrder(1, 0, 2), terms: .init(hasConstant: true)),
      Case(series: "Nile", order: ARIMAOrder(3, 0, 0), terms: .init(hasConstant: true)),
      Case(series: "USAccDeaths", order: ARIMAOrder(1, 0, 1, seasonal: (1, 0, 1), season: 4)),
    ], [[3], [25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 41, 43]])
  func exactWithGaps(_ one: Case, without missing: [Int]) throws {
    let search = try one.search(without: missing)
    for point in one.points.dropLast() {
      let slopes = try #require(search.slopes(point))
      for index in point.indices {
        let expected = derivative(search.objective, point, index, step: 1e-3)
        #expect(abs(slopes[index] - expected) < 1e-8 * max(1, abs(expected)), "\(point) \(index)")
      }
    }
  }

  @Test("They are the same whatever was computed before")
  func memory() throws {
    let one = Self.cases[3]
    let search = try one.search()
    let slopes = one.points.map { search.slopes($0) }
    for index in one.points.indices.reversed() {
      _ = search.likelihood(one.points[index])
      #expect(search.slopes(one.points[index]) == slopes[index])
      #expect(try one.search().slopes(one.points[index]) == slopes[index])
    }
  }

  @Test("Where values are missing that differences need, or many at once, nobody knows them")
  func unknown() throws {
    let longGap = Array(40..<200)
    for (index, missing, known) in [(3, [20], false), (1, [20], true), (7, longGap, false)] {
      let one = index < Self.cases.count ? Self.cases[index] : Self.long
      let search = try one.search(without: missing)
      #expect((search.slopes(one.points[0]) != nil) == known)
      #expect(search.likelihood(one.points[0]) != nil)
      #expect((search.slopes(one.points[0]) != nil) == known)
    }
  }

  @Test(
    "Those of sums of squares, also where values are missing", arguments: cases,
    [[], [25, 26, 27, 41]])
  func conditional(_ one: Case, without missing: [Int]) throws {
    let search = try one.search(without: missing)
    for point in one.points {
      let slopes = try #require(search.conditionalSlopes(point))
      for index in point.indices {
        let expected = derivative(search.conditional, point, index, step: 1e-3)
        #expect(abs(slopes[index] - expected) < 1e-8 * max(1, abs(expected)), "\(point) \(index)")
      }
    }
  }
}
