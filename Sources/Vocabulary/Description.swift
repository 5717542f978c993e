/// The result of a job: the statistics, and what they were computed from.
public struct Description: Sendable {
  /// The statistics of each column.
  public let columns: DescribedColumns

  /// The input that was read.
  public let input: InputDescription

  /// How it was done. The only part that depends on the way of running.
  public let run: RunDescription

  /// Puts the parts together.
  package init(columns: DescribedColumns, input: InputDescription, run: RunDescription) {
    self.columns = columns
    self.input = input
    self.run = run
  }
}

/// The files that a job read, their size and their dialect.
public struct InputDescription: Sendable {
  /// A kind of thing that rows come from.
  public enum Kind: String, Sendable, CaseIterable {
    case file
    case standardInput = "standard input"
    case sqlite
    case postgreSQL = "postgresql"

    /// Whether it is a database.
    public var isDatabase: Bool { self == .sqlite || self == .postgreSQL }
  }

  /// The paths of the files, and the addresses of databases, as they were given.
  public let files: [String]

  /// What each of them is.
  public let kinds: [Kind]

  /// The bytes in all files; of a database, those of its rows as CSV.
  public let bytes: Int

  /// How the first file is written, as it was given or found out; nil of a plain text.
  public let dialect: DialectDescription?

  /// The number of rows in all files, the header and blank lines aside, whether they were chosen, used
  /// or left out; nil of a plain text.
  public let rows: Int?

  /// What was done with rows that can't be used.
  public let handling: UnusableRows.Handling

  /// How many rows were unusable, and why.
  public let unusable: UnusableRowCounts

  /// The number of values with bytes that are no letters in the encoding of the files, of those that the
  /// result shows as texts. Tables and documents have U+FFFD instead of such bytes, CSV has the bytes.
  public let undecodedValues: Int

  /// How the dates of each column were read of which some were needed, in the order of the columns.
  public let dates: [DateDescription]

  /// The month with which years begin.
  public let yearStarts: Int

  /// Puts the parts together.
  package init(
    files: [String], kinds: [Kind] = [], bytes: Int, dialect: DialectDescription? = nil,
    rows: Int? = nil,
    handling: UnusableRows.Handling = .fail, unusable: UnusableRowCounts = UnusableRowCounts(),
    undecodedValues: Int = 0, dates: [DateDescription] = [], yearStarts: Int = 1
  ) {
    self.files = files
    self.kinds = kinds
    self.bytes = bytes
    self.dialect = dialect
    self.rows = rows
    self.handling = handling
    self.unusable = unusable
    self.undecodedValues = undecodedValues
    self.dates = dates
    self.yearStarts = yearStarts
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
