import Caudal
import Report
import Stores
import Values

/// A table of a database that results go to, each row in the place of the one of the same window and group.
final class DatabaseLog: FollowSink {
  private let request: FollowRequest
  private let table: ResultTable

  /// Whether rows of a window may vanish from its result: groups that aren't among the first any more.
  private let replacesWindows: Bool

  /// Connects.
  ///
  /// - Parameters:
  ///   - address: the database.
  ///   - name: the table's name.
  ///   - request: what is asked for.
  ///   - isLimited: whether only the first groups are given: then rows of a window may vanish.
  ///   - goesOn: whether a table that is there is gone on with. Otherwise there must be none.
  /// - Throws: a ``CaudalError`` that says why not.
  init(
    _ address: String, table name: String, of request: FollowRequest, isLimited: Bool,
    goesOn: Bool
  ) throws(CaudalError) {
    guard let database = try StoreAddress.parse(address) else {
      preconditionFailure("an address that has been checked")
    }
    self.request = request
    replacesWindows = isLimited
    table = try Self.converted { () throws(StoreError) in
      try ResultTable(database, name, goesOn: goesOn)
    }
  }

  private static func converted<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(CaudalError) -> Value {
    do throws(StoreError) { return try body() } catch { throw error.caudalError() }
  }

  func take(_ result: FollowResult) throws(CaudalError) {
    var rows = ResultRows(number: result.number)
    if let found = FollowTable(result, of: request) {
      let columns = found.keys + found.numbers
      rows.columns = columns.map { StoredColumn($0.name, Self.type($0.kind, in: result)) }
      rows.keys = found.keys.indices.filter { found.keys[$0].kind != .windowEnd }
      rows.rows = found.rows.map { row in
        row.keys.map { $0 } + row.numbers.map { $0.isEmpty ? nil : Array($0.utf8) }
      }
      if replacesWindows {
        let start = found.keys.firstIndex { $0.kind == .windowStart }
        rows.replaced = start.map { .holding(column: $0) } ?? .all
      }
    }
    try Self.converted { () throws(StoreError) in try table.write(rows) }
  }

  private static func type(_ kind: FollowTable.Kind, in result: FollowResult) -> StoredType {
    switch kind {
    case .text: .text
    case .count: .integer
    case .number: .number
    case .windowStart, .windowEnd: type(ofMoment: result.parts.first?.start ?? "")
    }
  }

  /// The type of moments that are written so: days, times of a clock on the wall, or times with their offset.
  private static func type(ofMoment text: String) -> StoredType {
    guard text.utf8.count > 10 else { return .date }
    return text.utf8.count > 19 ? .timestampUTC : .timestamp
  }

  func position() throws(CaudalError) -> Int? { table.lastResult }

  func cutBack(to position: Int) throws(CaudalError) -> Bool {
    try Self.converted { () throws(StoreError) in try table.takeBack(to: position) }
    return true
  }
}
