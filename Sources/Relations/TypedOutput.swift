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

/// Makes sure that each column of a file has a name of its own.
///
/// - Parameters:
///   - names: the names of the columns.
///   - format: what the file holds.
/// - Throws: an error that says which name is there twice.
func checkNames(_ names: [String], in format: String) throws(CaudalError) {
  var known: [String: Int] = [:]
  for (index, name) in names.enumerated() {
    if let other = known.updateValue(index, forKey: name) {
      throw CaudalError(
        .usage,
        "columns \(other + 1) and \(index + 1) are both called \"\(name)\", which \(format) can't have;"
          + " give one of them another name by as")
    }
  }
}
