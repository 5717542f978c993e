import FoundationEssentials

/// A command as the argument parser knows it: what it is for, and what it takes.
///
/// It is read from what the parser itself says (`--experimental-dump-help`), so that nothing about an option is written
/// down twice.
package struct CommandFacts: Decodable, Sendable {
  /// Its name, without those of the commands above it.
  package let commandName: String

  /// What it is for, in a sentence.
  package let abstract: String?

  /// What else there is to say of it, in paragraphs.
  package let discussion: String?

  /// Whether help shows it; true unless it says otherwise.
  package let shouldDisplay: Bool?

  /// The commands below it.
  package let subcommands: [CommandFacts]?

  /// What it takes.
  package let arguments: [ArgumentFacts]?

  /// The commands below it that help shows, but for help itself.
  package var shownCommands: [CommandFacts] {
    (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
  }

  /// What stands on its command line without a name.
  package var operands: [ArgumentFacts] { shownArguments.filter { $0.kind == .positional } }

  /// What has a name, in the order of its help.
  package var options: [ArgumentFacts] { shownArguments.filter { $0.kind != .positional } }

  /// The options but for those about the program itself, which are the same everywhere.
  package var explainedOptions: [ArgumentFacts] {
    options.filter { option in
      !(option.names ?? []).contains { $0.text == "--help" || $0.text == "--version" }
    }
  }

  /// Finds a command below this one.
  ///
  /// - Parameter name: its name.
  /// - Returns: the command, hidden or not; nil if there is none.
  package func command(_ name: String) -> CommandFacts? {
    (subcommands ?? []).first { $0.commandName == name && name != "help" }
  }

  private var shownArguments: [ArgumentFacts] { (arguments ?? []).filter(\.shouldDisplay) }

  /// Reads what the argument parser says of a program.
  ///
  /// - Parameter dump: the document that `--experimental-dump-help` prints.
  /// - Returns: the program's main command.
  /// - Throws: a `DecodingError` if the document has another form.
  package static func read(dump: String) throws -> CommandFacts {
    struct Document: Decodable { let command: CommandFacts }
    return try JSONDecoder().decode(Document.self, from: Data(dump.utf8)).command
  }
}

/// An operand, an option or a flag of a command.
package struct ArgumentFacts: Decodable, Sendable {
  /// What it is.
  package enum Kind: String, Decodable, Sendable {
    case positional
    case option
    case flag
  }

  /// A name of an option.
  package struct Name: Decodable, Sendable {
    /// How many dashes it has.
    let kind: String
    let name: String

    /// The name with its dashes.
    package var text: String { (kind == "long" ? "--" : "-") + name }
  }

  package let kind: Kind
  package let shouldDisplay: Bool
  package let isOptional: Bool
  package let isRepeating: Bool
  package let names: [Name]?

  /// What its value is called.
  package let valueName: String?
  package let defaultValue: String?

  /// The values that it may have; nil if they can't be listed.
  package let allValues: [String]?
  package let abstract: String?
  package let discussion: String?
}
