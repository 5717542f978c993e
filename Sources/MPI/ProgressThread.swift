internal import Glibc

/// Open MPI's own thread, which handles what others queue for it as events.
///
/// While it is initialised, Open MPI 4.1 queues a notification of the rank's daemon for this thread.
/// It is handled by code in `mca_pmix_ext3x.so`, which hands it on to PMIx. If the thread gets no
/// processor before `MPI_Finalize` has unloaded the one and freed what belongs to the other, it runs
/// into what is gone, and a rank that has done all its work dies of signal 6 or 11. That was seen
/// once in some thousand jobs, on a busy machine.
enum ProgressThread {
  /// Waits until the thread has handled all that is queued so far, ten seconds at most.
  ///
  /// Call this before MPI is finalised. It takes some 30 µs where the thread is idle, and does
  /// nothing where Open MPI has no such thread, as from version 5.
  static func drain() {
    guard let base = unsafe eventBase(), let postOnce = unsafe postOnce() else { return }
    // It is never freed: a thread that is late may signal it after the wait was given up.
    let isReached = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    unsafe sem_init(isReached, 0, 0)
    // The queue is first in, first out, and an event without delay gets in at once.
    var delay = timeval()
    let code = unsafe postOnce(base, -1, timeoutEvent, signal, isReached, &delay)
    guard code == 0 else { return }
    var end = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += 10
    while unsafe sem_timedwait(isReached, &end) != 0, errno == EINTR {}
  }

  /// A callback of libevent: the file, the kind of event, and what was given along.
  private typealias Callback = @convention(c) (Int32, Int16, UnsafeMutableRawPointer?) -> Void

  /// The type of libevent's `event_base_once`.
  private typealias PostOnce =
    @convention(c) (
      OpaquePointer, Int32, Int16, Callback, UnsafeMutableRawPointer?, UnsafePointer<timeval>
    ) -> Int32

  /// The constant `EV_TIMEOUT` of libevent.
  private static let timeoutEvent: Int16 = 1

  /// Signals the semaphore that it is given.
  private static let signal: Callback = { _, _, semaphore in
    _ = unsafe semaphore.map { unsafe sem_post($0.assumingMemoryBound(to: sem_t.self)) }
  }

  /// The thread's queue (`struct event_base`).
  private static func eventBase() -> OpaquePointer? {
    // Sound: the symbol is a variable that holds a pointer. Only one thread at a time initialises
    // or finalises MPI, which alone write it.
    unsafe dlsym(nil, "orte_event_base")?.assumingMemoryBound(to: OpaquePointer?.self).pointee
  }

  /// The function of the libevent that Open MPI calls.
  private static func postOnce() -> PostOnce? {
    // Open MPI either has a libevent inside, under names of its own, or calls the system's. A
    // program may have loaded the system's for itself, which knows nothing of the other's queues.
    let symbol =
      unsafe dlsym(nil, "opal_libevent2022_event_base_once") ?? dlsym(nil, "event_base_once")
    // Sound: both have the signature that libevent 2 documents.
    return unsafe symbol.map { unsafe unsafeBitCast($0, to: PostOnce.self) }
  }
}
