import ArgumentParser
import Caudal
import Manual

/// What somebody may have meant who has misspelled a command, an option or a value.
///
/// It is looked for only when there is something to complain about.
enum Misspelling {
  /// A sentence that says it better than the argument parser.
  ///
  /// An option that isn't there comes first: what else is missing may be missing because of it.
  ///
  /// - Parameters:
  ///   - message: what the parser complains about.
  ///   - arguments: what was typed behind the program's name.
  /// - Returns: the sentence; nil if there is none.
  static func sentence(for message: String, about arguments: [String]) -> String? {
    guard let program = try? CommandFacts.read(dump: CaudalCommand._dumpHelp()) else { return nil }
    return unknownCommand(arguments, program) ?? unknownOption(arguments, program)
      ?? unknownValue(message)
  }

  private static func unknownCommand(
    _ arguments: [String], _ program: CommandFacts
  ) -> String? {
    guard let name = arguments.first, !name.hasPrefix("-"),
      !(program.subcommands ?? []).contains(where: { $0.commandName == name })
    else { return nil }
    let names = program.shownCommands.map(\.commandName)
    return "there is no command '\(name)'" + meant(NearMiss.of(name, among: names), or: names)
  }

  private static func unknownOption(
    _ arguments: [String], _ program: CommandFacts
  ) -> String? {
    guard let command = program.subcommands?.first(where: { $0.commandName == arguments.first })
    else { return nil }
    var options: [String: ArgumentFacts] = [:]
    for option in command.arguments ?? [] {
      for name in option.names ?? [] { options[name.text] = option }
    }
    var words = arguments.dropFirst().makeIterator()
    while let word = words.next(), word != "--" {
      guard word.hasPrefix("--") else { continue }
      let name = String(word.prefix { $0 != "=" })
      guard let option = options[name] else {
        let shown = command.options.flatMap { $0.names ?? [] }.map(\.text)
        let near = NearMiss.of(name, among: shown.filter { $0.hasPrefix("--") })
        return "unknown option '\(name)'" + meant(near, or: [])
      }
      if option.kind == .option, name == word { _ = words.next() }
    }
    return nil
  }

  /// A value of a list that isn't in it, of which the parser only lists what there is.
  private static func unknownValue(_ message: String) -> String? {
    let lines = message.split(separator: "\n").map { ListOption.trimmed($0) }
    let values = lines.filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    guard let first = lines.first, first.hasPrefix("The value '"),
      let end = first.firstRange(of: "' is invalid for '"), !values.isEmpty
    else { return nil }
    let typed = first[..<end.lowerBound].dropFirst("The value '".count)
    for item in ListOption.items(of: String(typed)) where !values.contains(item) {
      guard let near = NearMiss.of(item, among: values) else { continue }
      let option = first[end.upperBound...].prefix { $0 != " " && $0 != "'" }
      return "\(option): there is no '\(item)'" + meant(near, or: [])
    }
    return nil
  }

  private static func meant(_ near: String?, or names: [String]) -> String {
    if let near { return "; did you mean '\(near)'?" }
    return names.isEmpty ? "" : "; there are \(names.joined(separator: ", "))"
  }
}
