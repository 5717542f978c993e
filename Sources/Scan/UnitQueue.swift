import CSV
import Dispatch
import Expressions
import MPI
import Ranks
import Synchronization
import Threads
import Vocabulary

/// A run of a file's rows that is scanned in one go.
struct StreamUnit: Sendable {
  /// The file.
  let file: TableFile

  /// The rows, and the numbers of their blocks in the file.
  let rows: RowUnit
}

/// Bytes of units that are held at a time.
enum HeldBytes {
  /// The most bytes that wait in a rank, and that are on their way from rank 0 to others: sixteen
  /// units of the usual size. Rows may be as long as sixty of these.
  static let limit = 64 << 20

  /// The bytes of a unit, unless its rows are long.
  static let usualUnit =
    TableRequest.standardBlockBytes * RowStream<FileStream>.standardUnitBlocks

  /// Whether another unit can be held; one always can, however large.
  ///
  /// - Parameters:
  ///   - byteCount: the bytes of the other unit.
  ///   - held: the bytes of those that are held.
  ///   - limit: the most bytes of several.
  /// - Returns: whether there is room.
  static func haveRoom(for byteCount: Int, besides held: Int, limit: Int = limit) -> Bool {
    held == 0 || held + byteCount <= limit
  }
}

/// Units on their way from the thread that has them, always the same one, to those that scan them;
/// only so many wait.
final class UnitQueue: Sendable {
  private struct Waiting {
    var units: [StreamUnit] = []
    var byteCount = 0

    /// Whether somebody wants to know when a unit has been taken.
    var isRoomAwaited = false
  }

  private let waiting = Mutex(Waiting())
  private let capacity: Int
  private let byteLimit: Int
  private let taken = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)
  private let failed = Atomic(false)

  /// The units that wait where so many threads take them: the next one is there for each, and one is
  /// on its way.
  static func capacity(takers: Int) -> Int { takers + 1 }

  /// Creates a queue.
  ///
  /// - Parameters:
  ///   - capacity: the most units that wait, at least one.
  ///   - byteLimit: the most bytes of these, unless one alone has more.
  init(capacity: Int, byteLimit: Int = HeldBytes.limit) {
    precondition(capacity >= 1, "a queue has room for a unit")
    self.capacity = capacity
    self.byteLimit = byteLimit
  }

  /// Puts a unit in; waits for room.
  func put(_ unit: StreamUnit) {
    while !append(unit, orAwaitRoom: true) { taken.wait() }
  }

  /// Puts a unit in if there is room.
  ///
  /// - Returns: whether there was.
  func putIfRoom(_ unit: StreamUnit) -> Bool { append(unit, orAwaitRoom: false) }

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
    let (unit, isRoomAwaited) = waiting.withLock { waiting -> (StreamUnit?, Bool) in
      guard !waiting.units.isEmpty else { return (nil, false) }
      let unit = waiting.units.removeFirst()
      waiting.byteCount -= unit.rows.bytes.count
      defer { waiting.isRoomAwaited = false }
      return (unit, waiting.isRoomAwaited)
    }
    if isRoomAwaited { taken.signal() }
    return unit
  }

  /// Says that a row that can't be used has been found, or that no more rows can be taken.
  func reportFailure() { failed.store(true, ordering: .relaxed) }

  /// Whether that has been said.
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Appends a unit if there is room.
  ///
  /// - Parameters:
  ///   - unit: the unit.
  ///   - awaitsRoom: whether to be told, if there is none, when a unit has been taken.
  /// - Returns: whether there was room.
  private func append(_ unit: StreamUnit, orAwaitRoom awaitsRoom: Bool) -> Bool {
    let bytes = unit.rows.bytes.count
    let isIn = waiting.withLock { waiting in
      guard waiting.units.count < capacity,
        HeldBytes.haveRoom(for: bytes, besides: waiting.byteCount, limit: byteLimit)
      else {
        waiting.isRoomAwaited = awaitsRoom
        return false
      }
      waiting.units.append(unit)
      waiting.byteCount += bytes
      return true
    }
    if isIn { filled.signal() }
    return isIn
  }
}

/// The threads of a rank that scan units as they come.
struct UnitScanners<Sink: ChosenRowSink>: Sendable {
  /// The queue from which the threads take their units.
  let queue: UnitQueue

  /// The threads that were started: fewer than were asked for where the system starts no further one.
  private(set) var count = 0

  private let running = DispatchGroup()
  private let scans = FinishedScans<Sink>()

  /// Starts the threads.
  ///
  /// - Parameters:
  ///   - wanted: their number.
  ///   - makeScan: makes the scan of a thread.
  ///   - read: scans a unit.
  init(
    wanted: Int, into makeScan: @escaping @Sendable () -> ThreadScan<Sink>,
    read: @escaping @Sendable (StreamUnit, inout ThreadScan<Sink>) -> Void
  ) {
    queue = UnitQueue(capacity: UnitQueue.capacity(takers: wanted))
    let (queue, scans, running) = (queue, scans, running)
    for number in 0..<wanted {
      running.enter()
      let scanUnits: @Sendable () -> Void = {
        var scan = makeScan()
        while let unit = queue.take() {
          read(unit, &scan)
          if scan.lastUnitFailed || scan.failure != nil { queue.reportFailure() }
        }
        scans.add(scan)
        running.leave()
      }
      let isStarted =
        number == 0 ? ThreadPool.startEventually(scanUnits) : ThreadPool.start(scanUnits)
      guard isStarted else {
        running.leave()
        break
      }
      count += 1
    }
  }

  /// Waits until all units have been scanned.
  ///
  /// - Returns: what the threads have scanned, which isn't kept here: it is held once.
  func finish() -> [ThreadScan<Sink>] {
    queue.close(takers: count)
    running.wait()
    return scans.takeAll()
  }
}

/// What threads have scanned.
private final class FinishedScans<Sink: ChosenRowSink>: Sendable {
  private let scans = Mutex<[ThreadScan<Sink>]>([])

  func add(_ scan: ThreadScan<Sink>) { scans.withLock { $0.append(scan) } }

  func takeAll() -> [ThreadScan<Sink>] {
    scans.withLock { scans in
      var taken: [ThreadScan<Sink>] = []
      swap(&taken, &scans)
      return taken
    }
  }
}
