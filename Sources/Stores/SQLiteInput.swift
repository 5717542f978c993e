import CSV
import Glibc
import Vocabulary

/// Rows of a SQLite database, of one statement and so of one moment, whatever others write meanwhile.
final class SQLiteInput: StoredRows {
  private let statement: SQLiteStatement

  /// The number of the row that was read last, the first being 1; nil before the header.
  private var number: Int?

  /// Opens a database for reading, and begins.
  ///
  /// - Parameters:
  ///   - path: the database's path.
  ///   - choice: what is read.
  /// - Throws: `SourceError` if there is no such database or table, or the query makes no sense.
  init(path: String, _ choice: StoreInput.Choice) throws(SourceError) {
    try Self.checkFile(path)
    do throws(SQLiteFailure) {
      let database = try SQLiteDatabase(readingPath: path)
      do throws(SQLiteFailure) {
        statement = try database.prepareQuery(choice.sql)
      } catch {
        throw error.naming(try? Self.tables(of: database), ifMissing: choice)
      }
    } catch {
      throw SourceError(.database(.opening(error.message)))
    }
  }

  /// Makes sure that there is a file that can be read, of which SQLite would only say that it can't.
  ///
  /// Nothing is opened: to close a file ends the locks that SQLite may have on it.
  private static func checkFile(_ path: String) throws(SourceError) {
    var status = stat()
    guard unsafe stat(path.systemPath, &status) == 0,
      unsafe access(path.systemPath, R_OK) == 0
    else {
      throw SourceError(.cannotOpen(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw SourceError(.cannotOpen(EISDIR))
    default: throw SourceError(.notRegular)
    }
  }

  /// The names of a database's tables and views.
  private static func tables(of database: SQLiteDatabase) throws(SQLiteFailure) -> [String] {
    try database.rows(
      """
      select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' \
      escape '\\' order by name
      """
    ).compactMap { $0[0] }
  }

  func addRow(to bytes: inout [UInt8]) throws(SourceError) -> Bool {
    guard let last = number else {
      number = 0
      for column in 0..<statement.columnCount {
        if column > 0 { bytes.append(Byte.comma) }
        let name = Array(statement.name(ofColumn: column).utf8)
        bytes.appendField(name.span)
      }
      bytes.append(Byte.lineFeed)
      return true
    }
    do throws(SQLiteFailure) {
      guard try statement.step() else { return false }
    } catch {
      throw SourceError(.database(.reading(error.message)))
    }
    number = last + 1
    let start = bytes.count
    for column in 0..<statement.columnCount {
      if column > 0 { bytes.append(Byte.comma) }
      try addField(column, to: &bytes)
    }
    // Readers pass over empty lines.
    if bytes.count == start { bytes += [Byte.quote, Byte.quote] }
    bytes.append(Byte.lineFeed)
    return true
  }

  private func addField(_ column: Int, to bytes: inout [UInt8]) throws(SourceError) {
    switch statement.kind(ofColumn: column) {
    case .null: break
    case .integer: bytes += statement.integer(ofColumn: column).description.utf8
    case .number: bytes += statement.number(ofColumn: column).shortText.utf8
    case .text: statement.withText(ofColumn: column) { bytes.appendField($0) }
    case .blob:
      let name = statement.name(ofColumn: column)
      throw SourceError(
        .database(
          .contents(
            "row \(number ?? 0), column \"\(name)\": a blob is no field of a table; leave it out by a"
              + " query, or make a text of it, as by hex(\(name.quotedName))")))
    }
  }
}

extension StoreInput.Choice {
  /// The statement that gives the rows of a SQLite database.
  fileprivate var sql: String {
    switch self {
    case .table(let name): "select * from \(name.quotedName)"
    case .query(let sql): sql
    }
  }
}

extension SQLiteFailure {
  /// The failure with the tables that there are, if it is that a table is missing.
  fileprivate func naming(
    _ tables: [String]?, ifMissing choice: StoreInput.Choice
  ) -> SQLiteFailure {
    guard message.hasPrefix("no such table"), let tables else { return self }
    let verb = tables.count == 1 ? "is" : "are"
    let others = tables.isEmpty ? "is none" : "\(verb) \(ColumnError.listing(tables))"
    return SQLiteFailure(code: code, message: "\(message); there \(others)")
  }
}
