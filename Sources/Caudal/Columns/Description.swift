/// The result of a job: the statistics, and what they were computed from.
public struct Description: Sendable {
  /// The statistics of each column.
  public let columns: DescribedColumns

  /// What was read.
  public let input: InputDescription

  /// How it was done. The only part that depends on the way of running.
  public internal(set) var run: RunDescription
}

/// The statistics of a column. What isn't defined is nil.
public struct ColumnDescription: Sendable {
  /// The group that the rows belong to: its keys by their names; empty for all rows.
  public let group: [(name: String, text: String)]

  /// The column's name.
  public let column: String

  /// The number of rows, the header and blank lines aside.
  public let rows: Int

  /// The number of values.
  public let count: Int

  /// The mean, Σx/n.
  public let mean: Double?

  /// The variance, Σ(x − mean)²/(n − ddof).
  public let variance: Double?

  /// The standard deviation, √variance.
  public let standardDeviation: Double?

  /// The population's skewness, m₃/m₂^1.5.
  public let skewness: Double?

  /// The population's excess kurtosis, m₄/m₂² − 3.
  public let kurtosis: Double?

  /// The smallest value.
  public let minimum: Double?

  /// The largest value.
  public let maximum: Double?

  /// The most frequent value, of several the smallest, with its frequency.
  public let mode: Mode?

  /// The percentiles, in the order in which they were asked for.
  public let percentiles: [Percentile]

  /// The rolling variance.
  public let rollingVariance: RollingDescription

  /// The number of rows without a value.
  public var missing: Int { rows - count }
}

/// The most frequent value of a column.
public struct Mode: Sendable, Hashable {
  /// The value.
  public let value: Double

  /// How often it occurs.
  public let frequency: Int
}

/// A percentile of a column.
public struct Percentile: Sendable, Hashable {
  /// Which percentile, 0 to 100.
  public let percent: Double

  /// Its value; nil if the column has no values.
  public let value: Double?
}

/// The sum of the variances of all windows but the last.
public struct RollingDescription: Sendable, Hashable {
  /// The number of values in a window.
  public let window: Int

  /// The number of windows in the sum.
  public let windows: Int

  /// The sum; nil if there are no windows, w ≤ ddof, or the sum left the range of doubles.
  public let sum: Double?
}

/// What was read.
public struct InputDescription: Sendable {
  /// The paths of the files, as they were given.
  public let files: [String]

  /// The bytes in all files.
  public let bytes: Int

  /// The character between two fields, given or found out; nil of a plain text.
  public let delimiter: Character?

  /// The decimal mark, given or found out; nil of a plain text.
  public let decimal: Character?
}

/// How a job was run.
public struct RunDescription: Sendable {
  /// The number of ranks.
  public let ranks: Int

  /// The number of threads of each rank.
  public let threads: Int

  /// The hosts' names, in the order of their first ranks.
  public let hosts: [String]

  /// How the file came to the ranks: shared or scattered.
  public let input: InputWay

  /// The seconds that each phase took on rank 0, in order.
  public internal(set) var phases: [Phase]

  /// A phase of a job.
  public struct Phase: Sendable, Hashable {
    /// Its name.
    public let name: String

    /// The seconds that it took.
    public let seconds: Double
  }
}
