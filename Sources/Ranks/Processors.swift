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
    Processors(allowed: allowedProcessors(), quota: ControlGroup.processors?.processorQuota())
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

extension Communicator {
  /// The threads of this rank: as many as were asked for, or its fair share of the host's
  /// processors.
  ///
  /// - Parameter threads: the number asked for, if any.
  /// - Returns: the threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package borrowing func workers(_ threads: Int?) throws(MPIError) -> Workers {
    try splitByMachine().workersOfHost(threads)
  }

  /// The same on a communicator of the ranks of a host.
  package borrowing func workersOfHost(_ threads: Int?) throws(MPIError) -> Workers {
    let processors = Processors.current
    let neighbours = try allgather(processors.allowed)
    return Workers(count: threads ?? processors.fairShare(among: neighbours))
  }
}
