import NumericalMethods
import TestSupport
import Testing
import TimeSeries

/// Gaps that are so long that a filter passes them at once, against the density written down: the covariance
/// of all known values, decomposed.
@Suite("Long gaps of ARIMA models")
struct ARIMAGapTests {
  /// The logarithm of the largest density over σ² of values with a covariance of σ² times a matrix.
  private static func logDensity(_ values: [Double], _ covariance: [[Double]]) -> Double {
    // Covariance = LLᵀ, row by row.
    var factor = covariance
    var (solved, squares, logarithms) = ([Double](), 0.0, 0.0)
    for row in values.indices {
      for column in 0...row {
        var rest = covariance[row][column]
        for inner in 0..<column { rest -= factor[row][inner] * factor[column][inner] }
        factor[row][column] = row == column ? rest.squareRoot() : rest / factor[column][column]
      }
      var value = values[row]
      for inner in 0..<row { value -= factor[row][inner] * solved[inner] }
      solved.append(value / factor[row][row])
      squares += solved[row] * solved[row]
      logarithms += Elementary.log(factor[row][row])
    }
    let n = Double(values.count)
    return -0.5 * n * (Elementary.log(2 * Double.pi * squares / n) + 1) - logarithms
  }

  private static func noise(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
  }

  @Test("Without differences, and with two gaps", arguments: [400, 1_000, 4_095])
  func stationary(gap: Int) throws {
    let (phi, theta) = (0.97, 0.4)
    var values = [0.5]
    for (before, now) in zip(Self.noise(40, seed: 1), Self.noise(40, seed: 2)) {
      values.append(phi * values[values.count - 1] + now + theta * before)
    }
    let gaps = Array(repeating: Double.nan, count: gap)
    let series = values[..<20] + gaps + values[20..<30] + gaps + [.nan] + values[30...]
    let known = series.indices.filter { !series[$0].isNaN }
    // γ(h) of an ARMA(1,1).
    let variance = (1 + 2 * phi * theta + theta * theta) / (1 - phi * phi)
    let first = (1 + phi * theta) * (phi + theta) / (1 - phi * phi)
    var gamma = [variance, first]
    while gamma.count < series.count { gamma.append(phi * gamma[gamma.count - 1]) }
    let covariance = known.map { row in known.map { gamma[abs(row - $0)] } }
    let model = try ARIMA(ARIMAOrder(1, 0, 1)).model(
      of: Array(series), coefficients: [phi, theta])
    let expected = Self.logDensity(known.map { series[$0] }, covariance)
    #expect(abs(model.logLikelihood - expected) < 1e-8)
    #expect(model.count == known.count)
  }

  @Test("With differences of neighbours and of seasons", arguments: [440, 1_001])
  func differenced(gap: Int) throws {
    let (theta, seasonal, season) = (-0.4, -0.6, 4)
    let lag = season + 1
    let weights = [1, theta, 0, 0, seasonal, theta * seasonal]
    var gamma = [Double](repeating: 0, count: lag + 1)
    for (one, weight) in weights.enumerated() {
      for (other, factor) in weights[...one].enumerated() { gamma[one - other] += weight * factor }
    }
    // yₜ = yₜ₋₁ + yₜ₋₄ − yₜ₋₅ + wₜ: each value as a sum of the five first ones, and of w.
    let count = 60 + gap
    let drawn = Self.noise(count, seed: 3)
    var (values, parts) = (Array(drawn[..<lag]), [[Double]](repeating: [], count: lag))
    var ofFirst = values
    for step in lag..<count {
      let earlier = (values[step - 1], values[step - 4], values[step - 5])
      values.append(earlier.0 + earlier.1 - earlier.2 + drawn[step])
      ofFirst.append(ofFirst[step - 1] + ofFirst[step - 4] - ofFirst[step - 5])
      var part = [Double](repeating: 0, count: count - lag)
      for (from, sign) in [(step - 1, 1.0), (step - 4, 1), (step - 5, -1)] {
        for (index, factor) in parts[from].enumerated() { part[index] += sign * factor }
      }
      part[step - lag] += 1
      parts.append(part)
    }
    let known = Array(lag..<30) + Array(30 + gap..<count)
    for step in 30..<30 + gap { values[step] = .nan }
    let smoothed = known.map { step in
      (0..<count - lag).map { index in
        (max(0, index - lag)...min(count - lag - 1, index + lag)).reduce(0) {
          $0 + gamma[abs($1 - index)] * parts[step][$1]
        }
      }
    }
    let covariance = known.indices.map { row in
      known.map { step in zip(smoothed[row], parts[step]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let expected = Self.logDensity(known.map { values[$0] - ofFirst[$0] }, covariance)
    let order = ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), season: season)
    let model = try ARIMA(order).model(of: values, coefficients: [theta, seasonal])
    #expect(abs(model.logLikelihood - expected) < 1e-7 * max(1, abs(expected)))
    #expect(model.count == known.count)
  }

  @Test("A gap that is passed at once ends where single steps do, in either form")
  func continued() throws {
    let values = Self.noise(200, seed: 4).reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
    let gap = [Double](repeating: .nan, count: 900)
    let order = ARIMAOrder(1, 1, 1, seasonal: (1, 0, 0), season: 7)
    let coefficients = [0.5, -0.2, 0.3]
    let start = try ARIMA(order).model(of: values, coefficients: coefficients)
    let whole = try ARIMA(order).model(of: values + gap + [3], coefficients: coefficients)
    let stepwise = try start.continued(with: gap + [3])
    let (one, other) = (whole.forecast(steps: 20), stepwise.forecast(steps: 20))
    for step in 0..<20 {
      #expect(abs(one.means[step] - other.means[step]) < 1e-8)
      let ratio = one.standardErrors[step] / whole.deviation
      #expect(abs(ratio / (other.standardErrors[step] / stepwise.deviation) - 1) < 1e-9)
    }
  }
}
