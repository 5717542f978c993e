import TestSupport
import Testing

/// The columns of `describe_expected.json`, with the truth about each.
struct DescribeOracle: Decodable {
  /// A true value in twice the precision of a double.
  struct Exact: Decodable {
    let high: Double
    let low: Double

    init(from decoder: any Decoder) throws {
      var parts = try decoder.unkeyedContainer()
      high = try parts.decode(Double.self)
      low = try parts.decode(Double.self)
    }

    /// The distance of a number from the truth.
    func error(of computed: Double) -> Double { abs((computed - high) - low) }
  }

  struct Mode: Decodable {
    let value: Double
    let frequency: Int
  }

  struct Expected: Decodable {
    let mean: Exact?
    let variance: Exact?
    let std: Exact?
    let variance_ddof1: Exact?
    let std_ddof1: Exact?
    let skewness: Exact?
    let kurtosis: Exact?
    let min: Double?
    let max: Double?
    let mode: Mode?
    let percentiles: [String: Double?]
    let windows: [String: Int]
    let rolling_variance_sum: [String: Exact?]
  }

  struct Scale: Decodable {
    let max_abs: Double?
    let abs_mean: Double?
    let skewness: Double?
    let kurtosis: Double?
  }

  struct Column: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let count: Int
    let missing: Int
    let expected: Expected
    let scale: Scale
    let overflows: [String]
    let underflows: [String]
    let values: [String]

    /// The values that aren't missing.
    var numbers: [Double] {
      values.compactMap { Self.missingTokens.contains($0) ? nil : Double($0) }
    }

    var testDescription: String { name }

    private static let missingTokens = ["", "NA", "N/A", "NaN", "nan", "null", "NULL"]
  }

  let windows: [Int]
  let percentiles: [String]
  let columns: [Column]

  /// The fixture, decoded once.
  static let shared = Result {
    try Fixtures.decode("describe_expected.json", as: DescribeOracle.self)
  }

  /// The columns; none if the fixture can't be read, which a test reports.
  static let columns = (try? shared.get().columns) ?? []
}
