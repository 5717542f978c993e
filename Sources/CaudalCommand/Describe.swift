import ArgumentParser
import Caudal
import Output
import Report

/// `caudal describe`: the options as they are typed, and the work that they stand for.
struct Describe: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Describe every column, or some in full, also by group.",
    discussion: """
      Without --column: a line for each column, with its type over all rows, what is missing, how many \
      distinct values there are, extrema, mean, median and the most frequent value. With --column or --all: \
      the statistics of columns of numbers, over all rows or for each group of rows. All of it is exact.

      How a file is written (delimiter, decimal mark, encoding, whether its first row names the \
      columns) is found out, from all its columns, unless given. What can be read in two ways is asked.

      Statistics: \(Statistic.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  /// Every option's default.
  private static let standard = DescribeRequest(path: "-", columns: .everyNumericColumn)

  @Argument(help: TableOptions.filesHelp, completion: .file())
  var files: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Columns of numbers to describe in full. Names, or numbers from 1, separated by commas. A name with a"
        + " comma stands in double quotes. Also 3-6, 'temp*', and '!notes': all that have numbers but that.",
      valueName: "list"))
  var column: [ColumnOption] = []

  @Flag(
    help: ArgumentHelp(
      "Every column that has numbers. Rows at the file's beginning, middle and end tell which do.")
  )
  var all = false

  @Option(
    help: ArgumentHelp(
      "Describe each group of rows, such as each station. A group has the same value of a column, or of a part of its"
        + " dates, as in month(FechaObservacion) or bin(FechaObservacion, 15 min); or of several, separated by commas."
        + " Parts: \(DatePart.listing).",
      valueName: "list"))
  var by: [KeyOption] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this is true, such as 'flow > 5'. See caudal help conditions."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to compute, such as count,sum,median; or all. Default: standard, which is all but cv, range, distinct, median"
        + " and iqr; in a table without the rolling variance.",
      valueName: "list"))
  var statistics: [StatisticList] = []

  @Option(
    help: ArgumentHelp(
      "The order of groups: first, key, or a statistic. first: as they come in the file; by a statistic: the largest"
        + " first.",
      valueName: "order"))
  var sort = SortOrder(order: Self.standard.groupOrder)

  @Flag(help: "Turn the order of groups round.")
  var reverse = false

  @Option(
    help: ArgumentHelp("Print only so many groups, the first in their order.", valueName: "n"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Percentiles to compute, such as 5,50,95. They are from 0 to 100. Default: 10,25,50,75,90.",
      valueName: "list"))
  var percentiles: PercentileList?

  @Option(
    help: ArgumentHelp(
      "Write mean, min, max, var or sum along a column. The file is CSV and has a row for each row: its"
        + " number, its value, and what is computed of the last values up to it, as many as --window says. Missing values"
        + " are passed over.",
      valueName: "statistic"))
  var rolling: RollingOption?

  @Option(
    help: ArgumentHelp("The number of values in a rolling window. Default: 500.", valueName: "n"))
  var window: Int?

  @Option(help: ArgumentHelp("Divide variances by n − ddof.", valueName: "n"))
  var ddof = Self.standard.ddof

  @Flag(help: "Draw how values are distributed, beneath each table.")
  var histogram = false

  @Option(
    help: ArgumentHelp(
      "table, markdown, json, csv, html or combined. combined is what the scripts of the tutorial wrote."
        + " Default: as --output ends, else table.",
      valueName: "format"))
  var format: OutputFormat?

  @OptionGroup
  var look: LookOptions

  @OptionGroup
  var page: PageOptions

  @OptionGroup
  var table: TableOptions

  /// The most bins of a histogram that is drawn with letters.
  private static let histogramBins = 16

  /// Whether every column is described, of whatever kind.
  var isProfile: Bool { column.isEmpty && !all && by.isEmpty }

  /// The format that was asked for, or that the output's name asks for.
  private var chosenFormat: OutputFormat {
    format ?? table.output.flatMap(OutputFormat.init(ofFile:)) ?? .table
  }

  func validate() throws {
    _ = try StandardInput.files(files)
    if !column.isEmpty, all { throw ValidationError("give either --column or --all") }
    if rolling != nil { return try validateRolling() }
    if chosenFormat == .html { return try validatePage() }
    if page.isGiven { throw ValidationError("--title and --language are about --format html") }
    if column.isEmpty, !all, !by.isEmpty {
      throw ValidationError("--by needs the columns to describe: give --column, or --all")
    }
    if let window, window < 1 { throw ValidationError("--window must be at least 1") }
    if ddof < 0 { throw ValidationError("--ddof must be at least 0") }
    if let top, top < 1 { throw ValidationError("--top must be at least 1") }
    if by.isEmpty, top != nil || reverse || sort.order != Self.standard.groupOrder {
      throw ValidationError("--sort, --reverse and --top are about groups; give --by, too")
    }
    if histogram, !by.isEmpty {
      throw ValidationError("--histogram is of all rows; leave --by out")
    }
    if histogram, [.csv, .combined].contains(chosenFormat) {
      throw ValidationError(
        "--histogram has no place in --format \(chosenFormat.rawValue); json has edges and counts")
    }
    if isProfile { try validateProfile() }
  }

  /// Refuses what a series has no place for.
  private func validateRolling() throws {
    if let window, window < 1 { throw ValidationError("--window must be at least 1") }
    if ddof < 0 { throw ValidationError("--ddof must be at least 0") }
    if column.isEmpty { throw ValidationError("--rolling needs --column, the column of numbers") }
    let others: [(name: String, isGiven: Bool)] = [
      ("--all", all), ("--by", !by.isEmpty), ("--statistics", !statistics.isEmpty),
      ("--percentiles", percentiles != nil), ("--histogram", histogram),
      ("--sort", sort.order != Self.standard.groupOrder), ("--reverse", reverse),
      ("--top", top != nil), ("--digits", look.digits != nil), ("--title", page.title != nil),
      ("--language", page.language != nil), ("--explain", table.explain != nil),
    ]
    if let given = others.first(where: \.isGiven) {
      throw ValidationError("\(given.name) has no place with --rolling, which writes a series")
    }
    let file = TableFileFormat(fileName: table.output ?? "")
    let isOther = table.output.flatMap(OutputFormat.init(ofFile:)).map { $0 != .csv } ?? false
    if format ?? .csv != .csv || isOther || file.format != .csv {
      throw ValidationError("--rolling writes CSV, such as --output series.csv")
    }
  }

  /// Refuses what a page has no place for.
  private func validatePage() throws {
    let options: [(name: String, isGiven: Bool)] = [
      ("--statistics", !statistics.isEmpty), ("--percentiles", percentiles != nil),
      ("--window", window != nil), ("--ddof", ddof != Self.standard.ddof),
      ("--digits", look.digits != nil),
      ("--sort", sort.order != Self.standard.groupOrder), ("--reverse", reverse),
      ("--top", top != nil),
      ("--explain", table.explain != nil),
    ]
    if let given = options.first(where: \.isGiven) {
      throw ValidationError(
        "\(given.name) has no place in --format html, which shows all that it has")
    }
  }

  /// Refuses what makes sense only for chosen columns of numbers.
  private func validateProfile() throws {
    let options: [(name: String, isGiven: Bool)] = [
      ("--statistics", !statistics.isEmpty), ("--window", window != nil),
      ("--histogram", histogram),
      ("--format combined", chosenFormat == .combined), ("--explain", table.explain != nil),
    ]
    if let given = options.first(where: \.isGiven) {
      throw ValidationError(
        "\(given.name) is about columns of numbers; give --column, or --all for every one that has numbers"
      )
    }
  }

  var watching: WatchOptions? { table.explain == nil ? table.watch : nil }

  var resultPath: String? { table.output }

  func request() throws(CaudalError) -> DescribeRequest {
    try table.checkSafety(ofCSV: chosenFormat == .csv || chosenFormat == .combined)
    var request = DescribeRequest(
      table: try table.request(StandardInput.orGiven(files), where: conditions),
      columns: ColumnOption.selection(column) ?? .everyNumericColumn)
    if let percentiles { request.percentiles = percentiles.percents }
    if let window { request.window = window }
    request.ddof = ddof
    request.groupKeys = KeyOption.selection(by)
    request.statistics =
      statistics.isEmpty ? chosenFormat.standardStatistics : StatisticList.union(of: statistics)
    request.histogramBins = histogram ? Self.histogramBins : nil
    request.groupOrder = sort.order
    request.reversesGroups = reverse
    request.groupLimit = top
    return request
  }

  func run(_ request: DescribeRequest, in job: borrowing Job) throws {
    if let rolling { return try runRolling(rolling.statistic, request, in: job) }
    guard chosenFormat != .html else {
      var report = ReportRequest(table: request.table)
      report.profile.columns = ColumnOption.selection(column) ?? (all ? .everyNumericColumn : nil)
      report.groupKeys = request.groupKeys
      return try page.write(report, to: table.output, table, in: job)
    }
    guard !isProfile else { return try runProfile(request, in: job) }
    var request = request
    let (format, style) = (chosenFormat, look.style(output: table.output))
    if let explained = table.explain {
      return try table.explain(
        in: job, request.table, to: Destination(output: table.output), as: explained
      ) { files in
        request.table = files
        return try job.explain(request, to: table.plannedOutput(format.rawValue))
      }
    }
    try table.run(in: job, request.table) { table in
      request.table = table
      let description = try job.describe(request)
      if format != .table, format != .json { TableOptions.sayUnusable(description.input) }
      return { [request] in format.render(description, of: request, style) }
    }
  }

  /// Writes what is computed of a window along a column.
  private func runRolling(
    _ rolling: RollingStatistic, _ request: DescribeRequest, in job: borrowing Job
  ) throws {
    let destination = Destination(output: table.output)
    let written = try table.run(in: job, request.table, to: destination) { table in
      var series = RollingRequest(
        rolling, of: request.window, in: request.columns, table, to: ResultFile(destination))
      series.ddof = request.ddof
      series.compression = TableFileFormat(fileName: self.table.output ?? "").compression
      return try job.writeRolling(series)
    }
    TableOptions.sayUnusable(written.input)
  }

  /// Describes every column, of whatever kind.
  private func runProfile(_ request: DescribeRequest, in job: borrowing Job) throws {
    var profile = ProfileRequest(table: request.table)
    if let percentiles { profile.percentiles = percentiles.percents }
    profile.ddof = ddof
    let format = ProfileFormat(chosenFormat)
    let style = look.style(output: table.output, ofMany: true)
    try table.run(in: job, profile.table) { table in
      profile.table = table
      let columns = try job.profile(profile)
      if format != .table, format != .json { TableOptions.sayUnusable(columns.input) }
      return { [profile] in format.render(columns, of: profile, style) }
    }
  }
}

extension ProfileFormat {
  /// The format of a look at every column, for that of chosen ones.
  fileprivate init(_ format: OutputFormat) {
    switch format {
    case .table, .combined, .html: self = .table
    case .markdown: self = .markdown
    case .json: self = .json
    case .csv: self = .csv
    }
  }
}
