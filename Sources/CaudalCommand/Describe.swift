import ArgumentParser
import Caudal

/// `caudal describe`: the options as they are typed, and the work that they stand for.
struct Describe: JobCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print every statistic of a column.",
    discussion: """
      Count, mean, variance, standard deviation, skewness, kurtosis, extrema, mode, percentiles and the \
      sum of a rolling variance, exact, over the rows that have a value.

      The first row names the columns. Delimiter and decimal mark are found out unless given.
      """)

  @Argument(
    help: "The CSV file, compressed by gzip or Zstandard or not; - for standard input.")
  var file: String

  @Option(name: .shortAndLong, help: "The column: its name, or its number from 1.")
  var column: String

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

  func validate() throws {
    if window < 1 { throw ValidationError("--window must be at least 1.") }
    if ddof < 0 { throw ValidationError("--ddof must be at least 0.") }
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
    var request = DescribeRequest(path: file, column: column)
    request.percentiles = percentiles.percents
    request.window = window
    request.ddof = ddof
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
    try job.onRankZero { () throws(CaudalError) in try destination.check(input: file) }
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
