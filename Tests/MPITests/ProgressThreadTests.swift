import Foundation
import Testing

@Suite struct ProgressThreadTests {
  /// More than a rank takes from initialising to finalising MPI, on a busy machine too.
  private static let delay = Duration.seconds(2)

  @Test("A rank ends well if Open MPI's own thread gets no processor before MPI is finalised")
  func lateThread() async throws {
    let library = try productsDirectory().appending(path: "libDelayedThread.so").path
    let milliseconds = Self.delay.components.seconds * 1000
    let options = [
      "-x", "LD_PRELOAD=\(library)", "-x", "DELAYED_THREAD_MILLISECONDS=\(milliseconds)",
    ]
    try await withThrowingTaskGroup(of: Void.self) { jobs in
      for _ in 0..<4 {
        jobs.addTask { try await Self.expectSuccess(options) }
      }
      try await jobs.waitForAll()
    }
  }

  private static func expectSuccess(_ options: [String]) async throws {
    let start = ContinuousClock.now
    let outcome = try await mpirun(ranks: 2, "MPIRankChecks", "forgotten", options: options)
    // Otherwise nothing was late.
    #expect(start.duration(to: .now) >= delay)
    #expect(outcome.lines == ["sum 2"])
    #expect(outcome.errors == "")
    #expect(outcome.exitCode == 0)
  }
}
