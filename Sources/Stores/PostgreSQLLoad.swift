import Values
import Vocabulary

/// What happens around the rows of a load: the transaction, the staging table, keys, the end.
struct PostgreSQLLoad {
  let connection: PostgreSQLConnection
  let request: StoreRequest
  private(set) var name: PostgreSQLName

  /// The table of that name that is there already: its number.
  private(set) var existing: String?

  /// The types of its columns, if rows are added to it.
  private(set) var targets: [TargetColumn] = []

  /// The columns of the staging table.
  private(set) var columns: [StoredColumn] = []

  /// The staging table, as it stands in SQL.
  private(set) var staging = ""

  /// The name of the staging table, without its schema.
  let stagingName: String

  /// What the names of all staging tables for this table begin with.
  private let commonName: String

  /// The beginning of each transaction.
  private static let beginning = "begin; set local timezone = 'UTC'; set local datestyle = 'ISO'"

  /// Prepares a load over an open connection.
  init(_ connection: PostgreSQLConnection, _ request: StoreRequest, _ name: PostgreSQLName) {
    self.connection = connection
    self.request = request
    self.name = name
    let common = "caudal_staging_" + stableHash(of: [request.table])
    commonName = common
    // Others see a table to which several bring rows, so each load has one of its own.
    stagingName =
      request.isShared ? "\(common)_\(String(UInt32.random(in: 0 ... .max), radix: 16))" : common
  }

  /// The job's name, if its rows are added once only.
  private var job: String? {
    if case .append(.some(let job)) = request.mode { job } else { nil }
  }

  /// Whether rows are added to a table that is there.
  private var addsRows: Bool { existing != nil && request.mode != .replace }

  // MARK: - Beginning

  /// Begins the transaction and makes the staging table.
  ///
  /// - Parameter columns: what the rows have.
  /// - Returns: whether rows are wanted.
  /// - Throws: what the server says, or the way to it.
  mutating func begin(_ columns: [StoredColumn]) throws(PostgreSQLFailure) -> StoreStart {
    try connection.execute(Self.beginning)
    try findTable()
    try lock()
    if let earlier = try earlierLoad(isChanging: !request.isShared) { return earlier }
    try removeLeftTables()
    self.columns = columns
    if addsRows {
      targets = try Self.targets(of: columns, in: name, existing ?? "", connection)
      for (index, target) in targets.enumerated() {
        self.columns[index] = target.staged(columns[index])
      }
    }
    let definitions = self.columns.map { "\($0.name.quotedName) \($0.type.postgreSQLName)" }
    // Of rows that are added elsewhere the server needn't keep a log.
    let kind = !addsRows ? "table" : request.isShared ? "unlogged table" : "temporary table"
    let isTemporary = addsRows && !request.isShared
    staging = isTemporary ? "pg_temp.\(stagingName)" : name.sibling(stagingName).quoted
    try connection.execute(
      "create \(kind) \(staging) (\(definitions.joined(separator: ", ")))"
        + (isTemporary ? " on commit drop" : ""))
    return .ready
  }

  /// Removes staging tables of loads that a crash of the server has ended. Nobody else is loading the
  /// table, so they are nobody's.
  private func removeLeftTables() throws(PostgreSQLFailure) {
    let left = try connection.rows(
      """
      select quote_ident(n.nspname) || '.' || quote_ident(relname)
        from pg_class c join pg_namespace n on n.oid = relnamespace
        where starts_with(relname, $1) and relkind = 'r' and nspname = $2
      """, [commonName + "_", name.schema])
    for table in left.compactMap(\.first) {
      if let table { try connection.execute("drop table \(table)") }
    }
  }

  /// Begins the transaction in which the rows appear, if it isn't the one in which they were brought.
  mutating func beginEnd() throws(PostgreSQLFailure) {
    guard request.isShared else { return }
    try connection.execute(Self.beginning)
    existing = nil
    try findTable()
    _ = try earlierLoad(isChanging: true)
  }

  /// Finds the schema, and the table if it is there.
  private mutating func findTable() throws(PostgreSQLFailure) {
    let found = try connection.rows(
      """
      select c.oid, c.relkind, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.oid = to_regclass($1)
      """, [name.quoted])
    if let row = found.first {
      guard request.mode != .replace || row[1] == "r" else {
        throw PostgreSQLFailure(message: "\(request.table) is there, and it isn't a plain table")
      }
      existing = row[0]
      name.schema = row[2]
    } else if name.schema == nil {
      name.schema = try connection.rows("select current_schema()").first?.first ?? nil
    }
    guard name.schema != nil else {
      throw PostgreSQLFailure(
        state: "3F000", message: "there is no schema to make a table in; name one, as in public.t")
    }
  }

  /// Keeps others from loading the same table at the same time.
  private func lock() throws(PostgreSQLFailure) {
    do throws(PostgreSQLFailure) {
      try connection.execute("set local lock_timeout = '5s'")
      // With several connections there are several transactions, and the lock is the connection's.
      let kind = request.isShared ? "pg_advisory_lock" : "pg_advisory_xact_lock"
      _ = try connection.rows(
        "select \(kind)(hashtextextended($1, 0))", ["caudal \(name.quoted)"])
      try connection.execute("set local lock_timeout to default")
    } catch {
      guard error.state == "55P03" else { throw error }
      throw PostgreSQLFailure(
        state: error.state, message: "another job is loading \(request.table)")
    }
  }

  /// What is known of an earlier load of the same name. What is known of a table that goes, or has
  /// gone, is forgotten.
  ///
  /// - Parameter isChanging: whether this is the transaction in which rows appear, and what is known may be
  ///   changed.
  /// - Returns: the load; nil if there was none.
  /// - Throws: what the server says.
  private func earlierLoad(isChanging: Bool) throws(PostgreSQLFailure) -> StoreStart? {
    guard isChanging || addsRows else { return nil }
    let loads = name.sibling("caudal_loads").quoted
    let isKnown = try connection.rows("select to_regclass($1)", [loads])[0][0] != nil
    if isKnown, !addsRows {
      try connection.change("delete from \(loads) where target = $1", [name.table])
    }
    guard let job else { return nil }
    guard isKnown else {
      guard isChanging else { return nil }
      try connection.execute(
        """
        create table \(loads) (
          target text not null, job text not null, loaded timestamptz not null,
          rows bigint not null, primary key (target, job))
        """)
      return nil
    }
    let found = try connection.rows(
      "select rows, to_char(loaded, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from \(loads)"
        + " where target = $1 and job = $2", [name.table, job])
    guard let row = found.first else { return nil }
    return .alreadyLoaded(rows: row[0].flatMap { Int($0) } ?? 0, time: row[1] ?? "")
  }

  // MARK: - End

  /// Makes the rows appear.
  ///
  /// - Parameter count: their number.
  /// - Throws: an error that says why they can't; if it is the trouble of one, with its number.
  func finish(_ count: Int) throws(StoreError) {
    if addsRows {
      try addRows()
      if request.isShared {
        try converted { () throws(PostgreSQLFailure) in
          try connection.execute("drop table \(staging)")
        }
      }
    } else {
      try makeKeys()
      try converted { () throws(PostgreSQLFailure) in try replaceTable() }
    }
    try converted { () throws(PostgreSQLFailure) in
      if let job {
        try connection.change(
          "insert into \(name.sibling("caudal_loads").quoted) values ($1, $2, now(), $3)",
          [name.table, job, "\(count)"])
      }
      try connection.execute("commit")
    }
  }

  /// Does something with the server.
  func converted<Value>(
    _ body: () throws(PostgreSQLFailure) -> Value
  ) throws(StoreError) -> Value {
    do throws(PostgreSQLFailure) { return try body() } catch { throw StoreError(renamed(error)) }
  }

  /// What the server said, of the table instead of the staging table, which nobody knows.
  func renamed(_ failure: PostgreSQLFailure) -> PostgreSQLFailure {
    var failure = failure
    failure.message = failure.message.replacing(stagingName, with: name.table)
    failure.detail = failure.detail?.replacing(stagingName, with: name.table)
    return failure
  }
}
