import CSV
import Dispatch
import Filter
import MPI
import Ranks
import Synchronization
import Vocabulary

/// A file of a table as it streams by.
struct StreamFile: Sendable {
  /// Its number in the table.
  let number: Int

  /// The number in the table of its first block.
  let firstBlock: Int

  /// The number of bytes of the files before it.
  let origin: Int

  /// What its head says.
  let head: FileHead
}

/// A run of a file's rows that is scanned in one go.
struct StreamUnit: Sendable {
  /// The file.
  let file: StreamFile

  /// The rows, and the numbers of their blocks in the file.
  let rows: RowUnit
}

/// Units on their way from the thread that has them to those that scan them; only so many wait.
final class UnitQueue: Sendable {
  private let waiting = Mutex<[StreamUnit]>([])
  private let room: DispatchSemaphore
  private let filled = DispatchSemaphore(value: 0)
  private let failed = Atomic(false)

  /// Creates a queue.
  ///
  /// - Parameter capacity: the most units that wait, at least one.
  init(capacity: Int) { room = DispatchSemaphore(value: capacity) }

  /// Puts a unit in; waits for room.
  func put(_ unit: StreamUnit) {
    room.wait()
    append(unit)
  }

  /// Puts a unit in if there is room.
  ///
  /// - Returns: whether there was.
  func putIfRoom(_ unit: StreamUnit) -> Bool {
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
  func take() -> StreamUnit? {
    filled.wait()
    let unit = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if unit != nil { room.signal() }
    return unit
  }

  /// Says that a row that can't be used has been found.
  func reportFailure() { failed.store(true, ordering: .relaxed) }

  /// Whether a row that can't be used has been found.
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  private func append(_ unit: StreamUnit) {
    waiting.withLock { $0.append(unit) }
    filled.signal()
  }
}

/// The threads of a rank that scan units as they come.
final class UnitScanners<Sink: ChosenRowSink>: Sendable {
  /// What the threads take their units from.
  let queue: UnitQueue

  private let count: Int
  private let group = DispatchGroup()
  private let scans = Mutex<[ThreadScan<Sink>]>([])

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - makeScan: makes the scan of a thread.
  ///   - read: scans a unit.
  init(
    count: Int, into makeScan: @escaping @Sendable () -> ThreadScan<Sink>,
    read: @escaping @Sendable (StreamUnit, inout ThreadScan<Sink>) -> Void
  ) {
    self.count = count
    queue = UnitQueue(capacity: count + 1)
    let threads = DispatchQueue(label: "caudal.scan", attributes: .concurrent)
    for _ in 0..<count {
      threads.async(group: group) {
        var scan = makeScan()
        while let unit = self.queue.take() {
          read(unit, &scan)
          if scan.lastUnitFailed { self.queue.reportFailure() }
        }
        self.scans.withLock { $0.append(scan) }
      }
    }
  }

  /// Waits until all units have been scanned.
  ///
  /// - Returns: what the threads have scanned, which isn't kept here: it is held once.
  func finish() -> [ThreadScan<Sink>] {
    queue.close(takers: count)
    group.wait()
    return scans.withLock { scans in
      var taken: [ThreadScan<Sink>] = []
      swap(&taken, &scans)
      return taken
    }
  }
}
