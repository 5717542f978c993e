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
  /// What one thread has told of.
  struct Share: Sendable {
    fileprivate var bytes = 0
  }

  /// The bytes that may be taken.
  let limit: Int

  private let used = Atomic(0)
  private let exhausted = Atomic(false)

  /// Creates a budget.
  ///
  /// - Parameter limit: the bytes that may be taken.
  init(limit: Int) { self.limit = limit }

  /// Takes note of what a thread has taken.
  ///
  /// - Parameters:
  ///   - bytes: all that it has now.
  ///   - share: what it has told of before.
  func note(_ bytes: Int, by share: inout Share) {
    let added = bytes - share.bytes
    guard added != 0 else { return }
    share.bytes = bytes
    if used.wrappingAdd(added, ordering: .relaxed).newValue > limit {
      exhausted.store(true, ordering: .relaxed)
    }
  }

  /// Whether more has been taken than may be.
  var isExhausted: Bool { exhausted.load(ordering: .relaxed) }

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
