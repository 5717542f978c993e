package import MPI

/// The ranks of each host, that make things together which their host then holds once.
///
/// A host's ranks share memory where they can; where they can't, as they are in containers of their own, each
/// is a team by itself. All calls are collective: all ranks reach them, with the same sizes.
package final class HostTeam {
  /// This rank's threads.
  package let workers: Workers

  /// The threads of all ranks of the host.
  package let threadCount: Int

  /// The number of this rank's team among all.
  package let number: Int

  /// The ranks of the host.
  private let host: Communicator

  /// Of ranks that are the first of their host, these.
  private let firsts: Communicator

  /// All ranks.
  private let all: Communicator

  /// Brings the ranks of each host together.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - group: the team of this rank, from 0, if that isn't told by its host.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package init(
    on ranks: borrowing Communicator, _ workers: Workers, group: Int? = nil
  ) throws(MPIError) {
    self.workers = workers
    all = try ranks.duplicate()
    host = try Self.team(on: ranks, group)
    threadCount = try host.allreduce(workers.count, .sum)
    firsts = try Self.peers(on: ranks, color: host.rank == 0 ? 0 : 1)
    var number = firsts.rank
    try host.broadcast(&number, from: 0)
    self.number = number
  }

  /// A rank by itself.
  ///
  /// - Parameter workers: its threads.
  package init(alone workers: Workers) {
    self.workers = workers
    threadCount = workers.count
    number = 0
    all = .solo()
    host = .solo()
    firsts = .solo()
  }

  private static func team(
    on ranks: borrowing Communicator, _ group: Int?
  ) throws(MPIError) -> Communicator {
    let host = try ranks.splitByMachine()
    let isShared = try SharedMemory.isPossible(on: host)
    return try peers(on: host, color: isShared ? group ?? 0 : host.rank)
  }

  /// The ranks that name the same color.
  private static func peers(
    on ranks: borrowing Communicator, color: Int
  ) throws(MPIError) -> Communicator {
    guard let peers = try ranks.split(color: color) else {
      preconditionFailure("a rank that names a color gets a communicator")
    }
    return peers
  }

  /// The number of ranks that make things together.
  package var size: Int { host.size }

  /// Whether this rank does what only one does.
  package var isFirst: Bool { host.rank == 0 }

  /// The part of some pieces of work that this rank does.
  ///
  /// - Parameter count: the number of pieces.
  /// - Returns: their numbers; each piece is one rank's.
  package func share(of count: Int) -> Range<Int> {
    count * host.rank / host.size..<count * (host.rank + 1) / host.size
  }

  /// Makes memory that this team has in common, all of its bytes 0.
  ///
  /// - Parameter byteCount: the number of bytes, the same on all ranks.
  /// - Returns: the memory; nil if the rank is alone, or there are no bytes, so that it may take its own.
  /// - Throws: an agreed `CaudalError` if the system refuses it.
  package func memory(byteCount: Int) throws -> SharedMemory? {
    // Some hosts may have one rank, others several.
    guard byteCount > 0, try all.allreduce(size, .maximum) > 1 else { return nil }
    let memory = try SharedMemory(byteCount: byteCount, of: host, agreedBy: all)
    return size > 1 ? memory : nil
  }

  /// Waits until all ranks of the host have come here, and sees what they have written.
  package func meet() throws(MPIError) { try host.barrier() }

  /// Computes a result for each piece of work, on all threads of all ranks of the host.
  ///
  /// - Parameters:
  ///   - pieces: the number of pieces, the same on all ranks.
  ///   - body: makes the result of a piece.
  /// - Returns: the results in the order of the pieces, on every rank, when all are made.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package func map<Result: BitwiseCopyable & Sendable>(
    _ pieces: Int, _ body: @Sendable (Int) -> Result
  ) throws(MPIError) -> [Result] {
    let own = share(of: pieces)
    let results = workers.map(own.count) { body(own.lowerBound + $0) }
    return try gathered(results)
  }

  /// Gives all ranks of the host what each of them has.
  ///
  /// - Parameter values: what this rank has.
  /// - Returns: what they have, in the order of ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package func gathered<Value: BitwiseCopyable>(_ values: [Value]) throws(MPIError) -> [Value] {
    size == 1 ? values : try host.allgather(varying: values).flatMap { $0 }
  }

  /// The numbers of the teams of all ranks, by rank.
  package func numbers() throws(MPIError) -> [Int] { try all.allgather(number) }

  /// Gives all hosts what each of them has a part of.
  ///
  /// - Parameters:
  ///   - elements: the elements, on the host's first rank; no matter on others.
  ///   - runs: which elements each host has: its number, and where they are; the same on all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package func exchange<Element: BitwiseCopyable>(
    _ elements: inout MutableSpan<Element>, _ runs: [(team: Int, elements: Range<Int>)]
  ) throws(MPIError) {
    try meet()
    if isFirst, firsts.size > 1 {
      for run in runs { try firsts.broadcast(run.elements, of: &elements, from: run.team) }
    }
    try meet()
  }
}
