import NumericalMethods
import TestSupport
import Testing

/// Elementary functions against 60 digits.
@Suite("Elementary functions")
struct ElementaryTests {
  struct Expected: Decodable {
    struct Function: Decodable {
      let name: String
      let cases: [[Double]]
    }

    let functions: [Function]
    let turns: [[Double]]
  }

  /// A function, and its error's bound in units in the last place.
  private static let bounds:
    [(name: String, function: @Sendable (Double) -> Double, ulps: Double)] =
      [
        ("exp", Elementary.exp, 1), ("expm1", Elementary.expm1, 4), ("log", Elementary.log, 1),
        ("log1p", Elementary.log1p, 2), ("tanh", Elementary.tanh, 3),
        ("atanh", Elementary.atanh, 3), ("quantile", NormalDistribution.quantile, 8),
      ]

  /// The distance from the true value, in units in the last place.
  private func error(_ found: Double, _ high: Double, _ low: Double) -> Double {
    found == high && low == 0 ? 0 : abs((found - high) - low) / high.ulp
  }

  @Test("Errors stay within the bounds that are stated", arguments: bounds.indices)
  func errors(_ index: Int) throws {
    let bound = Self.bounds[index]
    let expected = try Fixtures.decode("elementary_expected.json", as: Expected.self)
    let cases = try #require(expected.functions.first { $0.name == bound.name }).cases
    var worst = (error: 0.0, x: 0.0)
    for line in cases {
      let found = error(bound.function(line[0]), line[1], line[2])
      if !(found <= worst.error) { worst = (found, line[0]) }
    }
    #expect(worst.error < bound.ulps, "\(bound.name) at \(worst.x)")
  }

  @Test("Cosines and sines of parts of a turn")
  func turns() throws {
    let expected = try Fixtures.decode("elementary_expected.json", as: Expected.self)
    for line in expected.turns {
      let (cosine, sine) = Elementary.cosineAndSine(ofTurn: Int(line[0]), over: Int(line[1]))
      #expect(error(cosine, line[2], line[3]) < 1, "cosine of \(line[0])/\(line[1])")
      #expect(error(sine, line[4], line[5]) < 1, "sine of \(line[0])/\(line[1])")
    }
    let eighth = Elementary.cosineAndSine(ofTurn: 3, over: 24)
    #expect(eighth.cosine == eighth.sine)
  }

  @Test("Where there is no value, and at the ends of the doubles")
  func ends() {
    #expect(Elementary.exp(.infinity) == .infinity)
    #expect(Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(710) == .infinity)
    #expect(Elementary.exp(-745.13) == .leastNonzeroMagnitude)
    #expect(Elementary.exp(.nan).isNaN)
    #expect(Elementary.log(0) == -.infinity)
    #expect(Elementary.log(-1).isNaN)
    #expect(Elementary.log(.infinity) == .infinity)
    #expect(Elementary.log(.nan).isNaN)
    #expect(Elementary.log1p(-1) == -.infinity)
    #expect(Elementary.log1p(-2).isNaN)
    #expect(Elementary.tanh(.infinity) == 1)
    #expect(Elementary.tanh(-.infinity) == -1)
    #expect(Elementary.tanh(.nan).isNaN)
    #expect(Elementary.atanh(1) == .infinity)
    #expect(Elementary.atanh(-1) == -.infinity)
    #expect(Elementary.atanh(1.5).isNaN)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(1.5).isNaN)
    #expect(NormalDistribution.quantile(.nan).isNaN)
    #expect(NormalDistribution.quantile(0.5) == 0)
  }
}
