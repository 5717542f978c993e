import CSV
import Glibc
import Values
import Vocabulary

/// A table in a SQLite database.
///
/// A new database is made beside its place, without a journal, and appears whole. In one that is there
/// everything happens in one transaction: a table that is replaced stays until the new one is whole,
/// and an end at any time, `kill` or a loss of power among them, leaves what was there before.
final class SQLiteStore: TableStore {
  private let path: String
  private let request: StoreRequest

  private var database: SQLiteDatabase?
  private var rows: SQLiteRows?

  /// The new database; nil if there is one already.
  private var partial: PartialFile?

  /// Names a table.
  ///
  /// - Parameters:
  ///   - path: the database's path.
  ///   - request: what is to be stored, and how.
  init(path: String, request: StoreRequest) {
    self.path = path
    self.request = request
  }

  deinit { abandon() }

  /// The name under which rows are collected that will replace a table.
  private var stagingName: String { "caudal_staging_" + stableHash(of: [request.table]) }

  private var isNew: Bool { partial != nil }

  /// Whether the table is new, and gets its indexes.
  private var createsTable = false

  /// Whether the new table takes the place of another.
  private var replaces = false

  // MARK: - Beginning

  func check(names: [String]) throws(StoreError) {
    try NameCheck { $0.lowercasedASCII }.check(names, for: request)
  }

  func begin(columns: [StoredColumn]) throws(StoreError) -> StoreStart {
    // SQLite knows no difference between large and small letters of ASCII in names.
    try NameCheck { $0.lowercasedASCII }.check(columns, for: request)
    do {
      let database = try open()
      let start = try prepare(columns, in: database)
      if start != .ready { abandon() }
      return start
    } catch {
      let found = error as? StoreError ?? (error as? SQLiteFailure).map { failure($0) }
      abandon()
      throw found ?? StoreError(.software, "\(error)")
    }
  }

  /// Opens the database, and a transaction.
  private func open() throws(StoreError) -> SQLiteDatabase {
    var status = stat()
    let exists = unsafe stat(path.systemPath, &status) == 0
    if !exists, unsafe lstat(path.systemPath, &status) == 0 {
      throw StoreError(.cannotCreate, "\(path): the file to which this link leads isn't there")
    }
    do throws(PartialFile.Failure) {
      if !exists { partial = try PartialFile(path: path) }
    } catch {
      throw failure(error)
    }
    do throws(SQLiteFailure) {
      let opened = try SQLiteDatabase(path: partial?.partialPath ?? path, isLocked: isNew)
      database = opened
      if isNew { try opened.execute("pragma journal_mode = off; pragma synchronous = off") }
      // So that views may name a table that is about to be replaced.
      try opened.execute("pragma legacy_alter_table = on; pragma foreign_keys = off")
      try opened.execute("begin immediate")
      return opened
    } catch {
      throw failure(error)
    }
  }

  private func prepare(
    _ columns: [StoredColumn], in database: SQLiteDatabase
  ) throws(SQLiteFailure) -> StoreStart {
    let kind =
      try database.rows(
        "select type from sqlite_master where name = ? collate nocase and type in ('table', 'view')",
        [request.table]
      ).first?.first ?? nil
    if kind == "view" { throw .refused("\(request.table) is a view") }
    createsTable = kind == nil || request.mode == .replace
    replaces = kind != nil && request.mode == .replace
    if let earlier = try earlierLoad(in: database) { return earlier }
    var bindings = columns.map { SQLiteBinding($0) }
    let target = replaces ? stagingName : request.table
    if createsTable {
      try database.execute("drop table if exists \(target.quotedName)")
      try database.execute(definition(of: target, columns))
    } else {
      let known = try database.rows("pragma table_xinfo(\(target.quotedName))")
      bindings = columns.map { SQLiteBinding($0, inTableOf: known) }
    }
    rows = try SQLiteRows(database, table: target, columns, bindings)
    return .ready
  }

  private func definition(of name: String, _ columns: [StoredColumn]) -> String {
    let parts = columns.map { column in
      let isKey = request.primaryKey.contains(column.name)
      return
        "\(column.name.quotedName) \(SQLiteBinding(column).typeName)\(isKey ? " not null" : "")"
    }
    return "create table \(name.quotedName) (\(parts.joined(separator: ", ")))"
  }

  // MARK: - Loads

  /// What is known of an earlier load of the same name. What is known of a table that goes, or has
  /// gone, is forgotten.
  private func earlierLoad(in database: SQLiteDatabase) throws(SQLiteFailure) -> StoreStart? {
    if case .append(.some) = request.mode {
      try database.execute(
        """
        create table if not exists caudal_loads (
          target text not null, job text not null, loaded text not null, rows integer not null,
          primary key (target, job))
        """)
    }
    let isKnown = try database.rows(
      "select 1 from sqlite_master where name = 'caudal_loads' and type = 'table'")
    guard !isKnown.isEmpty else { return nil }
    if createsTable {
      _ = try database.rows(
        "delete from caudal_loads where target = ? collate nocase", [request.table])
    }
    guard case .append(.some(let job)) = request.mode else { return nil }
    let found = try database.rows(
      "select rows, loaded from caudal_loads where target = ? collate nocase and job = ?",
      [request.table, job])
    guard let row = found.first else { return nil }
    return .alreadyLoaded(rows: row[0].flatMap { Int($0) } ?? 0, time: row[1] ?? "")
  }

  private func recordLoad(_ count: Int, in database: SQLiteDatabase) throws(SQLiteFailure) {
    guard case .append(.some(let job)) = request.mode else { return }
    _ = try database.rows(
      """
      insert into caudal_loads (target, job, loaded, rows)
        values (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), cast(? as integer))
      """, [request.table, job, "\(count)"])
  }

  // MARK: - Rows

  func write(rows images: [UInt8], count: Int) throws(StoreError) {
    guard let rows else { preconditionFailure("nothing has begun") }
    do throws(SQLiteRows.Failure) {
      try rows.write(images.span, count: count)
    } catch {
      switch error {
      case .unusable(let failure): throw failure
      case .database(let failure, let row): throw self.failure(failure, row: row)
      }
    }
  }

  // MARK: - End

  func commit() throws(StoreError) {
    guard let database, let rows else { preconditionFailure("nothing has begun") }
    let count = rows.count
    // A statement that is still there would keep the database open.
    self.rows = nil
    do throws(SQLiteFailure) {
      try replaceTable(in: database)
      try recordLoad(count, in: database)
      if isNew {
        // Nobody sees it yet, and with a journal a key that fails leaves the rows to be looked at.
        try database.execute("commit; pragma journal_mode = memory; begin")
      }
      try makeIndexes(in: database)
      try database.execute("commit")
    } catch {
      let row = duplicate(after: error, in: database)
      abandon()
      throw failure(error, row: row)
    }
    database.close()
    self.database = nil
    guard let partial else { return }
    self.partial = nil
    do throws(PartialFile.Failure) { try partial.commit() } catch { throw failure(error) }
  }

  /// Puts the new table in the place of the old one.
  private func replaceTable(in database: SQLiteDatabase) throws(SQLiteFailure) {
    guard replaces else { return }
    try database.execute(
      """
      drop table \(request.table.quotedName);
      alter table \(stagingName.quotedName) rename to \(request.table.quotedName)
      """)
  }

  private func makeIndexes(in database: SQLiteDatabase) throws(SQLiteFailure) {
    guard createsTable else { return }
    if !request.primaryKey.isEmpty {
      try database.execute(index(on: request.primaryKey, unique: true))
    }
    for columns in request.indexes { try database.execute(index(on: columns, unique: false)) }
  }

  private func index(on columns: [String], unique: Bool) -> String {
    let name = ([request.table] + columns + (unique ? ["key"] : [])).joined(separator: "_")
    let names = columns.map(\.quotedName).joined(separator: ", ")
    let kind = unique ? "unique index" : "index"
    return "create \(kind) \(name.quotedName) on \(request.table.quotedName) (\(names))"
  }

  /// The number of the first row whose key another row had before; nil if that isn't the trouble.
  private func duplicate(after failure: SQLiteFailure, in database: SQLiteDatabase) -> Int? {
    guard failure.isConstraint, createsTable, !request.primaryKey.isEmpty else { return nil }
    let names = request.primaryKey.map(\.quotedName).joined(separator: ", ")
    // The rows of a new table are numbered in the order in which they came.
    let found = try? database.rows(
      """
      select min(row) from (
        select _rowid_ as row, row_number() over (partition by \(names) order by _rowid_) as place
          from \(request.table.quotedName)) where place > 1
      """)
    return (found?.first?.first ?? nil).flatMap { Int($0) }.map { $0 - 1 }
  }

  var partialPath: String? { partial?.partialPath }

  func abandon() {
    rows = nil
    if let database {
      try? database.execute("rollback")
      database.close()
    }
    database = nil
    partial = nil
  }

  // MARK: - Failures

  private func failure(_ failure: SQLiteFailure, row: Int? = nil) -> StoreError {
    // Nobody knows the other name.
    let message = failure.message.replacing(stagingName, with: request.table)
    return StoreError(SQLiteFailure(code: failure.code, message: message), path, row: row)
  }

  private func failure(_ failure: PartialFile.Failure) -> StoreError {
    switch failure {
    case .isTaken: StoreError(.cannotCreate, "\(path): another job is making this database")
    case .appeared: StoreError(.cannotCreate, "\(path): the file has appeared meanwhile")
    case .system(let code):
      StoreError(
        rows == nil ? .cannotCreate : .inputOutput,
        "\(path): \(unsafe String(cString: strerror(code)))")
    }
  }
}

extension StoreError {
  /// An error of what SQLite has said of a database.
  init(_ failure: SQLiteFailure, _ path: String, row: Int? = nil) {
    if failure.isBusy {
      self.init(.inputOutput, "\(path): another program is writing to the database")
      return
    }
    let kind: CaudalError.Kind =
      failure.isConstraint || failure.isRefused
      ? .badData : failure.isOfOpening ? .cannotCreate : .inputOutput
    self.init(kind, "\(path): \(failure.message)", row: row)
  }
}
