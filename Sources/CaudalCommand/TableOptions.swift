import ArgumentParser
import Caudal
import Output
import Report

/// The options of every command that reads a table: how to read it, and where the result goes.
struct TableOptions: ParsableArguments {
  /// The help of every such command on the files that it reads.
  static let filesHelp = ArgumentHelp(
    "CSV files, which form one table in this order; - for standard input. They may be compressed by gzip,"
      + " Zstandard, bzip2, xz or zip. A pattern in quotes, such as 'part_*.csv', stands for the"
      + " files that match it; archive.zip//part.csv for one file of an archive, or several;"
      + " 'sqlite:weather.db?table=readings' or 'postgresql://host/weather?query=select …' for rows of a"
      + " database.",
    valueName: "file")

  /// Every option's default.
  private static let standard = TableRequest(paths: ["-"])

  @OptionGroup
  var reading: ReadingOptions

  @Option(
    help: ArgumentHelp(
      "Write the rows that are left out to a CSV file. Each has its place and the reason.",
      valueName: "file"),
    completion: .file())
  var rejects: String?

  @Option(
    help: ArgumentHelp(
      "How the file comes to the ranks. shared: every rank reads its own part. scatter: rank 0 reads it and"
        + " sends it to the others. auto: as it can.",
      valueName: "way"))
  var input = InputOption(Self.standard.input)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write the result to a file. It appears complete or not at all.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(
    help: ArgumentHelp(
      "Put an apostrophe in front of fields of CSV that a spreadsheet would take for formulas: those that begin"
        + " with = + - @, a tab or CR, and are no numbers."))
  var csvSafe = false

  @Option(
    help: ArgumentHelp(
      "The folder for rows that don't fit in memory. Rows that are left out, sorted, made distinct or joined may need"
        + " it. Default: that of TMPDIR, or /var/tmp.",
      valueName: "folder"),
    completion: .directory)
  var scratch: String?

  @Option(
    help: ArgumentHelp(
      "The most memory that the ranks of each host take together, such as 2GiB. Default: what the host, its"
        + " control group and ulimit leave. Files that the system holds in memory aren't counted.",
      valueName: "size"))
  var memoryLimit: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Say what would be done, and do nothing. It names the steps, the columns that are read, what ranks send each"
        + " other, and the memory of each; as text, as a flowchart of Mermaid, or as JSON. Alone it means text.",
      valueName: "format"))
  var explain: PlanFormat?

  @Option(
    help: ArgumentHelp(
      "Threads of each rank. Default: a fair share of the processors that it may use.",
      valueName: "n"))
  var threads: Int?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Show on standard error how much has been read. Default: if that is a terminal."))
  var progress: Bool?

  @OptionGroup
  var watch: WatchOptions

  @Option(help: .hidden)
  var blockBytes = Self.standard.blockBytes

  @Option(help: .hidden)
  var chunkBytes: Int?

  @Option(help: .hidden)
  var memoryBytes: Int?

  func validate() throws {
    if reading.onError.handling == .fail, rejects != nil {
      throw ValidationError("--rejects needs --on-error skip or missing")
    }
    if explain != nil, watch.status != nil {
      throw ValidationError("--explain does nothing that could be watched; leave --status out")
    }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads must be from 1 to 4096")
    }
    if !(1...1 << 40).contains(blockBytes) {
      throw ValidationError("--block-bytes must be at least 1 and at most 1 TiB")
    }
    if let chunkBytes, !(1..<1 << 32).contains(chunkBytes) {
      throw ValidationError("--chunk-bytes must be at least 1 and less than 4 GiB")
    }
  }

  /// The table that these options describe.
  ///
  /// - Parameters:
  ///   - files: the files, which may be patterns still.
  ///   - conditions: which rows are looked at: those for which all are true.
  /// - Returns: the options as one checked value.
  /// - Throws: a ``CaudalError`` if the condition makes no sense.
  func request(
    _ files: [String], where conditions: [String]
  ) throws(CaudalError) -> TableRequest {
    var request = try reading.request(files, where: conditions)
    try reading.dialect.checkUse(for: files)
    request.input = input.way
    request.threads = threads
    request.blockBytes = blockBytes
    request.chunkBytes = chunkBytes
    request.memoryBytes = memoryBytes
    request.memoryLimit = memoryLimit?.bytes
    request.scratchFolder = scratch
    return request
  }

  /// Refuses `--csv-safe` where no CSV is written.
  ///
  /// - Parameter isCSV: whether the result is CSV.
  /// - Throws: a ``CaudalError`` if it isn't, and that was asked for.
  func checkSafety(ofCSV isCSV: Bool) throws(CaudalError) {
    guard csvSafe, !isCSV else { return }
    throw CaudalError(.usage, "--csv-safe is for CSV; name that by --format csv, or leave it out")
  }

  /// A result as it is written: as it is, or without formulas.
  ///
  /// - Parameter rows: whole rows, if the result is CSV.
  /// - Returns: the rows.
  func guarded(_ rows: any Sequence<[UInt8]>) -> any Sequence<[UInt8]> {
    guard csvSafe else { return rows }
    return guarded(each: rows)
  }

  private func guarded(each rows: some Sequence<[UInt8]>) -> any Sequence<[UInt8]> {
    rows.lazy.map { CSVText.harmless($0) }
  }

  /// Says which rows can't be used, where the result has no place for it.
  ///
  /// - Parameter input: what was read.
  static func sayUnusable(_ input: InputDescription) {
    guard Job.isReporter else { return }
    for sentence in input.unusableRowSentences { printError("note: " + sentence) }
  }

  /// Does the work of a command on every rank: finds the files, shows how far the reading has come,
  /// and writes the result.
  ///
  /// - Parameters:
  ///   - job: this process's part of the job.
  ///   - table: the table, whose files may be patterns still.
  ///   - work: does it to a table with files, on every rank; what it returns makes the text of the
  ///     result, on rank 0.
  /// - Throws: an agreed ``CaudalError``, or what the work throws.
  func run(
    in job: borrowing Job, _ table: TableRequest,
    _ work: (TableRequest) throws -> () -> any Sequence<[UInt8]>
  ) throws {
    let destination = Destination(output: output)
    let render = try run(in: job, table, to: destination, work)
    job.progress.enter(.write)
    try job.onRankZero { () throws(CaudalError) in try destination.write(bytes: guarded(render())) }
  }

  /// Prints the plan of a command instead of doing its work, and refuses what the work would refuse before it begins.
  ///
  /// - Parameters:
  ///   - job: this process's part of the job.
  ///   - table: the table, whose files may be patterns still.
  ///   - destination: where the result would go.
  ///   - format: how the plan is printed.
  ///   - plan: makes the plan for a table with files, on every rank.
  /// - Throws: an agreed ``CaudalError``, or what the plan throws.
  func explain(
    in job: borrowing Job, _ table: TableRequest, to destination: Destination,
    as format: PlanFormat, _ plan: (TableRequest) throws -> Plan
  ) throws {
    let plan = try run(in: job, table, to: destination, plan)
    try job.onRankZero { () throws(CaudalError) in
      try Destination(output: nil).write(format.render(plan))
    }
  }

  /// Where a result of some format would go, for a plan.
  ///
  /// - Parameter format: the name of the format.
  /// - Returns: where, and as what.
  func plannedOutput(_ format: String) -> Plan.Output {
    Plan.Output(format, to: Destination(output: output).name)
  }

  /// Does work that takes a table, and writes its result itself if it wants to.
  ///
  /// - Parameters:
  ///   - job: this process's part of the job.
  ///   - table: the table, whose files may be patterns still.
  ///   - destination: where the result goes; it is looked at before the work begins.
  ///   - work: does it to a table with files, on every rank.
  /// - Returns: what the work returned.
  /// - Throws: an agreed ``CaudalError``, or what the work throws.
  func run<Result>(
    in job: borrowing Job, _ table: TableRequest, to destination: Destination,
    _ work: (TableRequest) throws -> Result
  ) throws -> Result {
    var table = table
    table.paths = try job.files(named: table.paths)
    let paths = table.paths
    let rejects = self.rejects.map { Destination(output: $0) }
    try job.onRankZero { () throws(CaudalError) in
      try destination.check(inputs: Job.filesHolding(paths))
      try rejects?.check(inputs: Job.filesHolding(paths))
      if rejects?.isSameFile(as: destination) == true {
        throw CaudalError(.usage, "--rejects and --output name the same file")
      }
    }
    table.unusableRows.rejected = rejects.map { ResultFile($0) }
    table.progress = job.progress
    let meter = ProgressMeter(of: job.progress, isWanted: explain == nil ? progress : false)
    defer { meter?.stop() }
    return try work(table)
  }
}
