package import MPI
package import Ranks
package import Vocabulary

/// The beginning of every job on a table: hosts and threads, the table, opened, and a clock.
package struct TableSession {
  /// The table.
  package var table: Table

  /// This rank's threads.
  package let workers: Workers

  /// The memory of this rank's host.
  package private(set) var memory: HostMemory

  /// Where this rank keeps what doesn't fit in memory.
  package let scratch: ScratchFolder

  /// The clock, which began when the session did. The first phase, "open", has ended.
  package var clock = PhaseClock()

  private let hosts: [String]
  private let rankCount: Int

  /// Opens a table on all ranks.
  ///
  /// - Parameters:
  ///   - request: the table and how to read it.
  ///   - notes: what is said of the table while it is opened and read.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  package init(
    _ request: TableRequest, _ notes: Notes, on ranks: borrowing Communicator
  ) throws {
    request.progress?.enter(.open)
    hosts = try ranks.hostNames()
    let host = try ranks.splitByMachine()
    workers = try host.workersOfHost(request.threads)
    memory = try HostMemory(
      granted: request.memoryBytes, limit: request.memoryLimit, on: ranks, of: host, workers)
    scratch = ScratchFolder(request.scratchFolder)
    table = try Table(request, notes, on: ranks)
    rankCount = ranks.size
    if request.memoryBytes == nil { try checkReading(on: ranks) }
    clock.endPhase("open")
  }

  /// Makes sure that there is the memory to read the table, whatever is made of it.
  private mutating func checkReading(on ranks: borrowing Communicator) throws {
    let bytes = try table.readingBytes(on: ranks, workers)
    let together = try ranks.checkMemory(for: bytes, in: memory, "reading the rows")
    // Of what is on its way there may be little at times, or much.
    if table.input == .scattered { memory.setAside(together) }
  }

  /// How the job was run, so far.
  package var run: RunDescription {
    RunDescription(
      ranks: rankCount, threads: workers.count, hosts: hosts, input: table.input,
      phases: clock.finish())
  }
}
