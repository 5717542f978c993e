internal import CSQLite
import CSV

/// What SQLite said when something failed.
struct SQLiteFailure: Error, Hashable {
  /// The extended result code.
  let code: CInt

  /// SQLite's message.
  let message: String

  /// The result code without what extends it.
  var primaryCode: CInt { code & 0xFF }

  /// What is refused before SQLite is asked.
  static func refused(_ message: String) -> SQLiteFailure {
    SQLiteFailure(code: SQLITE_MISUSE, message: message)
  }

  /// Whether it was refused before SQLite was asked.
  var isRefused: Bool { primaryCode == SQLITE_MISUSE }

  /// Whether values break a rule of the table: a key that is there twice, a value that is missing.
  var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }

  /// Whether the database can't be opened, or not be written to.
  var isOfOpening: Bool {
    [SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_READONLY, SQLITE_PERM].contains(primaryCode)
  }

  /// Whether somebody else uses the database.
  var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }
}

/// A connection to a SQLite database, used by one thread at a time.
@safe final class SQLiteDatabase {
  private var handle: OpaquePointer?

  /// Opens a database.
  ///
  /// - Parameters:
  ///   - path: the file's path, which is created if it isn't there.
  ///   - isLocked: whether nobody else can have the file, so that SQLite needs no locks.
  /// - Throws: what SQLite says.
  convenience init(path: String, isLocked: Bool) throws(SQLiteFailure) {
    try self.init(
      path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, files: isLocked ? "unix-none" : nil)
  }

  /// Opens a database that is there, to read it only.
  ///
  /// - Parameter path: the file's path.
  /// - Throws: what SQLite says.
  convenience init(readingPath path: String) throws(SQLiteFailure) {
    try self.init(path, SQLITE_OPEN_READONLY, files: nil)
  }

  /// Opens a database.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - flags: for what.
  ///   - files: the name of SQLite's way to files; nil for the usual one.
  /// - Throws: what SQLite says.
  private init(_ path: String, _ flags: CInt, files: String?) throws(SQLiteFailure) {
    // Without it, names with a colon in front could mean something else to SQLite.
    let path = path.hasPrefix("/") ? path : "./" + path
    var handle: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      path.systemPath, &handle, flags | SQLITE_OPEN_NOMUTEX, files)
    unsafe self.handle = handle
    guard code == SQLITE_OK else {
      let failure = self.failure(code)
      close()
      throw failure
    }
    _ = unsafe sqlite3_extended_result_codes(handle, 1)
    _ = unsafe sqlite3_busy_timeout(handle, 10_000)
  }

  deinit { close() }

  /// Ends the connection; an open transaction is rolled back. Statements must have ended.
  func close() {
    _ = unsafe sqlite3_close_v2(handle)
    unsafe handle = nil
  }

  /// What SQLite says of the last call.
  func failure(_ code: CInt) -> SQLiteFailure {
    guard let handle = unsafe handle else {
      return SQLiteFailure(code: code, message: unsafe String(cString: sqlite3_errstr(code)))
    }
    return SQLiteFailure(
      code: unsafe sqlite3_extended_errcode(handle),
      message: unsafe String(cString: sqlite3_errmsg(handle)))
  }

  /// Runs statements whose rows, if they have any, don't matter.
  func execute(_ sql: String) throws(SQLiteFailure) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// Prepares a statement.
  func prepare(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement {
    var statement: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement = unsafe statement else { throw failure(code) }
    return unsafe SQLiteStatement(statement, of: self)
  }

  /// Prepares the first statement of a text.
  ///
  /// - Parameter sql: statements.
  /// - Returns: the statement, and the text behind it; nil if there is none.
  /// - Throws: what SQLite says.
  func prepareFirst(
    _ sql: String
  ) throws(SQLiteFailure) -> (statement: SQLiteStatement, rest: String)? {
    var statement: OpaquePointer?
    var rest = ""
    let code = unsafe sql.withCString { text in
      var end: UnsafePointer<CChar>?
      let code = unsafe sqlite3_prepare_v3(handle, text, -1, 0, &statement, &end)
      // Sound: it is a place in the text, which ends with a zero.
      rest = unsafe end.map { unsafe String(cString: $0) } ?? ""
      return code
    }
    guard code == SQLITE_OK else { throw failure(code) }
    return unsafe statement.map { (unsafe SQLiteStatement($0, of: self), rest) }
  }

  /// The rows of a small answer, as texts; nil for NULL.
  ///
  /// - Parameters:
  ///   - sql: a statement.
  ///   - values: what its question marks stand for.
  /// - Returns: all rows.
  /// - Throws: what SQLite says.
  func rows(_ sql: String, _ values: [String] = []) throws(SQLiteFailure) -> [[String?]] {
    let statement = try prepare(sql)
    let texts = values.map { Array($0.utf8) }
    for (index, text) in texts.enumerated() { statement.bind(text.span, at: index) }
    // The optimiser would let them go once they are bound, and SQLite hasn't copied them.
    return try withExtendedLifetime(texts) { () throws(SQLiteFailure) in
      var rows: [[String?]] = []
      while try statement.step() { rows.append(statement.row) }
      return rows
    }
  }
}

/// A prepared statement.
///
/// Columns and values are counted from 0.
@safe final class SQLiteStatement {
  let handle: OpaquePointer
  private let database: SQLiteDatabase

  /// Takes over a statement.
  @unsafe
  init(_ handle: OpaquePointer, of database: SQLiteDatabase) {
    unsafe self.handle = handle
    self.database = database
  }

  deinit { _ = unsafe sqlite3_finalize(handle) }

  /// Sets a value to NULL.
  func bindNull(at index: Int) { _ = unsafe sqlite3_bind_null(handle, CInt(index + 1)) }

  /// Sets a value to a whole number.
  func bind(_ value: Int64, at index: Int) {
    _ = unsafe sqlite3_bind_int64(handle, CInt(index + 1), value)
  }

  /// Sets a value to a number.
  func bind(_ value: Double, at index: Int) {
    _ = unsafe sqlite3_bind_double(handle, CInt(index + 1), value)
  }

  /// Sets a value to a text.
  ///
  /// - Parameters:
  ///   - text: its bytes, which must stay where they are until the statement has been stepped.
  ///   - index: the value's number.
  /// - Returns: whether SQLite takes texts of this length.
  @discardableResult
  func bind(_ text: Span<UInt8>, at index: Int) -> Bool {
    unsafe text.withUnsafeBytes { bytes in
      // A pointer to nothing would be NULL.
      let base = unsafe bytes.baseAddress ?? Self.nothing
      // SQLite doesn't copy the bytes. Sound: the statement is stepped before they go.
      let code = unsafe sqlite3_bind_text64(
        handle, CInt(index + 1), base.assumingMemoryBound(to: CChar.self), UInt64(bytes.count),
        nil, UInt8(SQLITE_UTF8))
      return code == SQLITE_OK
    }
  }

  private static var nothing: UnsafeRawPointer {
    let word: StaticString = ""
    return unsafe UnsafeRawPointer(word.utf8Start)
  }

  /// Goes on to the next row.
  ///
  /// - Returns: whether there is one.
  func step() throws(SQLiteFailure) -> Bool {
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else { throw database.failure(code) }
    return false
  }

  /// Makes the statement ready to run again.
  func reset() { _ = unsafe sqlite3_reset(handle) }

  /// The current row, as texts; nil for NULL.
  var row: [String?] {
    let count = unsafe sqlite3_column_count(handle)
    return (0..<count).map { column in
      let text = unsafe sqlite3_column_text(handle, column)
      return unsafe text.map { unsafe String(cString: $0) }
    }
  }
}
