import Formats
import MPI
import Ranks
import Scan
import Stores
import Values
import Vocabulary

/// Where rows go that have types: a database, lines of JSON, Parquet. They come as images, in order.
///
/// The types come from all rows, so they are known before the first row is written.
protocol TypedOutput {
  /// The number of rows of all ranks that have been written.
  var rowCount: Int { get }

  /// The number of bytes that have been written.
  var byteCount: Int { get }

  /// Opens what the rows go to.
  ///
  /// - Parameters:
  ///   - plan: what is written of a row.
  ///   - census: what all rows hold.
  ///   - notes: where it is said if no rows are wanted.
  ///   - ranks: all ranks.
  /// - Returns: whether rows are wanted.
  /// - Throws: an agreed ``CaudalError`` if that is impossible.
  mutating func begin(
    _ plan: RowPlan, _ census: RowCensus, _ notes: Notes, on ranks: borrowing Communicator
  ) throws -> Bool

  /// Writes rows.
  ///
  /// - Parameters:
  ///   - order: the parts of all ranks, in the order in which they are written.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - make: makes one of this rank's parts, by its number among these; possibly more than once.
  /// - Throws: ``RefusedRow`` on all ranks if there is a row that can't be written; an agreed
  ///   ``CaudalError`` if writing fails otherwise.
  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]
  ) throws

  /// Ends: all rows have been written.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Throws: ``RefusedRow`` on all ranks if there is a row that makes it impossible; an agreed
  ///   ``CaudalError`` if something else does.
  mutating func commit(on ranks: borrowing Communicator, _ workers: Workers) throws

  /// Lets everything be as it was before.
  func abandon(on ranks: borrowing Communicator)
}

/// A row that can't be written where it should go.
struct RefusedRow: Error {
  /// The number of rows that come before it in the output.
  let number: Int

  /// Why, on the rank that knows.
  let reason: StoreError?
}

/// A row that can't be written where it should go, and of which nobody knows which it is, on all ranks: as rows have
/// been written in no order.
struct UnnamedRow: Error {}

extension Communicator {
  /// Finds out whether a row can't be written on any rank.
  ///
  /// - Parameter refused: the first row that this rank can't write.
  /// - Throws: the first of all ranks.
  borrowing func settle(_ refused: RefusedRow?) throws {
    let first = try allreduce(refused?.number ?? .max, .minimum)
    guard first < .max else { return }
    throw RefusedRow(number: first, reason: refused?.number == first ? refused?.reason : nil)
  }
}

extension Communicator {
  /// Finds out whether a format doesn't take a row of any rank.
  ///
  /// - Parameters:
  ///   - failures: for each of this rank's parts what isn't taken of it, by its row in the part.
  ///   - order: the parts of all ranks.
  ///   - count: the number of rows of all ranks before them.
  /// - Throws: the first of all ranks.
  borrowing func settle(
    _ failures: [UnwritableValue?], in order: [RoundPart], behind count: Int
  ) throws {
    var refused: RefusedRow?
    var (row, part) = (count, 0)
    for entry in order where refused == nil {
      if entry.owner == rank {
        refused = failures[part].map { failure in
          let number = row + failure.row
          return RefusedRow(
            number: number, reason: StoreError(.badData, failure.problem, row: number))
        }
        part += 1
      }
      row += entry.rowCount
    }
    try settle(refused)
  }
}

/// A file whose rows have types, before it is opened.
struct TypedFile {
  /// What takes the bytes, on rank 0.
  let writer: any RowWriter

  /// How they are written.
  let request: SelectRequest

  /// Whether the input is seen by all ranks, so that the output may be, too.
  let isSpread: Bool

  /// Names a file.
  ///
  /// - Parameters:
  ///   - writer: what takes the bytes, on rank 0.
  ///   - request: how they are written.
  ///   - plan: what is written of a row.
  ///   - format: what the file holds, for a message.
  ///   - isSpread: whether the input is seen by all ranks.
  /// - Throws: an error, the same on all ranks, that says which name two columns have.
  init(
    _ writer: any RowWriter, _ request: SelectRequest, _ plan: RowPlan, holding format: String,
    isSpread: Bool
  ) throws(CaudalError) {
    self.writer = writer
    self.request = request
    self.isSpread = isSpread
    try Self.checkNames(plan, holding: format)
  }

  /// Makes sure that no two columns have the same name.
  ///
  /// - Parameters:
  ///   - plan: what is written of a row.
  ///   - format: what the file holds, for a message.
  /// - Throws: an error, the same on all ranks, that says which name two columns have.
  static func checkNames(_ plan: RowPlan, holding format: String) throws(CaudalError) {
    var known: [String: Int] = [:]
    for (index, name) in plan.names.enumerated() {
      guard let other = known.updateValue(index, forKey: name) else { continue }
      throw CaudalError(
        .usage,
        "columns \(other + 1) and \(index + 1) are both called \"\(name)\", which \(format) can't have;"
          + " give one of them another name by as")
    }
  }
}
