import ArgumentParser
import Caudal
import Output

/// `caudal select`: the options as they are typed, and the work that they stand for.
struct Select: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "select",
    abstract: "Choose rows and columns of a table, and write them.",
    discussion: """
      One CSV file in the order of the input, the same bytes for any number of ranks. Fields pass as they \
      are.
      """)

  @Argument(help: TableOptions.filesHelp)
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The columns, separated by commas: names or numbers from 1. A name with a comma stands in double"
        + " quotes. Default: all."))
  var column: [ColumnOption] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Write only rows for which this is true, such as \"Departamento = 'META'\"."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(help: "Write only the first so many rows, and read no more than that takes.")
  var head: Int?

  @OptionGroup
  var table: TableOptions

  func validate() throws {
    if let head, head < 0 { throw ValidationError("--head must be at least 0") }
  }

  func request() throws(CaudalError) -> SelectRequest {
    let files = try table.request(files, where: conditions)
    var request = SelectRequest(
      table: files, writer: ResultFile(Destination(output: table.output)))
    request.columns = column.isEmpty ? nil : column.flatMap(\.columns)
    request.limit = head
    return request
  }

  func run(_ request: SelectRequest, in job: borrowing Job) throws {
    var request = request
    let selected = try table.run(
      in: job, request.table, to: Destination(output: table.output)
    ) { table in
      request.table = table
      return try job.select(request)
    }
    TableOptions.sayUnusable(selected.input)
  }
}
