package import Values

/// Where the rows of a table go: they are all there in the end, or none is.
///
/// ```swift
/// let store = address.store(StoreRequest(table: "readings"))
/// guard case .ready = try store.begin(columns: columns) else { return }
/// do {
///   while let (rows, count) = next() { try store.write(rows: rows, count: count) }
///   try store.commit()
/// } catch {
///   store.abandon()
///   throw error
/// }
/// ```
///
/// One rank has the store. Who lets go of one that isn't committed abandons it.
package protocol TableStore: AnyObject {
  /// Refuses names that the table and its columns can't have, without opening anything; ``begin(columns:)`` does so,
  /// too.
  ///
  /// - Parameter names: those of the columns.
  /// - Throws: an error that says which name can't be.
  func check(names: [String]) throws(StoreError)

  /// Opens the database and makes room for the table. Nobody else sees anything of it.
  ///
  /// - Parameter columns: the table's columns.
  /// - Returns: whether rows are wanted.
  /// - Throws: an error that says why the table can't be stored.
  func begin(columns: [StoredColumn]) throws(StoreError) -> StoreStart

  /// Adds rows, behind those that were written before.
  ///
  /// - Parameters:
  ///   - rows: row images; see ``RowImage``.
  ///   - count: their number.
  /// - Throws: an error that says why they can't be stored; the store is of no use afterwards, and is
  ///   to be abandoned.
  func write(rows: [UInt8], count: Int) throws(StoreError)

  /// The path of a file that is of no use unless the store commits; nil if there is none. Who was killed leaves
  /// it.
  var partialPath: String? { get }

  /// Makes the table appear, with all rows.
  ///
  /// - Throws: an error that says why that is impossible; then nothing has appeared.
  func commit() throws(StoreError)

  /// Lets everything be as it was before. After the end, or a second time, it does nothing.
  func abandon()
}

extension TableStore {
  package var partialPath: String? { nil }
}

/// A table store to which other ranks bring rows, too, each by a connection of its own.
///
/// The store's rank begins and ends; others open a ``PostgreSQLLoader`` in between. All that have brought rows
/// have ended when the store commits.
package protocol SharedTableStore: TableStore {
  /// Where other ranks bring rows; nil before the beginning, and if none are wanted.
  var share: StoreShare? { get }

  /// Ends with the rows of this rank: nothing is written any more.
  ///
  /// - Throws: an error that says why the rows can't be stored.
  func endRows() throws(StoreError)

  /// The number of rows that others have brought.
  var rowsOfOthers: Int { get set }
}

/// Where several ranks bring rows of one table.
package struct StoreShare: Sendable, Hashable {
  /// The table in which the rows are put together, as it stands in SQL.
  package let table: String

  /// The name by which users know the table that it becomes.
  package let name: String

  /// Its columns.
  package let columns: [StoredColumn]

  /// Describes the place.
  package init(table: String, of name: String, columns: [StoredColumn]) {
    self.table = table
    self.name = name
    self.columns = columns
  }
}

/// Whether rows are wanted.
package enum StoreStart: Sendable, Hashable {
  /// Rows may be written.
  case ready
  /// A job of this name has added its rows to the table before: nothing is to be written, and the store
  /// has been closed.
  case alreadyLoaded(rows: Int, time: String)
}

/// What is to be stored, and how.
package struct StoreRequest: Sendable, Hashable {
  /// What becomes of a table of the same name that is there already.
  package enum Mode: Sendable, Hashable {
    /// It is replaced at once, in the moment in which the new one is whole.
    case replace
    /// The rows are added to it; if there is none, it is made. A job that has a name adds its rows once
    /// only: the database has a table `caudal_loads` that knows the jobs.
    case append(job: String?)
  }

  /// The table's name. PostgreSQL's may have a schema in front of it: `weather.readings`.
  package var table: String

  /// What becomes of a table of the same name.
  package var mode: Mode

  /// The columns of a new table whose values, taken together, are never missing and never twice the
  /// same; none for no such key.
  package var primaryKey: [String]

  /// The columns of each index of a new table.
  package var indexes: [[String]]

  /// Whether other ranks bring rows, too. Only PostgreSQL takes them.
  package var isShared = false

  /// Describes what is to be stored.
  package init(
    table: String, mode: Mode = .replace, primaryKey: [String] = [], indexes: [[String]] = []
  ) {
    self.table = table
    self.mode = mode
    self.primaryKey = primaryKey
    self.indexes = indexes
  }
}
