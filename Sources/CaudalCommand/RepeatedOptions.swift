/// Looks for options that are given twice where only one of them could count.
struct RepeatedOptions {
  /// The options that take no value.
  private static let flags: Set<String> = [
    "--all", "--csv-safe", "--reverse", "--histogram", "--numbers", "--words", "--no-header",
    "--fill-ragged",
    "--progress",
    "--no-progress", "--help", "-h", "--version", "--distinct", "--append", "--asof",
    "--expect-unique", "--in-order", "--until-end",
  ]

  /// The options that add to each other.
  private static let adding: Set<String> = [
    "--column", "--by", "--statistics", "--null", "--where", "--date-format", "--index", "--join",
    "--on", "--how", "--count", "--join-options", "--state",
  ]

  private static let longNames = ["-c": "--column", "-o": "--output"]

  /// Whether the argument behind another one is its value.
  static func takesNext(_ argument: String) -> Bool {
    argument.hasPrefix("-") && argument != "-" && !argument.contains("=")
      && !flags.contains(argument)
  }

  /// The first option that is given twice and doesn't add to itself; nil if there is none.
  ///
  /// - Parameter arguments: what was typed behind the program's name, which the argument parser has
  ///   found to be right.
  /// - Returns: its name.
  static func first(in arguments: some Sequence<String>) -> String? {
    var seen: Set<String> = []
    var arguments = arguments.makeIterator()
    var (longNames, adding) = (longNames, adding)
    while let argument = arguments.next(), argument != "--" {
      if argument == "select" || argument == "forecast" { longNames["-c"] = "--columns" }
      if argument == "serve" { adding.insert("--models") }
      if argument == "forecast" { adding.insert("--unit") }
      guard argument.hasPrefix("-"), argument != "-" else { continue }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = longNames[String(parts[0])] ?? String(parts[0])
      guard !flags.contains(name) else { continue }
      // What follows is its value, whatever it looks like.
      if parts.count == 1 { _ = arguments.next() }
      if !adding.contains(name), !seen.insert(name).inserted { return name }
    }
    return nil
  }
}
