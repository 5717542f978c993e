import Glibc
import Vocabulary

/// The limits of this process's own memory, whatever its host has left: `ulimit -v`, `ulimit -d`, and what
/// `--memory-limit` leaves to it.
package struct ProcessLimits: Sendable, Hashable {
  /// A limit, as messages name it.
  package enum Name: String, Sendable {
    case addresses = "ulimit -v"
    case data = "ulimit -d"
    case wanted = "--memory-limit"
  }

  /// The most bytes of addresses (`RLIMIT_AS`).
  let addresses: Int?

  /// The most bytes of private data that can be written to (`RLIMIT_DATA`, since Linux 4.7).
  let data: Int?

  /// The most bytes in memory that belong to no file, by the user's wish.
  let wanted: Int?

  /// Puts limits together.
  package init(addresses: Int? = nil, data: Int? = nil, wanted: Int? = nil) {
    (self.addresses, self.data, self.wanted) = (addresses, data, wanted)
  }

  /// The limits of this process.
  ///
  /// - Parameter wanted: the bytes that it is to take at most; nil for what it can.
  /// - Returns: the limits.
  package static func current(wanted: Int? = nil) -> ProcessLimits {
    ProcessLimits(addresses: limit(RLIMIT_AS), data: limit(RLIMIT_DATA), wanted: wanted)
  }

  /// A limit of the system (getrlimit(2)); nil if there is none.
  private static func limit(_ resource: __rlimit_resource) -> Int? {
    var limit = rlimit()
    let code = unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    guard code == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
    return Int(limit.rlim_cur)
  }

  /// Whether there is none.
  package var isNone: Bool { addresses == nil && data == nil && wanted == nil }

  /// The bytes that the tightest limit leaves.
  ///
  /// - Parameters:
  ///   - unmapped: bytes of addresses that will be taken besides, such as for stacks of threads.
  ///   - read: gives the text of a file of `/proc/self`.
  /// - Returns: the bytes, and which limit it is; nil if there is none, or it can't be found out.
  package func left(
    besides unmapped: Int, read: ControlGroup.TextReader = { readText($0) }
  ) -> (bytes: Int, name: Name)? {
    guard !isNone, let text = read("/proc/self/status") else { return nil }
    let used = Usage(status: text)
    let candidates: [(Int?, Int?, Name)] = [
      (addresses.map { $0 - unmapped }, used.addresses, .addresses),
      (data.map { $0 - unmapped }, used.data, .data),
      (wanted, used.inMemory, .wanted),
    ]
    return candidates.compactMap { limit, used, name in
      guard let limit, let used else { return nil }
      return (max(0, limit - used), name)
    }.min { $0.0 < $1.0 }
  }

  /// What a process uses.
  struct Usage {
    private let kibibytes: [Substring: Int]

    /// Reads the text of `/proc/self/status` (proc(5)).
    init(status: String) {
      kibibytes = Dictionary(
        status.split(separator: "\n").compactMap { line in
          let parts = line.split { $0 == "\t" || $0 == " " || $0 == ":" }
          guard parts.count == 3, parts[2] == "kB", let number = Int(parts[1]) else { return nil }
          return (parts[0], number)
        }, uniquingKeysWith: { first, _ in first })
    }

    /// The bytes of addresses.
    var addresses: Int? { kibibytes["VmSize"].map { $0 << 10 } }

    /// The bytes of data, the stack among them.
    var data: Int? {
      kibibytes["VmData"].map { ($0 + (kibibytes["VmStk"] ?? 0)) << 10 }
    }

    /// The bytes in memory that are no file's.
    var inMemory: Int? {
      guard let own = kibibytes["RssAnon"], let shared = kibibytes["RssShmem"] else { return nil }
      return (own + shared) << 10
    }
  }
}
