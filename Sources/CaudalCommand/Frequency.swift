import ArgumentParser
import Caudal
import Output
import Report

/// `caudal frequency`: the options as they are typed, and the work that they stand for.
struct Frequency: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "frequency",
    abstract: "Count how often each value of a column occurs.",
    discussion: """
      Exact counts of texts, of combinations of several columns, of numbers or of words, the most frequent \
      first. Memory grows with the distinct values alone, and is shared by the ranks.
      """)

  /// Every option's default.
  private static let standard = FrequencyRequest(
    wordsOf: TableRequest(paths: ["-"]))

  @Argument(help: TableOptions.filesHelp, completion: .file())
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The column: its name or its number from 1, or a part of its dates, as in"
        + " month(FechaObservacion); or several, separated by commas, whose combinations are counted."
        + " A name with a comma stands in double quotes."))
  var column: [KeyOption] = []

  @Flag(help: "Count the numbers that the fields stand for: 20 and 20.0 are the same.")
  var numbers = false

  @Flag(
    help: "Count the words in the fields; without --column those of the files, plain texts.")
  var words = false

  @Option(help: "Print only so many values, the first in their order.")
  var top: Int?

  @Option(help: "Print only values that occur at least so often.")
  var minCount = Self.standard.minimumCount

  @Option(help: "The order of values: count, the most frequent first; or key.")
  var sort = FrequencyOrder(isByKey: Self.standard.ordersByKey)

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Look only at rows for which this is true, such as \"Departamento = 'META'\"."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(help: "How to print the result: table, json or csv.")
  var format = FrequencyFormat.table

  @OptionGroup
  var table: TableOptions

  func validate() throws {
    if column.isEmpty { try validatePlainText() }
    if numbers, words { throw ValidationError("--numbers and --words can't go together") }
    if let top, top < 1 { throw ValidationError("--top must be at least 1") }
    if minCount < 1 { throw ValidationError("--min-count must be at least 1") }
  }

  /// Refuses what makes sense only for the columns of a table: whoever gives it has forgotten the
  /// column.
  private func validatePlainText() throws {
    guard words else {
      throw ValidationError("--column is missing; only --words can do without, for a plain text")
    }
    let options: [(name: String, isGiven: Bool)] = [
      ("--numbers", numbers), ("--where", !conditions.isEmpty),
      ("--date-format", !table.reading.dateFormat.isEmpty),
      ("--time-zone", table.reading.timeZone != nil),
      ("--null", !table.reading.nullTokens.isEmpty),
      ("--on-error", table.reading.onError.handling != .fail),
      ("--fill-ragged", table.reading.fillRagged),
    ]
    guard let given = (options + table.reading.dialect.given).first(where: \.isGiven) else {
      return
    }
    throw ValidationError(
      "\(given.name) needs --column: without it, --words takes the files for plain texts")
  }

  var watching: WatchOptions? { table.explain == nil ? table.watch : nil }

  var resultPath: String? { table.output }

  func request() throws(CaudalError) -> FrequencyRequest {
    try table.checkSafety(ofCSV: format == .csv)
    let files = try table.request(files, where: conditions)
    var request =
      KeyOption.selection(column).map { FrequencyRequest(table: files, keys: $0) }
      ?? FrequencyRequest(wordsOf: files)
    request.subject = words ? .words : numbers ? .numbers : .texts
    request.limit = top
    request.minimumCount = minCount
    request.ordersByKey = sort == .key
    return request
  }

  func run(_ request: FrequencyRequest, in job: borrowing Job) throws {
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
      let frequencies = try job.countFrequencies(request)
      if format == .csv { TableOptions.sayUnusable(frequencies.input) }
      return { [request] in format.render(frequencies, of: request) }
    }
  }
}

/// The order of values.
enum FrequencyOrder: String, ExpressibleByArgument, CaseIterable {
  case count
  case key

  init(isByKey: Bool) { self = isByKey ? .key : .count }
}
