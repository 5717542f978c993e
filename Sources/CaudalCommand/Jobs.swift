import ArgumentParser
import Caudal
import Output
import Status

/// `caudal jobs`: the jobs that have been run, from their records.
struct Jobs: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "List the jobs that have run, or run now.",
    discussion: """
      Each describe, frequency, select, forecast and follow leaves a record: when, what, how long, how much, \
      and how it ended. Only you can read the records, passwords are left out, and the last \
      \(JobHistory.limit) are kept.

      States: \(JobRecord.State.allCases.map(\.rawValue).joined(separator: ", ")). A job is lost if it has \
      gone without an end, as one that was killed.
      """)

  @Argument(help: "A job, to show all that is known of it: the beginning of its name, or last.")
  var job: String?

  @Option(
    help: ArgumentHelp(
      "Only jobs of a state, such as failed. May be repeated.", valueName: "state"))
  var state: [JobRecord.State] = []

  @Option(help: ArgumentHelp("Only so many jobs, the last ones.", valueName: "n"))
  var last = 20

  @Option(help: ArgumentHelp(WatchOptions.folderHelp, valueName: "folder"), completion: .directory)
  var history: String?

  @Option(help: ArgumentHelp("How to print them: table, json or csv.", valueName: "format"))
  var format = JobListFormat.table

  func validate() throws {
    if last < 1 { throw ValidationError("--last must be at least 1") }
    if job != nil, !state.isEmpty {
      throw ValidationError("give either a job or --state")
    }
  }

  func request() throws(CaudalError) -> JobHistory { try Self.history(history) }

  /// The folder of records that a user names, or the one that is meant without.
  static func history(_ named: String?) throws(CaudalError) -> JobHistory {
    guard let folder = named ?? WatchOptions.standardFolder else {
      throw CaudalError(
        .noInput, "no jobs are kept, as CAUDAL_HISTORY says or for want of a home; give --history")
    }
    return JobHistory(folder: folder)
  }

  func run(_ request: JobHistory, in job: borrowing Job) throws {
    let here = job.hostName
    try job.onRankZero { () throws(CaudalError) in
      let output = Destination(output: nil)
      guard let name = self.job else {
        let all = request.records(limit: state.isEmpty ? last : JobHistory.limit, here: here)
        let wanted = all.filter { state.isEmpty || state.contains($0.state) }
        return try output.write(bytes: [format.render(Array(wanted.prefix(last)))])
      }
      let record = try find(name, request.records(here: here), request.folder)
      let text = format == .table ? JobListFormat.detail(record) : nil
      try output.write(bytes: [text.map { Array($0.utf8) } ?? format.render([record])])
    }
  }

  /// The job that a user names.
  private func find(
    _ name: String, _ records: [JobRecord], _ folder: String
  ) throws(CaudalError) -> JobRecord {
    let found =
      name == "last" ? Array(records.prefix(1)) : records.filter { $0.id.hasPrefix(name) }
    guard let record = found.first else {
      throw CaudalError(.noInput, "\(folder): there is no job \(name); caudal jobs lists them")
    }
    if found.count > 1, record.id != name {
      throw CaudalError(
        .usage,
        "\(found.count) jobs begin with \(name); give more of the name, such as \(record.id)")
    }
    return record
  }
}

extension JobListFormat: ExpressibleByArgument {}

extension JobRecord.State: ExpressibleByArgument {}
