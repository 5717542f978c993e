import MPI
import Ranks
import Vocabulary

extension Checks {
  /// If one rank hasn't the memory for what comes next, all throw the same error, which names it.
  mutating func memory(on ranks: borrowing Communicator) throws {
    let host = try ranks.splitByMachine()
    for poor in 0..<ranks.size {
      let memory = try HostMemory(
        granted: ranks.rank == poor ? 1000 : 5000, on: ranks, of: host, Workers(count: 1))
      // As much as there is, besides what is held.
      try ranks.checkMemory(for: 1000, in: memory, "thinking")
      try ranks.checkMemory(for: 300, besides: 700, in: memory, "thinking")
      do {
        try ranks.checkMemory(for: 301, besides: 700, in: memory, "thinking")
        expect(false, "nothing was thrown for want of memory on rank \(poor)")
      } catch let error as CaudalError {
        expect(error.kind, equals: .inputOutput, "the kind of the error")
        expect(error.advice, equals: .lessToKeep, "the advice")
        let sentence = "): thinking takes 1 MiB of memory, and there are 0 MiB"
        expect(
          error.problem.hasPrefix("rank \(poor) (host ") && error.problem.hasSuffix(sentence),
          error.problem)
      }
      try budget(of: poor, on: ranks)
    }
    // What the ranks of a host need is added up.
    let system = try HostMemory(granted: nil, on: ranks, of: host, Workers(count: 1))
    let together = try ranks.checkMemory(for: 1 + ranks.rank, in: system, "thinking")
    expect(together, equals: ranks.size * (ranks.size + 1) / 2, "what all ranks need")
    do {
      try ranks.checkMemory(for: ranks.rank == 0 ? 1 << 60 : 1, in: system, "thinking")
      expect(false, "nothing was thrown for want of an exbibyte")
    } catch let error as CaudalError {
      expect(error.problem.contains("thinking takes 1099511627777 MiB"), error.problem)
    }
  }

  private mutating func budget(of poor: Int, on ranks: borrowing Communicator) throws {
    let budget = MemoryBudget(limit: ranks.rank == poor ? 10 : 100, place: "rank \(ranks.rank)")
    let share = MemoryBudget.Share(of: budget)
    share.note(10)
    try ranks.checkBudget(budget, takenBy: share)
    share.note(11)
    do {
      try ranks.checkBudget(budget, for: "thoughts", takenBy: share)
      expect(false, "nothing was thrown for the budget of rank \(poor)")
    } catch let error as CaudalError {
      expect(
        error.problem,
        equals: "rank \(poor): thoughts take more than the 0 MiB of memory that there are for them",
        "the error of a budget")
    }
  }
}
