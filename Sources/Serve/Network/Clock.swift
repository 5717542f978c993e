import Glibc

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
