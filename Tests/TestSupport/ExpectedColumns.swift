/// Columns with their true statistics: the contents of `describe_expected.json`.
public struct ExpectedColumns: Decodable, Sendable {
  /// The columns.
  public let columns: [ExpectedColumn]

  /// The columns of the fixture.
  ///
  /// - Returns: all of them.
  /// - Throws: an error if the fixture can't be read.
  public static func load() throws -> [ExpectedColumn] {
    try Fixtures.decode("describe_expected.json", as: ExpectedColumns.self).columns
  }
}

/// A column with its true statistics; see the fixtures' `README.md`.
public struct ExpectedColumn: Decodable, Sendable, CustomStringConvertible {
  /// A true value: the double nearest to it, and the double nearest to what that leaves out.
  public struct Exact: Decodable, Sendable {
    /// The double nearest to the value.
    public let high: Double

    /// The double nearest to what is left.
    public let low: Double

    /// Reads a pair of numbers.
    ///
    /// - Parameter decoder: where they are read from.
    /// - Throws: an error if there is no such pair.
    public init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      high = try pair.decode(Double.self)
      low = try pair.decode(Double.self)
    }

    /// The distance of a value from the true one.
    ///
    /// - Parameter value: a statistic as computed.
    /// - Returns: the distance, rounded.
    public func distance(to value: Double) -> Double { abs((value - high) - low) }
  }

  /// The most frequent value.
  public struct Mode: Decodable, Sendable {
    /// The value.
    public let value: Double

    /// How often it occurs.
    public let frequency: Int
  }

  /// The statistics; what isn't defined is nil.
  public struct Statistics: Decodable, Sendable {
    /// Σx/n.
    public let mean: Exact?
    /// Divided by n.
    public let variance: Exact?
    /// Its root.
    public let std: Exact?
    /// Divided by n − 1.
    public let sampleVariance: Exact?
    /// Its root.
    public let sampleStd: Exact?
    /// The population's.
    public let skewness: Exact?
    /// The population's.
    public let kurtosis: Exact?
    /// std/mean.
    public let cv: Exact?
    /// The sum, rounded once.
    public let sum: Double?
    /// The smallest value.
    public let min: Double?
    /// The largest value.
    public let max: Double?
    /// The largest less the smallest.
    public let range: Double?
    /// The most frequent value.
    public let mode: Mode?
    /// The number of distinct values.
    public let distinct: Int
    /// Percentile 50.
    public let median: Double?
    /// Percentile 75 less percentile 25.
    public let iqr: Double?
    /// By their percents.
    public let percentiles: [String: Double?]
    /// The number of windows, by their length.
    public let windows: [String: Int]
    /// The sum of rolling variances, by the window's length.
    public let rollingVarianceSum: [String: Exact?]

    private enum CodingKeys: String, CodingKey {
      case mean
      case variance
      case std
      case sampleVariance = "variance_ddof1"
      case sampleStd = "std_ddof1"
      case skewness
      case kurtosis
      case cv
      case sum
      case min
      case max
      case range
      case mode
      case distinct
      case median
      case iqr
      case percentiles
      case windows
      case rollingVarianceSum = "rolling_variance_sum"
    }
  }

  /// The sizes of the terms that statistics are summed from.
  public struct Scale: Decodable, Sendable {
    /// Σ|x − mean|³/n / m₂^1.5.
    public let skewness: Double?
    /// m₄/m₂².
    public let kurtosis: Double?
  }

  /// The name of the column, which says what is special about it.
  public let name: String
  /// The number of values.
  public let count: Int
  /// The number of rows without a value.
  public let missing: Int
  /// The true statistics.
  public let expected: Statistics
  /// The sizes of terms.
  public let scale: Scale
  /// Statistics too large for a double.
  public let overflows: [String]
  /// Statistics that aren't zero and too small for a normal double.
  public let underflows: [String]
  /// The fields as they stand in a file.
  public let values: [String]

  /// The name.
  public var description: String { name }

  /// The column as a file of one column, `x`.
  public var file: String { (["x"] + values).map { $0 + "\n" }.joined() }

  /// The column as the second of three, `x`, between texts that hold line ends and delimiters.
  public var fileOfThree: String {
    let rows = values.enumerated().map { index, value in
      let texts = ["plain", "\"a, b\"", "\"two\nlines\"", "\"\"\"\"", ""]
      return "\(texts[index % 5]),\(value),\(texts[index % 3])\r\n"
    }
    return "before,x,after\r\n" + rows.joined()
  }
}
