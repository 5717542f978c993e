import ArgumentParser
import Caudal
import Manual
import Testing

@testable import CaudalCommand

/// What `caudal help` explains, and the commands that it and the manual show.
@Suite struct HelpTopicTests {
  @Test(arguments: HelpTopic.allCases)
  func fitsScreen(_ topic: HelpTopic) {
    let lines = topic.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(topic.text.hasSuffix("\n") && !topic.text.hasSuffix("\n\n"))
    #expect(lines.count <= 24, "the last one is the shell's")
    #expect(lines.allSatisfy { $0.count <= 75 }, "the manual has a margin of five columns")
  }

  @Test func topics() {
    #expect(HelpTopic(asked: ["help", "dates"]) == .dates)
    for other in [[], ["help"], ["dates"], ["help", "describe"], ["help", "dates", "x"]] {
      #expect(HelpTopic(asked: other) == nil, "\(other)")
    }
  }

  /// The command lines of `caudal` in a text: from its name to the end of a line, or a bar.
  private static func commands(in text: String) -> [[String]] {
    text.split(separator: "\n").compactMap { (line: Substring) -> [String]? in
      guard line.hasPrefix("  ") || !line.contains("  "), let name = line.firstRange(of: "caudal ")
      else { return nil }
      let words = words(of: line[name.upperBound...])
      return ["help", "computes"].contains(words.first) ? nil : words
    }
  }

  /// The words of a command line, as a shell divides them.
  private static func words(of line: Substring) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in line {
      switch character {
      case quote: quote = nil
      case "'",
        "\"" where quote == nil:
        if quote == nil { (quote, word) = (character, word ?? "") } else { word?.append(character) }
      case " " where quote == nil:
        if let word { words.append(word) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }

  private static let shown: [[String]] =
    HelpTopic.allCases.flatMap { commands(in: $0.text) }
    + ManualNotes.ofCaudal.examples.values.joined().flatMap { commands(in: $0.command) }

  @Test func severalAreShown() { #expect(Self.shown.count >= 20) }

  @Test("Commands that are shown have options that there are", arguments: shown)
  func parsed(command: [String]) throws {
    #expect(try CaudalCommand.parseAsRoot(command) is any JobCommand)
  }

  @Test func everyCommandHasAPageAndAnExample() throws {
    let shown = CaudalCommand.configuration.subcommands.map { $0.configuration }
      .filter { $0.shouldDisplay }.compactMap { $0.commandName }
    #expect(shown.count >= 8)
    #expect(Set(ManualNotes.ofCaudal.examples.keys) == Set(shown + ["caudal"]))
    let pages = try ManualCommand.pages()
    #expect(
      Set(pages.map(\.fileName))
        == Set(
          ["caudal.1"] + shown.map { "caudal-\($0).1" }
            + HelpTopic.allCases.map { "caudal-\($0.rawValue).7" }))
    #expect(pages.allSatisfy { $0.text.hasSuffix("\n") })
  }
}

/// What a shell offers behind an option.
@Suite struct ListCompletionTests {
  @Test(arguments: [
    ("", ["mean", "median", "max"]), ("me", ["mean", "median"]), ("x", []),
    ("max,", ["max,mean", "max,median"]), ("mean,me", ["mean,median"]),
    ("max, me", ["max, mean", "max, median"]),
  ])
  func candidates(_ typed: String, _ offered: [String]) {
    #expect(ListCompletion.candidates(["mean", "median", "max"], behind: typed) == offered)
  }

  @Test(arguments: [
    ("caudal describe a.csv --column ", 4, "a.csv"), ("caudal describe --column ", 3, nil),
    ("caudal describe --output b.csv a.csv --column ", 6, "a.csv"),
    ("caudal describe --all a.csv --by ", 5, "a.csv"),
    ("caudal describe --column  a.csv", 3, "a.csv"),
    ("caudal describe -c=x a.csv --by ", 5, "a.csv"),
    ("caudal describe x", 2, nil),
  ])
  func file(_ line: String, _ place: Int, _ file: String?) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    #expect(ListCompletion.file(in: words, before: place) == file)
  }

  @Test("Names of columns can't be commands of a shell")
  func literal() {
    #expect(ListCompletion.literal("$(x) é1", for: .bash) == "\\$\\(x\\)\\ é1")
    #expect(ListCompletion.literal("a:b\\c $", for: .zsh) == "a\\:b\\\\c $")
    #expect(ListCompletion.literal("a:b $", for: .fish) == "a:b $")
    #expect(ListCompletion.isOneLine("a b"))
    for name in ["", "a\nb", "a\tb", "\u{1B}[2J", "\u{9B}"] {
      #expect(!ListCompletion.isOneLine(name))
    }
  }
}
