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
      "The columns: names or numbers from 1, renamed by as, and values that are computed, as in"
        + " 'datetime, \"San Francisco\" as temperature, (f - 32) * 5 / 9 as celsius'; * for all,"
        + " * except (a, b) for all others. Default: all.",
      valueName: "list"))
  var columns: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Write only rows for which this is true, such as \"Departamento = 'META'\"."
        + " May be repeated: all must be true.",
      valueName: "condition"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp(
      "Put the rows in order, as in 'station, month(datetime) desc': numbers by size, times by time, texts"
        + " by bytes, missing values last. Rows of equal keys stay in their order.",
      valueName: "keys"))
  var sort: String?

  @Flag(help: "Write only the first of several rows of which all columns are the same.")
  var distinct = false

  @Option(
    help: ArgumentHelp(
      "Write only the first of several rows of which these columns, or values, are the same.",
      valueName: "list"))
  var distinctBy: String?

  @Option(
    help: ArgumentHelp(
      "Write a part of the rows, such as 1%, chosen by a hash of each row's place: the same rows for any"
        + " number of ranks.",
      valueName: "share"))
  var sample: ShareOption?

  @Option(help: "Another number chooses another sample.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Write only the first so many rows, and read no more than that takes.", valueName: "count"))
  var head: Int?

  @Option(
    help: ArgumentHelp(
      "The character between two columns of the output; tab for a tab. Default: as in the first file.",
      valueName: "character"))
  var outputDelimiter: OutputDelimiterOption?

  @OptionGroup
  var table: TableOptions

  func validate() throws {
    if let head, head < 0 { throw ValidationError("--head must be at least 0") }
    if distinct, distinctBy != nil {
      throw ValidationError("--distinct and --distinct-by can't go together")
    }
  }

  func request() throws(CaudalError) -> SelectRequest {
    let files = try table.request(files, where: conditions)
    var request = SelectRequest(
      table: files, writer: ResultFile(Destination(output: table.output)))
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
    request.sample = sample.map { RowSample(share: $0.share, seed: seed) }
    request.limit = head
    request.delimiter = outputDelimiter?.byte
    return request
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
    let selected = try table.run(
      in: job, request.table, to: Destination(output: table.output)
    ) { table in
      request.table = table
      return try job.select(request)
    }
    TableOptions.sayUnusable(selected.input)
  }
}

/// A share of all rows: `1%`, `0.01`.
struct ShareOption: ExpressibleByArgument {
  let share: Double

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else {
      return nil
    }
    let share = isPercent ? number / 100 : number
    guard (0...1).contains(share) else { return nil }
    self.share = share
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
