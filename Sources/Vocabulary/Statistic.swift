/// Something that is computed of a column.
public enum Statistic: String, Sendable, CaseIterable {
  case rows
  case count
  case missing
  case mean
  case variance
  case std
  case skewness
  case kurtosis
  case min
  case max
  case mode
  case percentiles
  case rollingVariance = "rolling_variance"

  /// All statistics.
  public static let all = Set(allCases)

  /// Whether it can be computed only from values that are kept: everything but counts, sums and
  /// extrema.
  package var needsValues: Bool {
    switch self {
    case .rows, .count, .missing, .mean, .min, .max: false
    case .variance, .std, .skewness, .kurtosis, .mode, .percentiles, .rollingVariance: true
    }
  }
}
