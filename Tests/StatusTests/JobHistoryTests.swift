import Foundation
import Status
import TestSupport
import Testing

@Suite("The folder of records")
struct JobHistoryTests {
  private static func record(
    _ id: String, host: String = "here", process: Int = 1 << 30
  ) -> JobRecord {
    JobRecord(
      id: id, command: "caudal describe \"a\".csv", folder: "/tmp", version: "1", host: host,
      process: process, processStart: 5, start: 1_700_000_000, ranks: 2, hosts: [host, "b"])
  }

  @Test("What is kept is what is read, the last one first")
  func kept() async throws {
    try await withTemporaryFolder { folder in
      let history = JobHistory(folder: folder.path + "/x/y")
      var first = Self.record("20260101T000000-1-here")
      (first.state, first.exitCode, first.error) = (.failed, 65, "row 3: \u{7}é")
      (first.seconds, first.processorSeconds) = (0.25, 1.5)
      let second = Self.record("20260101T000001-1-here")
      #expect(history.keep(first) && history.keep(second))
      let read = history.records(here: "elsewhere", now: 0)
      #expect(read == [second, first])
      #expect(history.records(limit: 1, here: "elsewhere", now: 0) == [second])
      let mode = try FileManager.default.attributesOfItem(atPath: history.folder)[.posixPermissions]
      #expect(mode as? Int == 0o700)
    }
  }

  @Test("A job is lost whose process is gone, or whose host says nothing any more")
  func lost() async throws {
    try await withTemporaryFolder { folder in
      let history = JobHistory(folder: folder.path)
      let own = Int(getpid())
      var running = Self.record("3", process: own)
      running.processStart = try #require(JobHistory.processStart(own))
      history.keep(running)
      // The number of a process that was given again.
      history.keep(Self.record("2", process: own))
      history.keep(Self.record("1"))
      history.keep(Self.record("0", host: "elsewhere"))
      var states = history.records(here: "here").map(\.state)
      #expect(states == [.running, .lost, .lost, .running])
      let later = Int(Date.now.timeIntervalSince1970) + JobHistory.silence + 2
      states = history.records(here: "here", now: later).map(\.state)
      #expect(states == [.running, .lost, .lost, .lost])
      history.keep(Self.record("0", host: "elsewhere"))
      #expect(history.records(here: "here").last?.state == .running)
    }
  }

  @Test("The number of a process of another container says nothing here")
  func containers() async throws {
    try await withTemporaryFolder { folder in
      let history = JobHistory(folder: folder.path)
      for (id, namespace) in [("0", "pid:[1]"), ("1", JobHistory.processNamespace), ("2", nil)] {
        var record = Self.record(id)
        record.processNamespace = namespace
        history.keep(record)
      }
      #expect(history.records(here: "here").map(\.state) == [.lost, .lost, .running])
      let later = Int(Date.now.timeIntervalSince1970) + JobHistory.silence + 2
      #expect(history.records(here: "here", now: later).allSatisfy { $0.state == .lost })
    }
  }

  @Test("The last thousand are kept, and no more are told of; others go at one job of 64")
  func pruned() async throws {
    try await withTemporaryFolder { folder in
      let history = JobHistory(folder: folder.path)
      func count() throws -> Int {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return names.filter { $0.hasSuffix(".json") }.count
      }
      func keep(_ numbers: Range<Int>) {
        for number in numbers { history.keep(Self.record("\(number)")) }
      }
      keep(10_000..<11_010)
      history.countAndPrune()
      try #require(count() == JobHistory.limit)
      keep(11_010..<11_020)
      // The first one has been counted.
      for _ in 1..<JobHistory.pruneInterval { history.countAndPrune() }
      try #require(count() == JobHistory.limit + 10)
      let told = history.records(here: "here").map(\.id)
      #expect(told.count == JobHistory.limit && told.first == "11019" && told.last == "10020")
      history.countAndPrune()
      try #require(count() == JobHistory.limit)
      #expect(history.records(here: "here").map(\.id) == told)
      // From here on it is counted as before.
      keep(11_020..<11_021)
      for _ in 1..<JobHistory.pruneInterval { history.countAndPrune() }
      try #require(count() == JobHistory.limit + 1)
    }
  }

  @Test("What is no record is left out, and a folder that isn't there is empty")
  func strange() async throws {
    try await withTemporaryFolder { folder in
      #expect(JobHistory(folder: folder.path + "/none").records(here: "h").isEmpty)
      for (name, text) in [("a.json", "{"), ("b.json", "{}"), ("c.txt", "x"), (".d.json", "{}")] {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      try FileManager.default.createDirectory(
        at: folder.appending(path: "e.json"), withIntermediateDirectories: true)
      #expect(JobHistory(folder: folder.path).records(here: "h").isEmpty)
      #expect(!JobHistory(folder: "/dev/null/x").keep(Self.record("1")))
    }
  }

  @Test("The folder unless one is given")
  func standardFolder() {
    func folder(_ variables: [String: String]) -> String? {
      JobHistory.standardFolder { variables[$0] }
    }
    #expect(folder(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/caudal/jobs")
    #expect(folder(["XDG_STATE_HOME": "s", "HOME": "/h"]) == "/h/.local/state/caudal/jobs")
    #expect(folder(["HOME": "/h"]) == "/h/.local/state/caudal/jobs")
    #expect(folder([:]) == nil)
  }
}
