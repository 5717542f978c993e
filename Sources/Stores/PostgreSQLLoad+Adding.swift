import Values
import Vocabulary

/// A column of a table that is there, to which values are added.
struct TargetColumn {
  /// The type as `format_type` has it: `character varying(20)`.
  let type: String

  /// PostgreSQL's category of types: `S` for texts, `N` for numbers.
  let category: String

  /// A column as it is staged: in a form of which the table's type loses as little as possible.
  func staged(_ column: StoredColumn) -> StoredColumn {
    let isNumber = [.integer, .number].contains(column.type)
    let type: StoredType =
      category == "S" ? .text : self.type.hasPrefix("numeric") && isNumber ? .decimal : column.type
    return StoredColumn(column.name, type, decimal: column.decimal)
  }
}

extension PostgreSQLLoad {
  /// The columns of a table that get values.
  ///
  /// - Parameters:
  ///   - columns: the columns of the rows.
  ///   - name: the table's name.
  ///   - table: its number.
  ///   - connection: an open connection.
  /// - Returns: one of the table's for each of the rows'.
  /// - Throws: what the server says, or which column the table doesn't have.
  static func targets(
    of columns: [StoredColumn], in name: PostgreSQLName, _ table: String,
    _ connection: PostgreSQLConnection
  ) throws(PostgreSQLFailure) -> [TargetColumn] {
    let rows = try connection.rows(
      """
      select a.attname, format_type(a.atttypid, a.atttypmod), t.typcategory
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped
      """, [table])
    var targets: [TargetColumn] = []
    for column in columns {
      let wanted = column.name.cut(toBytes: PostgreSQLName.longest)
      guard let row = rows.first(where: { $0[0] == wanted }), let type = row[1],
        let category = row[2]
      else {
        throw PostgreSQLFailure(
          state: "42703", message: "the table \(name.table) has no column \(wanted.quotedName)")
      }
      targets.append(TargetColumn(type: type, category: category))
    }
    return targets
  }

  /// Adds the staged rows to the table.
  func addRows() throws(StoreError) {
    for (column, target) in zip(columns, targets) where column.type.postgreSQLName != target.type {
      try check(column, target)
    }
    let names = columns.map(\.name.quotedName)
    let values = zip(names, targets).map { "cast(\($0) as \($1.type))" }
    try converted { () throws(PostgreSQLFailure) in
      try connection.execute(
        """
        insert into \(name.quoted) (\(names.joined(separator: ", ")))
          select \(values.joined(separator: ", ")) from \(staging)
        """)
    }
  }

  /// Makes sure that no value is changed by the table's type: 12.7 by one of whole numbers.
  private func check(_ column: StoredColumn, _ target: TargetColumn) throws(StoreError) {
    let name = column.name.quotedName
    let back = "cast(cast(\(name) as \(target.type)) as \(column.type.postgreSQLName))"
    let changes = "\(back) is distinct from \(name)"
    let found = try converted { () throws(PostgreSQLFailure) -> [String?]? in
      let exists = try connection.rows(
        "select 1 from \(staging) where \(changes) limit 1")
      guard !exists.isEmpty else { return nil }
      return try connection.rows(
        """
        select caudal_row, \(name) from (
          select row_number() over (order by ctid) - 1 as caudal_row, \(name) from \(staging)
          ) as numbered where \(changes) order by caudal_row limit 1
        """
      ).first
    }
    guard let found, let row = found[0].flatMap({ Int($0) }), let value = found[1] else { return }
    throw StoreError(
      .badData,
      "\(column.name): \(value.quotedName) can't be kept by the table's column, which is \(target.type)",
      row: row)
  }
}
