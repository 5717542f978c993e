import Glibc

/// Starts a thread that nobody waits for.
///
/// The threads of a server wait in the system for most of their time, which those of Swift's tasks
/// must not.
///
/// - Parameters:
///   - takesSignals: whether signals may be handled in it. Those of a program that does other work are for the threads
///     that do it, which may wait for them.
///   - body: what the thread does.
package func startThread(takesSignals: Bool = true, _ body: @escaping @Sendable () -> Void) {
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
  precondition(result == 0, "the system starts no further thread")
  pthread_detach(thread)
}

private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// The nanoseconds of a clock that nobody sets.
package func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// A moment in Universal Time.
package struct UniversalTime {
  private let year: Int
  private let month: Int
  private let day: Int
  private let weekday: Int
  private let clock: String

  /// Now.
  init() { self.init(seconds: time(nil)) }

  /// A moment in seconds since 1970.
  package init(seconds: Int) {
    var seconds = seconds
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    unsafe (year, month) = (Int(parts.tm_year) + 1_900, Int(parts.tm_mon))
    unsafe (day, weekday) = (Int(parts.tm_mday), Int(parts.tm_wday))
    let numbers = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec]
    clock = numbers.map { Self.two(Int($0)) }.joined(separator: ":")
  }

  /// As the header `Date` has it (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
  var httpDate: String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(days[weekday]), \(Self.two(day)) \(months[month]) \(year) \(clock) GMT"
  }

  /// As RFC 3339 has it: `1994-11-06T08:49:37Z`.
  var text: String { "\(year)-\(Self.two(month + 1))-\(Self.two(day))T\(clock)Z" }

  /// As names of files have it: `19941106T084937`.
  package var compact: String { text.filter { $0 != "-" && $0 != ":" && $0 != "Z" } }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
