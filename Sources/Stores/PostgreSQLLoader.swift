import Vocabulary

/// Brings rows of another rank into a table that several ranks load, by a connection of its own.
package final class PostgreSQLLoader {
  private var connection: PostgreSQLConnection?
  private let copy: PostgreSQLCopy

  /// Connects, and begins to bring rows.
  ///
  /// - Parameters:
  ///   - address: the database.
  ///   - share: where they go.
  /// - Throws: an error that says why that is impossible.
  package init(
    _ address: StoreAddress, into share: StoreShare
  ) throws(StoreError) {
    guard case .postgreSQL(let uri) = address else {
      preconditionFailure("only PostgreSQL is loaded by several")
    }
    let library = try PostgreSQLLibrary.shared.get()
    let connection: PostgreSQLConnection
    do throws(PostgreSQLFailure) {
      connection = try PostgreSQLConnection(uri: uri, library: library)
      try connection.execute("begin")
    } catch {
      throw StoreError(.cannotCreate, "PostgreSQL: \(error.sentence)")
    }
    self.connection = connection
    copy = PostgreSQLCopy(into: share, connection)
    copy.isFrozen = false
    try copy.begin()
  }

  deinit { abandon() }

  /// The number of rows that were brought.
  package var count: Int { copy.count }

  /// Adds rows; see ``TableStore/write(rows:count:)``.
  ///
  /// - Parameters:
  ///   - rows: row images.
  ///   - count: their number.
  /// - Throws: an error that knows a row by its number among those of this loader.
  package func write(rows: [UInt8], count: Int) throws(StoreError) {
    try copy.write(rows: rows, count: count)
  }

  /// Ends: all rows have been brought.
  ///
  /// - Throws: an error that says why they can't be stored.
  package func end() throws(StoreError) {
    try copy.end()
    do throws(PostgreSQLFailure) { try connection?.execute("commit") } catch {
      throw StoreError(error)
    }
    connection?.close()
    connection = nil
  }

  /// Has the server forget the rows. After the end, or a second time, it does nothing.
  package func abandon() {
    guard let connection else { return }
    copy.abandon()
    connection.close()
    self.connection = nil
  }
}

extension PostgreSQLConnection {
  /// Has the server remove a table as soon as a connection has gone, whatever has become of its process.
  ///
  /// A table that several connections see isn't forgotten by the server as one is that was made in an open
  /// transaction. So a second connection waits for a lock that the first one holds, and then removes the
  /// table. A connection that waits doesn't notice that its client has gone, and goes on; one that is idle, or
  /// copies, does, and lets go of its locks. If the table has its final name by then, there is nothing to
  /// remove.
  ///
  /// - Parameters:
  ///   - table: the table, as it stands in SQL.
  ///   - uri: where the database is.
  ///   - owner: the connection that owns the table.
  /// - Returns: the connection that waits.
  /// - Throws: what the server says, or the way to it.
  static func guardian(
    of table: String, uri: String, ownedBy owner: PostgreSQLConnection
  ) throws(PostgreSQLFailure) -> PostgreSQLConnection {
    let key = "hashtextextended(\("caudal guardian of \(table)".sqlLiteral), 0)"
    _ = try owner.rows("select pg_advisory_lock(\(key))")
    let guardian = try PostgreSQLConnection(uri: uri, library: owner.library)
    // Nothing may end the waiting; servers of before version 14 have no such check of clients.
    _ = try guardian.rows(
      """
      select set_config(name, '0', false) from pg_settings
        where name in ('lock_timeout', 'statement_timeout', 'client_connection_check_interval')
      """)
    let removal = "drop table if exists \(table)"
    try guardian.send(
      statement: "do "
        + "begin perform pg_advisory_lock(\(key)); execute \(removal.sqlLiteral); end".sqlLiteral)
    return guardian
  }
}

extension String {
  /// The text as a constant of SQL.
  fileprivate var sqlLiteral: String { "'" + replacing("'", with: "''") + "'" }
}
