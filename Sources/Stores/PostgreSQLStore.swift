import Values
import Vocabulary

/// A table in a PostgreSQL database.
///
/// Everything happens in one transaction of one connection, if no other rank brings rows: they go by
/// binary COPY into a staging table, keys and indexes are made behind them, and the staging table gets the
/// table's name, or its rows are added to it. Until the end nobody else sees anything or waits for anything;
/// and whatever ends the job, the server leaves nothing of it.
///
/// Other ranks that bring rows must see the staging table, so there are more transactions: one in which it is
/// made, one for the rows of each rank, and the last one, in which it gets its name. What ends the job
/// leaves a staging table then, which the server removes as soon as the connection has gone; see
/// ``PostgreSQLConnection/guardian(of:uri:ownedBy:)``.
final class PostgreSQLStore: SharedTableStore {
  private let uri: String
  private let request: StoreRequest

  private var connection: PostgreSQLConnection?
  private var load: PostgreSQLLoad?
  private var copy: PostgreSQLCopy?

  /// What removes the staging table if this process doesn't; only of a load that is shared.
  private var guardian: PostgreSQLConnection?

  private(set) var share: StoreShare?
  var rowsOfOthers = 0

  /// Whether this rank has brought all of its rows.
  private var hasEndedRows = false

  /// Names a table.
  ///
  /// - Parameters:
  ///   - uri: a connection URI without a password.
  ///   - request: what is to be stored, and how.
  init(uri: String, request: StoreRequest) {
    self.uri = uri
    self.request = request
  }

  deinit { abandon() }

  func check(names: [String]) throws(StoreError) {
    try NameCheck { $0.cut(toBytes: PostgreSQLName.longest) }.check(names, for: request)
    _ = try PostgreSQLName(request.table)
  }

  func begin(columns: [StoredColumn]) throws(StoreError) -> StoreStart {
    try NameCheck { $0.cut(toBytes: PostgreSQLName.longest) }.check(columns, for: request)
    let name = try PostgreSQLName(request.table)
    let library = try PostgreSQLLibrary.shared.get()
    do throws(PostgreSQLFailure) {
      connection = try PostgreSQLConnection(uri: uri, library: library)
    } catch {
      throw StoreError(.cannotCreate, "PostgreSQL: \(error.sentence)")
    }
    do throws(StoreError) {
      return try prepare(columns, name)
    } catch {
      abandon()
      throw error
    }
  }

  private func prepare(
    _ columns: [StoredColumn], _ name: PostgreSQLName
  ) throws(StoreError) -> StoreStart {
    guard let connection else { preconditionFailure("nothing is open") }
    var load = PostgreSQLLoad(connection, request, name)
    let start = try converted { () throws(PostgreSQLFailure) in try load.begin(columns) }
    guard start == .ready else {
      abandon()
      return start
    }
    self.load = load
    let share = StoreShare(table: load.staging, of: name.table, columns: load.columns)
    if request.isShared {
      try converted { () throws(PostgreSQLFailure) in
        guardian = try .guardian(of: load.staging, uri: uri, ownedBy: connection)
        try connection.execute("commit; begin")
      }
      self.share = share
    }
    let copy = PostgreSQLCopy(into: share, connection)
    copy.isFrozen = !request.isShared
    self.copy = copy
    try copy.begin()
    return .ready
  }

  // MARK: - Rows

  func write(rows images: [UInt8], count rowCount: Int) throws(StoreError) {
    guard let copy else { preconditionFailure("nothing has begun") }
    try copy.write(rows: images, count: rowCount)
  }

  /// Hears what the server has to say of the rows so far, and goes on if that is nothing bad.
  func beginAnotherCopy() throws(StoreError) { try copy?.beginAnother() }

  func endRows() throws(StoreError) {
    guard let copy, let connection else { preconditionFailure("nothing has begun") }
    try copy.end()
    hasEndedRows = true
    guard request.isShared else { return }
    try converted { () throws(PostgreSQLFailure) in try connection.execute("commit") }
  }

  // MARK: - End

  func commit() throws(StoreError) {
    guard let copy else { preconditionFailure("nothing has begun") }
    do throws(StoreError) {
      if !hasEndedRows { try endRows() }
      try converted { () throws(PostgreSQLFailure) in try self.load?.beginEnd() }
      try self.load?.finish(copy.count + rowsOfOthers)
    } catch {
      abandon()
      throw error
    }
    close()
  }

  func abandon() {
    guard let connection else { return }
    copy?.abandon()
    try? connection.execute("rollback")
    if request.isShared, let load, !load.staging.isEmpty {
      try? connection.execute("set lock_timeout = '10s'; drop table if exists \(load.staging)")
    }
    close()
  }

  private func close() {
    connection?.close()
    connection = nil
    guardian = nil
  }

  /// Does something with the server.
  private func converted<Value>(
    _ body: () throws(PostgreSQLFailure) -> Value
  ) throws(StoreError) -> Value {
    do throws(PostgreSQLFailure) { return try body() } catch {
      throw StoreError(load.map { $0.renamed(error) } ?? error)
    }
  }
}

extension StoreError {
  /// An error of what a server has said.
  ///
  /// - Parameters:
  ///   - failure: what it has said.
  ///   - rowsBefore: the rows in front of those of the COPY to which the server's line belongs.
  init(_ failure: PostgreSQLFailure, rowsBefore: Int = 0) {
    let kind: CaudalError.Kind =
      switch failure.state.prefix(2) {
      case "22", "23": .badData
      case "28", "3D", "3F", "42": .cannotCreate
      default: .inputOutput
      }
    self.init(
      kind, "PostgreSQL: \(failure.sentence)", row: failure.copyLine.map { rowsBefore + $0 - 1 })
  }
}
