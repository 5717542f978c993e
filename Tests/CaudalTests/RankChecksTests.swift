import Foundation
import TestSupport
import Testing

/// The algorithms that several ranks do together; the checks themselves are in `CaudalRankChecks`.
///
/// The limit is there for ranks that wait for each other for ever; a test also waits for its turn.
@Suite("Checks by several ranks")
struct RankChecksTests {
  @Test("Parts of jobs", .timeLimit(.minutes(30)), arguments: [1, 2, 3, 4, 7])
  func parts(ranks: Int) async throws { try await check(ranks, []) }

  /// These take minutes where code isn't optimised.
  @Test("Whole jobs", .timeLimit(.minutes(30)), arguments: [1, 2, 3, 4, 7])
  func jobs(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      try await SelectionCases.write(in: folder)
      try await check(ranks, [folder.path])
    }
  }

  private func check(_ ranks: Int, _ arguments: [String]) async throws {
    let outcome = try await Program("CaudalRankChecks").run(
      arguments, .mpirun(ranks), environment: ["CAUDAL_TEST_SEED": "\(SeededGenerator.runSeed)"])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("checks on \(ranks) ranks\n"))
    #expect(outcome.output.split(separator: "\n").prefix(20).count == 1, "\(outcome.output)")
  }
}
