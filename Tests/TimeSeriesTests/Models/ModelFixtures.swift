import TestSupport
import Testing
import TimeSeries

/// R's data sets, and what is known of models of them.
struct ModelFixtures: Decodable {
  struct Series: Decodable {
    let name: String
    let season: Int?
    let values: [Double?]
  }

  struct Certified: Decodable, CustomTestStringConvertible {
    let series: String
    let order: [Int]
    let seasonal: [Int]
    let count: Int
    let loglik: Double
    let coefficients: [Double]
    let mean: Double?
    let variance: Double

    var testDescription: String { "\(series) \(order) \(seasonal)" }
  }

  struct CertifiedForecast: Decodable {
    let series: String
    let order: [Int]
    let seasonal: [Int]
    let mean: Bool
    let steps: [[Double]]
  }

  struct Gaps: Decodable, CustomTestStringConvertible {
    let series: String
    let order: [Int]
    let seasonal: [Int]
    let coefficients: [Double]
    let variance: Double
    let missing: [Int]
    let loglik: Double
    let means: [Double]
    let errors: [Double]

    var testDescription: String { "\(series) \(order) \(seasonal) \(missing)" }
  }

  struct Autoregression: Decodable, CustomTestStringConvertible {
    let series: String
    let lags: [Int]
    let constant: Bool
    let trend: Bool
    let seasons: [[Int]]
    let count: Int
    let parameters: [Double]
    let errors: [Double]
    let variance: Double
    let loglik: Double
    let aic: Double
    let bic: Double
    let means: [Double]
    let deviations: [Double]

    var testDescription: String { "\(series) \(lags) \(constant) \(trend) \(seasons)" }
  }

  let certified: [Certified]
  let forecasts: [CertifiedForecast]
  let gaps: [Gaps]
  let autoregressions: [Autoregression]
  let chosen: [String: Int]
  let series: [Series]

  static let shared = Result { try Fixtures.decode("arima_expected.json", as: Self.self) }
}

/// R's data sets, and what R says of models of them.
struct SeriesFixtures: Decodable {
  struct Order: Decodable {
    let p: Int
    let d: Int
    let q: Int
    let P: Int
    let D: Int
    let Q: Int
    let m: Int
  }

  struct Automatic: Decodable, CustomTestStringConvertible {
    let series: String
    let order: Order
    let aicc: Double

    var testDescription: String { series }
  }

  struct Errors: Decodable {
    let series: String
    let order: [Int]
    let seasonal: [Int]
    let coefficients: [Double]
    let errors: [Double]
  }

  let series: [ModelFixtures.Series]
  let automatic: [Automatic]
  let errors: [Errors]

  static let shared = Result { try Fixtures.decode("arima_series.json", as: Self.self) }

  /// A series by its name, and its season.
  static func series(_ name: String) throws -> (values: [Double], season: Int) {
    let all = try shared.get().series + ModelFixtures.shared.get().series
    guard let found = all.first(where: { $0.name == name }) else { throw ModelError.noValues }
    return (found.values.map { $0 ?? .nan }, found.season ?? 1)
  }
}

extension ARIMAOrder {
  /// An order as the fixtures have it.
  init(_ order: [Int], _ seasonal: [Int], season: Int? = nil) {
    let season = season ?? seasonal[3]
    self.init(
      order[0], order[1], order[2], seasonal: (seasonal[0], seasonal[1], seasonal[2]),
      season: season)
  }
}

/// The relative distance of two numbers.
func relative(_ found: Double, _ expected: Double) -> Double {
  abs(found - expected) / abs(expected)
}
