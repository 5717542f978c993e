internal import Dispatch
internal import Glibc

/// Starts a thread that nobody waits for.
///
/// The threads of a server wait in the system for most of their time, which those of Swift's tasks
/// must not.
///
/// - Parameters:
///   - takesSignals: whether signals may be handled in it. Those of a program that does other work are for the threads
///     that do it, which may wait for them.
///   - body: what the thread does.
/// - Returns: false if the system starts no further thread, as above a limit of processes: `ulimit -u`, or
///   `pids.max` of a control group.
package func startThread(
  takesSignals: Bool = true, _ body: @escaping @Sendable () -> Void
) -> Bool {
  let work: @Sendable () -> Void = {
    if !takesSignals {
      var all = sigset_t()
      unsafe sigfillset(&all)
      unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
    }
    body()
  }
  let box = unsafe Unmanaged.passRetained(ThreadBody(work))
  var thread = pthread_t()
  let result = unsafe pthread_create(
    &thread, nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, box.toOpaque())
  guard result == 0 else {
    // Sound: no thread has got it.
    unsafe box.release()
    return false
  }
  pthread_detach(thread)
  return true
}

/// Whether the system starts so many further threads at once: what depends on them can be told before it begins.
///
/// - Parameter count: the number of threads, which have ended when this returns, or are about to.
/// - Returns: whether all of them were started.
package func systemStartsThreads(_ count: Int) -> Bool {
  let mayEnd = DispatchSemaphore(value: 0)
  let started = (0..<count).prefix { _ in startThread(takesSignals: false) { mayEnd.wait() } }.count
  for _ in 0..<started { mayEnd.signal() }
  return started == count
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
