/// The result of a job: the statistics, and what they were computed from.
public struct Description: Sendable {
  /// The statistics of each column.
  public let columns: DescribedColumns

  /// What was read.
  public let input: InputDescription

  /// How it was done. The only part that depends on the way of running.
  public internal(set) var run: RunDescription

  /// Puts the parts together.
  package init(
    columns: DescribedColumns, input: InputDescription, run: RunDescription
  ) {
    self.columns = columns
    self.input = input
    self.run = run
  }
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

  /// Puts the parts together.
  package init(
    group: [(name: String, text: String)], column: String, rows: Int, count: Int,
    mean: Double? = nil, variance: Double? = nil, standardDeviation: Double? = nil,
    skewness: Double? = nil, kurtosis: Double? = nil, minimum: Double? = nil,
    maximum: Double? = nil, mode: Mode? = nil, percentiles: [Percentile],
    rollingVariance: RollingDescription
  ) {
    self.group = group
    self.column = column
    self.rows = rows
    self.count = count
    self.mean = mean
    self.variance = variance
    self.standardDeviation = standardDeviation
    self.skewness = skewness
    self.kurtosis = kurtosis
    self.minimum = minimum
    self.maximum = maximum
    self.mode = mode
    self.percentiles = percentiles
    self.rollingVariance = rollingVariance
  }

  /// The number of rows without a value.
  public var missing: Int { rows - count }
}

/// The most frequent value of a column.
public struct Mode: Sendable, Hashable {
  /// The value.
  public let value: Double

  /// How often it occurs.
  public let frequency: Int

  /// Puts the parts together.
  package init(
    value: Double, frequency: Int
  ) {
    self.value = value
    self.frequency = frequency
  }
}

/// A percentile of a column.
public struct Percentile: Sendable, Hashable {
  /// Which percentile, 0 to 100.
  public let percent: Double

  /// Its value; nil if the column has no values.
  public let value: Double?

  /// Puts the parts together.
  package init(
    percent: Double, value: Double? = nil
  ) {
    self.percent = percent
    self.value = value
  }
}

/// The sum of the variances of all windows but the last.
public struct RollingDescription: Sendable, Hashable {
  /// The number of values in a window.
  public let window: Int

  /// The number of windows in the sum.
  public let windows: Int

  /// The sum; nil if there are no windows, w ≤ ddof, or the sum left the range of doubles.
  public let sum: Double?

  /// Puts the parts together.
  package init(
    window: Int, windows: Int, sum: Double? = nil
  ) {
    self.window = window
    self.windows = windows
    self.sum = sum
  }
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

  /// Puts the parts together.
  package init(
    files: [String], bytes: Int, delimiter: Character? = nil, decimal: Character? = nil
  ) {
    self.files = files
    self.bytes = bytes
    self.delimiter = delimiter
    self.decimal = decimal
  }
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

  /// Puts the parts together.
  package init(
    ranks: Int, threads: Int, hosts: [String], input: InputWay, phases: [Phase]
  ) {
    self.ranks = ranks
    self.threads = threads
    self.hosts = hosts
    self.input = input
    self.phases = phases
  }

  /// A phase of a job.
  public struct Phase: Sendable, Hashable {
    /// Its name.
    public let name: String

    /// The seconds that it took.
    public let seconds: Double

    /// Puts the parts together.
    package init(
      name: String, seconds: Double
    ) {
      self.name = name
      self.seconds = seconds
    }
  }
}
