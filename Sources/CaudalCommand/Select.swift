import ArgumentParser
import Caudal
import Output

/// `caudal select`: the options as they are typed, and the work that they stand for.
struct Select: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "select",
    abstract: "Choose, compute, sort and join rows and columns, and write them.",
    discussion: """
      Into one file (CSV, JSON lines, Parquet), SQLite or PostgreSQL: in the order of the input, and the same \
      for any number of ranks. Fields pass as they are.
      """)

  @Argument(help: TableOptions.filesHelp, completion: .file())
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Columns, and values that are computed, in order. Columns are names or numbers from 1, renamed by as, as in"
        + " 'datetime, \"San Francisco\" as temperature, (f - 32) * 5 / 9 as celsius'; * for all,"
        + " * except (a, b) for all others. Default: all.",
      valueName: "list"),
    completion: .values)
  var columns: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this is true, such as 'flow > 5'. See caudal help conditions."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp(
      "Put the rows in order, as in 'station, time desc'. Numbers go by size, times by time, texts"
        + " by bytes, missing values last. Rows of equal keys stay in their order.",
      valueName: "keys"),
    completion: .values)
  var sort: String?

  @Flag(help: "Write equal rows only once, the first of them.")
  var distinct = false

  @Option(
    help: ArgumentHelp(
      "Write only the first of several rows of which these columns, or values, are the same.",
      valueName: "list"),
    completion: .values)
  var distinctBy: String?

  @Option(
    help: ArgumentHelp(
      "Write a part of the rows, such as 1%, or so many, such as 1000. They are chosen by a hash of each row's place:"
        + " the same rows for any number of ranks.",
      valueName: "size"))
  var sample: SampleOption?

  @Option(help: "Another number chooses another sample.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Write only the first so many rows. No more is read than that takes.", valueName: "n"))
  var head: Int?

  @Option(
    help: ArgumentHelp(
      "The character between two columns of the output; tab for a tab. Default: as in the first file.",
      valueName: "character"))
  var outputDelimiter: OutputDelimiterOption?

  @Option(
    help: ArgumentHelp(
      "What a file holds: csv, jsonl or parquet. Default: as its name ends. .gz and .zst compress csv and jsonl.",
      valueName: "format"))
  var outputFormat: OutputFormatOption?

  @Option(
    name: .customLong("table"),
    help: ArgumentHelp(
      "The table of the database that --output names. Databases are such as sqlite:weather.db or"
        + " postgresql://host/weather. The table is replaced in the moment in which all rows are there.",
      valueName: "name"))
  var tableName: String?

  @Flag(help: "Add the rows to those that the table has.")
  var append = false

  @Option(
    help: ArgumentHelp(
      "The name of this load, with --append: one that was done before isn't done again.",
      valueName: "name"))
  var job: String?

  @Option(
    help: ArgumentHelp(
      "The columns of a new table, separated by commas, that tell its rows apart.",
      valueName: "columns"))
  var primaryKey: String?

  @Option(
    help: ArgumentHelp(
      "Columns of a new table, separated by commas, by which rows are found; may be repeated.",
      valueName: "columns"))
  var index: [String] = []

  @Option(
    help: ArgumentHelp(
      "The most connections to PostgreSQL by which rows are loaded, each by a rank. Default: 1. With several,"
        + " the rows of the table lie in no order.",
      valueName: "count"))
  var connections: Int?

  @Option(
    help: ArgumentHelp(
      "Turn columns into rows, one for each of them, as '* except (datetime)': a table of a city a column"
        + " becomes one of a city a row.",
      valueName: "list"))
  var unpivot: String?

  @Option(
    help: ArgumentHelp(
      "The names of the two columns that --unpivot makes. Default: name,value.",
      valueName: "names"))
  var into: String?

  @Option(help: .hidden)
  var frameBytes: Int?

  @Option(help: .hidden)
  var groupRows: Int?

  @OptionGroup
  var partition: PartitionOptions

  @OptionGroup
  var joins: JoinOptions

  @OptionGroup
  var grid: GridOptions

  @OptionGroup
  var table: TableOptions

  func validate() throws {
    if let head, head < 0 { throw ValidationError("--head must be at least 0") }
    if let frameBytes, !(1..<1 << 31).contains(frameBytes) {
      throw ValidationError("--frame-bytes must be at least 1 and less than 2 GiB")
    }
    if let groupRows, !(1..<1 << 31).contains(groupRows) {
      throw ValidationError("--group-rows must be at least 1 and less than 2³¹")
    }
    let ofDatabases: [(name: String, isGiven: Bool)] = [
      ("--append", append), ("--job", job != nil), ("--primary-key", primaryKey != nil),
      ("--index", !index.isEmpty), ("--connections", connections != nil),
    ]
    if tableName == nil, let given = ofDatabases.first(where: \.isGiven) {
      throw ValidationError("\(given.name) needs --table, and a database as --output")
    }
    if let connections, !(1...1000).contains(connections) {
      throw ValidationError("--connections must be at least 1 and at most 1000")
    }
    if job != nil, !append { throw ValidationError("--job needs --append") }
    if let into, ListOption.items(of: into).count != 2 || unpivot == nil {
      throw ValidationError("--into needs --unpivot, and two names: city,temperature")
    }
    if distinct, distinctBy != nil {
      throw ValidationError("--distinct and --distinct-by can't go together")
    }
  }

  var watching: WatchOptions? { table.explain == nil ? table.watch : nil }

  var resultPath: String? { table.output }

  func request() throws(CaudalError) -> SelectRequest {
    let files = try table.request(files, where: conditions)
    var request = SelectRequest(table: files, output: try output())
    request.joins = try joins.requests(files)
    request.unpivot = try unpivotRequest()
    request.columns = try columns.map { (text) throws(CaudalError) in try list(text, .columns) }
    request.order = try sort.map { (text) throws(CaudalError) in
      do throws(ConditionError) { return try SortKeys(text) } catch {
        throw CaudalError(error, subject: .order)
      }
    }
    request.distinction =
      distinct
      ? .wholeRows
      : try distinctBy.map { (text) throws(CaudalError) in .keys(try list(text, .distinction)) }
    request.sample = sample?.sample(seed: seed)
    request.limit = head
    request.regular = try grid.request()
    request.delimiter = outputDelimiter?.byte
    request.fileFormat = try fileFormat()
    request.output = try partition.output(table.output, request.fileFormat) ?? request.output
    (request.frameBytes, request.groupRows) = (frameBytes, groupRows)
    try table.checkSafety(ofCSV: request.fileFormat.format == .csv && tableName == nil)
    request.isFormulaSafe = table.csvSafe
    return request
  }

  /// The columns that become rows.
  private func unpivotRequest() throws(CaudalError) -> Unpivot? {
    guard let unpivot else { return nil }
    var request = Unpivot(try list(unpivot, .unpivot))
    if let into {
      let names = ListOption.items(of: into).map(ListOption.unquoted)
      (request.name, request.value) = (names[0], names[1])
    }
    return request
  }

  /// Where the rows go.
  private func output() throws(CaudalError) -> SelectRequest.Output {
    let isDatabase = table.output.map { Job.isDatabase($0) } ?? false
    guard isDatabase, let address = table.output else {
      guard tableName == nil else {
        throw CaudalError(
          .usage,
          "--table needs a database as --output, such as sqlite:weather.db or"
            + " postgresql://host/weather")
      }
      return .text(ResultFile(Destination(output: table.output)))
    }
    guard let tableName else {
      throw CaudalError(.usage, "a database as --output needs --table, the name of a table")
    }
    var target = DatabaseTable(tableName, in: address)
    target.isAppendedTo = append
    target.job = job
    target.connections = connections ?? 1
    if target.connections > 1, address.hasPrefix("sqlite:") {
      throw CaudalError(
        .usage, "--connections is for PostgreSQL: SQLite takes rows from one writer")
    }
    target.primaryKey = primaryKey.map { ListOption.items(of: $0).map(ListOption.unquoted) } ?? []
    target.indexes = index.map { ListOption.items(of: $0).map(ListOption.unquoted) }
    return .database(target)
  }

  private func list(
    _ text: String, _ subject: CaudalError.Subject
  ) throws(CaudalError) -> ColumnList {
    do throws(ConditionError) { return try ColumnList(text) } catch {
      throw CaudalError(error, subject: subject)
    }
  }

  func run(_ request: SelectRequest, in job: borrowing Job) throws {
    var request = request
    request.unfinishedFiles = UnfinishedFileList()
    // A database looks after itself.
    let file = if case .text = request.output { table.output } else { String?.none }
    try findJoined(&request, file, in: job)
    if let explained = table.explain {
      return try table.explain(
        in: job, request.table, to: Destination(output: file), as: explained
      ) { files in
        request.table = files
        return try job.explain(request)
      }
    }
    let selected = try table.run(
      in: job, request.table, to: Destination(output: file)
    ) { table in
      request.table = table
      return try job.select(request)
    }
    TableOptions.sayUnusable(selected.input)
  }
}

extension Select {
  /// Finds the files of joined tables, which the output must not replace.
  private func findJoined(
    _ request: inout SelectRequest, _ output: String?, in job: borrowing Job
  ) throws {
    guard !request.joins.isEmpty else { return }
    for number in request.joins.indices {
      let paths = request.joins[number].table.paths
      request.joins[number].table.paths = try job.files(named: paths)
    }
    let joined = request.joins.flatMap(\.table.paths)
    try job.onRankZero { () throws(CaudalError) in
      try Destination(output: output).check(inputs: Job.filesHolding(joined))
    }
  }
}

/// What a file holds.
struct OutputFormatOption: ExpressibleByArgument {
  let format: TableFormat

  init?(argument: String) {
    guard let format = TableFormat(rawValue: argument) else { return nil }
    self.format = format
  }

  static var allValueStrings: [String] { TableFormat.allCases.map(\.rawValue) }
}

/// A share of all rows, `1%` or `0.01`; or a number of them, `1000`, which has digits alone.
struct SampleOption: ExpressibleByArgument {
  private let size: RowSample.Size

  init?(argument: String) {
    guard let first = argument.first, first.isNumber || first == "." else { return nil }
    if let rows = Int(argument) {
      size = .rows(rows)
      return
    }
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else {
      return nil
    }
    let share = isPercent ? number / 100 : number
    guard (0...1).contains(share) else { return nil }
    size = .share(share)
  }

  /// The sample that a seed chooses.
  func sample(seed: UInt64) -> RowSample {
    switch size {
    case .share(let share): RowSample(share: share, seed: seed)
    case .rows(let rows): RowSample(rows: rows, seed: seed)
    }
  }
}

/// A character between columns.
struct OutputDelimiterOption: ExpressibleByArgument {
  let byte: UInt8

  init?(argument: String) {
    let text = ["tab": "\t", "\\t": "\t"][argument] ?? argument
    guard text.utf8.count == 1, let byte = text.utf8.first, !"\"\n\r".utf8.contains(byte) else {
      return nil
    }
    self.byte = byte
  }
}
