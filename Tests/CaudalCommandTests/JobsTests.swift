import Foundation
import TestSupport
import Testing

@Suite("Records of jobs")
struct JobsTests {
  /// The document `caudal.jobs/1`.
  private struct List: Decodable {
    struct Job: Decodable {
      let id: String
      let state: String
      let command: String
      let folder: String
      let seconds: Double?
      let ranks: Int
      let hosts: [String]
      let bytes: Int
      let exit_code: Int?
      let error: String?
      let notes: [String]?
      let output: String?
      let page: String?
    }

    let schema: String
    let jobs: [Job]
  }

  private func list(_ folder: String, _ options: [String] = []) async throws -> List {
    let outcome = try await Caudal.run(
      ["jobs", "--history", folder, "--format", "json"] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(List.self, from: Data(outcome.output.utf8))
  }

  private static let job = ["describe", Fixtures.sample, "--column", "ValorObservado"]

  @Test("A job is kept as it ended, without passwords, for its owner alone")
  func kept() async throws {
    try await withTemporaryFolder { folder in
      let history = folder.path + "/a/jobs"
      let good = try await Caudal.run(Self.job + ["--history", history], .mpirun(3))
      #expect(good.code == 0 && good.messages.isEmpty, "\(good.errors)")
      let bad = try await Caudal.run(
        ["describe", "postgresql://ana:s3cret@127.0.0.1:1/x?table=t", "--column", "x"]
          + ["--history", history])
      #expect(bad.code != 0)
      let jobs = try await list(history).jobs
      try #require(jobs.count == 2)
      // The last one comes first; in one second the larger number of a process does.
      let (done, failed) = jobs[0].state == "done" ? (jobs[0], jobs[1]) : (jobs[1], jobs[0])
      #expect(done.state == "done" && done.exit_code == 0 && done.ranks == 3 && done.error == nil)
      #expect(done.hosts.count == 1 && done.seconds != nil)
      let size = try FileManager.default.attributesOfItem(atPath: Fixtures.sample)[.size] as? Int
      #expect(done.bytes == size)
      #expect(failed.state == "failed" && failed.exit_code == Int(bad.code))
      #expect(failed.command.contains("postgresql://ana:…@127.0.0.1:1/x?table=t"))
      #expect(bad.errors.contains(try #require(failed.error)))
      for name in try FileManager.default.contentsOfDirectory(atPath: history)
      where name.hasSuffix(".json") {
        let path = history + "/" + name
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!text.contains("s3cret") && text.contains("\"schema\": \"caudal.job/1\""))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
      }
      let table = try await Caudal.run(["jobs", "--history", history, "--state", "failed"])
      let lines = table.output.split(separator: "\n")
      #expect(lines.count == 2 && lines[1].contains("failed") && lines[1].contains(failed.id))
      let detail = try await Caudal.run(["jobs", "--history", history, done.id])
      #expect(detail.output.contains("ranks") && detail.output.contains("3 on \(done.hosts[0])"))
      let several = try await Caudal.run(["jobs", "--history", history, "20"])
      #expect(several.code == 64 && several.messages.count == 1)
      let none = try await Caudal.run(["jobs", "--history", history, "x"])
      #expect(none.code == 66 && none.messages.count == 1)
      #expect(try await list(history, ["--last", "1"]).jobs.count == 1)
    }
  }

  @Test("What a job has said is kept, and where its result went, but not the address of its page")
  func said() async throws {
    try await withTemporaryFolder { folder in
      let paths = ["1.csv", "2.csv", "jobs", "out.json"].map { folder.path + "/" + $0 }
      try Data("a,b\n1,2\n".utf8).write(to: URL(filePath: paths[0]))
      try Data("b,a\n2,3\n".utf8).write(to: URL(filePath: paths[1]))
      let outcome = try await Caudal.run([
        "describe", paths[0], paths[1], "--column", "a", "--history", paths[2], "--status", "0",
        "--output", paths[3],
      ])
      #expect(outcome.code == 0 && outcome.messages.count == 2, "\(outcome.errors)")
      let jobs = try await list(paths[2]).jobs
      try #require(jobs.count == 1)
      #expect(jobs[0].notes?.count == 1 && jobs[0].notes?[0].hasPrefix(paths[1]) == true)
      #expect(jobs[0].output == paths[3] && jobs[0].page == nil)
      let detail = try await Caudal.run(["jobs", "--history", paths[2], "last"])
      #expect(detail.output.contains("another order") && detail.output.contains(paths[3]))
    }
  }

  @Test("A job that was killed is lost, and one that runs isn't")
  func lost() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        trap 'kill $(jobs -p) 2>/dev/null' EXIT
        mkfifo "$1/rows"
        sleep 60 > "$1/rows" &
        "$0" describe "$1/rows" --column x --history "$1/jobs" 2>/dev/null &
        job=$!
        for look in $(seq 600); do ls "$1"/jobs/*.json >/dev/null 2>&1 && break; sleep 0.05; done
        "$0" jobs --history "$1/jobs" --format csv
        kill -KILL $job
        wait $job
        "$0" jobs --history "$1/jobs" --format csv
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path, folder.path])
      let lines = outcome.output.split(separator: "\n")
      try #require(lines.count == 4, "\(outcome.output) \(outcome.errors)")
      #expect(lines[1].split(separator: ",")[1] == "running")
      #expect(lines[3].split(separator: ",")[1] == "lost")
      #expect(lines[1].split(separator: ",")[0] == lines[3].split(separator: ",")[0])
    }
  }

  @Test("Where records can't be kept, a job works all the same, and says so only if asked to")
  func unkept() async throws {
    let asked = try await Caudal.run(Self.job + ["--history", "/dev/null/jobs"])
    #expect(asked.code == 0)
    #expect(
      asked.messages == ["caudal: note: /dev/null/jobs: no record of this job can be kept here"])
    for environment in [
      ["CAUDAL_HISTORY": "none"], ["CAUDAL_HISTORY": nil, "XDG_STATE_HOME": "/dev/null"],
      ["CAUDAL_HISTORY": nil, "XDG_STATE_HOME": nil, "HOME": nil],
    ] as [[String: String?]] {
      let quiet = try await Caudal.run(Self.job, environment: environment)
      #expect(quiet.code == 0 && quiet.messages.isEmpty)
      #expect(quiet.output == asked.output)
    }
  }

  /// The names of files of records.
  private func records(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
      .sorted()
  }

  @Test("Unless told otherwise, records are in the folder for states; no more than a thousand")
  func standard() async throws {
    try await withTemporaryFolder { folder in
      let state = folder.path + "/state"
      let environment = ["CAUDAL_HISTORY": nil, "XDG_STATE_HOME": state] as [String: String?]
      let jobs = state + "/caudal/jobs"
      try FileManager.default.createDirectory(
        atPath: jobs, withIntermediateDirectories: true)
      for number in 0..<1_005 {
        let name = "20200101T00\(10_000 + number)-1-host.json"
        try Data("no record".utf8).write(to: URL(filePath: jobs + "/" + name))
      }
      let outcome = try await Caudal.run(Self.job, environment: environment)
      #expect(outcome.code == 0)
      let names = try records(in: jobs)
      #expect(names.count == 1_000)
      #expect(names[0] == "20200101T0010006-1-host.json")
      let listed = try await Caudal.run(["jobs", "--format", "csv"], environment: environment)
      // What is no record isn't listed.
      #expect(listed.output.split(separator: "\n").count == 2)
      let explained = try await Caudal.run(Self.job + ["--explain"], environment: environment)
      #expect(explained.code == 0)
      #expect(try records(in: jobs).count == 1_000)
    }
  }
}
