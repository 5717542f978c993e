import ArgumentParser
import Caudal
import Output
import Report

/// `caudal check`: a look at ranks, network and file before a job.
struct Check: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look at ranks, network and file before a job.",
    discussion: """
      Start it as the job will be started: with mpirun, the same hosts and the same path. It shows the \
      ranks, their hosts, cores and threads; the version of Open MPI, and what carries messages from \
      rank 0 to the others, how fast; whether every rank sees the same file (size, time of \
      modification, first and last MiB), and how fast each reads its slice of it. A sentence says what \
      is wrong. Without a launcher there is one rank, and no MPI.

      It takes a few seconds. Ranks that don't answer end it after --timeout, and are named. It has no \
      --status, as a page needs the answers of all ranks before it can be shown: what checks must need \
      nothing of what it checks.

      Exit codes: 0 a job can run, also if something is slow; 66 the file isn't there, or may not be \
      read, on some host; 74 the ranks see different files, reading failed, or a rank doesn't answer.
      """)

  @Argument(
    help: "The file that every rank must see. Without it, ranks and network are checked.",
    completion: .file())
  var file: String?

  @Option(
    help: ArgumentHelp("How long a rank may take to answer, in seconds.", valueName: "seconds"))
  var timeout = Int(CheckRequest(path: nil).patience)

  @Option(help: ArgumentHelp("How to print the report: table or json.", valueName: "format"))
  var format = CheckFormat.table

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write the report to a file. It appears complete or not at all.", valueName: "file"),
    completion: .file())
  var output: String?

  func validate() throws {
    if !(1...86_400).contains(timeout) {
      throw ValidationError("--timeout must be from 1 to 86400")
    }
  }

  func request() throws(CaudalError) -> CheckRequest {
    try checkUse()
    var request = CheckRequest(path: file)
    request.patience = Double(timeout)
    return request
  }

  func run(_ request: CheckRequest, in job: borrowing Job) throws {
    let destination = Destination(output: output)
    let report = try job.check(request) { () throws(CaudalError) in
      try destination.check(inputs: file.map { Job.filesHolding([$0]) } ?? [])
    }
    try job.onRankZero { () throws(CaudalError) in
      try destination.write([format.render(report)])
    }
    // The same on every rank, as the report is.
    if let error = report.error { throw error }
  }
}
