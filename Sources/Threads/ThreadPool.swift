internal import Dispatch
internal import Glibc
internal import Synchronization

/// Threads that are used again: one that has done its work waits for more.
///
/// Dispatch has such a pool, too, but waits for ever where the system starts no further thread. Here that is
/// said, and a caller gets on with the threads that there are.
package enum ThreadPool {
  /// A thread that waits for work.
  private final class Worker: Sendable {
    private let isWanted = DispatchSemaphore(value: 0)
    private let work: Mutex<(@Sendable () -> Void)?>

    init(first: @escaping @Sendable () -> Void) { work = Mutex(first) }

    /// Gives it work.
    func give(_ next: @escaping @Sendable () -> Void) {
      work.withLock { $0 = next }
      isWanted.signal()
    }

    /// Works for ever, first on what it was made for.
    func run() {
      while true {
        work.withLock { $0.take() }?()
        ThreadPool.idle.withLock { $0.append(self) }
        isWanted.wait()
      }
    }
  }

  /// Those that wait; the last to have worked is the first to work again, as its caches are warm.
  private static let idle = Mutex<[Worker]>([])

  /// Does some work on a thread of its own.
  ///
  /// - Parameter work: the work, during which no signals are handled.
  /// - Returns: false if no thread waits and the system starts no further one; then nothing is done.
  package static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
    if giveToIdle(work) { return true }
    let worker = Worker(first: work)
    guard startThread(takesSignals: false, { worker.run() }) else { return false }
    made.wrappingAdd(1, ordering: .relaxed)
    return true
  }

  /// The threads that have been made.
  private static let made = Atomic(0)

  /// Has a thread help that there is, or a new one while there are fewer than so many. One that has just done its
  /// work is about to wait again: it is looked for a moment, lest there be ever more threads, each with memory.
  private static func help(upTo most: Int, _ work: @escaping @Sendable () -> Void) -> Bool {
    if giveToIdle(work) { return true }
    if made.load(ordering: .relaxed) < most { return start(work) }
    for _ in 0..<64 {
      sched_yield()
      if giveToIdle(work) { return true }
    }
    return false
  }

  /// Does some work on a thread of its own, where nothing gets on without: if the system starts none, it is waited
  /// for one that is about to come to the end of other work, a second at most.
  package static func startEventually(_ work: @escaping @Sendable () -> Void) -> Bool {
    if start(work) { return true }
    for _ in 0..<100 {
      usleep(10_000)
      if giveToIdle(work) { return true }
    }
    return start(work)
  }

  private static func giveToIdle(_ work: @escaping @Sendable () -> Void) -> Bool {
    guard let worker = idle.withLock({ $0.popLast() }) else { return false }
    worker.give(work)
    return true
  }

  /// Does the same work on several threads at once, the calling one among them, and waits until all have done it.
  ///
  /// A thread that gets no processor until another has come to the end isn't waited for: it won't begin. So the
  /// work must be such that it is whole when one thread has come to its end and all that have begun have, too:
  /// pieces that are taken one by one.
  ///
  /// - Parameters:
  ///   - threads: the most threads. If the system starts fewer, there are fewer.
  ///   - work: the work.
  package static func perform(on threads: Int, _ work: @Sendable () -> Void) {
    guard threads > 1 else { return work() }
    withoutActuallyEscaping(work) { work in
      let call = Call(work)
      for _ in 1..<threads {
        guard help(upTo: threads - 1, { call.join() }) else { break }
      }
      work()
      call.close()
    }
  }

  /// Work that several threads do.
  private final class Call: Sendable {
    private struct State {
      /// The work; nil once nobody may begin any more.
      var work: (@Sendable () -> Void)?

      /// The threads that have begun and not ended.
      var active = 0
    }

    private let state: Mutex<State>
    private let isDone = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () -> Void) { state = Mutex(State(work: work)) }

    /// Takes part, if that isn't over.
    func join() {
      guard begin() else { return }
      let isLast = state.withLock { state in
        state.active -= 1
        return state.active == 0 && state.work == nil
      }
      if isLast { isDone.signal() }
    }

    /// Does the work, which is held by nobody when this returns: who called waits for that only.
    private func begin() -> Bool {
      let work = state.withLock { state in
        if state.work != nil { state.active += 1 }
        return state.work
      }
      work?()
      return work != nil
    }

    /// Lets nobody begin any more, and waits for those who have.
    func close() {
      let isBusy = state.withLock { state in
        state.work = nil
        return state.active > 0
      }
      if isBusy { isDone.wait() }
    }
  }
}
