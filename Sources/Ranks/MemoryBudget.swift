import Glibc
package import MPI
import Statistics
import Synchronization
import Vocabulary

/// The memory that tables of groups and keys may take on a rank.
///
/// The number of groups is known only when all rows have been read. A table that outgrew the memory
/// would be ended by the system without a word; so the threads count what they take, and stop in
/// time.
package final class MemoryBudget: Sendable {
  /// What one thread has taken; given back when nobody holds it any more, because what the thread
  /// made has been thrown away.
  package final class Share: Sendable {
    private let budget: MemoryBudget
    private let bytes = Atomic(0)
    private let hasLeftOut = Atomic(false)

    /// Begins with nothing.
    ///
    /// - Parameter budget: what is taken from.
    package init(of budget: MemoryBudget) { self.budget = budget }

    deinit {
      note(0)
      if hasLeftOut.load(ordering: .relaxed) {
        budget.incomplete.wrappingSubtract(1, ordering: .relaxed)
      }
    }

    /// Takes note of all that the thread has now.
    package func note(_ total: Int) {
      let before = bytes.exchange(total, ordering: .relaxed)
      budget.used.wrappingAdd(total - before, ordering: .relaxed)
    }

    /// Whether the thread has to leave rows out, because there is no more memory for them.
    ///
    /// Once it has, the budget stays exhausted until the share is given back.
    package func mustLeaveOut() -> Bool {
      guard budget.isExhausted else { return false }
      if !hasLeftOut.exchange(true, ordering: .relaxed) {
        budget.incomplete.wrappingAdd(1, ordering: .relaxed)
      }
      return true
    }
  }

  /// The bytes that may be taken.
  package let limit: Int

  private let used = Atomic(0)

  /// The number of shares whose threads have left rows out.
  private let incomplete = Atomic(0)

  /// Creates a budget.
  ///
  /// - Parameter limit: the bytes that may be taken.
  package init(limit: Int) { self.limit = limit }

  /// Whether more has been taken than may be, or rows have been left out for want of memory.
  package var isExhausted: Bool {
    used.load(ordering: .relaxed) > limit || incomplete.load(ordering: .relaxed) > 0
  }

  /// The bytes that this process can still get: what the system or its control group has left.
  ///
  /// - Returns: nil if it can't be found out.
  package static func available() -> Int? {
    let lines = readText("/proc/meminfo")?.split(separator: "\n") ?? []
    let line = lines.first { $0.hasPrefix("MemAvailable:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return [kibibytes.map { $0 << 10 }, ControlGroup.memoryLeft()].compactMap { $0 }.min()
  }
}

extension Communicator {
  /// The memory that tables may take on this rank: what was asked for, or half of this rank's share
  /// of what its host has left. The other half is for what comes after: what is sent and received,
  /// statistics, orders and the report.
  package borrowing func memoryBudget(_ bytes: Int?) throws(MPIError) -> MemoryBudget {
    let neighbours = try splitByMachine().size
    return MemoryBudget(limit: bytes ?? (MemoryBudget.available() ?? .max) / (2 * neighbours))
  }

  /// Fails on all ranks if one has used up its memory.
  ///
  /// - Parameters:
  ///   - budget: the memory.
  ///   - sinks: what has taken of it; given back only after this look.
  /// - Throws: an agreed ``CaudalError``.
  package borrowing func checkBudget<Sinks>(_ budget: MemoryBudget, takenBy sinks: Sinks) throws {
    defer { withExtendedLifetime(sinks) {} }
    try agree { () throws(LocalFailure) in
      guard budget.isExhausted else { return }
      let message =
        "rank \(rank) (host \(processorName)): the keys, and what is kept of them, take more than the"
        + " \(budget.limit >> 20) MiB of memory that there are for them"
      throw LocalFailure(error: CaudalError(.inputOutput, message, advice: .lessToKeep))
    }
  }
}
