import ArgumentParser
import Caudal
import Glibc
import Output
import Report

/// What the commands have in common that look at the beginning of a table.
struct GlanceOptions: ParsableArguments {
  @Argument(help: TableOptions.filesHelp, completion: .file())
  var files: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Only these columns: names, 3-6, 'temp*', '!notes'.", valueName: "list"))
  var column: [ColumnOption] = []

  @Option(
    help: ArgumentHelp(
      "table, markdown, json or csv. Default: as --output ends, else table.", valueName: "format"))
  var format: RowsFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write the result to a file. It appears complete or not at all.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup
  var reading: ReadingOptions

  func validate() throws { _ = try StandardInput.files(files) }

  /// The table that these options describe.
  func request(where conditions: [String] = []) throws(CaudalError) -> TableRequest {
    let files = StandardInput.orGiven(files)
    var request = try reading.request(files, where: conditions)
    try reading.dialect.checkUse(for: files)
    request.threads = 1
    return request
  }

  /// Does the work on every rank, and writes its result.
  func run(
    _ request: TableRequest, in job: borrowing Job,
    _ work: (TableRequest, RowsFormat) throws -> any Sequence<[UInt8]>
  ) throws {
    var table = request
    table.paths = try job.files(named: table.paths)
    let (destination, paths) = (Destination(output: output), table.paths)
    try job.onRankZero { () throws(CaudalError) in
      try destination.check(inputs: Job.filesHolding(paths))
    }
    let format = format ?? output.flatMap(RowsFormat.init(ofFile:)) ?? .table
    let bytes = try work(table, format)
    try job.onRankZero { () throws(CaudalError) in try destination.write(bytes: bytes) }
  }
}

extension RowsFormat: ExpressibleByArgument {}

/// What commands read that are given no file.
enum StandardInput {
  /// The files that were given; standard input, if none was and something is piped in.
  ///
  /// - Throws: a `ValidationError` if there is nothing to read.
  static func files(_ files: [String]) throws -> [String] {
    guard files.isEmpty else { return ManyFiles.unpacked(files) }
    guard isatty(STDIN_FILENO) == 0 else {
      throw ValidationError("give a file to read, or pipe one in")
    }
    return ["-"]
  }

  /// The same, once it is known that there is something to read.
  static func orGiven(_ files: [String]) -> [String] { (try? Self.files(files)) ?? files }
}

/// `caudal columns`: the columns of a table, with what they seem to be.
struct Columns: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "columns",
    abstract: "List the columns of a table, with their types and some values.",
    discussion: """
      Reads no more than some rows of the file's beginning, middle and end, so it is done at once. \
      caudal describe looks at all rows.
      """)

  @OptionGroup
  var glance: GlanceOptions

  func request() throws(CaudalError) -> TableRequest { try glance.request() }

  func run(_ request: TableRequest, in job: borrowing Job) throws {
    try glance.run(request, in: job) { table, format in
      let outline = try job.outline(table, columns: ColumnOption.selection(glance.column))
      return format.render(outline, LookOptions.terminal(output: glance.output))
    }
  }
}

/// `caudal head`: the first rows of a table.
struct Head: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "head",
    abstract: "Print the first rows of a table.",
    discussion: """
      Reading ends behind the last row that is printed. caudal select writes tables of any size.
      """)

  @OptionGroup
  var glance: GlanceOptions

  @Option(
    name: [.customShort("n"), .long], help: ArgumentHelp("How many rows.", valueName: "n"))
  var rows = 10

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this is true, such as 'flow > 5'. See caudal help conditions. May be repeated: all must be"
        + " true.",
      valueName: "condition"))
  var conditions: [String] = []

  func validate() throws {
    if rows < 0 { throw ValidationError("--rows must be at least 0") }
  }

  func request() throws(CaudalError) -> TableRequest { try glance.request(where: conditions) }

  func run(_ request: TableRequest, in job: borrowing Job) throws {
    try glance.run(request, in: job) { table, format in
      let found = try job.firstRows(rows, of: table, columns: ColumnOption.selection(glance.column))
      return format.render(found, LookOptions.terminal(output: glance.output))
    }
  }
}
