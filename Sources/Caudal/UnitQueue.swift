import CSV
import Dispatch
import Synchronization

/// Units on their way from the thread that has them to those that scan them; only so many wait.
final class UnitQueue: Sendable {
  private let waiting = Mutex<[RowUnit]>([])
  private let room: DispatchSemaphore
  private let filled = DispatchSemaphore(value: 0)
  private let failed = Atomic(false)

  /// Creates a queue.
  ///
  /// - Parameter capacity: the most units that wait, at least one.
  init(capacity: Int) { room = DispatchSemaphore(value: capacity) }

  /// Puts a unit in; waits for room.
  func put(_ unit: RowUnit) {
    room.wait()
    append(unit)
  }

  /// Puts a unit in if there is room.
  ///
  /// - Returns: whether there was.
  func putIfRoom(_ unit: RowUnit) -> Bool {
    guard room.wait(timeout: .now()) == .success else { return false }
    append(unit)
    return true
  }

  /// Says that no more units will come.
  ///
  /// - Parameter takers: the number of threads that take units.
  func close(takers: Int) {
    for _ in 0..<takers { filled.signal() }
  }

  /// Takes the unit that has waited longest; waits for one.
  ///
  /// - Returns: nil when the queue is closed and empty.
  func take() -> RowUnit? {
    filled.wait()
    let unit = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if unit != nil { room.signal() }
    return unit
  }

  /// Says that a row that can't be used has been found.
  func reportFailure() { failed.store(true, ordering: .relaxed) }

  /// Whether a row that can't be used has been found.
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  private func append(_ unit: RowUnit) {
    waiting.withLock { $0.append(unit) }
    filled.signal()
  }
}

/// The threads of a rank that scan units as they come.
final class UnitScanners<Sink: UnitRowSink>: Sendable {
  /// What the threads take their units from.
  let queue: UnitQueue

  private let count: Int
  private let group = DispatchGroup()
  private let sinks = Mutex<[CountedSink<Sink>]>([])

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - makeSink: makes what a thread's rows go to.
  ///   - scan: scans a unit into a sink.
  init(
    count: Int, into makeSink: @escaping @Sendable () -> Sink,
    scan: @escaping @Sendable (RowUnit, inout CountedSink<Sink>) -> Void
  ) {
    self.count = count
    queue = UnitQueue(capacity: count + 1)
    let threads = DispatchQueue(label: "caudal.scan", attributes: .concurrent)
    for _ in 0..<count {
      threads.async(group: group) {
        var sink = CountedSink(makeSink())
        while let unit = self.queue.take() {
          scan(unit, &sink)
          if sink.lastUnitFailed { self.queue.reportFailure() }
        }
        self.sinks.withLock { $0.append(sink) }
      }
    }
  }

  /// Waits until all units have been scanned.
  ///
  /// - Returns: what the threads have scanned, which isn't kept here: it is held once.
  func finish() -> [CountedSink<Sink>] {
    queue.close(takers: count)
    group.wait()
    return sinks.withLock { sinks in
      var taken: [CountedSink<Sink>] = []
      swap(&taken, &sinks)
      return taken
    }
  }
}
