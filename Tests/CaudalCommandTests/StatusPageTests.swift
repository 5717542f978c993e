import Foundation
import TestSupport
import Testing

/// `--status`, as whoever watches a job sees it: the program `watch` beside this file starts jobs and looks at them.
@Suite("A job that is watched", .serialized)
struct StatusPageTests {
  /// The document `caudal.status/1`.
  struct Status: Decodable {
    struct Input: Decodable {
      let bytes: Int
      let total_bytes: Int?
      let rows: Int
      let speeds: [Double]
    }

    struct Stream: Decodable {
      let open_windows: Int?
      let results: Int
      let late_rows: Int
      let lag_bytes: Int?
    }

    struct Rank: Decodable {
      let rank: Int
      let host: String
      let phase: String?
      let bytes: Int
      let rows: Int
      let memory: Int
      let peak_memory: Int
      let seconds_since_report: Double
      let mark: String
      let severity: String
    }

    struct Message: Decodable {
      let text: String
    }

    let schema: String
    let state: String
    let phase: String
    let command: String
    let version: String
    let input: Input
    let stream: Stream?
    let ranks: [Rank]
    let messages: [Message]
    let exit_code: Int?
    let error: String?
  }

  struct Outcome: Decodable {
    let code: Int
    let output: String
    let errors: String
  }

  /// What a scenario of `watch` saw.
  func watch<Seen: Decodable>(
    _ scenario: String, _ type: Seen.Type, _ rest: [String] = [],
    _ environment: [String: String?] = [:], by name: String = "watch"
  ) async throws -> Seen {
    let program = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name).path
    return try await withTemporaryFolder { folder in
      let outcome = try await Program(path: program).run(
        [scenario, Program("caudal").path, folder.path] + rest, environment: environment)
      try #require(outcome.code == 0, "\(outcome.output) \(outcome.errors)")
      return try JSONDecoder().decode(type, from: Data(outcome.output.utf8))
    }
  }

  private struct Plain: Decodable {
    struct Taken: Decodable {
      let code: Int
      let errors: String
      let port: String
    }

    let url: String
    let seen: Status
    let answers: [String: Int]
    let metrics: String
    let outcome: Outcome
    let events: Int
    let last: Status
    let same: Bool
    let taken: Taken
  }

  @Test("Who has the token sees how far it is, nobody else does, and the result is the same")
  func plain() async throws {
    let plain = try await watch("plain", Plain.self)
    #expect(plain.url.hasPrefix("http://127.0.0.1:"))
    #expect(plain.url.split(separator: "=").last?.count == 32)
    #expect(plain.seen.schema == "caudal.status/1" && plain.seen.state == "running")
    #expect(plain.seen.command.hasPrefix("caudal describe ") && plain.seen.version == "0.1.0")
    // Of a pipe nobody knows how long it is.
    #expect(plain.seen.input.total_bytes == nil && plain.seen.ranks.count == 1)
    #expect(plain.seen.ranks[0].phase == "read" && plain.seen.ranks[0].memory > 1 << 20)
    #expect(
      plain.answers == [
        "page": 200, "page without token": 403, "json without token": 403,
        "events without token": 403, "other host": 403, "post": 405, "nothing": 404, "bearer": 200,
      ])
    #expect(plain.metrics.contains("\ncaudal_job_running 1\n"))
    #expect(plain.metrics.contains("\ncaudal_rank_bytes_total{rank=\"0\",host="))
    // One at once, three in 1.6 seconds, and the last one.
    #expect(plain.events >= 4)
    #expect(plain.last.state == "done" && plain.last.exit_code == 0 && plain.last.error == nil)
    #expect(plain.last.input.rows == 1_500_010)
    #expect(plain.same && plain.outcome.code == 0)
    let messages = plain.outcome.errors.split(separator: "\n")
    #expect(messages == ["caudal: status: \(plain.url)"])
    #expect(plain.taken.code == 73)
    #expect(
      plain.taken.errors == """
        caudal: --status: Nobody can listen at 127.0.0.1, port \(plain.taken.port): Address already in use.

        """)
  }

  private struct Stopped: Decodable {
    let before: Status
    let silent: Status
    let again: Status
    let outcome: Outcome
    let last: Status
  }

  @Test("A rank that has been stopped is silent, and the others aren't")
  func stopped() async throws {
    let stopped = try await watch("stopped", Stopped.self)
    #expect(stopped.before.ranks.map(\.rank) == [0, 1, 2])
    #expect(stopped.before.ranks.allSatisfy { $0.memory > 1 << 20 && !$0.host.isEmpty })
    #expect(stopped.silent.ranks[1].mark == "silent" && stopped.silent.ranks[1].severity != "fine")
    #expect(stopped.silent.ranks[1].seconds_since_report >= 3)
    #expect([0, 2].allSatisfy { stopped.silent.ranks[$0].mark != "silent" })
    #expect(stopped.again.ranks[1].seconds_since_report < 3)
    #expect(stopped.outcome.code == 0, "\(stopped.outcome.errors)")
    #expect(stopped.last.state == "done" && stopped.last.input.rows == 1_500_000)
    // All rows are those of some rank, and each rank says its own.
    #expect(stopped.last.ranks.reduce(0) { $0 + $1.rows } == 1_500_000)
  }

  private struct Ended: Decodable {
    let outcome: Outcome
    let last: Status
  }

  @Test("Who looks at a job that fails is told why")
  func failed() async throws {
    let failed = try await watch("failed", Ended.self)
    #expect(failed.outcome.code == 65)
    #expect(failed.last.state == "failed" && failed.last.exit_code == 65)
    let error = try #require(failed.last.error)
    #expect(error.contains("row 200002") && error.contains("\"seven\""))
    #expect(failed.outcome.errors.contains("caudal: \(error)\n"))
  }

  private struct Deaf: Decodable {
    let outcome: Outcome
    let told: Int
  }

  @Test("Sixteen who never read don't hold a job up, and there are no more than sixteen")
  func deaf() async throws {
    let deaf = try await watch("deaf", Deaf.self)
    #expect(deaf.outcome.code == 0 && deaf.told == 1)
    #expect(deaf.outcome.output.hasPrefix("column,"))
  }

  private struct Followed: Decodable {
    let first: Status
    let second: Status
    let code: Int
    let last: Status
  }

  @Test("Of rows that come it shows windows and what waits")
  func follow() async throws {
    let followed = try await watch("follow", Followed.self)
    #expect(followed.first.stream?.lag_bytes == 0)
    let windows = try #require(followed.first.stream?.open_windows)
    #expect((1...2).contains(windows))
    #expect(followed.second.input.bytes == followed.first.input.bytes + 22)
    #expect(followed.last.state == "done" && followed.last.input.rows == 3 && followed.code == 0)
  }

  private struct Looked: Decodable {
    let outcome: Outcome
    let browse: Outcome
  }

  @Test("The page is good at any width, by day and night, and obeys no name of a file")
  func page() async throws {
    let looked = try await watch("look", Looked.self, [Browser.path])
    #expect(looked.outcome.code == 0)
    try Browser.check(
      code: looked.browse.code, looked.browse.output, looked.browse.errors, pages: 1)
  }

  @Test(
    "What is no place to listen at is said before anything is read",
    arguments: [
      ["--status", "x"], ["--status", "65536"], ["--status", "::1:80"], ["--status", ""],
      ["--status", "8080", "--explain"],
    ])
  func usage(options: [String]) async throws {
    let outcome = try await Caudal.run(["describe", "none.csv", "--column", "x"] + options)
    #expect(outcome.code == 64 && outcome.messages.count == 1 && outcome.output.isEmpty)
  }

  @Test("A token of one's own must be hard to guess")
  func token() async throws {
    let outcome = try await Caudal.run(
      ["describe", Fixtures.sample, "--column", "ValorObservado", "--status", "0"], .mpirun(2),
      environment: ["CAUDAL_STATUS_TOKEN": "secret"])
    #expect(outcome.code == 73)
    #expect(
      outcome.messages == [
        "caudal: --status: CAUDAL_STATUS_TOKEN must have at least 16 letters, digits, - or _."
      ])
  }
}
