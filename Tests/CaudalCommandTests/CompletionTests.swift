import Foundation
import TestSupport
import Testing

/// What shells complete when Tab is pressed: each is started on a terminal of its own.
@Suite("Completions")
struct CompletionTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "complete").path

  /// What is typed, and what becomes of it.
  private static let lines = [
    ("caudal descr", "caudal describe "),
    ("caudal describe --perc", "caudal describe --percentiles "),
    ("caudal describe --format com", "caudal describe --format combined "),
    ("caudal describe --statistics count,med", "caudal describe --statistics count,median "),
    ("caudal check d", "caudal check data.csv.gz"),
    ("caudal describe --scratch fo", "caudal describe --scratch folder/"),
    (
      "caudal describe data.csv.gz --column Max", "caudal describe data.csv.gz --column Max\\ temp "
    ),
    ("caudal select data.csv.gz --sort fl", "caudal select data.csv.gz --sort flow "),
    // What a file calls its columns is never run.
    ("caudal describe data.csv.gz --column ", "caudal describe data.csv.gz --column "),
  ]

  @Test("Commands, options, values, lists, files and columns", arguments: ["bash", "zsh", "fish"])
  func lines(shell: String) async throws {
    try await withTemporaryFolder { folder in
      _ = try folder.write(
        "station,Max temp,flow,$(touch run),`touch run`,\"a,b\",a:b\nA,1,2,3,4,5,6\n".utf8,
        to: "data.csv")
      let words = Self.lines.map { "'\($0.0)'" }.joined(separator: " ")
      let command =
        "cd '\(folder.path)' && gzip data.csv && mkdir folder && '\(Self.script)' \(shell) \(words) && ls"
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", command], environment: ["CAUDAL": Program("caudal").path])
      #expect(outcome.code == 0, "\(outcome.errors)")
      // Shells differ in the blank behind a file.
      func trimmed(_ line: some StringProtocol) -> String {
        line.trimmingCharacters(in: .whitespaces)
      }
      #expect(
        outcome.output.split(separator: "\n").map(trimmed)
          == Self.lines.map { trimmed($0.1) } + ["data.csv.gz", "folder"])
    }
  }
}
