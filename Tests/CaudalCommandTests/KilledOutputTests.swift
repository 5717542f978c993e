import Foundation
import TestSupport
import Testing

/// A rank that is killed while a result is written, or rows are kept on disk.
@Suite("A rank killed while it writes")
struct KilledOutputTests {
  /// What a job writes, and how.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let options: [String]

    /// The name that the result would have in the folder.
    var result = "result.csv"

    /// The folder, in the folder, in which something must have been written when a rank is killed.
    var watched = ""

    var testDescription: String { name }
  }

  /// Reading few bytes at a time takes longer than the test.
  private static let slow = ["--chunk-bytes", "2", "--block-bytes", "20000"]

  /// Types come from all rows, which are read once before: code that isn't optimised takes long enough for that
  /// with larger pieces.
  private static let lessSlow = [
    "--chunk-bytes", isOptimised ? "4" : "200", "--block-bytes", "20000",
  ]

  private static let isOptimised = {
    var isDebug = false
    assert(
      {
        isDebug = true
        return true
      }())
    return !isDebug
  }()

  private static let spread = Case(
    name: "each its own part", options: slow + ["--input", "shared"])
  private static let gathered = Case(name: "rank 0 all", options: slow + ["--input", "scatter"])
  private static let sorted = Case(
    name: "in order, with little memory",
    options: slow + ["--sort", "x desc", "--memory-bytes", "300000"], watched: "scratch")
  private static let sqlite = Case(
    name: "SQLite", options: lessSlow + ["--table", "t"], result: "sqlite:result.db")

  /// Each rank where they do something of their own; rank 0, and one of those that are alike.
  static let cases = [
    (spread, 0), (spread, 1), (spread, 2), (gathered, 0), (gathered, 2), (sorted, 0), (sorted, 1),
    (sqlite, 0), (sqlite, 1),
  ]

  @Test(
    "Nothing is left, neither beside the result nor in the scratch folder", arguments: cases)
  func killed(job: Case, rank: Int) async throws {
    try await withTemporaryFolder { folder in
      let rows = [UInt8]((0..<400_000).map { Array("some text,\($0 % 1000).5,b\n".utf8) }.joined())
      let path = try folder.write(Array("a,x,b\n".utf8) + rows, to: "long.csv")
      let scratch = folder.appending(path: "scratch")
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      let parts = job.result.split(separator: ":")
      let output = (parts.count > 1 ? "sqlite:" : "") + folder.path + "/" + parts[parts.count - 1]
      let arguments = ["select", path, "--output", output, "--scratch", scratch.path] + job.options
      async let running = Caudal.run(
        arguments, .mpirun(3), environment: ["OMPI_MCA_odls_base_sigkill_timeout": "1"])
      let victim = try await RankProcess.find(rank: rank, reading: path)
      let first = rank == 0 ? victim : try await RankProcess.find(rank: 0, reading: path)
      let watched = folder.appending(path: job.watched).path
      while !RankProcess.hasWritten(first, in: watched, butFor: path) {
        try await Task.sleep(for: .milliseconds(2))
        try #require(kill(first, 0) == 0, "the job was quicker")
      }
      #expect(kill(victim, SIGKILL) == 0)
      let outcome = try await running
      #expect(outcome.code != 0)
      #expect(outcome.output == "")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["long.csv", "scratch"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    }
  }

  @Test("A process by itself leaves nothing, either")
  func alone() async throws {
    try await withTemporaryFolder { folder in
      let rows = [UInt8]((0..<200_000).map { Array("some text,\($0 % 1000).5,b\n".utf8) }.joined())
      let path = try folder.write(Array("a,x,b\n".utf8) + rows, to: "long.csv")
      let script = """
        "$@" & job=$!
        while kill -0 $job; do
          for file in /proc/$job/fd/*; do
            case $(readlink "$file") in
              "$FOLDER"/long.csv) ;;
              "$FOLDER"/*) if [ -s "$file" ]; then kill -KILL $job; fi ;;
            esac
          done
        done 2>/dev/null
        wait $job
        """
      let outcome = try await Program(path: "/bin/bash").run(
        [
          "-c", script, "bash", Program("caudal").path, "select", path, "--output",
          folder.path + "/result.csv", "--threads", "1",
        ] + Self.slow, environment: ["FOLDER": folder.path])
      #expect(outcome.code == 137)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["long.csv"])
    }
  }
}
