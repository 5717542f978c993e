import Foundation
import TestSupport
import Testing
import Values
import Vocabulary

@testable import Stores

/// Tables in PostgreSQL, in a real server, which is asked by `psql`.
@Suite("PostgreSQL", .serialized)
struct PostgreSQLStoreTests {
  /// Texts that have each type, in columns that also have them as texts. The server, which reads the
  /// texts itself, says whether it was sent the same values.
  @Test("Every type comes out as the server itself reads the text")
  func types() async throws {
    var random = SeededGenerator(stream: 1310)
    func digits(_ count: ClosedRange<Int>) -> String {
      let text = (0..<Int.random(in: count, using: &random)).map { _ in
        "\(Int.random(in: 0...9, using: &random))"
      }.joined()
      return "\(Int.random(in: 1...9, using: &random))" + text
    }
    func sign() -> String { Bool.random(using: &random) ? "-" : "" }
    func two(_ numbers: ClosedRange<Int>) -> String {
      String("0\(Int.random(in: numbers, using: &random))".suffix(2))
    }
    func date() -> String {
      let year = String("000\(Int.random(in: 1...9999, using: &random))".suffix(4))
      return "\(year)-\(two(1...12))-\(two(1...28))"
    }
    func time() -> String {
      let decimals = ["", ".5", ".000001", ".123456", ".999999000"].randomElement(using: &random)
      return "\(two(0...23)):\(two(0...59)):\(two(0...59))\(decimals ?? "")"
    }
    let rows: [[String?]] = (0..<3000).map { row in
      let zone = ["Z", "+00", "-05:30", "+1400", "+05:45"].randomElement(using: &random) ?? "Z"
      let mark = Bool.random(using: &random) ? " " : "T"
      let value = Double(bitPattern: .random(in: 0...UInt64.max, using: &random))
      let zeros = String(repeating: "0", count: .random(in: 0...9, using: &random))
      var fields: [String?] = [
        "\(Int64.random(in: .min ... .max, using: &random) >> Int64(row % 63))",
        value.isFinite ? "\(value)" : "\(row).50",
        "\(sign())\(digits(0...30)).\(zeros)\(digits(0...30))",
        row % 7 == 0 ? "\(sign())0.\(zeros)" : "\(sign())\(digits(0...50))\(zeros)",
        row % 2 == 0 ? "true" : "false", date(), "\(date())\(mark)\(time())",
        "\(date())\(mark)\(time())\(zone)", ["", "0021", "日本 ñ", "a\tb\\N\n\"'"][row % 4],
      ]
      if row % 11 == 0 { fields[Int.random(in: 0..<9, using: &random)] = nil }
      return fields + fields
    }
    let types = [
      "int8", "float8", "numeric", "numeric", "bool", "date", "timestamp", "timestamptz", "text",
    ]
    let columns = ["i", "n", "d", "h", "b", "day", "t", "z", "s"]
    try await PostgreSQLServer.with { server in
      let address = try #require(try StoreAddress.parse(server.address()))
      let store = address.store(StoreRequest(table: "typed"))
      let found = StoresTests.columns(columns + columns.map { $0 + "_text" }, of: rows)
      let expected: [StoredType] = [
        .integer, .number, .decimal, .decimal, .boolean, .date, .timestamp, .timestampUTC, .text,
      ]
      #expect(found.prefix(9).map(\.type) == expected)
      let texts = found.suffix(9).map { StoredColumn($0.name, .text) }
      #expect(try store.begin(columns: found.prefix(9) + texts) == .ready)
      try store.write(rows: images(rows), count: rows.count)
      // Nobody sees anything until the end.
      #expect(try await server.relations() == [])
      try store.commit()
      for (column, type) in zip(columns, types) {
        let wrong = try await server.query(
          """
          set timezone = 'UTC'; select \(column), \(column)_text from typed
            where \(column) is distinct from \(column)_text::\(type) limit 3
          """)
        #expect(wrong == [], "\(column), seed \(SeededGenerator.runSeed)")
      }
      // As many decimals as were written are shown.
      #expect(try await server.query("select 1 from typed where d::text <> d_text limit 1") == [])
      let counts = try await server.query("select count(*), count(s) from typed")
      let present = rows.count { $0[8] != nil }
      #expect(counts == ["3000|\(present)"])
      let types = try await server.query(
        "select string_agg(format_type(atttypid, -1), ',' order by attnum) from pg_attribute"
          + " where attrelid = 'typed'::regclass and attnum between 1 and 9")
      #expect(
        types == [
          "bigint,double precision,numeric,numeric,boolean,date,timestamp without time zone,"
            + "timestamp with time zone,text"
        ])
    }
  }

  @Test("A table is replaced with its keys, in its schema, and those who may read it still may")
  func replaced() async throws {
    try await PostgreSQLServer.with { server in
      try await server.query(
        """
        create schema w; create role reader; create table w."Daily" (old int);
        grant select on w."Daily" to reader with grant option; grant insert on w."Daily" to public
        """)
      let request = StoreRequest(
        table: "w.Daily", primaryKey: ["station", "time"], indexes: [["value"], ["time"]])
      let rows: [[String?]] = (0..<500).map {
        ["\($0 % 7)", "2017-05-22 13:\(10 + $0 / 7 % 50):0\($0 / 350)", "\($0).5"]
      }
      for _ in 0..<2 {
        try store(["station", "time", "value"], rows, at: server.address(), request)
        #expect(
          try await server.query("select count(*), sum(value) from w.\"Daily\"") == ["500|125000"])
        #expect(
          try await server.query(
            "select indexname from pg_indexes where schemaname = 'w' order by 1") == [
              "Daily_pkey", "Daily_time_idx", "Daily_value_idx",
            ])
        #expect(
          try await server.query(
            "select grantee, privilege_type, is_grantable from information_schema.table_privileges"
              + " where table_name = 'Daily' and grantee in ('reader', 'PUBLIC') order by 1")
            == ["PUBLIC|INSERT|NO", "reader|SELECT|YES"])
      }
      // The rows are in the order in which they came.
      let first = try await server.query("select value from w.\"Daily\" limit 3 offset 100")
      #expect(first == ["100.5", "101.5", "102.5"])
      try await server.query("create view w.v as select 1 from w.\"Daily\"")
      let error = #expect(throws: StoreError.self) {
        try store(["a"], [["1"]], at: server.address(), StoreRequest(table: "w.Daily"))
      }
      #expect(error?.problem.contains("because other objects depend on it") == true)
      #expect(try await server.query("select count(*) from w.\"Daily\"") == ["500"])
    }
  }

  @Test("Rows are added, by a job once only, and no value is changed by a column's type")
  func appended() async throws {
    try await PostgreSQLServer.with { server in
      let names = ["station", "value"]
      let rows: [[String?]] = [["0021", "1.5"], ["0022", nil], [nil, "2.25"]]
      let request = StoreRequest(table: "t", mode: .append(job: "may"))
      #expect(try store(names, rows, at: server.address(), request) == .ready)
      let again = try store(names, rows, at: server.address(), request)
      guard case .alreadyLoaded(rows: 3, time: let time) = again else {
        Issue.record("\(again)")
        return
      }
      #expect(time.hasPrefix("20") && time.hasSuffix("Z"))
      try store(
        ["value", "station"], [["3", "0023"]], at: server.address(),
        StoreRequest(table: "t", mode: .append(job: "june")))
      #expect(
        try await server.query("select station, value from t") == [
          "0021|1.5", "0022|", "|2.25", "0023|3",
        ])
      #expect(
        try await server.query("select target, job, rows from caudal_loads order by job") == [
          "t|june|1", "t|may|3",
        ])
      // A table that is replaced, or has gone, has no loads.
      try store(names, rows, at: server.address(), StoreRequest(table: "t"))
      #expect(try store(names, rows, at: server.address(), request) == .ready)
      #expect(try await server.query("select count(*) from t") == ["6"])
      try await server.query("drop table t")
      #expect(try store(names, rows, at: server.address(), request) == .ready)
      #expect(try await server.query("select count(*) from t") == ["3"])
      try await server.query(
        "create table k (i int, n numeric(6,2), c varchar(3), ts timestamptz, d float8 not null default 7, u text unique)"
      )
      func add(_ column: String, _ value: String?) throws {
        try store(
          [column], [[nil], [value]], at: server.address(),
          StoreRequest(table: "k", mode: .append(job: nil)))
      }
      for (column, value) in [
        ("i", "12"), ("n", "1.50"), ("c", "0.5"), ("ts", "2017-05-22 13:00:00"), ("u", "x"),
      ] { try add(column, value) }
      let kept = try await server.query(
        "set timezone = 'UTC'; select i, n, c, ts, d, u from k where coalesce(i, n) > 0 or c <> '' or ts is not null or u <> ''"
      )
      #expect(
        kept == [
          "12||||7|", "|1.50|||7|", "||0.5||7|", "|||2017-05-22 13:00:00+00|7|", "||||7|x",
        ])
      for (column, value) in [("i", "12.7"), ("n", "1.234"), ("c", "0021"), ("i", "0021")] {
        let error = #expect(throws: StoreError.self, "\(column)") { try add(column, value) }
        #expect(error?.row == 1)
        #expect(
          error?.problem.contains("can't be kept by the table's column") == true, "\(error as Any)")
      }
      for (column, value, words) in [
        ("u", "x", "duplicate key value violates unique constraint"),
        ("d", nil, "null value in column"),
        ("no", "1", "the table k has no column \"no\""), ("i", "99999999999", "out of range"),
      ] {
        let error = #expect(throws: StoreError.self, "\(column)") { try add(column, value) }
        #expect(error?.problem.contains(words) == true, "\(error as Any)")
      }
      #expect(try await server.query("select count(*) from k") == ["10"])
      #expect(try await server.relations().filter { $0.contains("staging") } == [])
    }
  }

  @Test("A COPY that is begun anew has the same rows, and counts on")
  func severalCopies() async throws {
    try await PostgreSQLServer.with { server in
      let store = PostgreSQLStore(uri: server.address(), request: StoreRequest(table: "t"))
      _ = try store.begin(columns: [StoredColumn("a", .integer)])
      for part in 0..<3 {
        try store.write(rows: images([["\(2 * part)"], ["\(2 * part + 1)"]]), count: 2)
        try store.beginAnotherCopy()
      }
      #expect(throws: StoreError(.badData, "a: \"x\" isn't of the column's type", row: 6)) {
        try store.write(rows: images([["x"]]), count: 1)
      }
      store.abandon()
      let other = PostgreSQLStore(uri: server.address(), request: StoreRequest(table: "t"))
      _ = try other.begin(columns: [StoredColumn("a", .integer)])
      for part in 0..<3 {
        try other.write(rows: images([["\(2 * part)"], ["\(2 * part + 1)"]]), count: 2)
        try other.beginAnotherCopy()
      }
      try other.commit()
      #expect(try await server.query("select a from t") == ["0", "1", "2", "3", "4", "5"])
    }
  }

  @Test("Names are checked and quoted")
  func tableNames() async throws {
    try await PostgreSQLServer.with { server in
      let rows: [[String?]] = [["1", "2"]]
      try store(
        ["a\"b", "select"], rows, at: server.address(), StoreRequest(table: "\"x.y\"\"z\""))
      #expect(try await server.query("select \"a\"\"b\", \"select\" from \"x.y\"\"z\"") == ["1|2"])
      let long = String(repeating: "ñ", count: 32)
      try store(["a", long], rows, at: server.address(), StoreRequest(table: "long"))
      let error = #expect(throws: StoreError.self) {
        try store([long + "1", long + "2"], rows, at: server.address(), StoreRequest(table: "t"))
      }
      #expect(error?.problem.contains("have the same name for the database") == true)
      for name in ["", ".t", "a.b.c", "\"t", long] {
        let error = #expect(throws: StoreError.self, "\(name)") {
          try store(["a", "b"], rows, at: server.address(), StoreRequest(table: name))
        }
        #expect(error?.kind == .usage)
      }
      try store(["a", "A"], rows, at: server.address(), StoreRequest(table: "t"))
      #expect(try await server.query("select \"A\" from t") == ["2"])
      #expect(throws: StoreError.self) {
        try store(["a", "b"], rows, at: server.address(), StoreRequest(table: "nowhere.t"))
      }
    }
  }
}
