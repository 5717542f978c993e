import CSV
import MPI
import Ranks
import Stores
import Values
import Vocabulary

/// Rows of all ranks that go into a database: in their order, by way of rank 0; or by several connections, each of
/// a rank of its own.
struct StoreOutput: TypedOutput {
  private static let tag = 7

  private let target: DatabaseTable

  /// The store, on rank 0.
  private let store: (any TableStore)?

  /// What stores rows of the last round while those of the next are read, on rank 0 with one connection.
  private let queue = StoreQueue()

  /// The number of ranks that have a connection, the first of all.
  private let loaderCount: Int

  /// What another of these ranks has.
  private var loader: PostgreSQLLoader?

  /// The rows that this rank has brought: for each run of them the number of the first among all rows, and among
  /// its own.
  private var runs: [(all: Int, own: Int)] = []
  private var ownCount = 0

  /// What removes a new database if a signal ends this process.
  var unfinishedFiles: (any UnfinishedFileKeeper)?

  /// What ends that.
  private var leave: (@Sendable () -> Void)?

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
    self.target = target
    let loaderCount = min(target.connections, ranks.size)
    self.loaderCount = loaderCount
    var store: (any TableStore)?
    try ranks.agree { () throws(LocalFailure) in
      guard ranks.rank == 0 else { return }
      do throws(CaudalError) {
        var request = StoreRequest(
          table: target.name, mode: target.isAppendedTo ? .append(job: target.job) : .replace,
          primaryKey: target.primaryKey, indexes: target.indexes)
        request.isShared = loaderCount > 1
        store = try Self.address(target).store(request)
        if loaderCount > 1, !(store is any SharedTableStore) {
          throw CaudalError(.usage, "\(target.address) takes rows by one connection only")
        }
      } catch {
        throw LocalFailure(error: error)
      }
    }
    self.store = store
  }

  private static func address(_ target: DatabaseTable) throws(CaudalError) -> StoreAddress {
    guard let address = try StoreAddress.parse(target.address) else {
      throw CaudalError(.usage, "\(target.address) is no database")
    }
    return address
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
    // Whoever is ended last removes what rank 0 makes.
    var path = Array((store?.partialPath ?? "").utf8)
    try ranks.broadcast(varying: &path, from: 0)
    if !path.isEmpty {
      leave = unfinishedFiles?.begin(String(decoding: path, as: UTF8.self))
    }
    if isOpen, loaderCount > 1 { try openLoaders(columns, on: ranks) }
    return isOpen
  }

  /// Opens the connections of other ranks.
  private mutating func openLoaders(
    _ columns: [StoredColumn], on ranks: borrowing Communicator
  ) throws {
    // Of the columns rank 0 alone knows the types that the table has; the rest is known.
    var share = (store as? any SharedTableStore)?.share
    var names = share.map { [$0.table, $0.name] } ?? []
    var types = share?.columns.map(\.type.rawValue) ?? []
    try ranks.broadcast(encoded: &names, from: 0)
    try ranks.broadcast(varying: &types, from: 0)
    if share == nil {
      share = StoreShare(
        table: names[0], of: names[1],
        columns: zip(columns, types).map { column, type in
          StoredColumn(
            column.name, StoredType(rawValue: type) ?? column.type, decimal: column.decimal)
        })
    }
    var opened: PostgreSQLLoader?
    try ranks.agree { () throws(LocalFailure) in
      guard (1..<loaderCount).contains(ranks.rank), let share else { return }
      do throws(CaudalError) {
        let address = try Self.address(target)
        do throws(StoreError) { opened = try PostgreSQLLoader(address, into: share) } catch {
          throw error.caudalError()
        }
      } catch {
        throw LocalFailure(error: error, isOfHost: true)
      }
    }
    loader = opened
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
    guard loaderCount == 1 else { return try load(order, on: ranks, make) }
    // What goes wrong with these rows is heard with the next ones, or at the end.
    let failure = queue.finish()
    try ranks.handToRankZero(order, tag: Self.tag, making: make) { part, bytes in
      guard failure == nil, let store else { return }
      queue.add(bytes, count: part.rowCount, to: store)
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
  mutating func commit(on ranks: borrowing Communicator, _ workers: Workers) throws {
    guard isOpen else { return }
    guard loaderCount > 1 else {
      let failure = queue.finish()
      try attempt(on: ranks) { (store) throws(StoreError) in
        if let failure { throw failure }
        try store.commit()
      }
      leave?()
      return
    }
    try endLoading(on: ranks)
    var failure: StoreError?
    if let store = store as? any SharedTableStore {
      store.rowsOfOthers = rowCount - ownCount
      do throws(StoreError) { try store.commit() } catch { failure = error }
    }
    // In a table whose rows lie in no order, no row can be named.
    var isOfRow = failure?.kind == .badData
    try ranks.broadcast(&isOfRow, from: 0)
    if isOfRow { throw UnnamedRow() }
    try agree(on: ranks, failure)
  }

  /// Lets everything be as it was before.
  func abandon(on ranks: borrowing Communicator) {
    loader?.abandon()
    _ = queue.finish()
    store?.abandon()
    leave?()
  }

  /// The same with one connection, by which rows come in order, and can be named.
  func inOrder(on ranks: borrowing Communicator) throws -> StoreOutput {
    var target = target
    target.connections = 1
    return try StoreOutput(target, on: ranks)
  }

  // MARK: - Several connections

  /// Has each rank that has a connection bring its rows, and those of ranks that have none.
  private mutating func load(
    _ order: [RoundPart], on ranks: borrowing Communicator, _ make: (Int) -> [UInt8]
  ) throws {
    var failure: StoreError?
    var (own, row) = (0, rowCount)
    for part in order {
      let taker = part.owner % loaderCount
      var bytes: [UInt8] = []
      if part.owner == ranks.rank {
        bytes = make(own)
        own += 1
      }
      if part.owner != taker, part.byteCount > 0 {
        if taker == ranks.rank {
          bytes = try ranks.receive(
            UInt8.self, atMost: part.byteCount, from: part.owner, tag: Self.tag)
        } else if part.owner == ranks.rank {
          try ranks.send(bytes, to: taker, tag: Self.tag)
        }
      }
      if taker == ranks.rank, failure == nil, part.rowCount > 0 {
        runs.append((all: row, own: ownCount))
        ownCount += part.rowCount
        do throws(StoreError) {
          if let loader {
            try loader.write(rows: bytes, count: part.rowCount)
          } else {
            try store?.write(rows: bytes, count: part.rowCount)
          }
        } catch {
          failure = error
        }
      }
      row += part.rowCount
    }
    rowCount = row
    byteCount += order.reduce(0) { $0 + $1.byteCount }
    try settle(failure, on: ranks)
  }

  /// Ends all connections but that of rank 0, once their rows are there.
  private func endLoading(on ranks: borrowing Communicator) throws {
    var failure: StoreError?
    do throws(StoreError) {
      try loader?.end()
      try (store as? any SharedTableStore)?.endRows()
    } catch {
      failure = error
    }
    try settle(failure, on: ranks)
  }

  /// Finds out whether any rank has failed.
  private func settle(_ failure: StoreError?, on ranks: borrowing Communicator) throws {
    let refused = failure?.row.map { row in
      RefusedRow(number: number(ofOwnRow: row), reason: failure)
    }
    try ranks.settle(refused)
    try ranks.agree { () throws(LocalFailure) in
      guard let failure else { return }
      throw LocalFailure(error: failure.caudalError(), isOfHost: ranks.rank != 0)
    }
  }

  /// The number among all rows of one that this rank has brought.
  private func number(ofOwnRow row: Int) -> Int {
    guard let run = runs.last(where: { $0.own <= row }) else { return row }
    return run.all + row - run.own
  }

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
