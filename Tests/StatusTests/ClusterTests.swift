import Foundation
import Serve
import Status
import TestSupport
import Testing

@Suite("What is known of a cluster")
struct ClusterTests {
  @Test(
    "The names that a list of Slurm stands for",
    arguments: [
      ("node7", ["node7"]), ("a,b", ["a", "b"]), ("n[1-3]", ["n1", "n2", "n3"]),
      ("n[08-10,12],gpu2", ["n08", "n09", "n10", "n12", "gpu2"]),
      ("r[1-2]n[3-4].x", ["r1n3.x", "r1n4.x", "r2n3.x", "r2n4.x"]), ("n[7]", ["n7"]),
      ("", nil), ("a,", nil), ("n[", nil), ("n[1-", nil), ("n[2-1]", nil), ("n[a]", nil),
      ("n]1", nil), ("n[1-999999999]", nil), ("n[]", nil), ("n[1--2]", nil),
    ] as [(String, [String]?)])
  func slurm(list: String, expected: [String]?) {
    #expect(NodeSource.names(ofSlurmList: list) == expected)
  }

  @Test("A name of nodes, and the port of their ssh servers")
  func names() {
    #expect(NodeSource(name: "tasks.ranks:2222") == .named("tasks.ranks", port: 2_222))
    #expect(NodeSource(name: "ranks") == .named("ranks", port: 22))
    for text in ["", ":22", "a:", "a:x", "a:0", "a:65536", "a b", "a/b", "a:1:2", "a:+1"] {
      #expect(NodeSource(name: text) == nil, "\(text)")
    }
  }

  @Test("A node that is no more in the list is missed for ten minutes")
  func memory() {
    var memory = NodeMemory()
    let one = ClusterNode(name: "one", address: "10.0.0.1", state: .up)
    let two = ClusterNode(name: "two", address: "10.0.0.2", state: .up)
    // Of one without a name nothing is known when it is gone.
    let unnamed = ClusterNode(name: "10.0.0.3", address: "10.0.0.3", state: .silent)
    #expect(memory.take([unnamed, two, one], now: 0) == [unnamed, one, two])
    #expect(memory.name(at: "10.0.0.2") == "two" && memory.name(at: "10.0.0.3") == nil)
    let missing = ClusterNode(name: "two", state: .silent)
    #expect(memory.take([one], now: 1) == [one, missing])
    #expect(memory.take([one], now: 599) == [one, missing])
    // It has come back at another address.
    let again = ClusterNode(name: "two", address: "10.0.0.9", state: .up)
    #expect(memory.take([one, again], now: 599.5) == [one, again])
    #expect(memory.take([one], now: 1_200) == [one])
  }

  private struct Document: Decodable {
    struct Node: Decodable, Equatable {
      let name: String
      let address: String?
      let state: String
      let running: Int
      let jobs: Int
    }

    struct Job: Decodable {
      let id: String
    }

    let nodes: [Node]
    let counts: [String: Int]
    let jobs: [Job]
  }

  private func document(_ board: ClusterBoard, now: Int) throws -> Document {
    try JSONDecoder().decode(Document.self, from: Data(board.document(now: now)))
  }

  private static func record(_ number: Int, _ state: JobRecord.State, on hosts: [String])
    -> JobRecord
  {
    var record = JobRecord(
      id: "2026010\(number)T000000-1-\(hosts[0])", command: "caudal", folder: "/", version: "1",
      host: hosts[0], process: 1 << 30, processStart: 5, start: 1_767_225_600 + number * 86_400,
      ranks: hosts.count, hosts: hosts)
    record.state = state
    return record
  }

  @Test("Jobs are counted by state and node; what changes has another number")
  func counts() async throws {
    try await withTemporaryFolder { folder in
      let history = JobHistory(folder: folder.path)
      let now = Int(Date.now.timeIntervalSince1970)
      history.keep(Self.record(1, .done, on: ["a", "b"]))
      history.keep(Self.record(2, .failed, on: ["b"]))
      history.keep(Self.record(3, .running, on: ["b", "c"]))
      let board = ClusterBoard(history, .listed(["a", "b", "d"]), here: "a", version: "1")
      let seen = try document(board, now: now)
      #expect(seen.counts == ["running": 1, "done": 1, "failed": 1, "lost": 0])
      #expect(seen.nodes.map(\.state) == ["unknown", "unknown", "unknown"])
      #expect(seen.nodes.map(\.running) == [0, 1, 0] && seen.nodes.map(\.jobs) == [1, 3, 0])
      #expect(seen.jobs.map { $0.id.prefix(8) } == ["20260103", "20260102", "20260101"])
      let first = board.event(now: now)
      // Within a second nobody looks again.
      history.keep(Self.record(3, .done, on: ["b", "c"]))
      #expect(board.event(now: now) == first)
      #expect(try document(board, now: now + 1).counts["done"] == 2)
      let second = String(decoding: board.event(now: now + 1), as: UTF8.self)
      #expect(second.contains("\"revision\": 2"))
      let third = String(decoding: board.event(isEnding: true, now: now + 2), as: UTF8.self)
      #expect(third.contains("\"revision\": 2") && third.contains("\"state\": \"ended\""))
      // One of another host, of which nothing has been heard for long.
      history.keep(Self.record(4, .running, on: ["c"]))
      #expect(try document(board, now: now + JobHistory.silence + 5).counts["lost"] == 1)
    }
  }
}
