import MPI
import MPIChecks
import Testing

/// The solo communicator, in a process that never initialises MPI.
@Suite struct SoloTests {
  @Test(arguments: Check.all.map(\.name))
  func passes(check name: String) throws {
    let check = try #require(Check.all.first { $0.name == name })
    try check.body(.solo())
  }

  @Test func checksHaveNamesOfTheirOwn() {
    #expect(Set(Check.all.map(\.name)).count == Check.all.count)
  }

  @Test func isOneProcess() {
    let solo = Communicator.solo()
    let (rank, size, isSolo, name) = (solo.rank, solo.size, solo.isSolo, solo.processorName)
    #expect(rank == 0)
    #expect(size == 1)
    #expect(isSolo)
    #expect(!name.isEmpty)
  }

  @Test func closuresAreNotCalled() throws {
    let never = ReduceOperation<Int>(commutative: true) { _, _ in fatalError("was called") }
    let solo = Communicator.solo()
    let sums = [
      try solo.allreduce(3, never), try solo.reduce(3, never, to: 0), try solo.scan(3, never),
      try solo.exscan(3, never),
    ]
    #expect(sums == [3, 3, 3, nil])
  }

  @Test func versionIsKnownWithoutInitializing() {
    #expect(Environment.libraryVersion.contains("Open MPI"))
  }
}
