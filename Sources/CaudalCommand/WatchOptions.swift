import ArgumentParser
import CSV
import Caudal
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

  @Option(
    help: ArgumentHelp(
      "End the job, with exit code 75, if a rank makes no progress for so long, as in 60s or 5m: its process or host is"
        + " frozen, or a file server doesn't answer. Default: CAUDAL_PATIENCE; or none, which is to wait for ever.",
      valueName: "time|none"))
  var patience: PatienceOption?

  /// How long a rank may make no progress; nil for ever.
  func patienceSeconds() throws(CaudalError) -> Double? {
    if let patience { return patience.seconds }
    guard let text = unsafe getenv("CAUDAL_PATIENCE").map({ unsafe String(path: $0) }),
      !text.isEmpty
    else { return nil }
    guard let patience = PatienceOption(argument: text) else {
      // What counts is the environment of rank 0.
      guard Job.isReporter else { return nil }
      throw CaudalError(
        .usage, "CAUDAL_PATIENCE is \"\(text)\"; it is a time of 1s or more, such as 60s, or none")
    }
    return patience.seconds
  }

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

/// How long a rank may make no progress: a second or more, or for ever.
struct PatienceOption: ExpressibleByArgument {
  /// The seconds; nil for ever.
  let seconds: Double?

  init?(argument: String) {
    if argument == "none" {
      seconds = nil
      return
    }
    guard let duration = DurationOption(argument: argument), duration.milliseconds >= 1000 else {
      return nil
    }
    seconds = Double(duration.milliseconds) / 1000
  }
}
