package import Values
import Vocabulary

/// Some results, as rows of a table.
package struct ResultRows: Sendable {
  /// Their number: that of later ones is larger.
  package var number: Int

  /// The columns; none if there is nothing to tell them yet.
  package var columns: [StoredColumn] = []

  /// The positions of the columns that tell rows apart.
  package var keys: [Int] = []

  /// The rows, each with a text for each column; nil for none.
  package var rows: [[[UInt8]?]] = []

  /// Rows whose place these take, whatever their keys are.
  package enum Replaced: Sendable {
    /// Those of the same keys alone.
    case none
    /// All.
    case all
    /// Those that hold, in a column, a value that one of these has there.
    case holding(column: Int)
  }

  /// The rows whose place these take.
  package var replaced = Replaced.none

  /// Begins without rows.
  package init(number: Int) { self.number = number }
}

/// A table of results that are given again and again: a row takes the place of the one with the same key.
///
/// Each result is a transaction, which also carries its number, in the column `result` of its rows and in the table
/// `caudal_results`. So what came behind a checkpoint is known, and goes in the transaction in which results come
/// anew.
///
/// ```swift
/// let table = try ResultTable(address, "hourly", goesOn: false)
/// try table.write(rows)
/// ```
package final class ResultTable {
  /// The most values of a statement: PostgreSQL has 65,535.
  private static let mostValues = 30_000

  private let session: any ResultSession
  private let name: String
  private var hasTable = false

  /// The number of the last result that counts, if some that are there are to go first.
  private var takenBackTo: Int?

  /// The number of the last result of which something is there.
  package private(set) var lastResult = 0

  /// Connects, and makes sure that the table may be written to.
  ///
  /// - Parameters:
  ///   - address: the database.
  ///   - table: the table's name.
  ///   - goesOn: whether a table that is there is gone on with. Otherwise there must be none.
  /// - Throws: ``StoreError`` that says why not.
  package init(_ address: StoreAddress, _ table: String, goesOn: Bool) throws(StoreError) {
    name = table
    session =
      switch address {
      case .sqlite(let path): try SQLiteSession(path, table)
      case .postgreSQL(let uri): try PostgreSQLSession(uri, table)
      }
    hasTable = try session.hasTable(named: table)
    guard !hasTable || goesOn else {
      throw StoreError(
        .cannotCreate,
        "the table \(table.quotedName) is there already; drop it, or name another by --table")
    }
  }

  /// Has the results behind one be forgotten, when the next one comes.
  ///
  /// - Parameter number: the number of the last one that counts.
  /// - Throws: ``StoreError`` if they aren't there: somebody has changed the table.
  package func takeBack(to number: Int) throws(StoreError) {
    var stored: Int?
    if hasTable, try session.hasTable(named: "caudal_results") {
      let rows = try session.rows(
        "select result from caudal_results where target = \(session.placeholder(1))", [name])
      stored = (rows.first?.first ?? nil).flatMap { Int($0) }
    }
    guard stored ?? 0 >= number else {
      throw StoreError(
        .inputOutput,
        "the table \(name.quotedName) is older than the checkpoint; drop it, and remove the checkpoint, to begin anew"
      )
    }
    (takenBackTo, lastResult) = (number, number)
  }

  /// Writes results, all or none.
  ///
  /// - Parameter results: the results.
  /// - Throws: ``StoreError`` if that is impossible; then nothing has changed.
  package func write(_ results: ResultRows) throws(StoreError) {
    // Without columns there are no rows, and no table yet.
    guard hasTable || !results.columns.isEmpty else { return }
    try session.execute(session.beginning)
    do throws(StoreError) {
      try writeAll(results)
      try session.execute("commit")
    } catch {
      try? session.execute("rollback")
      throw error
    }
    hasTable = true
    (takenBackTo, lastResult) = (nil, results.number)
  }

  private func writeAll(_ results: ResultRows) throws(StoreError) {
    if !hasTable { try makeTable(results) }
    if let takenBackTo {
      try session.execute("delete from \(session.quoted) where result > \(takenBackTo)")
    }
    try removeReplaced(results)
    let perStatement = max(1, Self.mostValues / (results.columns.count + 1))
    var start = 0
    while start < results.rows.count {
      let end = min(results.rows.count, start + perStatement)
      try session.put(Array(results.rows[start..<end]), results)
      start = end
    }
    try recordNumber(results.number)
  }

  private func makeTable(_ results: ResultRows) throws(StoreError) {
    let all = results.columns + [Self.numberColumn]
    try session.check(all)
    let definitions = all.enumerated().map { index, column in
      let isNeeded = results.keys.contains(index) || index == results.columns.count
      return "\(column.name.quotedName) \(session.typeName(column))\(isNeeded ? " not null" : "")"
    }
    let key = results.keys.map { results.columns[$0].name.quotedName }.joined(separator: ", ")
    let primary = key.isEmpty ? "" : ", primary key (\(key))"
    try session.execute(
      "create table \(session.quoted) (\(definitions.joined(separator: ", "))\(primary))")
  }

  /// The column of the number of the result that a row comes from.
  static let numberColumn = StoredColumn("result", .integer)

  private func removeReplaced(_ results: ResultRows) throws(StoreError) {
    let column: Int
    switch results.replaced {
    case .none: return
    case .all: return try session.execute("delete from \(session.quoted)")
    case .holding(let position): column = position
    }
    var values = Set(results.rows.compactMap { $0[column] })
    let name = results.columns[column].name.quotedName
    while let value = values.popFirst() {
      let place = session.typed(session.placeholder(1), results.columns[column])
      _ = try session.rows(
        "delete from \(session.quoted) where \(name) = \(place)",
        [String(decoding: value, as: UTF8.self)])
    }
  }

  private func recordNumber(_ number: Int) throws(StoreError) {
    try session.execute(
      """
      create table if not exists caudal_results (
        target text not null primary key, result bigint not null)
      """)
    _ = try session.rows(
      """
      insert into caudal_results (target, result) values (\(session.placeholder(1)), \(number))
        on conflict (target) do update set result = excluded.result
      """, [name])
  }
}

extension ResultRows {
  /// A statement that puts rows in, each in the place of the one with the same key.
  ///
  /// - Parameters:
  ///   - table: the table, as it stands in SQL.
  ///   - count: the number of rows.
  ///   - place: what stands for the value of a column, by the number of the value and the column.
  /// - Returns: the statement.
  func insertion(
    into table: String, rows count: Int, _ place: (Int, StoredColumn) -> String
  ) -> String {
    let all = columns + [ResultTable.numberColumn]
    let names = all.map(\.name.quotedName)
    let rows = (0..<count).map { row in
      "("
        + all.indices.map { place(row * all.count + $0 + 1, all[$0]) }.joined(separator: ", ")
        + ")"
    }
    let insertion =
      "insert into \(table) (\(names.joined(separator: ", "))) values \(rows.joined(separator: ", "))"
    guard !keys.isEmpty else { return insertion }
    let key = keys.map { names[$0] }.joined(separator: ", ")
    let others = all.indices.filter { !keys.contains($0) }.map {
      "\(names[$0]) = excluded.\(names[$0])"
    }
    return "\(insertion) on conflict (\(key)) do update set \(others.joined(separator: ", "))"
  }

  /// Refuses texts that no database has.
  func checkTexts(_ rows: [[[UInt8]?]]) throws(StoreError) {
    for row in rows {
      for (value, column) in zip(row, columns) {
        guard let value, let fault = TextFault(in: value.span) else { continue }
        throw StoreError(.badData, "\(column.name): \(value.span.shown) \(fault.problem)")
      }
    }
  }
}

/// A connection over which results are written.
protocol ResultSession: AnyObject {
  /// The table, as it stands in SQL.
  var quoted: String { get }

  /// How a transaction begins.
  var beginning: String { get }

  /// Runs statements.
  func execute(_ sql: String) throws(StoreError)

  /// Runs a statement.
  func rows(_ sql: String, _ values: [String]) throws(StoreError) -> [[String?]]

  /// What stands for a value of a statement, the first being 1.
  func placeholder(_ number: Int) -> String

  /// A value as one of a column's type.
  func typed(_ value: String, _ column: StoredColumn) -> String

  /// Whether there is a table.
  func hasTable(named name: String) throws(StoreError) -> Bool

  /// Refuses names that columns can't have.
  func check(_ columns: [StoredColumn]) throws(StoreError)

  /// The database's name of a column's type.
  func typeName(_ column: StoredColumn) -> String

  /// Puts rows in, each in the place of the one with the same key.
  func put(_ rows: [[[UInt8]?]], _ results: ResultRows) throws(StoreError)
}
