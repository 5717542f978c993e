import ArgumentParser
import Caudal
import Testing

@testable import CaudalCommand

/// What the options of `caudal follow` ask for.
@Suite struct FollowRequestTests {
  @Test func counted() throws {
    let request = try Follow.parse(["in/", "--count", "k", "--top", "3", "--interval", "500ms"])
      .request()
    #expect(request.sources == [.folder("in/")])
    #expect(request.intervalMilliseconds == 500)
    #expect(!request.endsWithSources)
    guard case .count(let counted) = request.question else {
      Issue.record("keys are counted")
      return
    }
    #expect(counted.limit == 3)
    #expect(counted.subject == .texts)
  }

  @Test func described() throws {
    let request = try Follow.parse([
      "tcp://[::1]:99", "listen://:0", "-c", "v", "--by", "k", "--top", "2", "--percentiles",
      "1,99",
      "--time", "t", "--window", "1h", "--slide", "10m", "--idle", "2m", "--output", "x.jsonl",
      "--late", "late.csv", "--checkpoint", "state", "--spool", "kept",
    ]).request()
    #expect(request.lateRows == "late.csv")
    #expect(request.checkpoint == "state")
    #expect(request.spool == "kept")
    #expect(request.sources == [.connection(host: "::1", port: 99), .listener(host: nil, port: 0)])
    #expect(request.idleMilliseconds == 120_000)
    guard case .describe(let described) = request.question else {
      Issue.record("columns are described")
      return
    }
    #expect(described.percentiles == [1, 99])
    #expect(described.groupLimit == 2)
    #expect(described.groupKeys == "k")
    #expect(!described.statistics.contains(.std))
  }

  @Test(
    arguments: [
      (["--format", "table", "--window", "1h", "--time", "t"], .complete),
      (["--format", "csv", "--window", "1h", "--time", "t"], .append),
      (["--output", "x.csv", "--window", "1h", "--time", "t"], .append),
      (["--format", "csv"], .complete),
      (["--output", "sqlite:x.db", "--table", "t"], .complete),
      (["--output", "sqlite:x.db", "--table", "t", "--window", "1h", "--time", "t"], .append),
      (["--format", "csv", "--window", "1h", "--time", "t", "--mode", "update"], .update),
    ] as [([String], FollowRequest.Mode)])
  func modes(_ options: [String], _ mode: FollowRequest.Mode) throws {
    let request = try Follow.parse(["-", "-c", "v"] + options).request()
    #expect(request.mode == mode)
    // Windows that are given once must close.
    #expect((request.windows?.lateness != nil) == (mode == .append))
  }

  @Test func topics() throws {
    let request = try Follow.parse([
      "kafka://one,[::1]:99,two:1/a.b_c-1?from=latest&header=time,%22the%20k%26%22&config=/etc/client.properties",
      "-c", "v", "--checkpoint", "state", "--output", "out.csv",
    ]).request()
    guard case .topic(let topic) = request.sources.first else {
      Issue.record("rows come from a topic")
      return
    }
    #expect(topic.brokers == ["one:9092", "[::1]:99", "two:1"])
    #expect(topic.name == "a.b_c-1")
    #expect(topic.start == .latest)
    #expect(topic.header == "time,\"the k&\"")
    #expect(topic.settings == "/etc/client.properties")
    #expect("\(request.sources[0])" == "kafka://one:9092,[::1]:99,two:1/a.b_c-1")
    #expect(KafkaTopic("host/topic")?.start == .earliest)
    let wrong = [
      "host", "/topic", "host/", "host/a/b", "host:0/t", "host:x/t", "a,,b/t", "host/a b",
      "host/..", "user@host/t", "host/t?", "host/t?from=now", "host/t?to=1", "host/t?header=",
      "host/t?header=a%0Ab",
    ]
    for text in wrong { #expect(LiveSource("kafka://" + text) == nil, "\(text)") }
  }
}
