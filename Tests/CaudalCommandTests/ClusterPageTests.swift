import Foundation
import TestSupport
import Testing

/// `caudal status`, as whoever looks at a cluster sees it: the program `watch_cluster` beside this file starts it.
@Suite("The page of a cluster", .serialized)
struct ClusterPageTests {
  private struct Seen: Decodable {
    struct Node: Decodable {
      let name: String
      let address: String?
      let state: String
      let running: Int
      let jobs: Int
    }

    struct Job: Decodable {
      let state: String
      let command: String
      let ranks: Int
      let error: String?
      let output: String?
      let page: String?
    }

    let schema: String
    let source: String
    let nodes: [Node]
    let counts: [String: Int]
    let jobs: [Job]
  }

  private struct Shown: Decodable {
    let same: Bool
    let policy: String
  }

  private struct Cluster: Decodable {
    let seen: Seen
    let live: Bool
    let shown: Shown
    let answers: [String: Int]
    let browse: StatusPageTests.Outcome
    let outcome: StatusPageTests.Outcome
    let after: [Seen.Job]
    let code: Int
    let last: String
    let revisions: Int
  }

  @Test("Who has the token sees nodes and jobs, and the page is good at any width")
  func cluster() async throws {
    let cluster = try await StatusPageTests().watch(
      "cluster", Cluster.self, [Browser.path], ["CAUDAL_SAMPLE": Fixtures.sample],
      by: "watch_cluster")
    let seen = cluster.seen
    #expect(seen.schema == "caudal.cluster/1" && seen.source == "this host")
    #expect(seen.counts == ["running": 1, "done": 1, "failed": 1, "lost": 1])
    #expect(seen.nodes.map(\.state) == ["up"] && seen.nodes.map(\.jobs) == [4])
    #expect(seen.nodes[0].running == 1)
    // The last one first.
    #expect(seen.jobs.map(\.state) == ["running", "lost", "failed", "done"])
    #expect(seen.jobs[0].ranks == 3 && cluster.live)
    #expect(seen.jobs[2].error != nil && seen.jobs[2].command.contains("onerror"))
    #expect(seen.jobs[3].output?.hasSuffix("/report.html") == true)
    #expect(cluster.shown.same && cluster.shown.policy.hasPrefix("sandbox; default-src 'none'"))
    #expect(
      cluster.answers == [
        "page": 200, "page without token": 403, "json without token": 403,
        "report without token": 403, "events without token": 403, "other host": 403, "post": 405,
        "nothing": 404, "no job": 404, "replaced report": 404, "no report": 404, "live page": 200,
      ])
    try Browser.check(
      code: cluster.browse.code, cluster.browse.output, cluster.browse.errors, pages: 2)
    #expect(cluster.outcome.code == 0)
    // What it said is kept, the address of its page isn't.
    #expect(cluster.after[0].state == "done" && cluster.after[0].page == nil)
    #expect(cluster.last == "ended" && cluster.code == 0 && cluster.revisions > 1)
  }

  private struct Nodes: Decodable {
    let token: String
    let up: [Seen.Node]
    let silent: [Seen.Node]
    let code: Int
  }

  @Test("A node that greets is up under the name that it says, and silent when it doesn't any more")
  func nodes() async throws {
    let nodes = try await StatusPageTests().watch("nodes", Nodes.self, by: "watch_cluster")
    for node in nodes.up + nodes.silent {
      #expect(node.name == "worker1" && node.address == "127.0.0.1")
    }
    #expect(nodes.up.count == 1 && nodes.silent.count == 1)
    #expect(nodes.token == "a-token-of-ones-own" && nodes.code == 0)
  }

  @Test(
    "What can't be served is said in a line",
    arguments: [
      (["--port", "x"], 64), (["--nodes", "a b"], 64), (["--nodes", "a:0"], 64),
      (["--port", "203.0.113.7:0"], 73), (["x"], 64),
    ])
  func usage(options: [String], code: Int) async throws {
    let outcome = try await Caudal.run(["status", "--history", "/none"] + options)
    #expect(outcome.code == code && outcome.messages.count == 1 && outcome.output.isEmpty)
  }

  @Test("Without a folder of records, or under a launcher, there is nothing to serve")
  func nothing() async throws {
    let none = try await Caudal.run(["status"], environment: ["CAUDAL_HISTORY": "none"])
    #expect(none.code == 66 && none.messages.count == 1)
    let launched = try await Caudal.run(["status", "--history", "/none"], .mpirun(2))
    #expect(launched.code == 64 && launched.messages.count == 1)
  }
}
