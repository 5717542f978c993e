import Synchronization

/// How far a job is: how much of its input has been read, and what this rank does, for whoever waits.
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
  private let scanned = Atomic(0)
  private let rows = Atomic(0)
  private let current = Atomic(JobPhase.start.rawValue)

  /// How far the job is if it reads rows as they come.
  public let stream = StreamProgress()

  /// Nothing has been read yet.
  public init() {}

  /// The number of bytes read, about.
  public var bytesRead: Int {
    let read = read.load(ordering: .relaxed) * parts.load(ordering: .relaxed)
    return byteCount.map { min($0, read) } ?? read
  }

  /// The number of bytes read of rows that come, or of files.
  public var bytesOfJob: Int { stream.figures?.bytes ?? bytesRead }

  /// The number of bytes of the whole input; nil if it isn't known, or not yet.
  public var byteCount: Int? {
    let total = total.load(ordering: .relaxed)
    return total < 0 ? nil : total
  }

  /// The number of bytes whose rows this rank has scanned. Those that were scanned twice count twice.
  public var bytesScanned: Int { scanned.load(ordering: .relaxed) }

  /// The number of rows that this rank has scanned, those that a condition or a fault left out included. Those that
  /// were scanned twice count twice.
  public var rowsScanned: Int { rows.load(ordering: .relaxed) }

  /// What this rank is doing.
  public var phase: JobPhase { JobPhase(rawValue: current.load(ordering: .relaxed)) ?? .start }

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

  /// Counts rows that this rank has scanned, and their bytes.
  package func countScanned(bytes: Int, rows newRows: Int) {
    scanned.wrappingAdd(bytes, ordering: .relaxed)
    rows.wrappingAdd(newRows, ordering: .relaxed)
  }

  /// Says what this rank does from now on.
  package func enter(_ phase: JobPhase) { current.store(phase.rawValue, ordering: .relaxed) }
}
