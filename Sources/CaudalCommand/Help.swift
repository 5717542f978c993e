import ArgumentParser
import Caudal
import Manual

/// Help, short and long: `caudal describe --help` fits a screen, `caudal help describe` says all there is to say.
enum Help {
  /// What `caudal help` is asked for: a topic, or a command with all that its options do.
  ///
  /// - Parameter arguments: what was typed behind the program's name.
  /// - Returns: the text; nil if it is another kind of help, or none.
  static func text(asked arguments: [String]) -> String? {
    if let topic = HelpTopic(asked: arguments) { return topic.text }
    guard arguments.count == 2, arguments[0] == "help", let program = facts,
      let command = program.command(arguments[1])
    else { return nil }
    return HelpScreen(of: program, .ofCaudal).full(command)
  }

  /// What is wrong with a question for something that there isn't.
  ///
  /// - Parameter arguments: what was typed behind the program's name.
  /// - Returns: a sentence; nil if nothing is wrong.
  static func complaint(about arguments: [String]) -> String? {
    guard arguments.count == 2, arguments[0] == "help", !arguments[1].hasPrefix("-"),
      let program = facts
    else { return nil }
    let name = arguments[1]
    let names =
      program.shownCommands.map(\.commandName) + HelpTopic.allCases.map(\.rawValue)
    guard program.command(name) == nil, !names.contains(name), name != "help" else { return nil }
    let near = NearMiss.of(name, among: names)
    return "there is no command or topic '\(name)'"
      + (near.map { "; did you mean '\($0)'?" } ?? "")
  }

  /// The short help in the place of that of the argument parser.
  ///
  /// - Parameters:
  ///   - message: what the parser would print: help, or something else, such as the version or a script.
  ///   - arguments: what was typed behind the program's name.
  /// - Returns: the text; nil if it isn't help, or if hidden options are to be shown, too.
  static func brief(insteadOf message: String, _ arguments: [String]) -> String? {
    guard message.hasPrefix("OVERVIEW: "), !arguments.contains("--help-hidden"), let program = facts
    else { return nil }
    let screen = HelpScreen(of: program, .ofCaudal)
    return arguments.first.flatMap(program.command).map(screen.brief) ?? screen.ofProgram
  }

  private static var facts: CommandFacts? {
    try? CommandFacts.read(dump: CaudalCommand._dumpHelp())
  }
}
