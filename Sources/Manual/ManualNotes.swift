/// What belongs into the manual of a program, and its argument parser doesn't know.
package struct ManualNotes: Sendable {
  /// Something that is explained on a page of its own.
  package struct Topic: Sendable {
    /// Its name, by which people ask for it.
    package let name: String

    /// What it is about, in half a sentence.
    package let summary: String

    /// The text, for a screen of 80 columns and 24 lines.
    package let lines: [String]

    /// Names a topic.
    package init(name: String, summary: String, text: String) {
      (self.name, self.summary) = (name, summary)
      lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// A command line that somebody may want to copy.
  package struct Example: Sendable {
    /// What it is for, in a sentence.
    package let purpose: String
    package let command: String

    /// Names an example.
    package init(_ purpose: String, _ command: String) {
      (self.purpose, self.command) = (purpose, command)
    }
  }

  /// What the program is, in paragraphs.
  package let description: String
  package let topics: [Topic]

  /// Examples by the names of commands.
  package let examples: [String: [Example]]
  package let exitCodes: [(code: Int, meaning: String)]

  /// Variables of the environment, and what they do.
  package let variables: [(name: String, meaning: String)]

  /// What commands are for, each with the names of such commands.
  package let commandGroups: [(title: String, names: [String])]

  /// The groups of options, by the names of commands.
  package let optionGroups: [String: [OptionGroup]]

  /// Puts them together.
  package init(
    description: String, topics: [Topic], examples: [String: [Example]],
    commandGroups: [(title: String, names: [String])], optionGroups: [String: [OptionGroup]],
    exitCodes: [(code: Int, meaning: String)], variables: [(name: String, meaning: String)]
  ) {
    self.description = description
    self.commandGroups = commandGroups
    self.optionGroups = optionGroups
    self.topics = topics
    self.examples = examples
    self.exitCodes = exitCodes
    self.variables = variables
  }
}
