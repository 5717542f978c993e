import Dispatch
import Stores
import Synchronization

/// Rows on their way into a store, which are stored by a thread of their own while the next ones are read.
///
/// A database takes longer for rows than reading them does, and it is one that takes them: so reading costs nothing
/// but what comes before the first.
final class StoreQueue: Sendable {
  /// The bytes of rows that may wait.
  private static let mostBytes = 64 << 20

  private let queue = DispatchQueue(label: "caudal.store")

  /// What has gone wrong first; rows behind it aren't stored.
  private let failure = Mutex<StoreError?>(nil)

  /// The bytes that have been added since nothing was waiting.
  private let waitingBytes = Mutex(0)

  /// Adds rows behind those that were added before.
  ///
  /// Until ``finish()`` the store is used by the queue alone.
  ///
  /// - Parameters:
  ///   - rows: row images.
  ///   - count: their number.
  ///   - store: where they go, the same each time.
  func add(_ rows: [UInt8], count: Int, to store: any TableStore) {
    let waiting = waitingBytes.withLock { $0 }
    if waiting > 0, waiting + rows.count > Self.mostBytes { _ = finish() }
    waitingBytes.withLock { $0 += rows.count }
    // Sound: blocks run one after the other, and nobody else uses the store until they have ended.
    nonisolated(unsafe) let store = store
    queue.async { [self] in
      guard failure.withLock({ $0 == nil }) else { return }
      do throws(StoreError) { try unsafe store.write(rows: rows, count: count) } catch {
        failure.withLock { $0 = error }
      }
    }
  }

  /// Waits until all rows have been stored.
  ///
  /// - Returns: what has gone wrong, now or before; nil if nothing has.
  func finish() -> StoreError? {
    queue.sync {}
    waitingBytes.withLock { $0 = 0 }
    return failure.withLock { $0 }
  }
}
