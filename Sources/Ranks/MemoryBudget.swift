import Glibc
package import MPI
import Statistics
import Synchronization
import Vocabulary

/// The memory that may be taken on a rank by what grows with the rows.
///
/// How many groups, keys or numbers there are is known only when all rows have been read. What
/// outgrew the memory would be ended by the system without a word; so the threads count what they
/// take, and stop in time.
package final class MemoryBudget: Sendable {
  /// The memory that one thread has taken; given back when nobody holds it any more, because what the thread
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

  /// Where more is granted from; nil if the first limit is the last.
  private let source: HostMemory?

  /// The memory that it is a part of, if that is known.
  private let memory: HostMemory?

  /// This rank, as messages name it.
  private let place: String

  /// The bytes that may be taken before the source is looked at again.
  private let granted: Atomic<Int>

  private let isLooking = Mutex(())
  private let used = Atomic(0)

  /// The number of shares whose threads have left rows out.
  private let incomplete = Atomic(0)

  /// Creates a budget of a fixed size.
  ///
  /// - Parameters:
  ///   - limit: the bytes that may be taken.
  ///   - place: this rank, as messages name it.
  ///   - memory: the memory that it is a part of, if that is known.
  package init(limit: Int, place: String = "rank 0", of memory: HostMemory? = nil) {
    granted = Atomic(limit)
    source = nil
    self.memory = memory
    self.place = place
  }

  /// Creates a budget that grows as long as the host has memory left.
  ///
  /// - Parameter memory: the memory of the host.
  package init(growingIn memory: HostMemory) {
    granted = Atomic(memory.granted ?? 0)
    source = memory.granted == nil ? memory : nil
    self.memory = memory
    place = memory.place
  }

  /// The bytes that may be taken, as far as is known.
  package var limit: Int { granted.load(ordering: .relaxed) }

  /// Whether more has been taken than may be, or rows have been left out for want of memory.
  package var isExhausted: Bool {
    guard incomplete.load(ordering: .relaxed) == 0 else { return true }
    return used.load(ordering: .relaxed) > granted.load(ordering: .relaxed) && !isGrantedMore()
  }

  /// Looks whether the host has more, and takes a small part of it: other ranks look, too, and each
  /// may take what it was granted whatever the others have taken since.
  private func isGrantedMore() -> Bool {
    guard let source else { return false }
    return isLooking.withLock { _ in
      let used = used.load(ordering: .relaxed)
      // Another thread may have looked in the meantime.
      guard used > granted.load(ordering: .relaxed) else { return true }
      guard used <= source.mostKept ?? .max else { return false }
      guard let left = source.left() else { return true }
      let part = left / (16 * source.neighbours.count)
      guard part > 0 else { return false }
      granted.store(used + part, ordering: .relaxed)
      return true
    }
  }

  /// What limits the memory, in brackets, if it isn't the host.
  private var remark: String { memory?.remark ?? "" }

  /// The failure of a rank that has no memory left for what it keeps.
  ///
  /// - Parameter kept: what is kept, such as `the numbers`.
  /// - Returns: the failure, with what may be done about it.
  package func failure(of kept: String) -> LocalFailure {
    let message =
      "\(place): \(kept) take more than the \(limit >> 20) MiB of memory that there are for them\(remark)"
    return LocalFailure(error: CaudalError(.inputOutput, message, advice: .lessToKeep))
  }
}

extension HostMemory {
  /// The memory that tables may take on this rank: what was granted, or half of this rank's share of
  /// what its host has left. The other half is for what comes after: what is sent and received,
  /// statistics, orders and the report.
  package func tableBudget() -> MemoryBudget {
    let share = (left() ?? .max) / (2 * neighbours.count)
    return MemoryBudget(
      limit: granted ?? min(share, mostKept ?? .max), place: place, of: self)
  }

  /// The bytes that this rank may take in all, if all ranks of its host take as much: what was granted, or its
  /// share of what the host has left. More than there is anywhere where that can't be found out.
  package var rankShare: Int { granted ?? (left() ?? .max) / neighbours.count }

  /// What limits the memory, in brackets, if that is no property of the host.
  fileprivate var remark: String {
    granted == nil ? tightestLimit.map { " (\($0.rawValue))" } ?? "" : ""
  }

  /// The failure of a host that has no memory left for what comes next.
  fileprivate func failure(of next: String, _ needed: Int, left: Int) -> LocalFailure {
    // Rounded so that what is needed is always more.
    let message =
      "\(place): \(next) takes \((needed >> 20) + 1) MiB of memory, and there are \(left >> 20) MiB\(remark)"
    return LocalFailure(error: CaudalError(.inputOutput, message, advice: .lessToKeep))
  }
}

extension Communicator {
  /// Fails on all ranks if one has used up its memory.
  ///
  /// - Parameters:
  ///   - budget: the memory.
  ///   - kept: what it was taken for.
  ///   - sinks: what has taken of it; given back only after this look.
  /// - Throws: an agreed ``CaudalError``.
  package borrowing func checkBudget<Sinks>(
    _ budget: MemoryBudget, for kept: String = "the keys, and what is kept of them,",
    takenBy sinks: Sinks
  ) throws {
    defer { withExtendedLifetime(sinks) {} }
    try agree { () throws(LocalFailure) in
      if budget.isExhausted { throw budget.failure(of: kept) }
    }
  }

  /// Fails on all ranks if the hosts don't have the memory for what comes next.
  ///
  /// - Parameters:
  ///   - bytes: what this rank needs besides what it has.
  ///   - held: what it has, of that for which memory was granted.
  ///   - memory: the memory of its host.
  ///   - next: what comes next, such as `sorting the numbers`.
  /// - Returns: what all ranks of this rank's host need.
  /// - Throws: an agreed ``CaudalError``.
  @discardableResult
  package borrowing func checkMemory(
    for bytes: Int, besides held: Int = 0, in memory: HostMemory, _ next: String
  ) throws -> Int {
    let needs = try allgather(bytes)
    let needed = memory.neighbours.reduce(0) { $0 + needs[$1] }
    try agree { () throws(LocalFailure) in
      if let granted = memory.granted {
        guard bytes > granted - held else { return }
        throw memory.failure(of: next, bytes, left: max(0, granted - held))
      }
      guard let left = memory.shortage(of: needed) else { return }
      throw memory.failure(of: next, needed, left: left)
    }
    return needed
  }
}
