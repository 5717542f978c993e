import CSV
import Vocabulary

/// Rows of a PostgreSQL database, streamed by COPY.
///
/// What the server's settings, or those of the user, could change of how values are written is set: dates
/// as ISO 8601 has them, those with a time zone in UTC, numbers so that they read back as the same.
final class PostgreSQLInput: StoredRows {
  private static let settings = """
    set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set intervalstyle = 'postgres';
    set extra_float_digits = 3; set bytea_output = 'hex'; set synchronize_seqscans = off;
    begin read only
    """

  private let connection: PostgreSQLConnection
  private let columnCount: Int

  /// Connects, and begins to read in a transaction that can't change anything.
  ///
  /// - Parameters:
  ///   - uri: a connection URI without a password.
  ///   - choice: what is read.
  /// - Throws: `SourceError` if there is no such database or table, or the query makes no sense.
  init(uri: String, _ choice: StoreInput.Choice) throws(SourceError) {
    do {
      let library = try PostgreSQLLibrary.shared.get()
      let sql = try choice.sql
      connection = try PostgreSQLConnection(uri: uri, library: library)
      try connection.execute(Self.settings)
      // The rows of a table that nobody changes come in the same order each time.
      if case .table = choice { try connection.execute("set max_parallel_workers_per_gather = 0") }
      columnCount = try connection.beginCopyOut(sql)
    } catch let failure as PostgreSQLFailure {
      throw SourceError(.database(failure.ofInput(isOpen: false)))
    } catch let error as StoreError {
      throw SourceError(.database(.opening(error.problem)))
    } catch {
      throw SourceError(.database(.opening("\(error)")))
    }
  }

  func addRow(to bytes: inout [UInt8]) throws(SourceError) -> Bool {
    do throws(PostgreSQLFailure) {
      return try connection.receiveCopied { row in
        // A row of one column that is NULL is an empty line, which readers pass over.
        if columnCount == 1, row.count == 1 { bytes += [Byte.quote, Byte.quote] }
        bytes.append(row)
      }
    } catch {
      throw SourceError(.database(error.ofInput(isOpen: true)))
    }
  }
}

extension StoreInput.Choice {
  /// The statement that sends the rows of a PostgreSQL database.
  fileprivate var sql: String {
    get throws(StoreError) {
      switch self {
      case .table(let name):
        return "copy (select * from \(try PostgreSQLName(name).quoted)) \(Self.form)"
      case .query(let sql):
        // A comment may stand at its end, and what ends a statement.
        let query = sql.reversed().drop { $0.isWhitespace || $0 == ";" }.reversed()
        return "copy (\n\(String(query))\n) \(Self.form)"
      }
    }
  }

  private static let form = "to stdout (format csv, header)"
}

extension PostgreSQLFailure {
  /// The failure of an input.
  ///
  /// - Parameter isOpen: whether the server has begun to send rows.
  /// - Returns: the failure, by what it is about.
  fileprivate func ofInput(isOpen: Bool) -> DatabaseFailure {
    let words = "PostgreSQL: \(sentence)"
    return switch state.prefix(2) {
    case "21", "22": .contents(words)
    case "0A", "25", "28", "3D", "3F", "42": .opening(words)
    default: isOpen ? .reading(words) : .opening(words)
    }
  }
}
