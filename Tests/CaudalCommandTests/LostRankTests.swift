import Foundation
import TestSupport
import Testing

/// A rank that is killed in the middle of its work.
@Suite("A lost rank")
struct LostRankTests {
  @Test("The job ends within five seconds, and leaves nothing", arguments: [0, 2])
  func killed(rank: Int) async throws {
    try await withTemporaryFolder { folder in
      let row = Array("some text,12.5,more text\n".utf8)
      let rows = [UInt8]((0..<400_000).map { _ in row }.joined())
      let path = try folder.write(Array("a,x,b\n".utf8) + rows, to: "long.csv")
      // Reading bytes one by one takes far longer than the test.
      let options = ["--chunk-bytes", "1", "--output", folder.path + "/out"]
      async let job = Caudal.run(
        ["describe", path, "--column", "x"] + options, .mpirun(3),
        environment: ["OMPI_MCA_odls_base_sigkill_timeout": "1"])
      let victim = try await RankProcess.find(rank: rank, reading: path)
      try await Task.sleep(for: .seconds(0.5))
      let start = ContinuousClock.now
      #expect(kill(victim, SIGKILL) == 0)
      let outcome = try await job
      #expect(start.duration(to: .now) < .seconds(5))
      #expect(outcome.code != 0)
      #expect(outcome.output == "")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["long.csv"])
    }
  }

  @Test("A job that divides rows leaves no folder", arguments: [0, 1, 2])
  func killedDividing(rank: Int) async throws {
    try await withTemporaryFolder { folder in
      let rows = [UInt8]((0..<400_000).map { Array("k\($0 % 50),12.5,text\n".utf8) }.joined())
      let path = try folder.write(Array("k,x,b\n".utf8) + rows, to: "long.csv")
      // Reading bytes one by one takes far longer than the test; each round is written.
      let options = [
        "--chunk-bytes", "1", "--block-bytes", "3000", "--frame-bytes", "100", "--input", "shared",
        "--partition", "k", "--output", folder.path + "/out/rows.csv",
      ]
      async let job = Caudal.run(
        ["select", path] + options, .mpirun(3),
        environment: ["OMPI_MCA_odls_base_sigkill_timeout": "1"])
      let victim = try await RankProcess.find(rank: rank, reading: path)
      while try !hasFiles(folder.path) { try await Task.sleep(for: .milliseconds(20)) }
      #expect(kill(victim, SIGKILL) == 0)
      let outcome = try await job
      #expect(outcome.code != 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["long.csv"])
    }
  }

  /// Whether a temporary folder in a folder has files.
  private func hasFiles(_ folder: String) throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: folder).contains { name in
      name.hasPrefix("out.")
        && (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)").count) ?? 0
          > 9
    }
  }
}
