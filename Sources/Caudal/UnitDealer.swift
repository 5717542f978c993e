import CSV
import MPI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What goes before the bytes of a unit.
struct UnitHeader: BitwiseCopyable {
  /// The unit's first block; −1 if there are no more units.
  var firstBlock = -1
  var endBlock = 0
  var start = 0
  var byteCount = 0
}

/// What tells the messages of a stream apart.
enum UnitTag {
  static let header = 1
  static let bytes = 2
  /// From each other rank to rank 0, once: 1 as soon as it has found a row that can't be used, 0 at
  /// the end if it hasn't.
  static let outcome = 3
}

/// Rank 0's side of a stream: gives each unit to a rank that is free, itself included.
struct UnitDealer {
  /// The most units that are on their way to other ranks at a time.
  private static let sendLimit = 16

  /// The microseconds between two looks whether a rank is free.
  private static let pause: UInt32 = 50

  private let queue: UnitQueue
  private let peers: [Peer]
  private let progress: InputProgress?

  /// The rank that got the last unit.
  private var last = 0

  /// Prepares to deal.
  ///
  /// - Parameters:
  ///   - queue: the way to rank 0's own threads.
  ///   - progress: what counts the bytes that have been dealt.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(
    _ queue: UnitQueue, _ progress: InputProgress?, on ranks: borrowing Communicator
  ) throws(MPIError) {
    self.queue = queue
    self.progress = progress
    var peers: [Peer] = []
    for rank in 1..<max(1, ranks.size) { peers.append(try Peer(rank, on: ranks)) }
    self.peers = peers
  }

  /// Deals all units of a stream, or those up to one that has a row that can't be used.
  ///
  /// - Parameters:
  ///   - rows: the stream.
  ///   - ranks: all ranks.
  /// - Returns: why the stream could not be read to its end; nil if it could.
  /// - Throws: `MPIError` if the ranks can't be reached.
  mutating func deal(
    _ rows: inout RowStream<DescriptorStream>?, on ranks: borrowing Communicator
  ) throws(MPIError) -> SourceError? {
    var failure: SourceError?
    while try !hasFailed() {
      let next: RowUnit?
      do throws(SourceError) {
        next = try rows?.nextUnit()
      } catch {
        failure = error
        break
      }
      guard let next else { break }
      try give(next, on: ranks)
      progress?.count(bytes: next.bytes.count)
    }
    for peer in peers { try peer.send(UnitHeader(), [], on: ranks) }
    for peer in peers { try peer.finish() }
    return failure
  }

  /// Gives a unit to a rank that is free, after the last one in turn; waits for one.
  private mutating func give(_ unit: RowUnit, on ranks: borrowing Communicator) throws(MPIError) {
    guard !peers.isEmpty else { return queue.put(unit) }
    while true {
      let sending = try count { peer throws(MPIError) in try peer.isSending() }
      for turn in 1...ranks.size {
        let rank = (last + turn) % ranks.size
        if rank == 0 {
          guard queue.putIfRoom(unit) else { continue }
        } else {
          guard sending < Self.sendLimit, try !peers[rank - 1].isSending() else { continue }
          let header = UnitHeader(
            firstBlock: unit.blocks.lowerBound, endBlock: unit.blocks.upperBound,
            start: unit.start, byteCount: unit.bytes.count)
          try peers[rank - 1].send(header, unit.bytes, on: ranks)
        }
        last = rank
        return
      }
      usleep(Self.pause)
    }
  }

  private func count(_ isCounted: (Peer) throws(MPIError) -> Bool) throws(MPIError) -> Int {
    var count = 0
    for peer in peers where try isCounted(peer) { count += 1 }
    return count
  }

  /// Whether a rank has found a row that can't be used.
  private func hasFailed() throws(MPIError) -> Bool {
    if queue.hasFailed { return true }
    return try count { peer throws(MPIError) in try peer.hasFailed() } > 0
  }
}

/// What is on its way between rank 0 and another rank.
private final class Peer {
  private let rank: Int
  private var header: SendRequest?
  private var bytes: SendRequest?
  private var outcome: ReceiveRequest<Int>?

  init(_ rank: Int, on ranks: borrowing Communicator) throws(MPIError) {
    self.rank = rank
    outcome = try ranks.immediateReceive(Int.self, atMost: 1, from: rank, tag: UnitTag.outcome)
  }

  /// Whether the last unit hasn't left yet; if it has, its copy is freed.
  func isSending() throws(MPIError) -> Bool {
    if try header?.test() == false { return true }
    if try bytes?.test() == false { return true }
    try finishSending()
    return false
  }

  /// Starts to send a unit; the last one has left, or is waited for.
  func send(_ unit: UnitHeader, _ content: [UInt8], on ranks: borrowing Communicator)
    throws(MPIError)
  {
    try finishSending()
    header = try ranks.immediateSend([unit], to: rank, tag: UnitTag.header)
    guard unit.firstBlock >= 0 else { return }
    bytes = try ranks.immediateSend(content, to: rank, tag: UnitTag.bytes)
  }

  /// Whether the rank has found a row that can't be used: before the end it says nothing else.
  func hasFailed() throws(MPIError) -> Bool { try outcome?.test() == true }

  /// Waits until everything that was sent has left, and the rank has got to its end.
  func finish() throws(MPIError) {
    try finishSending()
    _ = try outcome.take()?.wait()
  }

  private func finishSending() throws(MPIError) {
    try header.take()?.wait()
    try bytes.take()?.wait()
  }
}
