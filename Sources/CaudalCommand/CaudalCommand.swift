import ArgumentParser
import Caudal

/// The command `caudal` and its subcommands.
struct CaudalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "caudal",
    abstract: "Say what is in a table, exactly: statistics, tables, forecasts.",
    discussion: """
      Run it directly on one machine, or start it with mpirun, srun or a Docker Swarm on many: \
      the result has the same bits.

      Exit codes: 0 done; 64 usage; 65 bad data; 66 no such input; 70 a bug; 73 the output can't be \
      created; 74 reading or writing failed.
      """,
    version: "caudal \(ProgramVersion.current)",
    subcommands: [
      Describe.self, MakeReport.self, Columns.self, Head.self, Frequency.self, Select.self,
      ForecastSeries.self, ServeForecasts.self, Follow.self, Check.self, Jobs.self,
      ClusterStatus.self, ManualCommand.self,
    ])
}

/// A subcommand: options as they are typed, which become one checked request, which all ranks of a job
/// fulfil.
protocol JobCommand: ParsableCommand {
  /// The options as one checked value.
  associatedtype Request

  /// Checks what can be checked of the options before a file is opened.
  func request() throws(CaudalError) -> Request

  /// How the job is watched, and where its record is kept; nil if neither is done.
  var watching: WatchOptions? { get }

  /// Where the result goes, for the record of the job; nil for standard output.
  var resultPath: String? { get }

  /// Does the work on every rank.
  func run(_ request: Request, in job: borrowing Job) throws
}

extension JobCommand {
  var watching: WatchOptions? { nil }

  var resultPath: String? { nil }
}
