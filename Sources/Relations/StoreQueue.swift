import Dispatch
import Stores
import Synchronization
import Threads

/// Rows on their way into a store, which are stored by a thread of their own while the next ones are read.
///
/// A database takes longer for rows than reading them does, and it is one that takes them: so reading costs nothing
/// but what comes before the first.
final class StoreQueue: Sendable {
  /// The bytes of rows that may wait.
  private static let mostBytes = 64 << 20

  /// Rows, and where they go.
  private struct Addition: Sendable {
    let rows: [UInt8]
    let count: Int

    // Sound: one thread at a time stores, and nobody else uses the store until that has ended.
    nonisolated(unsafe) let store: any TableStore
  }

  private struct State {
    var waiting: [Addition] = []

    /// The bytes that have been added since nothing was waiting.
    var bytes = 0

    /// Whether a thread stores what waits.
    var isStoring = false

    /// Whether somebody waits for its end.
    var isAwaited = false

    /// What has gone wrong first; rows behind it aren't stored.
    var failure: StoreError?
  }

  private let state = Mutex(State())
  private let hasStored = DispatchSemaphore(value: 0)

  /// Adds rows behind those that were added before.
  ///
  /// Until ``finish()`` the store is used by the queue alone.
  ///
  /// - Parameters:
  ///   - rows: row images.
  ///   - count: their number.
  ///   - store: where they go, the same each time.
  func add(_ rows: [UInt8], count: Int, to store: any TableStore) {
    let waiting = state.withLock { $0.bytes }
    if waiting > 0, waiting + rows.count > Self.mostBytes { _ = finish() }
    let addition = Addition(rows: rows, count: count, store: store)
    let mustStart = state.withLock { state in
      state.bytes += rows.count
      state.waiting.append(addition)
      defer { state.isStoring = true }
      return !state.isStoring
    }
    // Where there is no thread for it, the rows are stored before more are read.
    if mustStart, !ThreadPool.start({ self.storeWaiting() }) { storeWaiting() }
  }

  /// Waits until all rows have been stored.
  ///
  /// - Returns: what has gone wrong, now or before; nil if nothing has.
  func finish() -> StoreError? {
    let isBusy = state.withLock { state in
      state.isAwaited = state.isStoring
      return state.isStoring
    }
    if isBusy { hasStored.wait() }
    return state.withLock { state in
      state.bytes = 0
      return state.failure
    }
  }

  /// Stores what waits, one after the other, until nothing does.
  private func storeWaiting() {
    while let addition = nextAddition() {
      do throws(StoreError) {
        try unsafe addition.store.write(rows: addition.rows, count: addition.count)
      } catch {
        state.withLock { $0.failure = error }
      }
    }
  }

  /// What is stored next; nil if nothing waits, and who waited for that has been told.
  private func nextAddition() -> Addition? {
    let (addition, isAwaited) = state.withLock { state -> (Addition?, Bool) in
      if state.failure != nil { state.waiting = [] }
      if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
      defer { (state.isStoring, state.isAwaited) = (false, false) }
      return (nil, state.isAwaited)
    }
    if isAwaited { hasStored.signal() }
    return addition
  }
}
