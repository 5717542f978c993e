import FoundationEssentials
import Glibc

/// How long this process has done nothing but wait for a device, such as a disk, or a file server that doesn't answer.
///
/// A thread whose reading or writing hangs is in the state `D` of proc(5). While others compute, or bytes still come,
/// that is work; if not, it is a wait.
struct DeviceWait {
  /// The part of a processor below which a process doesn't compute.
  private static let idleShare = 0.01

  /// How much of the time counts in which data are brought to a device: they may be gigabytes, of which nothing is
  /// seen before all are there.
  private static let shareOfFlush = 0.1

  /// The numbers of the system calls that bring data to a device: `close`, which does so over NFS, `fsync`, `fdatasync`,
  /// `sync_file_range`, `syncfs`.
  private static let flushes: Set<String> = {
    #if arch(x86_64)
      ["3", "74", "75", "277", "306"]
    #else
      ["57", "82", "83", "84", "267"]
    #endif
  }()

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
    let isWorking = used >= elapsed * Self.idleShare || bytes != before.1
    let waiting = isWorking ? [] : Self.waitingThreads
    guard !waiting.isEmpty else {
      seconds = 0
      return
    }
    let isFlush = waiting.allSatisfy { thread in
      Self.isFlush(call: Self.contents("/proc/self/task/\(thread)/syscall"))
    }
    seconds += isFlush ? elapsed * Self.shareOfFlush : elapsed
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

  /// The threads that wait for a device.
  private static var waitingThreads: [String] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return threads.filter { isWaiting(stat: contents("/proc/self/task/\($0)/stat")) }
  }

  /// Finds out what the line of a thread's system call in proc(5) says.
  ///
  /// - Parameter call: the line; the number of the call stands first.
  /// - Returns: whether the thread brings data to a device.
  static func isFlush(call: String) -> Bool {
    call.split(separator: " ").first.map { flushes.contains(String($0)) } ?? false
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
