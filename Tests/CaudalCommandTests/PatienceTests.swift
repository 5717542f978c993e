import Foundation
import TestSupport
import Testing

/// Ranks that are frozen while others wait for them: `--patience`.
@Suite("Frozen ranks", .timeLimit(.minutes(30)))
struct PatienceTests {
  /// Reading it byte by byte takes far longer than a test.
  private static func writeTable(to folder: URL) throws -> String {
    let row = Array("some text,12.5,more text\n".utf8)
    let bytes = [UInt8]((0..<400_000).map { _ in row }.joined())
    return try folder.write(Array("a,x,b\n".utf8) + bytes, to: "long.csv")
  }

  /// The lines of the program, without those of its launcher, and without notes.
  private static func sentences(of outcome: Program.Outcome) -> [String] {
    outcome.errors.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("caudal: ") && !$0.hasPrefix("caudal: note: ")
    }
  }

  /// Waits until a process runs no program any more, whether or not somebody has taken notice of its end.
  private func waitForEnd(of process: Int32) async throws {
    let link = "/proc/\(process)/exe"
    while (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != nil {
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private static let commands: [[String]] = [
    ["describe", "--column", "x"], ["frequency", "--column", "x"],
    ["select", "--columns", "x", "--sort", "x"],
  ]

  @Test(
    "The job ends with 75, says which rank, and leaves nothing",
    arguments: zip(commands, [0, 1, 2]))
  func stopped(command: [String], rank: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = try Self.writeTable(to: folder)
      let options = ["--chunk-bytes", "1", "--patience", "3s", "--output", folder.path + "/out"]
      async let job = Caudal.run([command[0], path] + command.dropFirst() + options, .mpirun(3))
      let victim = try await RankProcess.find(rank: rank, reading: path)
      #expect(kill(victim, SIGSTOP) == 0)
      let outcome = try await job
      #expect(outcome.code == 75, "\(outcome.errors)")
      let sentences = Self.sentences(of: outcome)
      #expect(sentences.count == 1, "\(outcome.errors)")
      #expect(sentences.first?.contains("no sign of life for 3 s from rank \(rank) on ") ?? false)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["long.csv"])
      try await waitForEnd(of: victim)
    }
  }

  @Test("A rank that is stopped before it has met the others ends the job, too")
  func stoppedAtStart() async throws {
    let script = """
      [ $OMPI_COMM_WORLD_RANK = 1 ] && kill -STOP $$
      exec "$@"
      """
    let path = Fixtures.sample
    let outcome = try await Program.mpirun(
      [
        "-n", "2", "sh", "-c", script, "sh", Program("caudal").path, "describe", path, "--column",
        "ValorObservado", "--patience", "2s",
      ], environment: ["OMPI_MCA_odls_base_sigkill_timeout": "0"])
    #expect(outcome.code == 75, "\(outcome.errors)")
    #expect(outcome.output == "")
    let expected =
      "caudal: the ranks haven't found each other within 2 s: a process or a host is frozen, or the network between"
      + " them is cut; the job is ended"
    #expect(Self.sentences(of: outcome) == [expected])
  }

  @Test("The environment of rank 0 counts, whatever the others' are", arguments: ["0", "1"])
  func environments(rank: String) async throws {
    let script = """
      [ $OMPI_COMM_WORLD_RANK = \(rank) ] && export CAUDAL_PATIENCE=60s
      exec "$@"
      """
    let outcome = try await Program.mpirun([
      "-n", "3", "sh", "-c", script, "sh", Program("caudal").path, "describe", Fixtures.sample,
      "--column", "ValorObservado", "--statistics", "rows", "--format", "csv",
    ])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("column,rows\nValorObservado,"))
  }

  @Test("A job that is stopped as a whole, and goes on, has no frozen ranks")
  func suspended() async throws {
    try await withTemporaryFolder { folder in
      let path = try Self.writeTable(to: folder)
      async let job = Caudal.run(
        [
          "describe", path, "--column", "x", "--chunk-bytes", "1", "--patience", "3s",
          "--statistics", "rows,mean", "--format", "csv",
        ], .mpirun(2))
      var ranks: [Int32] = []
      for rank in 0..<2 { ranks.append(try await RankProcess.find(rank: rank, reading: path)) }
      for rank in ranks { #expect(kill(rank, SIGSTOP) == 0) }
      try await Task.sleep(for: .seconds(5))
      for rank in ranks { #expect(kill(rank, SIGCONT) == 0) }
      let outcome = try await job
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output == "column,rows,mean\nx,400000,12.5\n")
    }
  }

  @Test("A rank whose thread waits for a device is named, and that it does")
  func device() async throws {
    try await withTemporaryFolder { folder in
      let path = try Self.writeTable(to: folder)
      async let job = Caudal.run(
        [
          "describe", path, "--column", "x", "--chunk-bytes", "1", "--threads", "1", "--patience",
          "3s", "--output", folder.path + "/out",
        ], .mpirun(2))
      let reporter = try await RankProcess.find(rank: 0, reading: path)
      let victim = try await RankProcess.find(rank: 1, reading: path)
      // One that is frozen by the system is in the state of one that waits for a disk; its other threads go on.
      let group = URL(filePath: "/sys/fs/cgroup/freezer/caudal-\(UUID())")
      try FileManager.default.createDirectory(at: group, withIntermediateDirectories: false)
      func set(_ name: String, _ value: String) throws {
        try Data(value.utf8).write(to: group.appending(path: name))
      }
      try set("tasks", "\(victim)")
      try set("freezer.state", "FROZEN")
      // What is frozen so can't even be killed. It may go on when rank 0 has ended the job.
      try await waitForEnd(of: reporter)
      try set("freezer.state", "THAWED")
      let outcome = try await job
      for _ in 0..<500 where unsafe rmdir(group.path) != 0 && errno == EBUSY { usleep(20_000) }
      #expect(outcome.code == 75, "\(outcome.errors)")
      let sentences = Self.sentences(of: outcome)
      #expect(sentences.count == 1, "\(outcome.errors)")
      let isSaid = sentences.first?.contains("nothing but waiting for 3 s from rank 1 on ") ?? false
      #expect(isSaid, "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["long.csv"])
    }
  }

  @Test(
    "What is no time is refused",
    arguments: [
      (["--patience", "10"], [:]), (["--patience", "500ms"], [:]),
      ([], ["CAUDAL_PATIENCE": "long"]),
    ] as [([String], [String: String])])
  func refused(options: [String], environment: [String: String]) async throws {
    let path = Fixtures.sample
    let outcome = try await Caudal.run(
      ["describe", path, "--column", "ValorObservado"] + options,
      environment: environment.mapValues { $0 })
    #expect(outcome.code == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.lowercased().contains("patience"))
  }
}
