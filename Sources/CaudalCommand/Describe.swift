import ArgumentParser
import Caudal

/// `caudal describe`: the options as they are typed, and the work that they stand for.
struct Describe: JobCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print every statistic of columns, over all rows or for each group of rows.",
    discussion: """
      Count, mean, variance, standard deviation, skewness, kurtosis, extrema, mode, percentiles and the \
      sum of a rolling variance, exact, over the rows that have a value.

      The first row of each file names the columns. Delimiter and decimal mark are found out unless given.

      Statistics: \(Statistic.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  @Argument(
    help: ArgumentHelp(
      "The CSV files, which form one table in this order, compressed by gzip or Zstandard or not;"
        + " - for standard input. A pattern in quotes, such as 'part_*.csv', stands for the files"
        + " that match it.",
      valueName: "file"))
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: "The column: its name, or its number from 1; or several, separated by commas.")
  var column: String

  @Option(
    help: ArgumentHelp(
      "Describe each group of rows: a column, or year, month, day, hour or date of one, as in"
        + " month(FechaObservacion); or several, separated by commas.",
      valueName: "column,…"))
  var by: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Look only at rows for which this is true, such as \"Departamento = 'META' and Valor > 5\".",
      valueName: "condition"))
  var condition: String?

  @Option(help: "What to compute: all, or names such as count,mean,max.")
  var statistics = StatisticList(statistics: Statistic.all)

  @Option(
    help: ArgumentHelp(
      "The order of groups: first, as they come in the file; key; or a statistic, the largest first.",
      valueName: "order"))
  var sort = SortOrder(order: .firstSeen)

  @Flag(help: "Turn the order of groups round.")
  var reverse = false

  @Option(help: "Print only so many groups, the first in their order.")
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "How dates are written: mdy, month first; dmy, day first; ymd. Default: as the first rows tell.",
      valueName: "order"))
  var dateFormat: DateOption?

  @Option(help: "Percentiles to compute, from 0 to 100, separated by commas.")
  var percentiles = PercentileList(percents: [10, 25, 50, 75, 90])

  @Option(help: "The number of values in a rolling window.")
  var window = 500

  @Option(help: "Divide variances by n − ddof.")
  var ddof = 0

  @Option(
    name: .customLong("null"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A text that means a missing value, instead of the default ones; may be repeated. Empty fields always do.",
      discussion: "Default: \(DescribeRequest.standardNullTokens.joined(separator: ", ")).",
      valueName: "text"))
  var nullTokens: [String] = []

  @Flag(help: "The first row is data. Columns are then called by their numbers from 1.")
  var noHeader = false

  @Option(help: "The character between fields: , ; | or tab.")
  var delimiter: Delimiter?

  @Option(help: "The decimal mark: . or ,")
  var decimal: DecimalMark?

  @Option(
    help: ArgumentHelp(
      "How the file comes to the ranks: shared, every rank reads its own part; scatter, rank 0 reads it and"
        + " sends it to the others; auto, as it can.",
      valueName: "way"))
  var input = InputOption(.automatic)

  @Option(help: "How to print the result.")
  var format = OutputFormat.table

  @Option(
    name: .shortAndLong,
    help: "Write the result to a file, which appears complete or not at all.")
  var output: String?

  @Option(
    help: "Threads of each rank. Default: a fair share of the processors that it may use.")
  var threads: Int?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Show on standard error how much has been read. Default: if that is a terminal."))
  var progress: Bool?

  @Option(help: .hidden)
  var blockBytes = DescribeRequest.standardBlockBytes

  @Option(help: .hidden)
  var chunkBytes: Int?

  @Option(help: .hidden)
  var memoryBytes: Int?

  func validate() throws {
    if window < 1 { throw ValidationError("--window must be at least 1.") }
    if ddof < 0 { throw ValidationError("--ddof must be at least 0.") }
    if let top, top < 1 { throw ValidationError("--top must be at least 1.") }
    if by == nil, top != nil || reverse || sort.order != .firstSeen {
      throw ValidationError("--sort, --reverse and --top are about groups; give --by, too.")
    }
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads must be from 1 to 4096.")
    }
    if !(1...1 << 40).contains(blockBytes) {
      throw ValidationError("--block-bytes must be at least 1 and at most 1 TiB.")
    }
    if let chunkBytes, !(1..<1 << 32).contains(chunkBytes) {
      throw ValidationError("--chunk-bytes must be at least 1 and less than 4 GiB.")
    }
  }

  /// The options as one checked value.
  var request: DescribeRequest {
    var request = DescribeRequest(paths: files, column: column)
    request.percentiles = percentiles.percents
    request.window = window
    request.ddof = ddof
    request.groupKeys = by
    request.condition = condition
    request.statistics = statistics.statistics
    request.groupOrder = sort.order
    request.reversesGroups = reverse
    request.groupLimit = top
    request.dateFormat = dateFormat?.order
    request.hasHeader = !noHeader
    request.memoryBytes = memoryBytes
    request.nullTokens = nullTokens.isEmpty ? DescribeRequest.standardNullTokens : nullTokens
    request.delimiter = delimiter?.byte
    request.decimal = decimal?.byte
    request.threads = threads
    request.input = input.way
    request.blockBytes = blockBytes
    request.chunkBytes = chunkBytes
    return request
  }

  func run(in job: borrowing Job) throws {
    var request = request
    let destination = Destination(output: output)
    request.paths = try job.files(named: files)
    let paths = request.paths
    try job.onRankZero { () throws(CaudalError) in try destination.check(inputs: paths) }
    let meter = ProgressMeter(isWanted: progress)
    request.progress = meter?.progress
    defer { meter?.stop() }
    let description = try job.describe(request)
    meter?.stop()
    try job.onRankZero { () throws(CaudalError) in
      try destination.write(format.render(description, of: request))
    }
  }
}
