import Values
import Vocabulary

/// Results into SQLite.
final class SQLiteSession: ResultSession {
  private let path: String
  private let table: String
  private let database: SQLiteDatabase

  init(_ path: String, _ table: String) throws(StoreError) {
    (self.path, self.table) = (path, table)
    do throws(SQLiteFailure) {
      database = try SQLiteDatabase(path: path, isLocked: false)
      // A file that is no database is noticed here.
      _ = try database.rows("select count(*) from sqlite_master")
    } catch {
      throw StoreError(error, path)
    }
  }

  var quoted: String { table.quotedName }
  var beginning: String { "begin immediate" }

  private func converted<Value>(
    _ body: () throws(SQLiteFailure) -> Value
  ) throws(StoreError) -> Value {
    do throws(SQLiteFailure) { return try body() } catch { throw StoreError(error, path) }
  }

  func execute(_ sql: String) throws(StoreError) {
    try converted { () throws(SQLiteFailure) in try database.execute(sql) }
  }

  func rows(_ sql: String, _ values: [String]) throws(StoreError) -> [[String?]] {
    try converted { () throws(SQLiteFailure) in try database.rows(sql, values) }
  }

  func placeholder(_ number: Int) -> String { "?\(number)" }

  func typed(_ value: String, _ column: StoredColumn) -> String { value }

  func hasTable(named name: String) throws(StoreError) -> Bool {
    try !rows("select 1 from sqlite_master where name = ?1 collate nocase", [name]).isEmpty
  }

  func check(_ columns: [StoredColumn]) throws(StoreError) {
    try NameCheck { $0.lowercasedASCII }.check(columns, for: StoreRequest(table: table))
  }

  func typeName(_ column: StoredColumn) -> String { SQLiteBinding(column).typeName }

  func put(_ rows: [[[UInt8]?]], _ results: ResultRows) throws(StoreError) {
    try results.checkTexts(rows)
    try converted { () throws(SQLiteFailure) in
      let statement = try database.prepare(
        results.insertion(into: quoted, rows: 1) { number, _ in "?\(number)" })
      for row in rows { try put(row, results, by: statement) }
    }
  }

  private func put(
    _ row: [[UInt8]?], _ results: ResultRows, by statement: SQLiteStatement
  ) throws(SQLiteFailure) {
    for (index, column) in results.columns.enumerated() {
      guard let value = row[index] else {
        statement.bindNull(at: index)
        continue
      }
      let text = String(decoding: value, as: UTF8.self)
      switch SQLiteBinding(column).way {
      // What SQLite makes of the text of a number may be off by a last bit.
      case .number: Double(text).map { statement.bind($0, at: index) }
      case .integer: Int64(text).map { statement.bind($0, at: index) }
      case .text, .refused: statement.bind(value.span, at: index)
      }
    }
    statement.bind(Int64(results.number), at: results.columns.count)
    // The texts that are bound must stay until then.
    _ = try withExtendedLifetime(row) { () throws(SQLiteFailure) in try statement.step() }
    statement.reset()
  }
}

/// Results into PostgreSQL.
final class PostgreSQLSession: ResultSession {
  private let name: PostgreSQLName
  private let table: String
  private let connection: PostgreSQLConnection

  init(_ uri: String, _ table: String) throws(StoreError) {
    self.table = table
    name = try PostgreSQLName(table)
    let library = try PostgreSQLLibrary.shared.get()
    do throws(PostgreSQLFailure) {
      connection = try PostgreSQLConnection(uri: uri, library: library)
      // Whatever the server's settings are; and no notice that a table is there already.
      try connection.execute(
        "set timezone = 'UTC'; set datestyle = 'ISO'; set client_min_messages = 'warning'")
    } catch {
      throw StoreError(.cannotCreate, "PostgreSQL: \(error.sentence)")
    }
  }

  var quoted: String { name.quoted }
  var beginning: String { "begin" }

  private func converted<Value>(
    _ body: () throws(PostgreSQLFailure) -> Value
  ) throws(StoreError) -> Value {
    do throws(PostgreSQLFailure) { return try body() } catch { throw StoreError(error) }
  }

  func execute(_ sql: String) throws(StoreError) {
    try converted { () throws(PostgreSQLFailure) in try connection.execute(sql) }
  }

  func rows(_ sql: String, _ values: [String]) throws(StoreError) -> [[String?]] {
    try converted { () throws(PostgreSQLFailure) in try connection.rows(sql, values) }
  }

  func placeholder(_ number: Int) -> String { "$\(number)" }

  func typed(_ value: String, _ column: StoredColumn) -> String {
    "\(value)::\(column.type.postgreSQLName)"
  }

  func hasTable(named name: String) throws(StoreError) -> Bool {
    let quoted = try PostgreSQLName(name).quoted
    return try rows("select to_regclass($1)", [quoted]).first?.first.flatMap(\.self) != nil
  }

  func check(_ columns: [StoredColumn]) throws(StoreError) {
    try NameCheck { $0.cut(toBytes: PostgreSQLName.longest) }
      .check(columns, for: StoreRequest(table: table))
  }

  func typeName(_ column: StoredColumn) -> String { column.type.postgreSQLName }

  func put(_ rows: [[[UInt8]?]], _ results: ResultRows) throws(StoreError) {
    try results.checkTexts(rows)
    let sql = results.insertion(into: quoted, rows: rows.count) { number, column in
      typed(placeholder(number), column)
    }
    let values = rows.flatMap { row in
      row.map { $0.map { String(decoding: $0, as: UTF8.self) } } + ["\(results.number)"]
    }
    try converted { () throws(PostgreSQLFailure) in _ = try connection.change(sql, values) }
  }
}
