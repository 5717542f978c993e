import MPI
import Ranks

/// Rows that are written in an order of their own, those of a rank behind all of the rank before it.
struct OrderedRows: Sendable {
  /// The rows that are written at a time.
  private static let rowsOfPart = 8192

  /// This rank's rows.
  let rows: RankRows

  /// Those that are written, in order.
  let order: ArraySlice<RowID>

  /// The number of rows of all ranks that are written.
  let total: Int

  /// The rows in parts, each of which is written at once.
  var parts: [ArraySlice<RowID>] {
    stride(from: order.startIndex, to: order.endIndex, by: Self.rowsOfPart).map {
      order[$0..<min($0 + Self.rowsOfPart, order.endIndex)]
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
    let before = try ranks.allgather(order.count)[..<ranks.rank].reduce(0, +)
    let isOwn = (before..<before + order.count).contains(number)
    let place = isOwn ? rows.place(of: order[order.startIndex + number - before]) : -1
    return try ranks.allreduce(place, .maximum)
  }

  /// The parts of all ranks, in order.
  func order(
    of parts: [ArraySlice<RowID>], on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) -> [RoundPart] {
    let lengths = workers.map(parts.count) { part in rows.byteCount(of: parts[part]) }
    let own = zip(parts, lengths).map { part, length in
      RoundPart(owner: ranks.rank, byteCount: length, rowCount: part.count)
    }
    return Array(try ranks.allgather(varying: own).joined())
  }
}
