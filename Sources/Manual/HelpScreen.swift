/// The help of a program and its commands: short, for a screen of 80 columns and about 45 lines; or with all there is
/// to say.
///
/// What the short help says of an option is the first sentence of what the long one says.
package struct HelpScreen {
  private let program: CommandFacts
  private let notes: ManualNotes

  /// Prepares the help of a program.
  ///
  /// - Parameters:
  ///   - program: the program, as the argument parser knows it.
  ///   - notes: what the parser doesn't know.
  package init(of program: CommandFacts, _ notes: ManualNotes) {
    (self.program, self.notes) = (program, notes)
  }

  /// The most columns of a line, unless a word is longer.
  private static let width = 80

  /// The short help of the program: what it is, and its commands, a line each.
  package var ofProgram: String {
    let commands = program.shownCommands
    let names = commands.map(\.commandName.count).max() ?? 0
    var lines = [program.abstract ?? "", "", "Usage: \(program.commandName) COMMAND [options] ..."]
    lines += examples(of: program)
    for group in notes.commandGroups {
      lines += ["", group.title]
      lines += group.names.compactMap { name in
        commands.first { $0.commandName == name }
      }.map { Self.row($0.commandName, $0.abstract ?? "", indent: names + 4) }
    }
    lines += [""] + Self.wrapped(program.discussion ?? "", indent: 0)
    let topics = notes.topics.map(\.name).joined(separator: "|")
    lines += [
      "", "Help on a command: \(program.commandName) COMMAND --help",
      "Help on a topic: \(program.commandName) help \(topics)",
    ]
    return text(lines)
  }

  /// The short help of a command: its options in groups, a line each of those that many need.
  package func brief(_ command: CommandFacts) -> String {
    let groups = members(of: command)
    let options = groups.flatMap(\.shown)
    let indent = (options.map { Self.heading($0).count }.max() ?? 0) + 4
    var lines = [command.abstract ?? "", "", usage(of: command)] + examples(of: command, most: 1)
    for group in groups {
      lines += ["", group.title]
      lines += group.shown.map { option in
        Self.row(
          Self.heading(option), Self.firstSentence(of: option.abstract ?? ""), indent: indent)
      }
      let others = group.others.map(Self.longName).joined(separator: ", ")
      if !others.isEmpty {
        lines += Self.wrapped(group.shown.isEmpty ? others : "also \(others)", indent: 2)
      }
    }
    let command = "\(program.commandName) help \(command.commandName)"
    return text(lines + ["", "What each option does, in full: \(command)"])
  }

  /// All there is to say of a command.
  package func full(_ command: CommandFacts) -> String {
    var lines = Self.wrapped(command.abstract ?? "", indent: 0) + ["", usage(of: command)]
    if let discussion = command.discussion {
      lines += [""] + Self.wrapped(discussion, indent: 0)
    }
    for operand in command.operands {
      lines += ["", "<\(operand.valueName ?? "value")>"] + Self.explained(operand)
    }
    for group in members(of: command) {
      lines += ["", group.title]
      for option in group.all {
        lines += ["  " + Self.heading(option, allNames: true)] + Self.explained(option)
      }
    }
    return text(lines + examples(of: command))
  }

  private func members(of command: CommandFacts) -> [OptionGroup.Members] {
    OptionGroup.members(
      of: command.explainedOptions, in: notes.optionGroups[command.commandName] ?? [])
  }

  private func usage(of command: CommandFacts) -> String {
    let operands = command.operands.map { operand in
      let name = "<\(operand.valueName ?? "value")>" + (operand.isRepeating ? " ..." : "")
      return operand.isOptional ? "[\(name)]" : name
    }
    let words = [program.commandName, command.commandName, "[options]"] + operands
    return "Usage: " + words.joined(separator: " ")
  }

  private func examples(of command: CommandFacts, most: Int = .max) -> [String] {
    let examples = (notes.examples[command.commandName] ?? []).prefix(most)
    return examples.flatMap { ["", $0.purpose, "  " + $0.command] }
  }

  /// What stands at the left: a short name and the first long one, or all; and what the value is called.
  private static func heading(_ option: ArgumentFacts, allNames: Bool = false) -> String {
    let names = (option.names ?? []).map(\.text)
    let short = names.filter { !$0.hasPrefix("--") }
    let long = names.filter { $0.hasPrefix("--") }
    let value = option.kind == .option ? " <\(option.valueName ?? "value")>" : ""
    return (short + (allNames ? long[...] : long.prefix(1))).joined(separator: ", ") + value
  }

  private static func longName(_ option: ArgumentFacts) -> String {
    let names = (option.names ?? []).map(\.text)
    return names.first { $0.hasPrefix("--") } ?? names.first ?? ""
  }

  /// The first sentence of a text, without its point. A point by itself, such as a decimal mark, ends no sentence.
  package static func firstSentence(of text: String) -> String {
    var words: [Substring] = []
    for word in text.split(separator: " ") {
      guard word.count > 1, word.hasSuffix("."),
        word.contains(where: { $0.isLetter || $0.isNumber })
      else {
        words.append(word)
        continue
      }
      words.append(word.dropLast())
      break
    }
    return words.joined(separator: " ")
  }

  /// What an option does, the values that it may have, and what it is unless given.
  private static func explained(_ argument: ArgumentFacts) -> [String] {
    var sentences = [argument.abstract, argument.discussion].compactMap { $0 }
    if let values = argument.allValues, values.count > 1 {
      sentences.append("Values: \(values.joined(separator: ", ")).")
    }
    if let value = argument.defaultValue { sentences.append("Default: \(value).") }
    return wrapped(sentences.joined(separator: " "), indent: 6)
  }

  /// A line of two columns; the right one begins on a line of its own if the left one is too wide.
  private static func row(_ left: String, _ right: String, indent: Int) -> String {
    "  " + left + String(repeating: " ", count: max(2, indent - 2 - left.count)) + right
  }

  /// Paragraphs, divided into lines; what is indented already stays as it is.
  private static func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      guard !paragraph.hasPrefix("  ") else { return [margin + paragraph] }
      var lines = [""]
      for word in paragraph.split(separator: " ") {
        let line = lines[lines.count - 1]
        if line.isEmpty {
          lines[lines.count - 1] = margin + word
        } else if line.count + 1 + word.count <= width {
          lines[lines.count - 1] += " \(word)"
        } else {
          lines.append(margin + word)
        }
      }
      return lines
    }
  }

  private func text(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}
