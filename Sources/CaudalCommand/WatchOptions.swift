import ArgumentParser
import CSV
import Glibc
import Status

/// The options of every job that can be watched while it runs, and leaves a record.
struct WatchOptions: ParsableArguments {
  /// The help on the folder of records.
  static let folderHelp = """
    The folder of the records of jobs. Default: CAUDAL_HISTORY; or caudal/jobs in XDG_STATE_HOME, or in \
    ~/.local/state.
    """

  /// What stands for no record.
  private static let none = "none"

  @Option(
    help: ArgumentHelp(
      "Show the job in a browser while it runs. It is at a port of this host, 0 for a free one; for others to see at an"
        + " address, as in 0.0.0.0:8080. The address to open is printed, with the token that it needs.",
      valueName: "[host:]port"))
  var status: StatusAddress?

  @Option(
    help: ArgumentHelp(
      "The folder for the record of the job, or none. The records are for caudal jobs. Default: CAUDAL_HISTORY;"
        + " or caudal/jobs in XDG_STATE_HOME, or in ~/.local/state.",
      valueName: "folder"),
    completion: .directory)
  var history: String?

  /// Whether a record is to be kept, if there is a folder for it on rank 0.
  var wantsRecord: Bool { history != Self.none }

  /// The folder in which the job's record is kept; nil if none is.
  var historyFolder: String? {
    guard let history else { return Self.standardFolder }
    return history == Self.none ? nil : history
  }

  /// The folder unless one is given; nil if records are kept nowhere.
  static var standardFolder: String? {
    func variable(_ name: String) -> String? {
      unsafe getenv(name).map { unsafe String(path: $0) }
    }
    if let folder = variable("CAUDAL_HISTORY"), !folder.isEmpty {
      return folder == none ? nil : folder
    }
    return JobHistory.standardFolder(variable)
  }
}

extension StatusAddress: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
