import CSV
import Dispatch
import Synchronization

/// Units on their way from the thread that has them to those that scan them; only so many wait.
final class UnitQueue: Sendable {
  private let waiting = Mutex<[RowUnit]>([])
  private let room: DispatchSemaphore
  private let filled = DispatchSemaphore(value: 0)

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

  private func append(_ unit: RowUnit) {
    waiting.withLock { $0.append(unit) }
    filled.signal()
  }
}

/// The threads of a rank that scan units as they come.
final class UnitScanners: Sendable {
  /// What the threads take their units from.
  let queue: UnitQueue

  private let count: Int
  private let group = DispatchGroup()
  private let scanned: Mutex<ScannedUnits>
  private let failed = Atomic(false)

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - maximumValues: the most numbers that a unit, or all of them, can have.
  ///   - arrayPerUnit: whether the numbers of each unit are kept in an array of their own, which
  ///     can be freed by itself.
  ///   - scan: scans a unit into a sink.
  init(
    count: Int, maximumValues: Int, arrayPerUnit: Bool,
    scan: @escaping @Sendable (RowUnit, inout UnitSink) -> SliceScan
  ) {
    self.count = count
    queue = UnitQueue(capacity: count + 1)
    scanned = Mutex(ScannedUnits(maximumValues: maximumValues))
    let threads = DispatchQueue(label: "caudal.scan", attributes: .concurrent)
    for _ in 0..<count {
      threads.async(group: group) {
        var sink = UnitSink(maximumValues: maximumValues, arrayPerUnit: arrayPerUnit)
        while let unit = self.queue.take() {
          sink.beginUnit(blockCount: unit.blocks.count)
          let scan = scan(unit, &sink)
          sink.endUnit(unit.blocks.lowerBound, scan)
          if scan.failure != nil { self.failed.store(true, ordering: .relaxed) }
        }
        self.scanned.withLock { $0.append(sink.scanned) }
      }
    }
  }

  /// Whether a row that can't be used has been found.
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Waits until all units have been scanned.
  ///
  /// - Returns: the units, which aren't kept here: the numbers are held once.
  func finish() -> ScannedUnits {
    queue.close(takers: count)
    group.wait()
    return scanned.withLock { units in
      var taken = ScannedUnits(maximumValues: 0)
      swap(&taken, &units)
      return taken
    }
  }
}
