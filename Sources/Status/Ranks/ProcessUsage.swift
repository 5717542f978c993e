import Glibc

/// What a process has used of its host.
package struct ProcessUsage: Equatable, Sendable {
  /// The bytes of memory that it holds now.
  package var memory = 0

  /// The most bytes of memory that it has held.
  package var peakMemory = 0

  /// The nanoseconds of all processors together.
  package var processorNanoseconds = 0

  /// Nothing used.
  package init() {}

  /// What this process has used so far.
  ///
  /// - Complexity: three system calls, some microseconds.
  package static var current: ProcessUsage {
    var usage = ProcessUsage()
    var resources = rusage()
    if unsafe getrusage(RUSAGE_SELF.rawValue, &resources) == 0 {
      usage.peakMemory = resources.ru_maxrss * 1024
    }
    var time = timespec()
    if unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 {
      usage.processorNanoseconds = time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
    usage.memory = residentPages * Int(getpagesize())
    usage.peakMemory = max(usage.peakMemory, usage.memory)
    return usage
  }

  /// The second number of `/proc/self/statm`.
  private static var residentPages: Int {
    let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = unsafe read(file, &buffer, buffer.count)
    let numbers = buffer.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
    return numbers.count > 1 ? Int(String(decoding: numbers[1], as: UTF8.self)) ?? 0 : 0
  }
}
