import ArgumentParser
import Manual
import Testing

@testable import CaudalCommand

/// The short help fits a screen, and the long one leaves nothing out.
@Suite struct HelpScreenTests {
  private static let program = {
    guard let facts = try? CommandFacts.read(dump: CaudalCommand._dumpHelp()) else {
      preconditionFailure("the argument parser says nothing of the program")
    }
    return facts
  }()

  private static let commands = program.shownCommands.map(\.commandName)

  private let screen = HelpScreen(of: program, .ofCaudal)

  private func command(_ name: String) throws -> CommandFacts {
    try #require(Self.program.command(name))
  }

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The names of an option with their dashes.
  private func names(_ option: ArgumentFacts) -> [String] { (option.names ?? []).map(\.text) }

  @Test(arguments: commands)
  func fitsScreen(_ name: String) throws {
    let text = screen.brief(try command(name))
    #expect(text.hasSuffix("caudal help \(name)\n"))
    #expect(lines(text).count <= 46, "the last one is the shell's")
    for line in lines(text) { #expect(line.count <= 80, "\(line)") }
  }

  @Test func programFitsScreen() {
    #expect(lines(screen.ofProgram).count <= 46)
    for line in lines(screen.ofProgram) { #expect(line.count <= 80, "\(line)") }
    for name in Self.commands { #expect(screen.ofProgram.contains("\n  \(name) "), "\(name)") }
  }

  @Test("Each option is named", arguments: commands)
  func namesAll(_ name: String) throws {
    let command = try command(name)
    let text = lines(screen.brief(command)).joined(separator: "\n")
    let words = text.split { " ,\n".contains($0) }.map(String.init)
    for option in command.explainedOptions {
      let long = try #require(names(option).first { $0.hasPrefix("--") })
      #expect(words.contains(long), "\(long)")
    }
    #expect(!words.contains("Also"), "an option is in no group")
  }

  @Test("The long help says all that the parser knows", arguments: commands)
  func saysAll(_ name: String) throws {
    let command = try command(name)
    let text = screen.full(command)
    let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    for option in command.operands + command.explainedOptions {
      let abstract = (option.abstract ?? "").split(separator: " ").joined(separator: " ")
      #expect(!abstract.isEmpty && words.contains(abstract), "\(names(option))")
      for name in names(option) { #expect(text.contains("\(name)"), "\(name)") }
      for value in option.allValues ?? [] { #expect(words.contains(value), "\(value)") }
    }
    let tooLong = lines(text).filter { $0.count > 80 && !$0.hasPrefix("  caudal ") }
    #expect(tooLong.allSatisfy { $0.contains("caudal follow - ") }, "\(tooLong)")
  }

  @Test("Groups name options that there are")
  func groups() {
    let groups = ManualNotes.ofCaudal.optionGroups
    #expect(Set(groups.keys) == Set(Self.commands))
    let known = Set(Self.program.shownCommands.flatMap(\.explainedOptions).flatMap(names))
    for group in groups.values.joined() {
      for name in group.names + group.otherNames { #expect(known.contains(name), "\(name)") }
    }
    let listed = ManualNotes.ofCaudal.commandGroups.flatMap(\.names)
    #expect(listed.sorted() == Self.commands.sorted())
  }

  @Test(
    "The first sentence, whatever stands in it",
    arguments: [
      ("One. Two.", "One"), ("The decimal mark: . or ,", "The decimal mark: . or ,"),
      ("first, or key. first: as it is.", "first, or key"), ("Such as \\.", "Such as \\."),
      ("At 0.0.0.0 too. More.", "At 0.0.0.0 too"), ("As 'a > 5'. More.", "As 'a > 5'"), ("", ""),
    ])
  func firstSentence(_ text: String, _ first: String) {
    #expect(HelpScreen.firstSentence(of: text) == first)
  }
}
