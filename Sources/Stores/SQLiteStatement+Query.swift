internal import CSQLite

// What is read of rows that a statement gives.

extension SQLiteDatabase {
  /// Prepares a statement that somebody else has written.
  ///
  /// - Parameter sql: one statement that gives rows and changes nothing.
  /// - Returns: the statement.
  /// - Throws: what SQLite says, or why it isn't such a statement.
  func prepareQuery(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement {
    guard let (statement, rest) = try prepareFirst(sql) else {
      throw .refused("the query says nothing")
    }
    guard try prepareFirst(rest) == nil else {
      throw .refused("the query is more than one statement")
    }
    guard statement.columnCount > 0, statement.isReadOnly else {
      throw .refused("the query is no select; it must give rows and change nothing")
    }
    return statement
  }
}

extension SQLiteStatement {
  /// A kind of value.
  enum Kind {
    case null
    case integer
    case number
    case text
    case blob
  }

  /// The kind of value in a column of the current row.
  func kind(ofColumn column: Int) -> Kind {
    switch unsafe sqlite3_column_type(handle, CInt(column)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .number
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  /// The whole number in a column of the current row.
  func integer(ofColumn column: Int) -> Int64 {
    unsafe sqlite3_column_int64(handle, CInt(column))
  }

  /// The number in a column of the current row.
  func number(ofColumn column: Int) -> Double {
    unsafe sqlite3_column_double(handle, CInt(column))
  }

  /// Calls a closure with the bytes of the text in a column of the current row.
  func withText(ofColumn column: Int, _ body: (Span<UInt8>) -> Void) {
    // Their number must be asked for behind them, as they may have been in another encoding.
    let text = unsafe sqlite3_column_text(handle, CInt(column))
    let count = unsafe sqlite3_column_bytes(handle, CInt(column))
    // Sound: so many bytes are there until the statement goes on.
    let bytes = unsafe UnsafeBufferPointer(start: text, count: text == nil ? 0 : Int(count))
    body(unsafe Span(_unsafeElements: bytes))
  }

  /// The number of columns.
  var columnCount: Int { Int(unsafe sqlite3_column_count(handle)) }

  /// The name of a column.
  func name(ofColumn column: Int) -> String {
    unsafe sqlite3_column_name(handle, CInt(column)).map { unsafe String(cString: $0) } ?? ""
  }

  /// Whether the statement changes nothing.
  var isReadOnly: Bool { unsafe sqlite3_stmt_readonly(handle) != 0 }
}
