/// The options of every job that reads a table, of one file or several.
public struct TableRequest: Sendable {
  /// The paths of the files, at least one, which form one table in this order; `-` for standard
  /// input; `sqlite:weather.db?table=readings` and `postgresql://host/weather?query=select …` for rows of
  /// a database. See `Job.files(named:)` for patterns.
  public var paths: [String]

  /// Those of the paths that lead to a database, by their numbers.
  package var databases: [Int: any DatabaseInput] = [:]

  /// Those of the paths that lead to copies of what came only once, by their numbers.
  package var copies: [Int: any InputCopy] = [:]

  /// How the files come to the ranks.
  public var input = InputWay.automatic

  /// Whether the files are plain texts, which have no columns.
  public var isPlainText = false

  /// How the files are written, as far as it is known; nothing of it is about rows of a database.
  public var dialect = DialectRequest()

  /// The texts that mean a missing value, besides the empty one.
  public var nullTokens = TableRequest.standardNullTokens

  /// How dates are written in all columns but those of ``dateFormats``; nil to find it out for each.
  public var dateFormat: DateFormat?

  /// How the dates of single columns are written; of one that is named twice the last counts.
  public var dateFormats: [(column: ColumnReference, format: DateFormat)] = []

  /// The name of the time zone, such as `America/Bogota`, whose clocks dates are read by, and on which
  /// their parts are; nil to read the clock as it is, and that of UTC where the dates have offsets.
  public var timeZone: String?

  /// The month with which years begin, 1 to 12. Such a year is named after the year in which it ends.
  public var yearStarts = 1

  /// What is done with rows that can't be used.
  public var unusableRows = UnusableRows()

  /// Which rows are looked at. Nil for all.
  public var condition: Condition?

  /// The number of threads of each rank; nil for a fair share of the host's processors.
  public var threads: Int?

  /// The bytes in a block of the grid, by which sums are formed. Another number gives another,
  /// equally good, rounding of sums; it is there for tests.
  public var blockBytes = TableRequest.standardBlockBytes

  /// The bytes read at a time; nil for as many as suit the processor's caches, or the file's
  /// server if it wants more.
  public var chunkBytes: Int?

  /// The bytes of memory that groups and keys may take on each rank; nil for a fair share of what is
  /// there.
  public var memoryBytes: Int?

  /// The bytes of memory that the ranks of each host take at most; nil for what there is. What the system
  /// holds of files isn't counted.
  public var memoryLimit: Int?

  /// The folder for what doesn't fit in memory; nil for that of `TMPDIR`, or `/var/tmp`.
  public var scratchFolder: String?

  /// The counter of the bytes that have been read; nil if nobody wants to know.
  public var progress: InputProgress?

  /// Creates a request with every option at its default.
  ///
  /// - Parameter paths: the paths of the files, at least one.
  public init(paths: [String]) {
    precondition(!paths.isEmpty, "a table has at least one file")
    self.paths = paths
  }

  /// The texts that mean a missing value unless others are given.
  public static let standardNullTokens = ["NA", "N/A", "NaN", "nan", "null", "NULL"]

  /// The bytes in a block unless another number is given: 1 MiB, a constant of the method.
  public static let standardBlockBytes = 1 << 20

  /// The name in messages of the first file, which defines the columns.
  package var inputName: String { inputNames[0] }

  /// The names of all files in messages.
  package var inputNames: [String] {
    paths.enumerated().map { number, path in
      copies[number]?.name ?? databases[number]?.name ?? (path == "-" ? "standard input" : path)
    }
  }

  /// The paths as they were given, also of what has been copied.
  package var givenPaths: [String] {
    paths.enumerated().map { number, path in copies[number]?.path ?? path }
  }

  /// What the paths lead to.
  package var inputKinds: [InputDescription.Kind] {
    paths.enumerated().map { number, path in
      copies[number]?.kind ?? databases[number]?.kind ?? (path == "-" ? .standardInput : .file)
    }
  }
}
