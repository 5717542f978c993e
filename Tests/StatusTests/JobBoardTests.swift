import Foundation
import Status
import Testing
import Vocabulary

@Suite("What is known of a job")
struct JobBoardTests {
  private static func board(ranks: Int, _ progress: InputProgress = InputProgress()) -> JobBoard {
    let facts = JobBoard.Facts(
      command: "caudal describe a.csv", version: "1", start: 0,
      hosts: (0..<ranks).map { "host\($0)" })
    return JobBoard(facts, progress)
  }

  private static func report(
    _ rank: Int, _ number: Int, bytes: Int, _ phase: JobPhase = .read
  ) -> RankReport {
    var report = RankReport(rank: rank)
    (report.number, report.bytes, report.rows, report.phase) = (number, bytes, bytes / 10, phase)
    return report
  }

  @Test("Speeds are those of the last five seconds, and the time left follows from them")
  func speed() throws {
    let progress = InputProgress()
    progress.expect(bytes: 10_000, readBy: 2)
    let board = Self.board(ranks: 2, progress)
    for step in 1...20 {
      let seconds = Double(step) / 2
      // Rank 0 stands still for five seconds, then reads 200 bytes a second; rank 1 reads 100.
      board.take(Self.report(0, step, bytes: max(0, step - 10) * 100), at: seconds)
      board.take(Self.report(1, step, bytes: step * 50), at: seconds)
    }
    let status = board.status(at: 10)
    #expect(status.ranks.map(\.bytesPerSecond) == [200, 100])
    #expect(status.bytes == 2_000)
    #expect(status.rows == 200)
    #expect(status.bytesPerSecond == 300)
    #expect(status.secondsLeft == 8_000.0 / 300)
    #expect(status.state == .running && status.phase == .read)
  }

  @Test("A rank that reads no further is marked, and one that says nothing")
  func marks() {
    let board = Self.board(ranks: 4)
    func take(_ number: Int, at seconds: Double) {
      board.take(Self.report(0, number, bytes: number * 1_000), at: seconds)
      if seconds < 10 { board.take(Self.report(1, number, bytes: number * 1_000), at: seconds) }
      board.take(Self.report(2, number, bytes: 500), at: seconds)
      // What has read its part waits for the others: there is nothing wrong with it.
      board.take(Self.report(3, number, bytes: 500, .compute), at: seconds)
    }
    for step in 1...16 { take(step, at: Double(step) / 2) }
    var status = board.status(at: 8)
    #expect(status.ranks.map(\.mark) == [.none, .none, .stalled, .none])
    #expect(status.ranks.map(\.severity) == [.fine, .fine, .warning, .fine])
    for step in 17...26 { take(step, at: Double(step) / 2) }
    status = board.status(at: 13)
    #expect(status.ranks.map(\.mark) == [.none, .silent, .stalled, .none])
    #expect(status.ranks.map(\.severity) == [.fine, .warning, .warning, .fine])
    #expect(status.ranks.map(\.bytesPerSecond) == [2_000, 0, 0, 0])
    for step in 27...64 { take(step, at: Double(step) / 2) }
    status = board.status(at: 32)
    #expect(status.ranks.map(\.severity) == [.fine, .serious, .serious, .fine])
    board.end(code: 0, message: nil, at: 40)
    status = board.status(at: 90)
    #expect(status.ranks.allSatisfy { $0.mark == .none })
    #expect(status.seconds == 40 && status.state == .done)
  }

  @Test("A rank that reads less than half as fast as the others is marked")
  func slow() {
    let board = Self.board(ranks: 3)
    for step in 1...10 {
      for (rank, speed) in [100, 45, 110].enumerated() {
        board.take(Self.report(rank, step, bytes: step * speed), at: Double(step) / 2)
      }
    }
    #expect(board.status(at: 5).ranks.map(\.mark) == [.none, .slow, .none])
  }

  @Test("Reports that come twice, late or from nowhere count nothing")
  func doubles() {
    let board = Self.board(ranks: 1)
    board.take(Self.report(0, 2, bytes: 200), at: 1)
    board.take(Self.report(0, 2, bytes: 300), at: 2)
    board.take(Self.report(0, 1, bytes: 100), at: 3)
    board.take(Self.report(7, 9, bytes: 900), at: 3)
    let status = board.status(at: 4)
    #expect(status.bytes == 200)
    #expect(status.ranks[0].secondsSinceReport == 3)
  }

  @Test("The document is JSON, whatever texts hold, and keeps the last messages")
  func document() throws {
    let facts = JobBoard.Facts(
      command: "caudal describe '<img src=x onerror=alert(1)>\"\\\u{7}.csv'", version: "1",
      start: 1, hosts: ["a\nb"])
    let board = JobBoard(facts, InputProgress())
    for number in 1...60 { board.note("note \(number)", at: Double(number)) }
    board.end(code: 65, message: "row 3: </script>", at: 70)
    let json = board.status(at: 80).json
    #expect(!json.contains(UInt8(ascii: "\n")))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    #expect(object["schema"] as? String == "caudal.status/1")
    #expect(object["command"] as? String == facts.command)
    #expect(object["state"] as? String == "failed")
    #expect(object["exit_code"] as? Int == 65)
    #expect(object["error"] as? String == "row 3: </script>")
    #expect(object["start"] as? String == "1970-01-01 00:00:01 UTC")
    let messages = try #require(object["messages"] as? [[String: Any]])
    #expect(messages.count == 50 && messages[0]["text"] as? String == "note 11")
    #expect(object["messages_left_out"] as? Int == 10)
    let ranks = try #require(object["ranks"] as? [[String: Any]])
    #expect(ranks[0]["phase"] is NSNull && ranks[0]["host"] as? String == "a\nb")
  }

  @Test("What Prometheus reads has a line for each rank, and no line is broken by a text")
  func metrics() {
    let facts = JobBoard.Facts(command: "a \"b\"\nc\\", version: "1", start: 0, hosts: ["h", "i"])
    let board = JobBoard(facts, InputProgress())
    board.take(Self.report(1, 1, bytes: 20), at: 1)
    let text = board.status(at: 2.5).metrics
    #expect(text.contains("caudal_job_info{version=\"1\",command=\"a \\\"b\\\"\\nc\\\\\"} 1\n"))
    #expect(text.contains("caudal_job_seconds 2.5\n"))
    #expect(text.contains("caudal_rank_bytes_total{rank=\"1\",host=\"i\"} 20\n"))
    #expect(!text.contains("\ncaudal_job_expected_bytes "))
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("caudal_") })
  }
}
