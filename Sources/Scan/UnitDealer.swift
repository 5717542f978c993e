import CSV
import Expressions
import Glibc
import MPI
import Ranks
import Vocabulary

/// The message before the bytes of a unit.
struct UnitHeader: BitwiseCopyable {
  /// The number of the unit's file; −1 if there are no more units.
  var file = -1
  var firstBlock = 0
  var endBlock = 0
  var start = 0
  var byteCount = 0

  /// The bytes of the ``LaterFile`` that comes next, before those of the unit; 0 if the rank knows the
  /// file.
  var fileByteCount = 0
}

/// The tags of a stream's messages.
enum UnitTag {
  static let header = 1
  static let bytes = 2
  /// From each other rank to rank 0, once: 1 as soon as it has found a row that can't be used, or can
  /// take no more, 0 at the end if it hasn't.
  static let outcome = 3
  /// A ``LaterFile``, before the first unit of it that a rank gets. All ranks know the first file.
  static let file = 4
}

/// Rank 0's side of a stream: gives each unit to a rank that is free, itself included.
struct UnitDealer {
  /// The microseconds between two looks whether a rank is free.
  private static let pause: UInt32 = 50

  private let queue: UnitQueue
  private let peers: [Peer]
  private let progress: InputProgress?

  /// The rank that got the last unit.
  private var last = 0

  /// The number of units that may still be dealt.
  private var left: Int

  /// Whether another unit may be dealt.
  var isAllowedMore: Bool { left > 0 }

  /// Why a file could not be dealt to its end.
  enum Failure: Error {
    /// It can't be read.
    case source(SourceError)
    /// The ranks can't be reached.
    case ranks(MPIError)
  }

  /// Prepares to deal.
  ///
  /// - Parameters:
  ///   - queue: the way to rank 0's own threads.
  ///   - limit: the most units that are dealt.
  ///   - progress: what counts the bytes that have been dealt.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  init(
    _ queue: UnitQueue, atMost limit: Int, _ progress: InputProgress?,
    on ranks: borrowing Communicator
  ) throws(MPIError) {
    self.queue = queue
    left = limit
    self.progress = progress
    var peers: [Peer] = []
    for rank in 1..<max(1, ranks.size) { peers.append(try Peer(rank, on: ranks)) }
    self.peers = peers
  }

  /// Deals the units of a file: all, or those up to one that has a row that can't be used, or as many
  /// as may be dealt.
  ///
  /// - Parameters:
  ///   - rows: the file.
  ///   - file: what it is in its table.
  ///   - ranks: all ranks.
  /// - Returns: whether the file was read to its end.
  /// - Throws: why it could not be.
  mutating func deal(
    _ rows: inout RowStream<FileStream>, of file: TableFile, on ranks: borrowing Communicator
  ) throws(Failure) -> Bool {
    while left > 0 {
      do throws(MPIError) { if try hasFailed() { break } } catch { throw .ranks(error) }
      let next: RowUnit?
      do throws(SourceError) { next = try rows.nextUnit() } catch { throw .source(error) }
      guard let next else { return true }
      do throws(MPIError) {
        try give(StreamUnit(file: file, rows: next), on: ranks)
      } catch {
        throw .ranks(error)
      }
      left -= 1
      progress?.count(bytes: next.bytes.count)
    }
    return false
  }

  /// Tells the other ranks that there are no more units.
  ///
  /// - Parameter ranks: all ranks.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func finish(on ranks: borrowing Communicator) throws(MPIError) {
    for peer in peers { try peer.finishUnits(on: ranks) }
    for peer in peers { try peer.finish() }
  }

  /// Gives a unit to a rank that is free, after the last one in turn; waits for one.
  private mutating func give(
    _ unit: StreamUnit, on ranks: borrowing Communicator
  ) throws(MPIError) {
    guard !peers.isEmpty else { return queue.put(unit) }
    let bytes = unit.rows.bytes.count
    while true {
      var sending = 0
      for peer in peers where try peer.isSending() { sending += peer.byteCount }
      for turn in 1...ranks.size {
        let rank = (last + turn) % ranks.size
        if rank == 0 {
          guard queue.putIfRoom(unit) else { continue }
        } else {
          guard HeldBytes.haveRoom(for: bytes, besides: sending),
            try !peers[rank - 1].isSending()
          else { continue }
          try peers[rank - 1].send(unit, on: ranks)
        }
        last = rank
        return
      }
      usleep(Self.pause)
    }
  }

  /// Whether a rank has found a row that can't be used, or can take no more.
  func hasFailed() throws(MPIError) -> Bool {
    if queue.hasFailed { return true }
    for peer in peers where try peer.hasFailed() { return true }
    return false
  }
}

/// The messages on their way between rank 0 and another rank.
private final class Peer {
  private let rank: Int
  private var header: SendRequest?
  private var file: SendRequest?
  private var bytes: SendRequest?
  private var outcome: ReceiveRequest<Int>?

  /// The bytes of the last unit.
  private(set) var byteCount = 0

  /// The number of the last unit's file.
  private var lastFile = 0

  init(_ rank: Int, on ranks: borrowing Communicator) throws(MPIError) {
    self.rank = rank
    outcome = try ranks.immediateReceive(Int.self, atMost: 1, from: rank, tag: UnitTag.outcome)
  }

  /// Whether the last unit hasn't left yet; if it has, its copy is freed.
  func isSending() throws(MPIError) -> Bool {
    if try header?.test() == false { return true }
    if try file?.test() == false { return true }
    if try bytes?.test() == false { return true }
    try finishSending()
    return false
  }

  /// Starts to send a unit; the last one has left, or is waited for.
  func send(_ unit: StreamUnit, on ranks: borrowing Communicator) throws(MPIError) {
    try finishSending()
    let rows = unit.rows
    byteCount = rows.bytes.count
    let message = unit.file.number == lastFile ? [] : LaterFile(unit.file).encoded
    lastFile = unit.file.number
    let header = UnitHeader(
      file: unit.file.number, firstBlock: rows.blocks.lowerBound, endBlock: rows.blocks.upperBound,
      start: rows.start, byteCount: rows.bytes.count, fileByteCount: message.count)
    self.header = try ranks.immediateSend([header], to: rank, tag: UnitTag.header)
    if !message.isEmpty {
      file = try ranks.immediateSend(message, to: rank, tag: UnitTag.file)
    }
    bytes = try ranks.immediateSend(rows.bytes, to: rank, tag: UnitTag.bytes)
  }

  /// Says that there are no more units.
  func finishUnits(on ranks: borrowing Communicator) throws(MPIError) {
    try finishSending()
    header = try ranks.immediateSend([UnitHeader()], to: rank, tag: UnitTag.header)
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
    try file.take()?.wait()
    try bytes.take()?.wait()
  }
}
