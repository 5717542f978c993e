/// The pages of a program: one for itself, and one for each of its commands.
package struct CommandPages {
  private let program: CommandFacts
  private let notes: ManualNotes
  private let setting: ManualPage.Setting

  /// Prepares the pages of a program.
  ///
  /// - Parameters:
  ///   - program: the program, as the argument parser knows it.
  ///   - notes: what the parser doesn't know.
  ///   - setting: the version and the day.
  package init(_ program: CommandFacts, _ notes: ManualNotes, _ setting: ManualPage.Setting) {
    (self.program, self.notes, self.setting) = (program, notes, setting)
  }

  /// All pages, that of the program first.
  package var pages: [ManualPage] {
    [programPage] + program.shownCommands.map(page) + notes.topics.map(page)
  }

  private func pageName(_ command: CommandFacts) -> String {
    "\(program.commandName)-\(command.commandName)"
  }

  private var programPage: ManualPage {
    let commands = program.shownCommands
    let synopsis = [
      ".Nm", ".Ar command", ".Op Ar options", ".Nm", ".Cm help", ".Op Ar command | topic",
    ]
    let list = commands.map { command in
      ("Xr \(pageName(command)) 1", RoffText.lines(command.abstract ?? ""))
    }
    let topics = notes.topics.map { topic in
      (
        "Xr \(program.commandName)-\(topic.name) 7",
        RoffText.lines(topic.summary.prefix(1).uppercased() + topic.summary.dropFirst() + ".")
      )
    }
    let body =
      ManualPage.section("SYNOPSIS", synopsis)
      + ManualPage.section(
        "DESCRIPTION",
        ManualPage.paragraphs(notes.description + "\n\nThis is version \(setting.version)."))
      + [".Ss Commands"] + ManualPage.list(list) + [".Ss Topics"] + ManualPage.list(topics)
      + ManualPage.section("OPTIONS", options(of: program))
      + ends(of: program, references: commands.map { (pageName($0), 1) })
    return ManualPage(
      program.commandName, section: 1, summary: summary(of: program), setting, body: body)
  }

  private func page(of command: CommandFacts) -> ManualPage {
    var synopsis = [
      ".Nm \(program.commandName) \(RoffText.argument(command.commandName))", ".Op Ar options",
    ]
    synopsis += command.operands.map { operand in
      let name =
        RoffText.argument(operand.valueName ?? "value") + (operand.isRepeating ? " ..." : "")
      return operand.isOptional ? ".Op Ar \(name)" : ".Ar \(name)"
    }
    let operands = command.operands.map { operand in
      ("Ar \(RoffText.argument(operand.valueName ?? "value"))", lines(about: operand))
    }
    let description =
      RoffText.lines(command.abstract ?? "")
      + (command.discussion.map { [".Pp"] + ManualPage.paragraphs($0) } ?? [])
      + ManualPage.list(operands)
    let body =
      ManualPage.section("SYNOPSIS", synopsis)
      + ManualPage.section("DESCRIPTION", description)
      + ManualPage.section("OPTIONS", options(of: command))
      + ends(of: command, references: [(program.commandName, 1)])
    return ManualPage(
      pageName(command), section: 1, summary: summary(of: command), setting, body: body)
  }

  private func page(of topic: ManualNotes.Topic) -> ManualPage {
    ManualPage(
      "\(program.commandName)-\(topic.name)", section: 7, summary: topic.summary, setting,
      body: ManualPage.section("DESCRIPTION", ManualPage.literal(topic.lines, isIndented: false))
        + ManualPage.section("SEE ALSO", Self.references([(program.commandName, 1)])))
  }

  /// What a command is for, so that it goes on behind its name.
  private func summary(of command: CommandFacts) -> String {
    var text = command.abstract ?? command.commandName
    if text.hasSuffix(".") { text.removeLast() }
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  private func options(of command: CommandFacts) -> [String] {
    guard let groups = notes.optionGroups[command.commandName] else { return list(command.options) }
    return OptionGroup.members(of: command.explainedOptions, in: groups).flatMap { group in
      [".Ss \(RoffText.escaped(group.title))"] + list(group.all)
    }
  }

  private func list(_ options: [ArgumentFacts]) -> [String] {
    ManualPage.list(
      options.map { option in
        let names = (option.names ?? []).map { name in
          "Fl \(RoffText.escaped(String(name.text.dropFirst())))"
        }
        let value =
          option.kind == .option ? " Ar \(RoffText.argument(option.valueName ?? "value"))" : ""
        return (names.joined(separator: " , ") + value, lines(about: option))
      })
  }

  /// What an option does, the values that it may have, and what it is unless given.
  private func lines(about argument: ArgumentFacts) -> [String] {
    var lines = RoffText.lines(argument.abstract ?? "")
    if let discussion = argument.discussion { lines += RoffText.lines(discussion) }
    if let values = argument.allValues, !values.isEmpty {
      lines += RoffText.lines("Values: \(values.joined(separator: ", ")).")
    }
    if let value = argument.defaultValue { lines += RoffText.lines("Default: \(value).") }
    return lines
  }

  /// The sections at the end of a page.
  private func ends(of command: CommandFacts, references: [(String, Int)]) -> [String] {
    let codes = notes.exitCodes.map { code in ("\(code.code)", RoffText.lines(code.meaning + ".")) }
    let isProgram = command.commandName == program.commandName
    let variables = (isProgram ? notes.variables : []).map {
      ("Ev \($0.name)", RoffText.lines($0.meaning))
    }
    let examples = (notes.examples[command.commandName] ?? []).flatMap { example in
      [".Pp"] + RoffText.lines(example.purpose) + ManualPage.literal([example.command])
    }
    let topics = notes.topics.map { ("\(program.commandName)-\($0.name)", 7) }
    return ManualPage.section("ENVIRONMENT", ManualPage.list(variables))
      + ManualPage.section("EXIT STATUS", ManualPage.list(width: "99", codes))
      + ManualPage.section("EXAMPLES", Array(examples.dropFirst()))
      + ManualPage.section("SEE ALSO", Self.references(references + topics))
  }

  /// References to other pages, in the order of sections and names.
  private static func references(_ pages: [(name: String, section: Int)]) -> [String] {
    let sorted = pages.sorted { ($0.section, $0.name) < ($1.section, $1.name) }
    return sorted.enumerated().map { index, page in
      ".Xr \(page.name) \(page.section)" + (index + 1 < sorted.count ? " ," : "")
    }
  }
}
