import MPI
import Ranks

/// Rows that are written in an order of their own, those of a rank behind all of the rank before it.
struct OrderedRows: Sendable {
  /// Where they are.
  private enum Place: Sendable {
    case memory(RankRows, ArraySlice<RowID>)
    case files(SortedFile)
  }

  /// The rows that are written at a time.
  private static let rowsOfPart = 8192

  private let place: Place

  /// The number of this rank's rows.
  private let count: Int

  /// The number of rows of all ranks that are written.
  let total: Int

  /// Takes rows in memory.
  ///
  /// - Parameters:
  ///   - rows: this rank's rows.
  ///   - order: those that are written, in order.
  ///   - total: the number of rows of all ranks that are written.
  init(_ rows: RankRows, order: ArraySlice<RowID>, total: Int) {
    place = .memory(rows, order)
    count = order.count
    self.total = total
  }

  /// Takes rows in files.
  ///
  /// - Parameters:
  ///   - file: this rank's rows.
  ///   - count: the number of those that are written, the first.
  ///   - total: the number of rows of all ranks that are written.
  init(_ file: SortedFile, count: Int, total: Int) {
    place = .files(file)
    self.count = count
    self.total = total
  }

  /// The rows in parts, each of which is written at once.
  var parts: [Range<Int>] {
    stride(from: 0, to: count, by: Self.rowsOfPart).map { $0..<min($0 + Self.rowsOfPart, count) }
  }

  /// The bytes of some rows as they are written; see ``checkReading(on:)``.
  func text(of rows: Range<Int>) -> [UInt8] {
    switch place {
    case .memory(let kept, let order):
      kept.text(of: order.dropFirst(rows.lowerBound).prefix(rows.count))
    case .files(let file): file.text(of: rows)
    }
  }

  private func byteCount(of rows: Range<Int>) -> Int {
    switch place {
    case .memory(let kept, let order):
      kept.byteCount(of: order.dropFirst(rows.lowerBound).prefix(rows.count))
    case .files(let file): file.byteCount(of: rows)
    }
  }

  /// The offset in the table at which a row begins.
  ///
  /// - Parameters:
  ///   - number: the number of rows of all ranks that are written before it.
  ///   - ranks: all ranks.
  /// - Returns: the same on every rank; −1 if there is no such row.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func place(
    ofNumber number: Int, on ranks: borrowing Communicator
  ) throws(MPIError) -> Int {
    let before = try ranks.allgather(count)[..<ranks.rank].reduce(0, +)
    guard (before..<before + count).contains(number) else {
      return try ranks.allreduce(-1, .maximum)
    }
    let own =
      switch place {
      case .memory(let kept, let order): kept.place(of: order[order.startIndex + number - before])
      case .files(let file): file.place(of: number - before)
      }
    return try ranks.allreduce(own, .maximum)
  }

  /// The parts of all ranks, in order.
  func order(
    of parts: [Range<Int>], on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> [RoundPart] {
    let lengths = workers.map(parts.count) { part in byteCount(of: parts[part]) }
    try checkReading(on: ranks)
    let own = zip(parts, lengths).map { part, length in
      RoundPart(owner: ranks.rank, byteCount: length, rowCount: part.count)
    }
    return Array(try ranks.allgather(varying: own).joined())
  }

  /// Fails on all ranks if rows could not be read that were kept in files.
  ///
  /// - Parameter ranks: all ranks.
  /// - Throws: an agreed ``CaudalError``.
  func checkReading(on ranks: borrowing Communicator) throws {
    try ranks.agree { () throws(LocalFailure) in
      guard case .files(let file) = place, let failure = file.failure else { return }
      throw failure
    }
  }
}
