/// The statistics of a column. What isn't defined, or wasn't asked for, is nil.
///
/// ```swift
/// let column = description.columns[0]
/// print(column.mean ?? .nan, column[.median].number ?? .nan)
/// ```
public struct ColumnDescription: Sendable {
  /// The group that the rows belong to: its keys by their names; empty for all rows.
  public let group: [(name: String, text: String)]

  /// The bytes of the group's texts, which aren't UTF-8 where the file isn't.
  package let groupBytes: [[UInt8]]

  /// The column's name.
  public let column: String

  /// The column's position in the first file, from 1.
  public let columnNumber: Int

  private let computed: ComputedStatistics
  private let quantiles: ArraySlice<Double>
  private let plan: StatisticPlan
  private let digits: ExactStatistics?

  /// How many of the values are whole numbers beyond 2⁵³ that can't be had back from the doubles to
  /// which they were rounded.
  ///
  /// Where there are some, `min`, `max`, `mode` and `distinct` are computed of all their digits, or
  /// are undefined where that can't be done: for groups, and where the input can't be read twice. For
  /// a group the number is that of all groups.
  public let roundedCount: Int

  /// The number of rows, the header and blank lines aside.
  public let rows: Int

  /// The number of rows that were left out because they can't be used; 0 in a group, as such a row
  /// belongs to none.
  public let rejected: Int

  /// How many values lie where, if that was asked for and there are values; nothing of groups.
  public package(set) var histogram: Histogram?

  /// Describes a column.
  ///
  /// - Parameters:
  ///   - group: the group that the rows belong to.
  ///   - groupBytes: the bytes of its texts; nil if these are UTF-8.
  ///   - column: the column's name.
  ///   - columnNumber: the column's position in the first file, from 1.
  ///   - rows: the number of rows, those that were left out included.
  ///   - rejected: the number of rows that were left out.
  ///   - computed: what has been computed of it.
  ///   - quantiles: the percentiles that the plan needs, in its order; none if it needs none.
  ///   - plan: what was asked for.
  ///   - roundedCount: the number of values that can't be had back from their doubles.
  ///   - digits: what has been computed of all their digits.
  package init(
    group: [(name: String, text: String)] = [], groupBytes: [[UInt8]]? = nil, column: String,
    columnNumber: Int, rows: Int, rejected: Int = 0, _ computed: ComputedStatistics,
    quantiles: ArraySlice<Double>,
    _ plan: StatisticPlan, roundedCount: Int = 0, digits: ExactStatistics? = nil
  ) {
    self.roundedCount = roundedCount
    self.digits = digits
    self.group = group
    self.groupBytes = groupBytes ?? group.map { Array($0.text.utf8) }
    self.column = column
    self.columnNumber = columnNumber
    self.rows = rows
    self.rejected = rejected
    self.computed = computed
    self.quantiles = quantiles
    self.plan = plan
  }

  /// The value of a statistic.
  public subscript(statistic: Statistic) -> StatisticValue {
    let definition = statistic.definition
    guard plan.needs.isSuperset(of: definition.needs) else { return .number(nil) }
    if roundedCount > 0, let value = digits.value(of: statistic) { return value }
    return definition.value(
      StatisticContext(
        computed, rows: rows, rejected: rejected, quantiles: quantiles, plan))
  }

  /// The same with what has been computed of all digits.
  package func with(_ digits: ExactStatistics) -> ColumnDescription {
    var column = ColumnDescription(
      group: group, groupBytes: groupBytes, column: column, columnNumber: columnNumber, rows: rows,
      rejected: rejected,
      computed, quantiles: quantiles, plan, roundedCount: roundedCount, digits: digits)
    column.histogram = histogram
    return column
  }

  /// The number of values.
  public var count: Int { computed.count }

  /// The number of rows without a value, those that were left out aside.
  public var missing: Int { rows - count - rejected }

  /// The sum of the values, rounded once.
  public var sum: Double? { self[.sum].number }

  /// The mean, Σx/n.
  public var mean: Double? { self[.mean].number }

  /// The variance, Σ(x − mean)²/(n − ddof).
  public var variance: Double? { self[.variance].number }

  /// The standard deviation, √variance.
  public var standardDeviation: Double? { self[.std].number }

  /// The population's skewness, m₃/m₂^1.5.
  public var skewness: Double? { self[.skewness].number }

  /// The population's excess kurtosis, m₄/m₂² − 3.
  public var kurtosis: Double? { self[.kurtosis].number }

  /// The smallest value.
  public var minimum: Double? { self[.min].number }

  /// The largest value.
  public var maximum: Double? { self[.max].number }

  /// The most frequent value, of several the smallest, with its frequency.
  public var mode: Mode? {
    guard case .mode(let mode) = self[.mode] else { return nil }
    return mode
  }

  /// The percentiles, in the order in which they were asked for.
  public var percentiles: [Percentile] {
    guard case .percentiles(let percentiles) = self[.percentiles] else { return [] }
    return percentiles
  }

  /// The rolling variance.
  public var rollingVariance: RollingDescription {
    guard case .windows(let windows) = self[.rollingVariance] else {
      return RollingDescription(window: plan.window, windows: 0, sum: nil)
    }
    return windows
  }
}
