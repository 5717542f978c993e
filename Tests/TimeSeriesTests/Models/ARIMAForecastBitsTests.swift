import TestSupport
import Testing
import TimeSeries

/// Forecasts of ARIMA models to the bit, as they were when a model still had the filter of its
/// whole series.
@Suite("The bits of ARIMA forecasts")
struct ARIMAForecastBitsTests {
  /// A model at given coefficients, and what the bits of its forecasts amount to.
  struct Case: CustomTestStringConvertible, Sendable {
    let series: String
    let order: ARIMAOrder
    var terms = DeterministicTerms()
    let coefficients: [Double]
    var missing: [Int] = []
    var added = 0
    let digest: UInt64

    var testDescription: String { "\(series) \(order) \(missing) \(added)" }

    /// The series with its gaps, and with steps that have no value behind it.
    func values() throws -> [Double] {
      var values = try SeriesFixtures.series(series).values
      for index in missing { values[index] = .nan }
      return values + Array(repeating: .nan, count: added)
    }

    func model() throws -> ARIMAModel {
      try ARIMA(order, terms: terms).model(of: try values(), coefficients: coefficients)
    }
  }

  static let mean = DeterministicTerms(hasConstant: true)
  static let airline = ARIMAOrder(0, 1, 1, seasonal: (0, 1, 1), season: 12)

  static let cases: [Case] = [
    Case(
      series: "lh", order: ARIMAOrder(1, 0, 1), terms: mean, coefficients: [0.45, 0.2],
      digest: 0x364c_0366_44ef_cf26),
    Case(
      series: "lh", order: ARIMAOrder(1, 0, 1), terms: mean, coefficients: [0.45, 0.2],
      missing: [0, 1, 7, 20, 21, 22], added: 5, digest: 0x5efa_6905_d909_9d5b),
    Case(
      series: "sunspot.year", order: ARIMAOrder(2, 1, 2), coefficients: [1.3, -0.6, -1.1, 0.3],
      digest: 0x166b_47d0_9e57_33ef),
    Case(
      series: "sunspot.year", order: ARIMAOrder(2, 1, 2),
      terms: DeterministicTerms(hasTrend: true, seasons: [.init(period: 11, harmonics: 2)]),
      coefficients: [1.3, -0.6, -1.1, 0.3], missing: [50, 51, 200, 287, 288],
      digest: 0xd8b6_823f_6771_c37f),
    Case(
      series: "sunspot.year", order: ARIMAOrder(1, 2, 1), coefficients: [0.3, -0.9],
      missing: [3, 100, 280, 282], added: 1, digest: 0x37f4_6fcc_5b8b_a86f),
    Case(
      series: "AirPassengers", order: airline, coefficients: [-0.4, -0.6],
      digest: 0x1ded_1059_7c12_f780),
    Case(
      series: "AirPassengers", order: airline, coefficients: [-0.4, -0.6],
      missing: [2, 5, 60, 61, 62, 130, 140], added: 3, digest: 0x0d08_8aa4_d02b_33dc),
    Case(
      series: "AirPassengers", order: airline, coefficients: [-0.4, -0.6],
      missing: Array(stride(from: 1, to: 144, by: 12)), added: 2, digest: 0x2089_97fe_7cba_f3b4),
    Case(
      series: "USAccDeaths", order: ARIMAOrder(1, 0, 1, seasonal: (1, 0, 1), season: 12),
      terms: mean, coefficients: [0.6, 0.2, 0.7, -0.3], missing: [70], digest: 0xefcb_7e1b_0c3c_5a4e
    ),
  ]

  @Test("Forecasts of 72 steps keep their bits", arguments: cases)
  func bits(_ item: Case) throws {
    let found = try item.model().forecast(steps: 72).digest
    #expect(found == item.digest, "0x\(String(found, radix: 16))")
  }
}

extension Forecast {
  /// All bits of means and standard errors, in one number (FNV-1a over words).
  var digest: UInt64 {
    (means + standardErrors).reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ ($1.isNaN ? 0 : $1.bitPattern)) &* 0x100_0000_01b3
    }
  }
}
