import Glibc
import MPI
import Ranks
import Vocabulary

/// Rows that all ranks write together, in one order, round by round.
///
/// Where all ranks see the file, each writes its own part of it; see ``CellPlan``. Elsewhere, in a pipe
/// say, or a folder that other hosts don't have, rank 0 writes what the others send to it.
struct OrderedOutput {
  private static let tag = 6

  /// What takes the bytes, on rank 0.
  private let writer: any RowWriter

  /// The file, where every rank writes its own part.
  private let file: SharedFile?

  /// The bytes of the last cell that belong to this rank, and are not written yet.
  private var keptBytes: [UInt8] = []

  /// What the rounds have left, on all ranks.
  private var kept = CellPlan.KeptCell()

  /// The bytes of a cell; small ones are there for tests.
  private let cellBytes: Int

  /// Whether every rank writes its own part.
  var isWrittenByAll: Bool { file != nil }

  /// The number of bytes of all ranks.
  private(set) var byteCount = 0

  /// Begins to write.
  ///
  /// - Parameters:
  ///   - writer: what takes the bytes, on rank 0.
  ///   - isSpread: whether the input is seen by all ranks, so that the output may be, too.
  ///   - cellBytes: the bytes of a cell.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if nothing can be written.
  init(
    _ writer: any RowWriter, isSpread: Bool, cellBytes: Int = CellPlan.standardCellBytes,
    on ranks: borrowing Communicator
  ) throws {
    self.writer = writer
    self.cellBytes = cellBytes
    var path = try ranks.agree { () throws(LocalFailure) -> String? in
      guard ranks.rank == 0 else { return nil }
      do throws(CaudalError) { return try writer.begin() } catch {
        throw LocalFailure(error: error)
      }
    }
    if ranks.size > 1 {
      path = try Self.join(writer, isSpread: path != nil && isSpread, on: ranks)
    }
    let file = path.flatMap { SharedFile(path: $0, isAwaited: ranks.rank != 0) }
    let seers = try ranks.allreduce(file == nil ? 0 : 1, .sum)
    self.file = seers == ranks.size ? file : nil
  }

  /// Has all ranks take notice of the file that rank 0 makes, and lets all see it if all are to write.
  ///
  /// - Parameters:
  ///   - writer: what takes the bytes.
  ///   - isSpread: whether all are to write, on rank 0.
  ///   - ranks: all ranks.
  /// - Returns: the file's path; nil if rank 0 alone writes.
  /// - Throws: an agreed ``CaudalError`` if it can't be seen.
  private static func join(
    _ writer: any RowWriter, isSpread: Bool, on ranks: borrowing Communicator
  ) throws -> String? {
    var isSpread = isSpread
    var bytes = Array((ranks.rank == 0 ? writer.sharedPath ?? "" : "").utf8)
    try ranks.broadcast(varying: &bytes, from: 0)
    try ranks.broadcast(&isSpread, from: 0)
    guard !bytes.isEmpty else { return nil }
    let path = String(decoding: bytes, as: UTF8.self)
    if ranks.rank != 0 { writer.join(path) }
    guard isSpread else { return nil }
    // When it appears, there is more than one rank that would remove it.
    try ranks.agree { () throws(LocalFailure) in }
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0 else { return }
      do throws(CaudalError) { try writer.reveal() } catch { throw LocalFailure(error: error) }
    }
    return path
  }

  /// Writes the bytes of a round.
  ///
  /// - Parameters:
  ///   - parts: this rank's parts of them, in order.
  ///   - order: the parts of all ranks, in the order in which they are written. Where all ranks write,
  ///     those of a rank are behind all of the rank before it.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: an agreed ``CaudalError`` if they can't be written.
  mutating func write(
    _ parts: [[UInt8]], in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    try write(in: order, on: ranks, workers) { parts[$0] }
  }

  /// Writes bytes that are made as they are written: only some parts are in memory at a time.
  ///
  /// - Parameters:
  ///   - order: the parts of all ranks; see ``write(_:in:on:_:)``.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - make: makes one of this rank's parts, by its number among these; on any thread.
  /// - Throws: an agreed ``CaudalError`` if they can't be written.
  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]
  ) throws {
    if let file {
      try write(order, to: file, on: ranks, workers, make)
    } else {
      try gather(order, on: ranks, make)
    }
    byteCount += order.reduce(0) { $0 + $1.byteCount }
  }

  /// Ends: all has been written.
  ///
  /// - Parameter ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if it can't be kept.
  mutating func commit(on ranks: borrowing Communicator) throws {
    if let file {
      let code = keptBytes.isEmpty ? 0 : file.write(keptBytes.span, at: kept.bytes.lowerBound)
      let last = file.finish()
      try agree(on: ranks) { () throws(CaudalError) in
        if code != 0 || last != 0 { throw failure(code != 0 ? code : last) }
      }
    }
    try agree(on: ranks) { () throws(CaudalError) in
      if ranks.rank == 0 { try writer.commit() }
    }
    writer.leave()
  }

  /// Ends because the job does: nothing is left.
  func abandon(on ranks: borrowing Communicator) {
    if ranks.rank == 0 { writer.abandon() }
    writer.leave()
  }

  // MARK: - Each rank its part

  /// Bytes, and where they are in the file.
  private struct PlacedPart: Sendable {
    let offset: Int

    /// The bytes; nil if they are still to be made.
    var bytes: [UInt8]?

    /// The number of the part that is to be made.
    var number = 0
  }

  private mutating func write(
    _ order: [RoundPart], to file: SharedFile, on ranks: borrowing Communicator,
    _ workers: Workers, _ make: @Sendable (Int) -> [UInt8]
  ) throws {
    var lengths = [Int](repeating: 0, count: ranks.size)
    for part in order { lengths[part.owner] += part.byteCount }
    // Nobody else writes where there is one rank, which needs no cells.
    let plan = CellPlan(lengths, behind: kept, cellBytes: ranks.size > 1 ? cellBytes : 1)
    var offset = plan.regions[ranks.rank].lowerBound
    var held = order.filter { $0.owner == ranks.rank }.enumerated().map { number, part in
      defer { offset += part.byteCount }
      return PlacedPart(offset: offset, number: number)
    }
    held = try exchange(held, by: plan, on: ranks, make)
    if !keptBytes.isEmpty {
      held.insert(
        PlacedPart(offset: kept.bytes.lowerBound, bytes: keptBytes), at: 0)
    }
    let full = plan.kept.bytes.lowerBound
    let outcomes = workers.map(held.count) { [held] index -> (code: CInt, left: [UInt8]) in
      let part = held[index]
      let bytes = part.bytes ?? make(part.number)
      let count = min(max(full - part.offset, 0), bytes.count)
      let code = count == 0 ? 0 : file.write(bytes.span.extracting(0..<count), at: part.offset)
      return (code, Array(bytes[count...]))
    }
    kept = plan.kept
    keptBytes = outcomes.flatMap(\.left)
    try agree(on: ranks) { () throws(CaudalError) in
      if let code = outcomes.first(where: { $0.code != 0 })?.code { throw failure(code) }
    }
  }

  /// Sends the bytes that belong to another rank's cell, and receives those of this rank's.
  ///
  /// - Returns: the bytes that this rank writes or keeps, in the order of the file.
  private func exchange(
    _ held: [PlacedPart], by plan: CellPlan, on ranks: borrowing Communicator,
    _ make: (Int) -> [UInt8]
  ) throws(MPIError) -> [PlacedPart] {
    var held = held
    var sending: SendRequest?
    if let own = plan.pieces.first(where: { $0.sender == ranks.rank }) {
      var bytes: [UInt8] = []
      while bytes.count < own.bytes.count {
        let part = held.removeFirst()
        let made = part.bytes ?? make(part.number)
        let count = min(made.count, own.bytes.count - bytes.count)
        bytes += made[..<count]
        guard count < made.count else { continue }
        held.insert(
          PlacedPart(offset: part.offset + count, bytes: Array(made[count...])), at: 0)
      }
      sending = try ranks.immediateSend(bytes, to: own.receiver, tag: Self.tag)
    }
    for piece in plan.pieces where piece.receiver == ranks.rank {
      let bytes = try ranks.receive(
        UInt8.self, atMost: piece.bytes.count, from: piece.sender, tag: Self.tag)
      held.append(PlacedPart(offset: piece.bytes.lowerBound, bytes: bytes))
    }
    try sending.take()?.wait()
    return held.sorted { $0.offset < $1.offset }
  }

  // MARK: - Rank 0 all

  private func gather(
    _ order: [RoundPart], on ranks: borrowing Communicator, _ make: (Int) -> [UInt8]
  ) throws {
    var failure: CaudalError?
    try ranks.handToRankZero(order, tag: Self.tag, making: make) { _, bytes in
      guard failure == nil else { return }
      do throws(CaudalError) { try writer.write(bytes) } catch { failure = error }
    }
    try agree(on: ranks) { () throws(CaudalError) in if let failure { throw failure } }
  }

  // MARK: - Errors

  private func failure(_ code: CInt) -> CaudalError {
    CaudalError(.inputOutput, "\(writer.name): \(unsafe String(cString: strerror(code)))")
  }

  private func agree(
    on ranks: borrowing Communicator, _ attempt: () throws(CaudalError) -> Void
  ) throws {
    try ranks.agree { () throws(LocalFailure) in
      do throws(CaudalError) { try attempt() } catch {
        throw LocalFailure(error: error, isOfHost: true)
      }
    }
  }
}
