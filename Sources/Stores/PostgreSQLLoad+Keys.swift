import Vocabulary

extension PostgreSQLLoad {
  /// An index of the new table.
  private struct Index {
    /// The name that it has on the staging table.
    let stagingName: String

    /// The name that it has in the end, if that is free.
    let name: String
  }

  /// The indexes of the new table, the primary key first.
  private var indexes: [Index] {
    let suffixes =
      (request.primaryKey.isEmpty ? [] : ["pkey"])
      + request.indexes.map { $0.joined(separator: "_") + "_idx" }
    return suffixes.enumerated().map { number, suffix in
      // So much of the table's name that the whole fits.
      let suffix = "_" + suffix.cut(toBytes: PostgreSQLName.longest / 2)
      let front = name.table.cut(toBytes: PostgreSQLName.longest - suffix.utf8.count)
      return Index(stagingName: "\(stagingName)_\(number)", name: front + suffix)
    }
  }

  /// Makes the primary key and the indexes of the staging table.
  func makeKeys() throws(StoreError) {
    var names = indexes.map(\.stagingName.quotedName)[...]
    let columns = { (names: [String]) in names.map(\.quotedName).joined(separator: ", ") }
    if !request.primaryKey.isEmpty, let key = names.popFirst() {
      try makeKey(
        "alter table \(staging) add constraint \(key) primary key (\(columns(request.primaryKey)))")
    }
    try converted { () throws(PostgreSQLFailure) in
      for (index, name) in zip(request.indexes, names) {
        try connection.execute("create index \(name) on \(staging) (\(columns(index)))")
      }
    }
  }

  private func makeKey(_ statement: String) throws(StoreError) {
    do throws(PostgreSQLFailure) {
      try connection.execute("savepoint keys")
      try connection.execute(statement)
    } catch {
      var found = StoreError(renamed(error))
      // A row breaks the rule: which one, the server doesn't say.
      if error.state.hasPrefix("23"), !request.isShared, let row = rowAgainstKey() {
        found = StoreError(found.kind, found.problem, row: row)
      }
      throw found
    }
  }

  /// The number of the first row whose key is missing, or is that of a row before it.
  private func rowAgainstKey() -> Int? {
    let names = request.primaryKey.map(\.quotedName)
    let list = names.joined(separator: ", ")
    let missing = names.map { "\($0) is null" }.joined(separator: " or ")
    // The rows of a new table lie in the order in which they came.
    let found = try? {
      try connection.execute("rollback to savepoint keys")
      return try connection.rows(
        """
        select min(row) from (
          select row_number() over (order by ctid) as row,
            row_number() over (partition by \(list) order by ctid) as place, \(missing) as missing
            from \(staging)) as numbered where place > 1 or missing
        """)
    }()
    return (found?.first?.first ?? nil).flatMap { Int($0) }.map { $0 - 1 }
  }

  /// Puts the staging table in the place of the table.
  func replaceTable() throws(PostgreSQLFailure) {
    if let existing {
      for statement in try grants(of: existing) { try connection.execute(statement) }
      try connection.execute("drop table \(name.quoted)")
    }
    try connection.execute("alter table \(staging) rename to \(name.table.quotedName)")
    for index in indexes {
      let staged = name.sibling(index.stagingName).quoted
      let free = try freeName(index.name)
      try connection.execute("alter index \(staged) rename to \(free.quotedName)")
    }
  }

  /// A name that no relation of the schema has: this one, or one with a number behind it.
  private func freeName(_ wish: String) throws(PostgreSQLFailure) -> String {
    var (name, number) = (wish, 1)
    while try connection.rows("select to_regclass($1)", [self.name.sibling(name).quoted])[0][0]
      != nil
    {
      let suffix = "\(number)"
      name = wish.cut(toBytes: PostgreSQLName.longest - suffix.utf8.count) + suffix
      number += 1
    }
    return name
  }

  /// The statements that let others do with the staging table what they may with the old one.
  private func grants(of table: String) throws(PostgreSQLFailure) -> [String] {
    let rows = try connection.rows(
      """
      select format('grant %s on table %s to %s%s', a.privilege_type, $2::text,
          case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
          case when a.is_grantable then ' with grant option' else '' end)
        from pg_class c, aclexplode(c.relacl) a
        where c.oid = $1::oid and a.grantee <> c.relowner
      """, [table, staging])
    return rows.compactMap { $0[0] }
  }
}
