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
      "The column, or several, whose combinations are counted. A name or a number from 1, or a part of its dates, as in"
        + " month(FechaObservacion); several are separated by commas. A name with a comma stands in double quotes.",
      valueName: "list"))
  var column: [KeyOption] = []

  @Flag(help: "Count numbers: 20 and 20.0 are the same.")
  var numbers = false

  @Flag(
    help: "Count the words in the fields. Without --column those of the files, plain texts.")
  var words = false

  @Option(
    help: ArgumentHelp("Print only so many values, the first in their order.", valueName: "n"))
  var top: Int?

  @Option(help: ArgumentHelp("Print only values that occur at least so often.", valueName: "n"))
  var minCount = Self.standard.minimumCount

  @Option(
    help: ArgumentHelp(
      "The order of values: count, or key. count: the most frequent first.", valueName: "order"))
  var sort = FrequencyOrder(isByKey: Self.standard.ordersByKey)

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this is true, such as 'flow > 5'. See caudal help conditions."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp(
      "table, markdown, json or csv. Default: as --output ends, else table.", valueName: "format"))
  var format: FrequencyFormat?

  @OptionGroup
  var table: TableOptions

  /// The format that was asked for, or that the output's name asks for.
  private var chosenFormat: FrequencyFormat {
    format ?? table.output.flatMap(FrequencyFormat.init(ofFile:)) ?? .table
  }

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
    let format = chosenFormat
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
      if format == .csv || format == .markdown { TableOptions.sayUnusable(frequencies.input) }
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
