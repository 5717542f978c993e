import ArgumentParser
import Caudal
import Glibc
import Output
import Status

/// `caudal status`: the page of the cluster, with its nodes and all jobs that have left records.
struct ClusterStatus: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show nodes and jobs in a browser.",
    discussion: """
      It serves a page with the nodes, the jobs that run, and those that have ended, from the records that jobs \
      leave: see caudal jobs. Each job has a page with its command, ranks, times, notes and error, and a link \
      to its own page while it runs with --status, or to the report that it wrote.

      The address to open is printed, with the token that it needs. The page can only be looked at. It is \
      served until SIGTERM or SIGINT, which is Ctrl-C. /jobs.json is for programs.

      The nodes are those of --nodes; else those of the batch job in which it runs (Slurm); else this host.
      """)

  @Option(
    help: ArgumentHelp(
      "The port of the page, 0 for a free one. It is a port of this host; for others to see at an address, as in"
        + " 0.0.0.0:8080. Default: 8080.",
      valueName: "[host:]port"))
  var port: StatusAddress?

  @Option(help: ArgumentHelp(WatchOptions.folderHelp, valueName: "folder"))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "A name that has an address for each node. On each an ssh server greets, as at tasks.ranks:2222 in a Swarm.",
      valueName: "name[:port]"))
  var nodes: NodeSource?

  func request() throws(CaudalError) -> JobHistory {
    if Job.isLaunched {
      throw CaudalError(.usage, "status runs as one process; start it without a launcher")
    }
    return try Jobs.history(history)
  }

  func run(_ request: JobHistory, in job: borrowing Job) throws {
    let here = job.hostName
    try job.onRankZero { () throws(CaudalError) in
      let board = ClusterBoard(
        request, nodes ?? Self.nodesAround(here), here: here, version: ProgramVersion.current)
      let server: ClusterServer
      do throws(StatusMonitor.Failure) {
        server = try ClusterServer(
          board, at: port ?? StatusAddress(port: 8080), token: try StatusToken.given(),
          hostName: here)
      } catch {
        throw CaudalError(.cannotCreate, "--port: \(error.sentence)")
      }
      printError("status: \(server.url)")
      server.run()
    }
  }

  /// The nodes of the batch job, if there is one, or this host.
  private static func nodesAround(_ here: String) -> NodeSource {
    guard let list = unsafe getenv("SLURM_JOB_NODELIST"),
      let names = NodeSource.names(ofSlurmList: unsafe String(cString: list))
    else { return .here(here) }
    return .listed(names)
  }
}

extension NodeSource: ExpressibleByArgument {
  package init?(argument: String) { self.init(name: argument) }
}
