import Foundation
import TestSupport
import Testing

/// Threads change the time that a job takes, and nothing else.
@Suite("Threads")
struct ThreadsTests {
  @Test("The same bits for every number of threads", arguments: [Fixtures.sample, nasty])
  func sameBits(path: String) async throws {
    let column = path == Self.nasty ? "value" : "ValorObservado"
    var first: String?
    for threads in ["1", "2", "3", "8"] {
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let outcome = try await Program("caudal").run(
          [
            "describe", path, "--column", column, "--window", "5", "--block-bytes", "100",
            "--chunk-bytes", "64", "--threads", threads, "--format", "json",
          ], launch)
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("\"threads\": \(threads),"))
        let result = outcome.output.components(separatedBy: "\"run\":").first
        #expect(first == nil || result == first, "\(threads) threads, \(launch)")
        first = result
      }
    }
  }

  private static let nasty = Fixtures.path("nasty.csv")

  @Test("A number of threads that makes no sense", arguments: ["0", "-1", "many", "5000"])
  func usage(threads: String) async throws {
    let outcome = try await Program("caudal").run(
      ["describe", Fixtures.sample, "--column", "4", "--threads", threads])
    #expect(outcome.code == 64)
  }
}
