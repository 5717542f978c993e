import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The memory that tables of groups and keys may take on a rank.
///
/// The number of groups is known only when all rows have been read. A table that outgrew the memory
/// would be ended by the system without a word; so the threads count what they take, and stop in
/// time.
final class MemoryBudget: Sendable {
  /// What one thread has taken; given back when nobody holds it any more, because what the thread
  /// made has been thrown away.
  final class Share: Sendable {
    private let budget: MemoryBudget
    private let bytes = Atomic(0)
    private let hasLeftOut = Atomic(false)

    /// Begins with nothing.
    ///
    /// - Parameter budget: what is taken from.
    init(of budget: MemoryBudget) { self.budget = budget }

    deinit {
      note(0)
      if hasLeftOut.load(ordering: .relaxed) {
        budget.incomplete.wrappingSubtract(1, ordering: .relaxed)
      }
    }

    /// Takes note of all that the thread has now.
    func note(_ total: Int) {
      let before = bytes.exchange(total, ordering: .relaxed)
      budget.used.wrappingAdd(total - before, ordering: .relaxed)
    }

    /// Whether the thread has to leave rows out, because there is no more memory for them.
    ///
    /// Once it has, the budget stays exhausted until the share is given back.
    func mustLeaveOut() -> Bool {
      guard budget.isExhausted else { return false }
      if !hasLeftOut.exchange(true, ordering: .relaxed) {
        budget.incomplete.wrappingAdd(1, ordering: .relaxed)
      }
      return true
    }
  }

  /// The bytes that may be taken.
  let limit: Int

  private let used = Atomic(0)

  /// The number of shares whose threads have left rows out.
  private let incomplete = Atomic(0)

  /// Creates a budget.
  ///
  /// - Parameter limit: the bytes that may be taken.
  init(limit: Int) { self.limit = limit }

  /// Whether more has been taken than may be, or rows have been left out for want of memory.
  var isExhausted: Bool {
    used.load(ordering: .relaxed) > limit || incomplete.load(ordering: .relaxed) > 0
  }

  /// The bytes that this process can still get: what the system or its control group has left.
  ///
  /// - Returns: nil if it can't be found out.
  static func available() -> Int? {
    let lines = readText("/proc/meminfo")?.split(separator: "\n") ?? []
    let line = lines.first { $0.hasPrefix("MemAvailable:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return [kibibytes.map { $0 << 10 }, ControlGroup.memoryLeft()].compactMap { $0 }.min()
  }
}
