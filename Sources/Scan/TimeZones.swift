package import CSV
import Glibc
import MPI
package import Ranks
import Synchronization
package import Vocabulary

extension Communicator {
  /// The rules of a time zone, as the system of rank 0 has them: hosts may know different ones.
  ///
  /// - Parameter name: the zone's name, such as `America/Bogota`; the same on every rank.
  /// - Returns: the rules, the same on every rank.
  /// - Throws: an agreed ``CaudalError`` if there is no such zone.
  borrowing func timeZoneRules(named name: String) throws -> TimeZoneRules {
    var rules = try agree { () throws(LocalFailure) -> TimeZoneRules? in
      guard rank == 0 else { return nil }
      do throws(CaudalError) { return try TimeZoneRules(ofSystem: name) } catch {
        throw LocalFailure(error: error)
      }
    }
    try broadcast(encoded: &rules, from: 0)
    guard let rules else { preconditionFailure("rank 0 has the rules") }
    return rules
  }
}

extension TimeZoneRules: WireCodable {
  package func write(to message: inout WireWriter) { message.write(name, transitions, offsets) }

  package init(from message: inout WireReader) {
    self.init(name: message.read(), transitions: message.read(), offsets: message.read())
  }
}

extension TimeZoneRules {
  /// Asks the C library for the rules of a zone.
  ///
  /// It is asked for the offset of every day, and of the seconds in between where that has changed:
  /// two changes on one day would be taken for none. No zone has had these since 1900.
  ///
  /// - Parameter name: the zone's name in the system's database; `UTC` needs none.
  /// - Throws: ``CaudalError`` if the database isn't there, or hasn't such a zone.
  /// - Complexity: some 75,000 calls, 20 ms.
  package init(ofSystem name: String) throws(CaudalError) {
    guard name != Self.universal else {
      self.init(name: name, transitions: [], offsets: [0])
      return
    }
    try Self.check(name)
    self = Self.withTimeZone(name) { Self(name: name, asking: Self.systemOffset) }
  }

  private init(name: String, asking offset: (Int) -> Int) {
    var transitions: [Int] = []
    var second = Self.range.lowerBound
    var offsets = [offset(second)]
    while second < Self.range.upperBound {
      let next = second + 86_400
      let later = offset(next)
      if later != offsets[offsets.count - 1] {
        var (low, high) = (second, next)
        while high - low > 1 {
          let middle = (low + high) / 2
          if offset(middle) == later { high = middle } else { low = middle }
        }
        transitions.append(high)
        offsets.append(later)
      }
      second = next
    }
    self.init(name: name, transitions: transitions, offsets: offsets)
  }

  /// Makes sure that the C library knows a zone: of an unknown one it says nothing, and takes UTC.
  private static func check(_ name: String) throws(CaudalError) {
    let folder = environmentValue("TZDIR") ?? "/usr/share/zoneinfo"
    guard unsafe access(folder.systemPath, R_OK) == 0 else {
      throw CaudalError(
        .usage, "\(folder) is not there, where the system keeps time zones; install tzdata",
        subject: .timeZone)
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isName = parts.allSatisfy { part in
      part.first?.isLetter ?? false
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
    }
    guard isName, isZone(folder + "/" + name) else {
      throw CaudalError(
        .usage,
        "\"\(name)\" is not one that the system knows; write its name as in"
          + " America/Bogota, Europe/Madrid or UTC, in this case", subject: .timeZone)
    }
  }

  /// Whether a file is a zone's: there are others beside them.
  private static func isZone(_ path: String) -> Bool {
    let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var mark = [UInt8](repeating: 0, count: 4)
    return unsafe read(descriptor, &mark, 4) == 4 && mark == Array("TZif".utf8)
  }

  private static func environmentValue(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// The turn to change the C library's time zone, of which a process has one.
  private static let turn = Mutex(())

  /// Does something while the C library's time zone is another.
  ///
  /// The environment is changed meanwhile; no other threads look at it but those that wait for their turn.
  private static func withTimeZone<Value>(_ name: String, _ body: () -> Value) -> Value {
    turn.withLock { _ in
      let before = environmentValue("TZ")
      // The colon says that it is the name of a file, and no rule.
      unsafe setenv("TZ", ":" + name, 1)
      tzset()
      defer {
        if let before { unsafe setenv("TZ", before, 1) } else { unsafe unsetenv("TZ") }
        tzset()
      }
      return body()
    }
  }

  /// By how many seconds the C library's clock is ahead of UTC.
  private static func systemOffset(at second: Int) -> Int {
    var time = time_t(second)
    var clock = unsafe tm()
    unsafe localtime_r(&time, &clock)
    return unsafe Int(clock.tm_gmtoff)
  }
}
