import Glibc
package import MPI
import Statistics
import Vocabulary

/// The processors that this process may use.
///
/// Three things limit them: the binding of the process (`taskset`, `mpirun --bind-to`), the quota
/// of its control group (`docker run --cpus`), and the other ranks on the same host.
package struct Processors {
  /// The most processors that are told apart.
  private static let limit = 1024

  /// Bit *i* of word *w* is set if the process may run on processor 64·w + i.
  package let allowed: InlineArray<16, UInt64>

  /// The number of processors that the control group's quota amounts to, if it has one.
  package let quota: Double?

  /// The processors of this process.
  package static var current: Processors {
    Processors(allowed: allowedProcessors(), quota: ControlGroup.processorQuota())
  }

  /// The number of threads that a rank should have so that all ranks on its host get a fair share.
  ///
  /// Each processor is shared by the ranks that may run on it: ranks that are bound to processors
  /// of their own keep them, ranks that may run anywhere divide them.
  ///
  /// - Parameter neighbours: the allowed processors of every rank on the host, this one's included.
  /// - Returns: at least 1.
  package func fairShare(among neighbours: [InlineArray<16, UInt64>]) -> Int {
    var share = 0.0
    for processor in 0..<Self.limit where Self.contains(allowed, processor) {
      let ranks = neighbours.count { Self.contains($0, processor) }
      share += 1 / Double(max(1, ranks))
    }
    if let quota {
      let rivals = neighbours.count { Self.overlap($0, allowed) }
      share = min(share, (quota / Double(max(1, rivals))).rounded(.up))
    }
    // Thirds of a processor add up to a little less than one.
    return max(1, Int(share + 1e-6))
  }

  private static func contains(_ set: InlineArray<16, UInt64>, _ processor: Int) -> Bool {
    set[processor >> 6] >> UInt64(processor & 63) & 1 == 1
  }

  private static func overlap(
    _ first: InlineArray<16, UInt64>, _ second: InlineArray<16, UInt64>
  ) -> Bool {
    first.indices.contains { first[$0] & second[$0] != 0 }
  }

  private static func allowedProcessors() -> InlineArray<16, UInt64> {
    let lines = readText("/proc/self/status")?.split(separator: "\n") ?? []
    let mask = lines.lazy.compactMap { $0.split(separator: "\t") }
      .first { $0.first == "Cpus_allowed:" }?.last
    return set(fromMask: mask.map(String.init) ?? "1")
  }

  /// The set that a mask such as `3` or `ffffffff,ffffffff` means: words of 32 bits, the highest
  /// first.
  package static func set(fromMask mask: String) -> InlineArray<16, UInt64> {
    var set = InlineArray<16, UInt64>(repeating: 0)
    for (index, word) in mask.split(separator: ",").reversed().prefix(32).enumerated() {
      set[index / 2] |= (UInt64(word, radix: 16) ?? 0) << UInt64(32 * (index % 2))
    }
    return set
  }
}

/// The control group that this process belongs to.
package enum ControlGroup {
  /// The processors that the tightest quota of the group and of those around it amounts to.
  ///
  /// - Returns: nil if there is no quota, or none can be found out.
  package static func processorQuota() -> Double? {
    folders().compactMap { folder in
      readText("/sys/fs/cgroup\(folder)/cpu.max").flatMap(quota(fromText:))
    }.min()
  }

  /// The bytes of memory that the tightest limit of the group and of those around it leaves.
  ///
  /// - Returns: nil if there is no limit, or none can be found out.
  package static func memoryLeft() -> Int? {
    func number(_ path: String) -> Int? {
      readText(path).flatMap { Int($0.split(separator: "\n").first ?? "") }
    }
    return folders().compactMap { folder in
      guard let limit = number("/sys/fs/cgroup\(folder)/memory.max") else { return nil }
      return max(0, limit - (number("/sys/fs/cgroup\(folder)/memory.current") ?? 0))
    }.min()
  }

  /// The folders of the group and of those around it.
  private static func folders() -> [String] {
    let path = readText("/proc/self/cgroup")?.split(separator: "\n").lazy
      .compactMap { line in line.hasPrefix("0::") ? String(line.dropFirst(3)) : nil }.first
    var folders = [""]
    for part in (path ?? "").split(separator: "/") {
      folders.append(folders[folders.count - 1] + "/\(part)")
    }
    return folders
  }

  /// The quota that a text such as `150000 100000` means: microseconds in a period of microseconds.
  ///
  /// - Returns: nil for `max 100000`, which is no quota.
  package static func quota(fromText text: String) -> Double? {
    let numbers = text.split { $0 == " " || $0 == "\n" }.map { Double(String($0)) }
    guard numbers.count == 2, let time = numbers[0], let period = numbers[1], period > 0 else {
      return nil
    }
    return time / period
  }
}

/// A small file's text; nil if it can't be read.
package func readText(_ path: String) -> String? {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 1 << 14)
  let count = unsafe read(descriptor, &bytes, bytes.count)
  return count >= 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
}

extension Communicator {
  /// The threads of this rank: as many as were asked for, or its fair share of the host's
  /// processors.
  ///
  /// - Parameter threads: the number asked for, if any.
  /// - Returns: the threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package borrowing func workers(_ threads: Int?) throws(MPIError) -> Workers {
    let processors = Processors.current
    let host = try splitByMachine()
    let neighbours = try host.allgather(processors.allowed)
    return Workers(count: threads ?? processors.fairShare(among: neighbours))
  }
}
