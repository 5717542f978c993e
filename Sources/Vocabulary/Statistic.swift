/// Something that is computed of a column.
///
/// The cases stand in the order in which they are reported. All else about a statistic stands in one
/// place, its `definition`: reports, orders of groups and the work that is done are driven by it. So
/// a new statistic is a case here, its definition, and, if nothing that there is yields it, what
/// computes it in `ComputedStatistics`.
public enum Statistic: String, Sendable, CaseIterable {
  /// The number of rows, the header and blank lines aside.
  case rows
  /// The number of values.
  case count
  /// The number of rows without a value.
  case missing
  /// The sum of the values, rounded once.
  case sum
  /// The mean, Σx/n.
  case mean
  /// The variance, Σ(x − mean)²/(n − ddof).
  case variance
  /// The standard deviation, √variance.
  case std
  /// The coefficient of variation: the quotient of std and mean as they are reported.
  case cv
  /// The population's skewness, m₃/m₂^1.5.
  case skewness
  /// The population's excess kurtosis, m₄/m₂² − 3.
  case kurtosis
  /// The smallest value.
  case min
  /// The largest value.
  case max
  /// The largest value less the smallest.
  case range
  /// The most frequent value, of several the smallest, with its frequency.
  case mode
  /// The number of distinct values.
  case distinct
  /// The median: percentile 50.
  case median
  /// The interquartile range: percentile 75 less percentile 25.
  case iqr
  /// Percentiles, by linear interpolation between order statistics.
  case percentiles
  /// The sum of the variances of all windows but the last.
  case rollingVariance = "rolling_variance"

  /// All statistics.
  public static let all = Set(allCases)

  /// The statistics that are computed unless something else is asked for.
  public static let standard = all.subtracting([.sum, .cv, .range, .distinct, .median, .iqr])
}

/// The work done on a column's values so that statistics can be computed.
package struct StatisticNeeds: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// The sum without rounding errors.
  package static let sum = StatisticNeeds(rawValue: 1)
  /// Powers of the deviations from the mean. Values must be kept.
  package static let moments = StatisticNeeds(rawValue: 2)
  /// The order of the values. They must be kept.
  package static let order = StatisticNeeds(rawValue: 4)
  /// Windows of neighbouring values, which must be kept.
  package static let windows = StatisticNeeds(rawValue: 8)

  /// Counts in bins, which are laid out when the extrema are known. Values must be kept.
  package static let histogram = StatisticNeeds(rawValue: 16)

  /// Whether values must be kept.
  package var keepsValues: Bool { !isDisjoint(with: [.moments, .order, .windows, .histogram]) }
}

/// The facts from which statistics are read off.
package struct StatisticContext {
  /// The results that have been computed.
  package let computed: ComputedStatistics

  /// The number of rows, those that were left out included.
  package let rows: Int

  /// The number of rows that were left out.
  package let rejected: Int

  /// The percentiles that the plan needs, in its order; NaN where there are no values.
  package let quantiles: ArraySlice<Double>

  /// The plan.
  package let plan: StatisticPlan

  /// Puts the parts together.
  package init(
    _ computed: ComputedStatistics, rows: Int, rejected: Int = 0, quantiles: ArraySlice<Double>,
    _ plan: StatisticPlan
  ) {
    self.computed = computed
    self.rows = rows
    self.rejected = rejected
    self.quantiles = quantiles
    self.plan = plan
  }

  /// A percentile that the plan needs; NaN if it doesn't, or there are no values.
  func quantile(_ percent: Double) -> Double {
    guard let place = plan.percents.firstIndex(of: percent), place < quantiles.count else {
      return .nan
    }
    return quantiles[quantiles.startIndex + place]
  }
}

extension Statistic {
  /// All that there is to know about a statistic.
  package struct Definition: Sendable {
    /// The work that must be done on a column's values.
    let needs: StatisticNeeds

    /// The percentiles from which it is computed.
    var percents: [Double] = []

    /// The definition in words, as it stands in the JSON document; nil if the name says it.
    package var text: String?

    /// The value.
    package let value: @Sendable (StatisticContext) -> StatisticValue
  }

  /// The statistic's definition: the table by which all statistics are computed and reported.
  package var definition: Definition {
    switch self {
    case .rows: Definition(needs: []) { .count($0.rows) }
    case .count: Definition(needs: []) { .count($0.computed.count) }
    case .missing: Definition(needs: []) { .count($0.rows - $0.computed.count - $0.rejected) }
    case .sum:
      Definition(needs: .sum, text: "sum(x), rounded once") { .finite($0.computed.sum) }
    case .mean: Definition(needs: []) { .finite($0.computed.mean) }
    case .variance:
      Definition(needs: .moments, text: "sum((x - mean)^2) / (n - ddof)") {
        .finite($0.computed.variance)
      }
    case .std: Definition(needs: .moments) { .finite($0.computed.standardDeviation) }
    case .cv:
      Definition(needs: .moments, text: "std / mean") {
        .finite($0.computed.standardDeviation / $0.computed.mean)
      }
    case .skewness:
      Definition(needs: .moments, text: "m3 / m2^1.5, m_k = sum((x - mean)^k) / n") {
        .finite($0.computed.skewness)
      }
    case .kurtosis:
      Definition(needs: .moments, text: "m4 / m2^2 - 3") { .finite($0.computed.kurtosis) }
    case .min: Definition(needs: []) { .finite($0.computed.minimum) }
    case .max: Definition(needs: []) { .finite($0.computed.maximum) }
    case .range:
      Definition(needs: [], text: "max - min") {
        .finite($0.computed.maximum - $0.computed.minimum)
      }
    case .mode:
      Definition(needs: .order, text: "most frequent value, ties to the smallest") { .mode(of: $0) }
    case .distinct:
      Definition(needs: .order, text: "number of distinct values") { .count($0.computed.distinct) }
    case .median:
      Definition(needs: .order, percents: [50], text: "percentile 50") { .finite($0.quantile(50)) }
    case .iqr:
      Definition(needs: .order, percents: [25, 75], text: "percentile 75 - percentile 25") {
        .finite($0.quantile(75) - $0.quantile(25))
      }
    case .percentiles:
      Definition(needs: .order, text: "linear interpolation, Hyndman and Fan 7") {
        .percentiles(of: $0)
      }
    case .rollingVariance:
      Definition(
        needs: .windows,
        text: "sum of var(x[i-w..i-1], ddof) for i = w..n-1, over the values present"
      ) { .windows(of: $0) }
    }
  }

  /// Whether groups can be ordered by it: whether it is one number.
  package var isOneNumber: Bool { self != .percentiles }
}

extension StatisticValue {
  fileprivate static func finite(_ value: Double) -> StatisticValue {
    .number(value.isFinite ? value : nil)
  }

  fileprivate static func mode(of context: StatisticContext) -> StatisticValue {
    let computed = context.computed
    guard computed.mode.isFinite else { return .mode(nil) }
    return .mode(Mode(value: computed.mode, frequency: computed.modeFrequency))
  }

  fileprivate static func percentiles(of context: StatisticContext) -> StatisticValue {
    .percentiles(
      context.plan.percentiles.map { percent in
        let value = context.quantile(percent)
        return Percentile(percent: percent, value: value.isFinite ? value : nil)
      })
  }

  fileprivate static func windows(of context: StatisticContext) -> StatisticValue {
    let (computed, plan) = (context.computed, context.plan)
    return .windows(
      RollingDescription(
        window: plan.window, windows: computed.windowCount,
        sum: computed.windowSum.isFinite ? computed.windowSum : nil))
  }
}
