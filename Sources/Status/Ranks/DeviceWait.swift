import FoundationEssentials
import Glibc

/// How long this process has done nothing but wait for a device, such as a disk, or a file server that doesn't answer.
///
/// A thread whose reading or writing hangs is in the state `D` of proc(5). While others compute, or bytes still come,
/// that is work; if not, it is a wait.
struct DeviceWait {
  /// The part of a processor below which a process doesn't compute.
  private static let idleShare = 0.01

  /// The seconds for which it has waited.
  private(set) var seconds = 0.0

  private var processorNanoseconds = Self.processorNanoseconds
  private var bytes = Self.bytesMoved

  /// Begins to look.
  init() {}

  /// Looks whether it waits, in a thread that has been awake since the last look: whoever was stopped has waited for
  /// nothing.
  ///
  /// - Parameter elapsed: the seconds since the last look.
  /// - Complexity: O(threads), some ten microseconds for each.
  mutating func look(after elapsed: Double) {
    let before = (processorNanoseconds, bytes)
    (processorNanoseconds, bytes) = (Self.processorNanoseconds, Self.bytesMoved)
    let used = Double(processorNanoseconds - before.0) / 1e9
    let waits = used < elapsed * Self.idleShare && bytes == before.1 && Self.isAnyThreadWaiting
    seconds = waits ? seconds + elapsed : 0
  }

  /// What this process has used of its processors, but for the thread that looks.
  private static var processorNanoseconds: Int {
    func nanoseconds(_ clock: clockid_t) -> Int {
      var time = timespec()
      unsafe clock_gettime(clock, &time)
      return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
    return nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - nanoseconds(CLOCK_THREAD_CPUTIME_ID)
  }

  /// What the system has read and written for this process, as proc(5) tells it: changed by whatever comes or goes, but
  /// for what the look itself reads.
  private static var bytesMoved: [Substring] {
    contents("/proc/self/io").split(separator: "\n").filter { $0.contains("_bytes") }
  }

  /// Whether a thread waits for a device.
  private static var isAnyThreadWaiting: Bool {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return threads.contains { isWaiting(stat: contents("/proc/self/task/\($0)/stat")) }
  }

  /// Finds out what the line of a thread in proc(5) says.
  ///
  /// - Parameter stat: the line; the state stands behind the name, which may hold any characters, in parentheses.
  /// - Returns: whether the thread waits for a device.
  static func isWaiting(stat: String) -> Bool {
    guard let end = stat.lastIndex(of: ")") else { return false }
    return stat[end...].dropFirst(2).first == "D"
  }

  private static func contents(_ path: String) -> String {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = unsafe read(file, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
