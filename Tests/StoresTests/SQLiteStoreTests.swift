import Foundation
import Stores
import TestSupport
import Testing
import Values
import Vocabulary

/// Tables in SQLite, read by Python's sqlite3 and by the `sqlite3` program.
@Suite("SQLite")
struct SQLiteStoreTests {
  private let names = ["station", "time", "value", "count", "note"]
  private let rows: [[String?]] = [
    ["0021", "2017-05-22 13:00:00", "12.50", "1", "ñ, \"x\"\n'y'"],
    ["0022", "2017-05-22 14:00:00", nil, "-9223372036854775808", ""],
    [nil, nil, "-0.1", nil, nil], ["x", "2017-05-23", "1e-07", "3", "日本"],
  ]
  private let expected = [
    ["str '0021'", "str '2017-05-22 13:00:00'", "float 12.5", "int 1", "str 'ñ, \"x\"\\n\\'y\\''"],
    [
      "str '0022'", "str '2017-05-22 14:00:00'", "NoneType None", "int -9223372036854775808",
      "str ''",
    ],
    ["NoneType None", "NoneType None", "float -0.1", "NoneType None", "NoneType None"],
    ["str 'x'", "str '2017-05-23'", "float 1e-07", "int 3", "str '日本'"],
  ]

  @Test("A new database has the rows, their types, and nothing else beside it")
  func newDatabase() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/weather.db"
      let request = StoreRequest(
        table: "daily \"readings\"", primaryKey: ["count"],
        indexes: [["station", "time"], ["value"]])
      var rows = rows
      rows[2][3] = "2"
      try store(names, rows, at: "sqlite:\(path)", request)
      var expected = expected
      expected[2][3] = "int 2"
      #expect(
        try await Oracle.sqlite(path, "select * from \"daily \"\"readings\"\"\"") == expected)
      #expect(try await Oracle.sqliteProgram(path, "pragma integrity_check") == "ok\n")
      let indexes = try await Oracle.sqlite(
        path, "select count(*), sum(sql like '%unique%') from sqlite_master where type = 'index'")
      #expect(indexes == [["int 3", "int 1"]])
      let types = try await Oracle.sqliteProgram(
        path, "select group_concat(type) from pragma_table_info('daily \"readings\"')")
      #expect(types == "TEXT,TEXT,REAL,INTEGER,TEXT\n")
      #expect(try StoresTests.names(in: folder) == ["weather.db"])
    }
  }

  @Test("A path with a colon in front is a path")
  func oddPath() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/:memory:"
      try store(names, rows, at: "sqlite:\(path)", StoreRequest(table: "t"))
      #expect(try StoresTests.names(in: folder) == [":memory:"])
      #expect(try await Oracle.sqlite(path, "select * from t") == expected)
    }
  }

  @Test("An empty table has columns of text")
  func empty() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/a.db"
      try store(["a", "b"], [], at: "sqlite:\(path)", StoreRequest(table: "t"))
      let schema = try await Oracle.sqliteProgram(path, ".schema")
      #expect(schema.contains("(\"a\" TEXT, \"b\" TEXT)"))
      #expect(try await Oracle.sqlite(path, "select * from t") == [])
    }
  }

  @Test("A table is replaced and its neighbours stay, views of it among them")
  func replaced() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/a.db"
      _ = try await Oracle.sqliteProgram(
        path,
        """
        create table T (old); insert into T values (1); create index old on T (old);
        create table other (x); insert into other values (7);
        create view v as select station from t
        """)
      try store(names, rows, at: "sqlite:\(path)", StoreRequest(table: "t", indexes: [["station"]]))
      #expect(try await Oracle.sqlite(path, "select * from t") == expected)
      #expect(try await Oracle.sqlite(path, "select * from other") == [["int 7"]])
      #expect(try await Oracle.sqlite(path, "select count(*) from v") == [["int 4"]])
      let left = try await Oracle.sqlite(path, "select name from sqlite_master order by name")
      #expect(left == [["str 'other'"], ["str 't'"], ["str 't_station'"], ["str 'v'"]])
      #expect(try StoresTests.names(in: folder) == ["a.db"])
    }
  }

  @Test("Rows are added, by a job once only")
  func appended() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/a.db"
      let address = "sqlite:\(path)"
      try store(names, rows, at: address, StoreRequest(table: "t", mode: .append(job: "may")))
      let again = try store(
        names, rows, at: address, StoreRequest(table: "t", mode: .append(job: "may")))
      guard case .alreadyLoaded(rows: 4, time: let time) = again else {
        Issue.record("\(again)")
        return
      }
      #expect(time.hasPrefix("20") && time.hasSuffix("Z"))
      #expect(try await Oracle.sqlite(path, "select * from t") == expected)
      // Columns may come in another order, and be fewer.
      let more: [[String?]] = [["5", "0023"]]
      try store(
        ["count", "STATION"], more, at: address,
        StoreRequest(table: "T", mode: .append(job: "june")))
      try store(
        ["count", "station"], more, at: address, StoreRequest(table: "t", mode: .append(job: nil)))
      let last = ["str '0023'", "NoneType None", "NoneType None", "int 5", "NoneType None"]
      #expect(try await Oracle.sqlite(path, "select * from t") == expected + [last, last])
      let loads = try await Oracle.sqlite(path, "select job, rows from caudal_loads order by job")
      #expect(loads == [["str 'june'", "int 1"], ["str 'may'", "int 4"]])
      // A table that is replaced, or has gone, has no loads.
      try store(names, rows, at: address, StoreRequest(table: "T"))
      let may = StoreRequest(table: "t", mode: .append(job: "may"))
      #expect(try store(names, rows, at: address, may) == .ready)
      #expect(try await Oracle.sqlite(path, "select count(*) from t") == [["int 8"]])
      _ = try await Oracle.sqliteProgram(path, "drop table t")
      #expect(try store(names, rows, at: address, may) == .ready)
      #expect(try await Oracle.sqlite(path, "select * from t") == expected)
    }
  }

  @Test("Values that a table's columns would change are refused, others go in as they are")
  func affinities() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/a.db"
      let table = "create table t (i int, r real, n numeric(5,2), c varchar(3), x, d date, b blob)"
      _ = try await Oracle.sqliteProgram(path, table)
      func add(_ column: String, _ value: String) throws {
        try store(
          [column], [[nil], [value]], at: "sqlite:\(path)",
          StoreRequest(table: "t", mode: .append(job: nil)))
      }
      for (column, value) in [("i", "0021"), ("n", "x"), ("d", "2017-05-22"), ("r", "1,5")] {
        let error = #expect(throws: StoreError.self) { try add(column, value) }
        #expect(error?.row == 1)
        #expect(error?.problem.contains("could change it") == true)
      }
      for (column, value) in [
        ("i", "7"), ("r", "1.5"), ("c", "1.50"), ("c", "0021"), ("x", "0021"), ("b", "2"),
      ] { try add(column, value) }
      let found = try await Oracle.sqlite(
        path, "select coalesce(i, r, c, x, b) from t where coalesce(i, r, c, x, b) is not null")
      #expect(
        found == [
          ["int 7"], ["float 1.5"], ["str '1.50'"], ["str '0021'"], ["str '0021'"], ["int 2"],
        ])
      #expect(throws: StoreError.self) { try add("nowhere", "1") }
    }
  }

  @Test("Names that can't be are refused before anything is made")
  func columnNames() async throws {
    try await withTemporaryFolder { folder in
      let address = "sqlite:\(folder.path)/a.db"
      for (names, sentence) in [
        (["a", "b", "a"], "columns 1 and 3 are both called \"a\"; give one of them another name"),
        (
          ["a", "A"],
          "columns 1 and 2, \"a\" and \"A\", have the same name for the database; give one of them"
            + " another name"
        ),
        (["a", ""], "column 2 has no name that a database can have; give it one"),
        (["a\0b"], "column 1 has no name that a database can have; give it one"),
        ([], "a table without columns can't be stored"),
      ] {
        #expect(throws: StoreError(.usage, sentence)) {
          try store(names, [], at: address, StoreRequest(table: "t"))
        }
      }
      #expect(throws: StoreError(.usage, "there is no column \"b\" for a key or an index")) {
        try store(["a"], [], at: address, StoreRequest(table: "t", primaryKey: ["b"]))
      }
      let left = try StoresTests.names(in: folder)
      #expect(left == [])
    }
  }
}
