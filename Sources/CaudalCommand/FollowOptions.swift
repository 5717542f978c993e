import ArgumentParser
import Caudal
import Report

/// The options of windows in time.
struct WindowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The length of windows, such as 10m, 1h or 1d. Rows go into them by the column of --time.",
      valueName: "length"))
  var window: SpanOption?

  @Option(
    help: ArgumentHelp(
      "Begin a window so often, so that they overlap. With --window, such as every 10m.",
      valueName: "length"))
  var slide: SpanOption?

  @Option(
    help: ArgumentHelp("The column of times. With --window.", valueName: "column"),
    completion: .columns)
  var time: String?

  @Option(
    help: ArgumentHelp(
      "How late a row may come, such as 5m or 0s. With --window: how much earlier than the latest time so far it may be. A window closes when"
        + " no such row can come into it; rows for it are late then, and counted.",
      valueName: "length"))
  var lateness: LatenessOption?

  @Option(
    help: ArgumentHelp(
      "With --window: write the late rows to a file, as CSV: source, row, byte, and the row as it came.",
      valueName: "file"),
    completion: .file())
  var late: String?

  @Option(
    help: ArgumentHelp(
      "With --window: close the windows if no rows come for so long, such as 30s.",
      valueName: "time"))
  var idle: DurationOption?

  func validate() throws {
    let others: [(name: String, isGiven: Bool)] = [
      ("--slide", slide != nil), ("--time", time != nil), ("--lateness", lateness != nil),
      ("--late", late != nil), ("--idle", idle != nil),
    ]
    if window == nil, let given = others.first(where: \.isGiven) {
      throw ValidationError("\(given.name) needs --window, the length of windows, such as 1h")
    }
    if window != nil, time == nil {
      throw ValidationError("--window needs --time, the column of times")
    }
    if late == "-" { throw ValidationError("--late needs a file: results go to standard output") }
  }

  /// The windows that are asked for; nil if none are.
  func request() throws(CaudalError) -> FollowRequest.Windows? {
    guard let window, let time else { return nil }
    var windows = FollowRequest.Windows(
      of: ColumnReference(ListOption.unquoted(time)), every: window.span)
    windows.slide = slide?.span
    windows.lateness = lateness?.lateness
    if let fault = windows.fault { throw CaudalError(.usage, "--window: \(fault)") }
    return windows
  }
}

/// Where rows come from.
struct SourceOption: ExpressibleByArgument {
  let source: LiveSource

  init?(argument: String) {
    guard let source = LiveSource(argument) else { return nil }
    self.source = source
  }
}

/// Which rows of a result are printed.
struct ModeOption: ExpressibleByArgument {
  let mode: FollowRequest.Mode

  init?(argument: String) {
    guard let mode = FollowRequest.Mode(rawValue: argument) else { return nil }
    self.mode = mode
  }

  static var allValueStrings: [String] { FollowRequest.Mode.allCases.map(\.rawValue) }
}

/// How late rows may be: a length, or nothing.
struct LatenessOption: ExpressibleByArgument {
  let lateness: FollowRequest.Lateness

  init?(argument: String) {
    if ["0", "0s"].contains(argument) {
      lateness = .none
      return
    }
    guard let span = TimeSpan(argument), case let late = FollowRequest.Lateness.upTo(span),
      late.seconds != nil
    else { return nil }
    lateness = late
  }
}

/// A time on the clock of the machine: `500ms`, `1s`, `2m`.
struct DurationOption: ExpressibleByArgument {
  let milliseconds: Int

  init(milliseconds: Int) { self.milliseconds = milliseconds }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    let units = ["ms": 1, "s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000]
    guard digits.count <= 9, let count = Int(digits), count > 0,
      let unit = units[String(argument.dropFirst(digits.count)).trimmingBlanks]
    else { return nil }
    milliseconds = count * unit
  }

  var defaultValueDescription: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}

extension String {
  fileprivate var trimmingBlanks: String { ListOption.trimmed(self[...]) }
}

extension FollowFormat: ExpressibleByArgument {}
