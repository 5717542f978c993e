import Foundation
import TestSupport
import Testing

/// What a system, or a user, doesn't let a job have: addresses, data, memory, threads. The answer is right, or there
/// is a clear no; no job is killed, none hangs, and nothing half-written is left.
@Suite("Limits")
struct LimitTests {
  /// The rows, and what is asked of them.
  private static let commands: [[String]] = [
    ["describe", "FILE", "--column", "value", "--statistics", "all", "--format", "csv"],
    ["describe", "FILE", "--format", "csv"],
    ["describe", "FILE", "--column", "value", "--by", "key", "--top", "3", "--format", "csv"],
    ["frequency", "FILE", "--column", "key", "--top", "3", "--format", "csv"],
    ["select", "FILE", "--sort", "key", "--output", "OUT"],
    ["select", "FILE", "--distinct-by", "key", "--output", "OUT"],
    ["select", "FILE", "--join", "FILE", "--on", "key", "--output", "OUT"],
    ["report", "FILE", "--output", "OUT.html"],
    ["check", "FILE"],
  ]

  private static func rows(_ count: Int) -> String {
    "key,value\n" + (0..<count).map { "k\($0 * 7919 % count),\($0 % 9973)\n" }.joined()
  }

  private static func words(_ command: [String], _ file: String, _ output: String) -> [String] {
    command.map { word in
      switch word {
      case "FILE": file
      case "OUT": output
      case "OUT.html": output + ".html"
      default: word
      }
    }
  }

  /// A result: what was printed, and what was written.
  private static func result(_ outcome: Program.Outcome, _ output: String) -> [String?] {
    [outcome.output, output, output + ".html"].enumerated().map { number, text in
      number == 0 ? text : try? String(contentsOfFile: text, encoding: .utf8)
    }
  }

  /// Runs a command under a limit of the shell, and checks that the answer is right or a no.
  ///
  /// - Returns: the exit code.
  private static func check(
    _ command: [String], under limit: String, _ launch: Program.Launch = .directly,
    expecting expected: [String?],
    file: String, in folder: URL
  ) async throws -> Int {
    let output = folder.appending(path: "limited.csv").path
    for path in [output, output + ".html"] { try? FileManager.default.removeItem(atPath: path) }
    let words = ["-c", "\(limit); exec \"$@\"", "bash", Program("caudal").path]
    let outcome = try await Program(path: "/bin/bash").run(
      words + Self.words(command, file, output), launch)
    let place: Comment = "\(limit) \(launch) \(command): \(outcome.errors)"
    #expect([0, 74].contains(outcome.code), place)
    if outcome.code == 0 {
      // A page tells how it was made.
      if !command.contains("OUT.html"), command[0] != "check" {
        #expect(result(outcome, output) == expected, place)
      }
    } else {
      #expect(outcome.messages.filter { !$0.contains("note:") }.count == 1, place)
      #expect(result(outcome, output).dropFirst().allSatisfy { $0 == nil }, place)
    }
    return outcome.code
  }

  private static func expected(
    _ command: [String], file: String, in folder: URL
  ) async throws -> [String?] {
    let output = folder.appending(path: "expected.csv").path
    let outcome = try await Program("caudal").run(Self.words(command, file, output))
    try #require(outcome.code == 0, "\(command): \(outcome.errors)")
    defer {
      for path in [output, output + ".html"] { try? FileManager.default.removeItem(atPath: path) }
    }
    return result(outcome, output)
  }

  @Test("Addresses, data and memory that are limited", arguments: commands)
  func memory(command: [String]) async throws {
    try await withTemporaryFolder { folder in
      let file = try folder.write(Self.rows(100_000).utf8, to: "rows.csv")
      let expected = try await Self.expected(command, file: file, in: folder)
      for limit in ["ulimit -v 90000", "ulimit -v 130000", "ulimit -d 30000", "ulimit -d 100000"] {
        _ = try await Self.check(command, under: limit, expecting: expected, file: file, in: folder)
      }
      for mebibytes in [16, 400] where command[0] != "check" {
        let code = try await Self.check(
          command + ["--memory-limit", "\(mebibytes)MiB"], under: "true", expecting: expected,
          file: file, in: folder)
        if mebibytes == 400 { #expect(code == 0) }
      }
      for kibibytes in [400_000] where command[0] != "check" {
        _ = try await Self.check(
          command, under: "ulimit -v \(kibibytes)", .mpirun(2), expecting: expected, file: file,
          in: folder)
      }
    }
  }

  @Test(
    "Few threads, or none but one",
    .enabled(
      if: LimitedGroup.canLimitThreads, "only root can make control groups, where they are free"),
    arguments: commands)
  func threads(command: [String]) async throws {
    try await withTemporaryFolder { folder in
      let file = try folder.write(Self.rows(20_000).utf8, to: "rows.csv")
      let expected = try await Self.expected(command, file: file, in: folder)
      for threads in [1, 2, 3, 5] {
        let output = folder.appending(path: "limited.csv").path
        let more = command[0] == "check" ? [] : ["--threads", "8"]
        let words = [Program("caudal").path] + Self.words(command, file, output) + more
        let outcome = try await LimitedGroup.with(.threads(threads)) { group in
          try await group.run("exec \"$@\"", words)
        }
        #expect(outcome.code == 0, "\(threads) threads, \(command): \(outcome.errors)")
        if !command.contains("OUT.html"), command[0] != "check" {
          #expect(Self.result(outcome, output) == expected, "\(threads) threads, \(command)")
        }
      }
    }
  }

  @Test(
    "Where one thread must read and another scan, a second is there or its want is said",
    .enabled(
      if: LimitedGroup.canLimitThreads, "only root can make control groups, where they are free"))
  func stream() async throws {
    try await withTemporaryFolder { folder in
      let file = try folder.write(Self.rows(20_000).utf8, to: "rows.csv")
      let words = [Program("caudal").path, "describe", "-", "--column", "value", "--format", "csv"]
      let expected = try await Caudal.describe(file, column: "value", ["--format", "csv"])
      for (threads, code) in [(1, 74), (2, 0), (3, 0)] {
        let outcome = try await LimitedGroup.with(.threads(threads)) { group in
          try await group.run("exec \"$@\" < '\(file)'", words)
        }
        #expect(outcome.code == code, "\(threads) threads: \(outcome.errors)")
        if code == 0 { #expect(outcome.output == expected.output) }
        if code == 74 {
          #expect(
            outcome.messages == [
              "caudal: the system starts no thread to scan what another reads: raise the limit of processes "
                + "(ulimit -u, docker run --pids-limit)"
            ])
        }
      }
    }
  }
}
