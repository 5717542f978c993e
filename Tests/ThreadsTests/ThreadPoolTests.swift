import Dispatch
import Synchronization
import Testing

@testable import Threads

/// Work on several threads, and threads that are used again.
@Suite("Threads")
struct ThreadPoolTests {
  /// Pieces that threads take one by one.
  private final class Pieces: Sendable {
    private let next = Atomic(0)
    let done: Atomic<Int> = Atomic(0)
    private let count: Int

    init(_ count: Int) { self.count = count }

    func work() {
      while next.wrappingAdd(1, ordering: .relaxed).oldValue < count {
        done.wrappingAdd(1, ordering: .relaxed)
      }
    }
  }

  @Test(
    "All pieces are done when the work has ended, on any number of threads",
    arguments: [0, 1, 2, 3, 16])
  func pieces(threads: Int) {
    for count in [0, 1, 2, 1000] {
      let pieces = Pieces(count)
      ThreadPool.perform(on: threads) { pieces.work() }
      #expect(pieces.done.load(ordering: .relaxed) == count)
    }
  }

  @Test("Work within work ends, and so does work of many callers at once")
  func nested() {
    let total = Atomic(0)
    ThreadPool.perform(on: 4) {
      for _ in 0..<20 {
        let pieces = Pieces(30)
        ThreadPool.perform(on: 3) { pieces.work() }
        total.wrappingAdd(pieces.done.load(ordering: .relaxed), ordering: .relaxed)
      }
    }
    let all = total.load(ordering: .relaxed)
    // One thread has done it at least, four at most.
    #expect(all % 600 == 0 && (600...2400).contains(all), "\(all)")
  }

  @Test("What the work has captured is let go before the call returns")
  func captured() {
    final class Token: Sendable {}
    for _ in 0..<1000 {
      weak var seen: Token?
      do {
        let token = Token()
        seen = token
        ThreadPool.perform(on: 4) { withExtendedLifetime(token) {} }
      }
      #expect(seen == nil)
    }
  }

  @Test("Threads that wait for each other all run at once")
  func together() {
    let (here, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    for _ in 0..<24 {
      let isStarted = ThreadPool.start {
        here.signal()
        go.wait()
      }
      #expect(isStarted)
    }
    for _ in 0..<24 { here.wait() }
    for _ in 0..<24 { go.signal() }
    #expect(systemStartsThreads(24))
  }
}
