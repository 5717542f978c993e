import ArgumentParser
import Caudal
import Output
import Report

/// `caudal describe`: the options as they are typed, and the work that they stand for.
struct Describe: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Print every statistic of columns, over all rows or for each group of rows.",
    discussion: """
      Count, mean, variance, standard deviation, skewness, kurtosis, extrema, mode, percentiles and the \
      sum of a rolling variance, exact, over the rows that have a value.

      How a file is written (delimiter, decimal mark, encoding, whether its first row names the \
      columns) is found out, from all its columns, unless given. What can be read in two ways is asked.

      Statistics: \(Statistic.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  /// Every option's default.
  private static let standard = DescribeRequest(path: "-", columns: .everyNumericColumn)

  @Argument(help: TableOptions.filesHelp)
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The column: its name, or its number from 1; or several, separated by commas. A name with a"
        + " comma stands in double quotes."))
  var column: [ColumnOption] = []

  @Flag(
    help: ArgumentHelp(
      "Every column that has numbers, as rows at the file's beginning, middle and end tell.")
  )
  var all = false

  @Option(
    help: ArgumentHelp(
      "Describe each group of rows: a column, or a part of its dates, as in month(FechaObservacion) or"
        + " bin(FechaObservacion, 15 min); or several, separated by commas. Parts:"
        + " \(DatePart.listing).",
      valueName: "column,…"))
  var by: [KeyOption] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Look only at rows for which this is true, such as \"Departamento = 'META' and Valor > 5\"."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(help: "What to compute: names such as count,sum,median; standard; or all.")
  var statistics = [StatisticList(statistics: Self.standard.statistics)]

  @Option(
    help: ArgumentHelp(
      "The order of groups: first, as they come in the file; key; or a statistic, the largest first.",
      valueName: "order"))
  var sort = SortOrder(order: Self.standard.groupOrder)

  @Flag(help: "Turn the order of groups round.")
  var reverse = false

  @Option(help: "Print only so many groups, the first in their order.")
  var top: Int?

  @Option(help: "Percentiles to compute, from 0 to 100, separated by commas.")
  var percentiles = PercentileList(percents: Self.standard.percentiles)

  @Option(help: "The number of values in a rolling window.")
  var window = Self.standard.window

  @Option(help: "Divide variances by n − ddof.")
  var ddof = Self.standard.ddof

  @Option(help: "How to print the result.")
  var format = OutputFormat.table

  @OptionGroup
  var table: TableOptions

  func validate() throws {
    if column.isEmpty != all {
      throw ValidationError("give either --column, the columns to describe, or --all")
    }
    if window < 1 { throw ValidationError("--window must be at least 1") }
    if ddof < 0 { throw ValidationError("--ddof must be at least 0") }
    if let top, top < 1 { throw ValidationError("--top must be at least 1") }
    if by.isEmpty, top != nil || reverse || sort.order != Self.standard.groupOrder {
      throw ValidationError("--sort, --reverse and --top are about groups; give --by, too")
    }
  }

  var watching: WatchOptions? { table.explain == nil ? table.watch : nil }

  func request() throws(CaudalError) -> DescribeRequest {
    var request = DescribeRequest(
      table: try table.request(files, where: conditions),
      columns: ColumnOption.selection(column) ?? .everyNumericColumn)
    request.percentiles = percentiles.percents
    request.window = window
    request.ddof = ddof
    request.groupKeys = KeyOption.selection(by)
    request.statistics = StatisticList.union(of: statistics)
    request.groupOrder = sort.order
    request.reversesGroups = reverse
    request.groupLimit = top
    return request
  }

  func run(_ request: DescribeRequest, in job: borrowing Job) throws {
    var request = request
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
      if format == .csv || format == .combined { TableOptions.sayUnusable(description.input) }
      return { [request] in format.render(description, of: request) }
    }
  }
}
