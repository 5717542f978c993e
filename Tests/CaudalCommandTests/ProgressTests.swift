import Foundation
import TestSupport
import Testing

/// The lines that are shown while a job reads.
@Suite("Progress")
struct ProgressTests {
  /// A shell command that hands out the sample with a pause in the middle.
  private func slowly(seconds: Int) -> String {
    "(head -c 300000 '\(Fixtures.sample)'; sleep \(seconds); tail -c +300001 '\(Fixtures.sample)')"
  }

  private var describe: String {
    "'\(Program("caudal").path)' describe - --column ValorObservado --format csv"
  }

  private func shell(_ command: String) async throws -> Program.Outcome {
    try await Program(path: "/bin/bash").run(["-c", command])
  }

  @Test("Off a terminal: a line every five seconds, if asked for")
  func lines() async throws {
    let outcome = try await shell("\(slowly(seconds: 6)) | \(describe) --progress")
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("ValorObservado,4000,3990,10,"))
    #expect(outcome.messages.count == 1)
    #expect(outcome.messages.first?.contains("/s") == true)

    let silent = try await shell("\(slowly(seconds: 6)) | \(describe)")
    #expect(silent.code == 0)
    #expect(silent.errors == "")
    #expect(silent.output == outcome.output)
  }

  @Test("On a terminal: one line, which is gone at the end")
  func terminal() async throws {
    let command = "\(slowly(seconds: 1)) | \(describe)"
    let outcome = try await Program(path: "/usr/bin/script").run(
      ["--quiet", "--return", "--command", "bash -c \"\(command)\"", "/dev/null"])
    #expect(outcome.code == 0)
    let shown = outcome.output.components(separatedBy: "\r\u{1B}[K")
    #expect(shown.count > 3)
    #expect(shown[1].contains(" in 0 s, "))
    #expect(shown.last?.contains("ValorObservado,4000,3990,10,") == true)

    let silent = try await Program(path: "/usr/bin/script").run(
      ["--quiet", "--return", "--command", "bash -c \"\(command) --no-progress\"", "/dev/null"])
    #expect(silent.code == 0)
    #expect(!silent.output.contains("\u{1B}[K"))
  }
}
