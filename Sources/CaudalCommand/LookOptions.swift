import ArgumentParser
import Caudal
import Glibc
import Output
import Report

/// How tables look.
struct LookOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Significant digits in a table, or all. Default: 6 on a terminal and of every column, else"
        + " all.",
      valueName: "n"))
  var digits: DigitsOption?

  /// How a table looks where it goes.
  ///
  /// - Parameters:
  ///   - output: the file that it is written to; nil for standard output.
  ///   - isOfMany: whether there are so many numbers next to each other that all digits would hide them.
  /// - Returns: for a terminal its width, colours unless `NO_COLOR` is set or it has none, and short numbers.
  func style(output: String?, ofMany isOfMany: Bool = false) -> TableStyle {
    var style = Self.terminal(output: output)
    if isOfMany { style.digits = Self.standardDigits }
    if let digits { style.digits = digits.count }
    return style
  }

  /// How a table looks on a terminal; plain, if it goes elsewhere.
  static func terminal(output: String?) -> TableStyle {
    // A launcher's ranks write to a terminal of its own, wherever it sends what they write.
    guard output == nil, !Job.isLaunched, isatty(STDOUT_FILENO) == 1 else { return .plain }
    return TableStyle(
      digits: standardDigits, width: terminalWidth,
      isColoured: environment("NO_COLOR") == nil && environment("TERM") != "dumb")
  }

  private static let standardDigits = 6

  /// The cells of a line of the terminal; nil if it doesn't say.
  private static var terminalWidth: Int? {
    var size = winsize()
    // Sound: the call fills the structure, whose type it wants.
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// The value of an environment variable that isn't empty.
  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}

/// A number of digits, or `all`.
struct DigitsOption: ExpressibleByArgument {
  /// The number; nil for all.
  let count: Int?

  init?(argument: String) {
    guard argument != "all" else {
      count = nil
      return
    }
    guard let number = Int(argument), (1...17).contains(number) else { return nil }
    count = number
  }

  static var allValueStrings: [String] { ["all"] }
}
