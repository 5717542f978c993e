import Testing

/// Runs of real ranks, started by the real mpirun.
@Suite(.serialized) struct RankTests {
  @Test(arguments: [1, 2, 3, 4, 7])
  func allChecksPass(ranks: Int) async throws {
    let outcome = try await mpirun(ranks: ranks, "MPIRankChecks", "checks")
    #expect(outcome.errors == "")
    #expect(outcome.output.hasSuffix(" checks passed on \(ranks) ranks\n"))
    #expect(outcome.exitCode == 0)
  }

  @Test func environmentFinalizesItself() async throws {
    let outcome = try await mpirun(ranks: 2, "MPIRankChecks", "forgotten")
    #expect(outcome.lines == ["sum 2"])
    #expect(outcome.exitCode == 0)
  }

  @Test func secondInitializationIsRefused() async throws {
    let outcome = try await mpirun(ranks: 1, "MPIRankChecks", "twice")
    #expect(
      outcome.lines == [
        "MPI_Init_thread failed: MPI is already initialised, and can be only once in a process",
        "MPI_Init_thread failed: MPI has been finalised, and cannot be initialised again",
      ]
    )
    #expect(outcome.exitCode == 0)
  }

  @Test func threadLevelAndVersionAreReported() async throws {
    let outcome = try await mpirun(ranks: 1, "MPIRankChecks", "levels")
    #expect(outcome.output.hasPrefix("multiple Open MPI v"))
    #expect(outcome.lines.count == 1)
  }

  @Test func whatOutlivesMPIThrows() async throws {
    let outcome = try await mpirun(ranks: 2, "MPIRankChecks", "finalized")
    let line = "MPI_Allreduce failed: MPI has been finalised"
    #expect(outcome.lines.map(String.init) == [line, line])
    #expect(outcome.errors == "")
    #expect(outcome.exitCode == 0)
  }

  @Test(arguments: [2, 3])
  func throwingOperatorEndsTheJob(ranks: Int) async throws {
    let outcome = try await mpirun(ranks: ranks, "MPIRankChecks", "throwing operator")
    #expect(outcome.exitCode == 70)
    #expect(
      outcome.errors.contains("MPI: reduce operation 'refusing' threw: values don't fit\n")
    )
  }

  @Test func throwingOperatorIsNotCalledForOneRank() async throws {
    let outcome = try await mpirun(ranks: 1, "MPIRankChecks", "throwing operator")
    #expect(outcome.exitCode == 0)
  }

  @Test func trappingOperatorEndsTheJob() async throws {
    let outcome = try await mpirun(ranks: 2, "MPIRankChecks", "trapping operator")
    #expect(outcome.exitCode != 0)
  }

  @Test(arguments: [(1, 1), (5, 5), (125, 125), (0, 1), (126, 1), (256, 1), (-3, 1)])
  func abortCodesNeverLookLikeSuccess(code: Int, expected: Int) async throws {
    let outcome = try await mpirun(ranks: 2, "MPIRankChecks", "abort", "\(code)")
    #expect(outcome.exitCode == expected)
  }

  @Test(arguments: [(0, 1), (9, 9)])
  func soloAbortEndsTheProcess(code: Int, expected: Int) async throws {
    let outcome = try await start("MPIRankChecks", "abort solo", "\(code)")
    #expect(outcome.exitCode == expected)
    #expect(outcome.errors == "")
  }
}
