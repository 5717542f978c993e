import ArgumentParser
import Caudal
import Output
import Report

/// `caudal report`: a page about a table.
struct MakeReport: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Make a page about a table: columns, pictures, places, correlations.",
    discussion: """
      The page is one file of at most 1 MB that needs no network. On a terminal it is written to a file \
      beside you that is called as the table is, with .html at its end; elsewhere it is printed. \
      Everything but its last section is the same for any number of ranks.
      """)

  @Argument(help: TableOptions.filesHelp)
  var files: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Only these columns: names, 3-6, 'temp*', '!notes'.", valueName: "list"))
  var column: [ColumnOption] = []

  @Option(
    help: ArgumentHelp(
      "Compare groups of rows, too, such as stations. They are told by a column, or a part of its dates, as in"
        + " month(FechaObservacion).",
      valueName: "list"))
  var by: [KeyOption] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only rows for which this is true, such as 'flow > 5'. See caudal help conditions. May be repeated: all must be"
        + " true.",
      valueName: "condition"))
  var conditions: [String] = []

  @OptionGroup
  var page: PageOptions

  @OptionGroup
  var table: TableOptions

  var watching: WatchOptions? { table.watch }

  func validate() throws {
    _ = try StandardInput.files(files)
    if table.explain != nil {
      throw ValidationError("--explain goes with describe, frequency, forecast and select")
    }
  }

  func request() throws(CaudalError) -> ReportRequest {
    try table.checkSafety(ofCSV: false)
    var request = ReportRequest(
      table: try table.request(StandardInput.orGiven(files), where: conditions))
    request.profile.columns = ColumnOption.selection(column)
    request.groupKeys = KeyOption.selection(by)
    return request
  }

  func run(_ request: ReportRequest, in job: borrowing Job) throws {
    let output = table.output ?? page.output(for: request.profile.table.paths)
    try page.write(request, to: output, table, in: job)
  }
}

/// The options of pages.
struct PageOptions: ParsableArguments {
  @Option(help: "What a page is called. Default: the name of the file.")
  var title: String?

  @Option(
    help:
      "The language of a page: en, or es for Spanish. Spanish numbers are such as 12.345,6. Default: en."
  )
  var language: PageLanguage?

  /// Whether one of them was given.
  var isGiven: Bool { title != nil || language != nil }

  /// Makes a page on all ranks, and writes it.
  ///
  /// - Parameters:
  ///   - request: what is in it.
  ///   - output: the file; nil for standard output.
  ///   - table: the options of the table.
  ///   - job: this process's part of the job.
  /// - Throws: an agreed `CaudalError`, or an error that concerns this rank alone.
  func write(
    _ request: ReportRequest, to output: String?, _ table: TableOptions, in job: borrowing Job
  ) throws {
    let destination = Destination(output: output)
    let isChosenHere = output != nil && table.output == nil
    try job.onRankZero { () throws(CaudalError) in
      guard isChosenHere, let output, destination.isForeignFile(without: TablePage.mark)
      else { return }
      throw CaudalError(
        .cannotCreate, "\(output): is there already, and no page of caudal; name a file by --output"
      )
    }
    let render = try table.run(in: job, request.profile.table, to: destination) { files in
      var request = request
      request.profile.table = files
      let report = try job.report(request)
      return { TablePage(report, title: title, in: language ?? .english).parts }
    }
    job.progress.enter(.write)
    try job.onRankZero { () throws(CaudalError) in try destination.write(render()) }
    if isChosenHere, Job.isReporter, let output { printError("The page is \(output).") }
  }

  /// Where a page goes if nobody says it: on a terminal to a file that is called as the table is.
  ///
  /// - Parameter paths: the paths of the table.
  /// - Returns: the name of a file in this folder; nil for standard output.
  func output(for paths: [String]) -> String? {
    // What launchers give their ranks looks like a terminal wherever it goes.
    guard !Job.isLaunched, Destination(output: nil).isTerminal else { return nil }
    guard let first = paths.first, first != "-" else { return nil }
    let last = first.contains("://") || first.hasPrefix("sqlite:") ? "" : first
    let name = last.split(separator: "/").last.map(String.init) ?? ""
    let stem = name.split(separator: ".").first.map(String.init) ?? ""
    return (stem.isEmpty || stem.contains("*") ? "report" : stem) + ".html"
  }
}

extension PageLanguage: ExpressibleByArgument {}
