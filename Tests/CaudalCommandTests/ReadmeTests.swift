import Foundation
import TestSupport
import Testing

/// Examples in the README, and in what it refers to, show what the program prints.
@Suite("README")
struct ReadmeTests {
  /// A command with what it prints.
  struct Example: CustomTestStringConvertible {
    let command: String
    let output: String

    var testDescription: String { command }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The blocks that begin with a command of `caudal` itself, or with one that makes a file for it; what
  /// others print changes with hosts.
  static let examples: [Example] = [
    "README.md", "README.es.md", "Documentation/Describe.md", "Documentation/Errors.md",
    "Documentation/Files.md", "Documentation/Forecasts.md", "Documentation/Install.md",
    "Documentation/Running.md", "Documentation/Streams.md", "Documentation/Tables.md",
    "Documentation/Weather.md",
  ].flatMap { name in
    let text = try? String(contentsOf: root.appending(path: name), encoding: .utf8)
    return (text ?? "").components(separatedBy: "```\n").compactMap { block -> Example? in
      guard ["$ caudal ", "$ printf ", "$ ("].contains(where: { block.hasPrefix($0) }),
        let end = block.firstIndex(of: "\n")
      else { return nil }
      let command = block[..<end].dropFirst(2)
      return Example(
        command: String(command), output: String(block[block.index(after: end)...]))
    }
  }

  @Test("There are some examples")
  func examplesAreThere() { #expect(Self.examples.count >= 20) }

  @Test("Examples", arguments: examples)
  func example(example: Example) async throws {
    let script = "cd '\(Self.root.path)'; caudal() { \"$CAUDAL\" \"$@\"; }; \(example.command) 2>&1"
    let outcome = try await Program(path: "/bin/bash").run(
      ["-c", script], environment: ["CAUDAL": Program("caudal").path])
    #expect(outcome.output == example.output)
  }
}
