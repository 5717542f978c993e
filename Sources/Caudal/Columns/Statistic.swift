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
  var needsValues: Bool {
    switch self {
    case .rows, .count, .missing, .mean, .min, .max: false
    case .variance, .std, .skewness, .kurtosis, .mode, .percentiles, .rollingVariance: true
    }
  }
}

/// Which groups are reported, and in which order.
struct GroupSelection: Sendable {
  /// The order.
  var order = GroupOrder.firstSeen

  /// Whether groups of which a statistic is the same are ordered by their keys, and not as they come
  /// in the file.
  var tiesByKey = false

  /// Whether the order is turned round.
  var isReversed = false

  /// The most groups that are reported; nil for all.
  var limit: Int?

  /// The rows that a group must have to be reported.
  var minimumRows = 0
}

/// The order in which groups are reported.
public enum GroupOrder: Sendable, Hashable {
  /// As they come in the file.
  case firstSeen
  /// By their keys, byte by byte.
  case key
  /// By a statistic of the first column, the largest first; groups without it last, equals as they
  /// come in the file.
  case statistic(Statistic)
}
