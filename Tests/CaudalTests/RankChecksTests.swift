import Foundation
import TestSupport
import Testing

/// The algorithms that several ranks do together; the checks themselves are in `CaudalRankChecks`.
///
/// The limit is there for ranks that wait for each other for ever; a test also waits for its turn.
@Suite("Checks by several ranks")
struct RankChecksTests {
  @Test("Every rank finds everything right", .timeLimit(.minutes(30)), arguments: [1, 2, 3, 4, 7])
  func checks(ranks: Int) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Program("CaudalRankChecks").run(
        [folder.path], .mpirun(ranks),
        environment: ["CAUDAL_TEST_SEED": "\(SeededGenerator.runSeed)"])
      #expect(outcome.code == 0)
      #expect(outcome.output.contains("checks on \(ranks) ranks\n"))
      #expect(outcome.output.split(separator: "\n").prefix(20).count == 1, "\(outcome.output)")
    }
  }
}
