import ArgumentParser
import Caudal
import Glibc
import Output
import Report

/// `caudal follow`: the options as they are typed, and the work that they stand for.
struct Follow: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow",
    abstract: "Describe columns, or count values and words, of rows as they come.",
    discussion: """
      Rows come from a pipe, a file that grows, a folder, the network, or Kafka. Results are printed while they \
      come, and are exactly those of the same rows in a file.

      How rows are written is told by the header and the first row of data; what these don't tell is given \
      by options.
      """)

  /// The statistics for which no value need be kept.
  private static let standard: Set<Statistic> = [.rows, .count, .missing, .sum, .mean, .min, .max]

  @Argument(
    help: ArgumentHelp(
      "Where rows come from: - for standard input; a file that grows; a folder into which files are moved, with a / at"
        + " its end; tcp://host:port to connect to; listen://:port to be connected to; kafka://host/topic.",
      valueName: "source"))
  var sources: [SourceOption]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Describe a column, or several. They are names, or numbers from 1, separated by commas.",
      valueName: "list"))
  var column: [ColumnOption] = []

  @Option(
    help: ArgumentHelp(
      "Describe each group of rows, such as each station. With --column, as in describe.",
      valueName: "list"))
  var by: [KeyOption] = []

  @Option(
    help: ArgumentHelp(
      "Count how often each value of a column occurs. Or each combination of several, as in frequency.",
      valueName: "list"))
  var count: [KeyOption] = []

  @Flag(help: "Count words: of the column of --count, or of all text.")
  var words = false

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this is true, such as 'flow > 5'. See caudal help conditions. May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to compute, such as count,mean; or all. With --column. What needs the values themselves, such as"
        + " std and median, keeps 12 bytes of each.",
      valueName: "list"))
  var statistics = [StatisticList(statistics: Self.standard)]

  @Option(
    help: ArgumentHelp(
      "Percentiles to compute, such as 5,50,95. They are from 0 to 100.", valueName: "list"))
  var percentiles = PercentileList(percents: [10, 25, 50, 75, 90])

  @Option(
    help: ArgumentHelp(
      "Print only so many values or groups, the first in their order.", valueName: "n"))
  var top: Int?

  @OptionGroup
  var windows: WindowOptions

  @Option(
    help: ArgumentHelp(
      "What to print: complete, update or append. complete: all of it each time; update: windows that have changed;"
        + " append: each window once, when it has closed. Default: complete for a table, otherwise append if there are windows.",
      valueName: "mode"))
  var mode: ModeOption?

  @Option(
    help: ArgumentHelp("The time between two results, such as 500ms, 1s or 1m.", valueName: "time"))
  var interval = DurationOption(milliseconds: 1000)

  @Flag(help: "End where the sources end. The last result is printed. Standard input always does.")
  var untilEnd = false

  @Option(help: ArgumentHelp("table, csv or jsonl.", valueName: "format"))
  var format: FollowFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write the results to a file, one behind the other. A name that ends in .csv or .jsonl tells the format. Or into a"
        + " database: sqlite:weather.db, or postgresql://host/weather.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    name: .customLong("table"),
    help: ArgumentHelp(
      "The table of the database that --output names: each row takes the place of the one of the same window and"
        + " group.",
      valueName: "name"))
  var tableName: String?

  @Option(
    help: ArgumentHelp(
      "Keep in a file how far it has come, and go on from there. Nothing is counted twice, and nothing is"
        + " missed. Needs --output, and files, folders or topics as sources, or --spool.",
      valueName: "file"),
    completion: .file())
  var checkpoint: String?

  @Option(
    help: ArgumentHelp("The time between two checkpoints.", valueName: "time"))
  var checkpointInterval = DurationOption(milliseconds: 10_000)

  @Option(
    help: ArgumentHelp(
      "With --checkpoint: keep in this folder what comes from the network or a pipe, until a checkpoint has passed it.",
      valueName: "folder"),
    completion: .directory)
  var spool: String?

  @OptionGroup
  var reading: ReadingOptions

  @OptionGroup
  var watch: WatchOptions

  @Option(help: .hidden)
  var memoryBytes: Int?

  @Option(help: .hidden)
  var bytesPerRank: Int?

  func validate() throws {
    if column.isEmpty, count.isEmpty, !words {
      throw ValidationError("give --column, what is described, or --count, or --words")
    }
    if !column.isEmpty, !count.isEmpty || words {
      throw ValidationError("give either --column or --count: one job answers one question")
    }
    if column.isEmpty, !by.isEmpty { throw ValidationError("--by needs --column") }
    if let top, top < 1 { throw ValidationError("--top must be at least 1") }
    if mode?.mode == .append, windows.window == nil {
      throw ValidationError("--mode append needs --window: all rows together never close")
    }
    if words, count.isEmpty, windows.window != nil {
      throw ValidationError("--window needs columns; name the text by --count, and give --words")
    }
    try validateCheckpoint()
    try validateDatabase()
  }

  private func validateCheckpoint() throws {
    guard checkpoint != nil else {
      if spool != nil { throw ValidationError("--spool needs --checkpoint") }
      return
    }
    if output == nil || output == "-" {
      throw ValidationError("--checkpoint needs --output: what is printed can't be taken back")
    }
    if spool == nil, let source = sources.first(where: { !$0.source.isReadableAgain }) {
      throw ValidationError(
        "--checkpoint needs sources that can be read again, and \(source.source) can't; keep what comes by --spool,"
          + " in a folder")
    }
  }

  /// The database that results go to; nil if they go elsewhere.
  private var database: (address: String, table: String)? {
    guard let output, Job.isDatabase(output), let tableName else { return nil }
    return (output, tableName)
  }

  private func validateDatabase() throws {
    let isDatabase = output.map(Job.isDatabase) ?? false
    if isDatabase, tableName == nil {
      throw ValidationError("a database as --output needs --table, the name of a table")
    }
    if tableName != nil, !isDatabase {
      throw ValidationError("--table needs a database as --output, such as sqlite:weather.db")
    }
    if isDatabase, format != nil {
      throw ValidationError("--format is for what is printed; a database has columns")
    }
  }

  private var outputFormat: FollowFormat {
    if let format { return format }
    guard let output, database == nil, let end = output.split(separator: ".").last else {
      return database == nil ? .table : .csv
    }
    return FollowFormat(rawValue: String(end)) ?? .csv
  }

  func request() throws(CaudalError) -> FollowRequest {
    var table = try reading.request(sources.map { "\($0.source)" }, where: conditions)
    table.memoryBytes = memoryBytes
    table.threads = 1
    var request = FollowRequest(question(table), of: sources.map(\.source))
    request.windows = try windows.request()
    let standardMode: FollowRequest.Mode =
      outputFormat == .table || windows.window == nil ? .complete : .append
    request.mode = mode?.mode ?? standardMode
    if request.mode == .append, request.windows?.lateness == nil {
      request.windows?.lateness = FollowRequest.Lateness.none
    }
    request.intervalMilliseconds = interval.milliseconds
    request.idleMilliseconds = windows.idle?.milliseconds
    request.endsWithSources = untilEnd
    request.checkpoint = checkpoint
    request.checkpointMilliseconds = checkpointInterval.milliseconds
    request.lateRows = windows.late
    request.spool = spool
    if let bytesPerRank { request.bytesPerRank = bytesPerRank }
    if let database { try Job.checkDatabase(database.address) }
    try checkFiles()
    return request
  }

  /// Makes sure that no file is written to for two reasons.
  private func checkFiles() throws(CaudalError) {
    let file = database == nil ? output : nil
    let files = [("--output", file), ("--late", windows.late), ("--checkpoint", checkpoint)]
      .compactMap { name, path in path.map { (name: name, file: Destination(output: $0)) } }
    for (number, one) in files.enumerated() {
      for other in files[..<number] where one.file.isSameFile(as: other.file) {
        throw CaudalError(.usage, "\(other.name) and \(one.name) name the same file")
      }
    }
  }

  private func question(_ table: TableRequest) -> FollowRequest.Question {
    guard let selection = ColumnOption.selection(column) else {
      var counted =
        KeyOption.selection(count).map { FrequencyRequest(table: table, keys: $0) }
        ?? FrequencyRequest(wordsOf: table)
      counted.subject = words ? .words : .texts
      counted.limit = top
      return .count(counted)
    }
    var described = DescribeRequest(table: table, columns: selection)
    described.statistics = StatisticList.union(of: statistics)
    described.percentiles = percentiles.percents
    described.groupKeys = KeyOption.selection(by)
    described.groupLimit = top
    return .describe(described)
  }

  var watching: WatchOptions? { watch }

  var resultPath: String? { output == "-" ? nil : output }

  func run(_ request: FollowRequest, in job: borrowing Job) throws {
    if Job.isReporter, isatty(STDERR_FILENO) == 1, let promise = FollowPromise(request) {
      printError(promise.text)
    }
    var watched = request
    watched.question.table.progress = job.progress
    try job.follow(watched) { () throws(CaudalError) in
      try sink(request, goesOn: checkpoint.map(GrowingFile.isThere) ?? false)
    }
  }

  private func sink(
    _ request: FollowRequest, goesOn: Bool
  ) throws(CaudalError) -> any FollowSink {
    if let database {
      return try DatabaseLog(
        database.address, table: database.table, of: request, isLimited: top != nil,
        goesOn: goesOn)
    }
    return try ResultLog(
      outputFormat, of: request, to: output == "-" ? nil : output, goesOn: goesOn)
  }
}
