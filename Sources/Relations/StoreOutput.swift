import CSV
import MPI
import Ranks
import Stores
import Values
import Vocabulary

/// Rows of all ranks that go into a database, in their order, by way of rank 0.
struct StoreOutput: TypedOutput {
  private static let tag = 7

  /// The store, on rank 0.
  private let store: (any TableStore)?

  /// Whether the database is open, and waits for rows.
  private var isOpen = false

  /// The number of rows of all ranks.
  private(set) var rowCount = 0

  /// The number of bytes of their images.
  private(set) var byteCount = 0

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - target: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` if the address is none.
  init(_ target: DatabaseTable, on ranks: borrowing Communicator) throws {
    var store: (any TableStore)?
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0 else { return }
      do throws(CaudalError) {
        guard let address = try StoreAddress.parse(target.address) else {
          throw CaudalError(.usage, "\(target.address) is no database")
        }
        store = address.store(
          StoreRequest(
            table: target.name, mode: target.isAppendedTo ? .append(job: target.job) : .replace,
            primaryKey: target.primaryKey, indexes: target.indexes))
      } catch {
        throw LocalFailure(error: error)
      }
    }
    self.store = store
  }

  /// Opens the database.
  ///
  /// - Parameters:
  ///   - plan: what is written of a row.
  ///   - census: what all rows hold.
  ///   - notes: where it is said if no rows are wanted.
  ///   - ranks: all ranks.
  /// - Returns: whether rows are wanted; none are if this load was done before.
  /// - Throws: an agreed ``CaudalError`` if that is impossible.
  mutating func begin(
    _ plan: RowPlan, _ census: RowCensus, _ notes: Notes, on ranks: borrowing Communicator
  ) throws -> Bool {
    let columns = census.columns(of: plan)
    isOpen = true
    try attempt(on: ranks) { (store) throws(StoreError) in
      guard case .alreadyLoaded(let rows, let time) = try store.begin(columns: columns) else {
        return
      }
      isOpen = false
      notes.say(
        "note: this load was done before, at \(time), with \(rows) rows; nothing is written")
    }
    try ranks.broadcast(&isOpen, from: 0)
    return isOpen
  }

  /// Writes rows.
  ///
  /// - Parameters:
  ///   - order: the parts of all ranks, in the order in which they are written.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads, of no use here.
  ///   - make: makes one of this rank's parts, by its number among these.
  /// - Throws: ``RefusedRow`` on all ranks if the database doesn't take a row; an agreed
  ///   ``CaudalError`` if it fails otherwise.
  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]
  ) throws {
    var failure: StoreError?
    try ranks.handToRankZero(order, tag: Self.tag, making: make) { part, bytes in
      guard failure == nil, let store else { return }
      do throws(StoreError) { try store.write(rows: bytes, count: part.rowCount) } catch {
        failure = error
      }
    }
    try agree(on: ranks, failure)
    rowCount += order.reduce(0) { $0 + $1.rowCount }
    byteCount += order.reduce(0) { $0 + $1.byteCount }
  }

  /// Refuses names that the table can't have, without opening the database.
  ///
  /// - Parameters:
  ///   - names: those of the columns.
  ///   - ranks: all ranks.
  /// - Throws: an agreed ``CaudalError`` that says which name can't be.
  func check(names: [String], on ranks: borrowing Communicator) throws {
    try attempt(on: ranks) { (store) throws(StoreError) in try store.check(names: names) }
  }

  /// Makes the table appear; does nothing if no rows were wanted.
  ///
  /// - Parameters:
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads, of no use here.
  /// - Throws: ``RefusedRow`` on all ranks if there is a row that makes it impossible; an agreed
  ///   ``CaudalError`` if something else does.
  func commit(on ranks: borrowing Communicator, _ workers: Workers) throws {
    guard isOpen else { return }
    try attempt(on: ranks) { (store) throws(StoreError) in try store.commit() }
  }

  /// Lets everything be as it was before.
  func abandon(on ranks: borrowing Communicator) { store?.abandon() }

  /// Does something on rank 0.
  private func attempt(
    on ranks: borrowing Communicator, _ body: (any TableStore) throws(StoreError) -> Void
  ) throws {
    var failure: StoreError?
    if let store {
      do throws(StoreError) { try body(store) } catch { failure = error }
    }
    try agree(on: ranks, failure)
  }

  private func agree(on ranks: borrowing Communicator, _ failure: StoreError?) throws {
    var refused = failure?.row ?? -1
    try ranks.broadcast(&refused, from: 0)
    if refused >= 0 { throw RefusedRow(number: refused, reason: failure) }
    try ranks.agree { () throws(LocalFailure) in
      if let failure { throw LocalFailure(error: failure.caudalError()) }
    }
  }
}
