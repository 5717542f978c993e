import Glibc
package import MPI

/// The memory of this rank's host: who shares it, and what is left of it.
///
/// Nothing is reserved: what is left is looked at again whenever more is to be taken, so that
/// everything else that takes memory, in this process or another, is seen, too.
package struct HostMemory: Sendable {
  /// The ranks on the host, this one included.
  let neighbours: [Int]

  /// The bytes that this rank may take, if that was said; nil for what there is.
  let granted: Int?

  /// This rank, as messages name it.
  let place: String

  /// The bytes that must stay free on the host, whoever asks for more.
  let reserve: Int

  /// What limits this process alone.
  private let limits: ProcessLimits

  /// The bytes of addresses that this process takes besides what it holds: stacks, which are never filled.
  private let stackBytes: Int

  /// The most bytes that this rank may keep of what it reads, where other memory is needed all the
  /// time and not always in use; nil where what is left at the time tells all.
  private(set) var mostKept: Int?

  /// The memory of one rank alone that may take what there is, and more.
  package static let unlimited = HostMemory(
    neighbours: [0], granted: .max, place: "rank 0", reserve: 0)

  /// The bytes that a thread takes besides what is accounted for: its stack, and what the allocator holds for
  /// it.
  private static let threadReserve = 1 << 19

  /// The same for a rank.
  private static let rankReserve = 1 << 20

  /// The bytes that MPI takes in each rank when messages come: measured as 2 MiB at most.
  private static let messageReserve = 3 << 19

  /// The bytes of addresses that a thread's stack takes, where nothing else is said (pthread_create(3)).
  private static let stackAddresses = 8 << 20

  /// Gives the bytes that the processes of the host can still get, as far as is known.
  private let look: @Sendable () -> Int?

  /// Puts together what is known of a host.
  init(
    neighbours: [Int], granted: Int?, place: String, reserve: Int,
    limits: ProcessLimits = ProcessLimits(), threads: Int = 0,
    look: @escaping @Sendable () -> Int? = systemBytes
  ) {
    self.neighbours = neighbours
    self.granted = granted
    self.place = place
    self.reserve = reserve
    self.limits = limits
    stackBytes = threads * Self.stackAddresses
    self.look = look
  }

  /// Looks at who shares the host.
  ///
  /// - Parameters:
  ///   - granted: the bytes that this rank may take; nil for what there is.
  ///   - limit: the bytes that the ranks of each host are to take at most; nil for what there is.
  ///   - ranks: all ranks.
  ///   - host: those of this host.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package init(
    granted: Int?, limit: Int? = nil, on ranks: borrowing Communicator,
    of host: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) {
    let all = try host.allgather([ranks.rank, workers.count])
    let neighbours = stride(from: 0, to: all.count, by: 2).map { all[$0] }
    let threads = stride(from: 1, to: all.count, by: 2).reduce(0) { $0 + all[$1] }
    let rankReserve = Self.rankReserve + (ranks.size > 1 ? Self.messageReserve : 0)
    self.init(
      neighbours: neighbours, granted: granted,
      place: "rank \(ranks.rank) (host \(ranks.processorName))",
      reserve: neighbours.count * rankReserve + threads * Self.threadReserve,
      limits: .current(wanted: limit.map { $0 / neighbours.count }), threads: workers.count)
  }

  /// Sets memory aside that is needed now and then, so that nobody keeps anything there.
  ///
  /// - Parameter bytes: what all ranks of the host need so.
  package mutating func setAside(_ bytes: Int) {
    mostKept = left().map { max(0, $0 - bytes) / neighbours.count }
  }

  /// The bytes that the processes of the host can still get, beyond what must stay free: of the system
  /// or, if that is less, of the control group, or as much as all of them if each is limited as this one.
  ///
  /// - Returns: nil if it can't be found out.
  func left() -> Int? { tightest().bytes }

  /// The limit that leaves least, if it is one of this process alone.
  var tightestLimit: ProcessLimits.Name? { tightest().name }

  private func tightest() -> (bytes: Int?, name: ProcessLimits.Name?) {
    let shared = look().map { max(0, $0 - reserve) }
    guard let own = limits.left(besides: stackBytes) else { return (shared, nil) }
    let bytes = max(0, own.bytes - reserve / neighbours.count) * neighbours.count
    return bytes < shared ?? .max ? (bytes, own.name) : (shared, nil)
  }

  /// What the system has left or, if that is less, the control group.
  private static func systemBytes() -> Int? {
    [availableBytes(), ControlGroup.memory?.memoryLeft()].compactMap { $0 }.min()
  }

  /// Whether there is so much memory that some of it may go unused.
  ///
  /// - Parameter bytes: the most bytes of this rank that may go unused.
  /// - Returns: whether those of all ranks of the host would be a small part of what is left.
  package func isAmple(for bytes: Int) -> Bool {
    let (all, overflows) = bytes.multipliedReportingOverflow(by: 8 * neighbours.count)
    return !overflows && all <= left() ?? .max
  }

  /// Whether the processes of the host can get so many bytes.
  ///
  /// If not, what this process has freed is given back to the system first. A little is always there,
  /// in what must stay free.
  ///
  /// - Parameter bytes: what all of them want together.
  /// - Returns: the bytes that are left, if those aren't enough; nil if they are, or it can't be found
  ///   out.
  func shortage(of bytes: Int) -> Int? {
    guard bytes > reserve / 8, let first = left(), first < bytes else { return nil }
    Self.giveBackFreedMemory()
    guard let left = left(), left < bytes else { return nil }
    return left
  }

  /// The bytes that the system has for processes, without the files that it holds in memory.
  private static func availableBytes() -> Int? {
    // It is the third line.
    let lines = readText("/proc/meminfo")?.split(separator: "\n", maxSplits: 3) ?? []
    let line = lines.first { $0.hasPrefix("MemAvailable:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kibibytes.map { $0 << 10 }
  }

  /// Gives memory that has been freed back to the system, which the allocator does by itself only
  /// where it lies at an end of what it holds.
  private static func giveBackFreedMemory() {
    // Not every C library has this function.
    guard let symbol = unsafe dlsym(nil, "malloc_trim") else { return }
    // Sound: glibc declares it so (malloc_trim(3)).
    let trim = unsafe unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)
    _ = trim(0)
  }
}
