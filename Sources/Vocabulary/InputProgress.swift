import Synchronization

/// How much of a job's input has been read so far, for whoever waits for it.
///
/// The job counts; another thread may look at any time.
///
/// ```swift
/// let progress = InputProgress()
/// request.progress = progress
/// startTimer { show(progress.bytesRead, of: progress.byteCount) }
/// ```
///
/// Where every rank reads its own part of a file, the pace of this rank stands for all.
public final class InputProgress: Sendable {
  private let read = Atomic(0)
  private let total = Atomic(-1)
  private let parts = Atomic(1)

  /// Nothing has been read yet.
  public init() {}

  /// The number of bytes read, about.
  public var bytesRead: Int {
    let read = read.load(ordering: .relaxed) * parts.load(ordering: .relaxed)
    return byteCount.map { min($0, read) } ?? read
  }

  /// The number of bytes of the whole input; nil if it isn't known, or not yet.
  public var byteCount: Int? {
    let total = total.load(ordering: .relaxed)
    return total < 0 ? nil : total
  }

  /// Says what will be read.
  ///
  /// - Parameters:
  ///   - bytes: the number of bytes of the whole input.
  ///   - ranks: the number of ranks that read them.
  package func expect(bytes: Int, readBy ranks: Int) {
    parts.store(ranks, ordering: .relaxed)
    total.store(bytes, ordering: .relaxed)
  }

  /// Counts bytes that this rank has read.
  package func count(bytes: Int) { read.wrappingAdd(bytes, ordering: .relaxed) }
}
