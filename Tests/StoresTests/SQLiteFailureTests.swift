import Foundation
import Stores
import TestSupport
import Testing
import Values
import Vocabulary

/// After any failure a database is as it was.
@Suite("SQLite: failures")
struct SQLiteFailureTests {
  /// Stores one column of text, of which one row may be something else.
  private func storeTexts(
    _ count: Int, with odd: (row: Int, bytes: [UInt8]?)?, at path: String,
    _ request: StoreRequest = StoreRequest(table: "t")
  ) throws {
    let rows: [[[UInt8]?]] = (0..<count).map { row in
      odd?.row == row ? [odd?.bytes] : [Array("text \(row) of some length".utf8)]
    }
    let store = try #require(try StoreAddress.parse("sqlite:\(path)")).store(request)
    _ = try store.begin(columns: [StoredColumn("a", .text)])
    defer { store.abandon() }
    try store.write(rows: imagesOfBytes(Array(rows[..<(count / 3)])), count: count / 3)
    try store.write(rows: imagesOfBytes(Array(rows[(count / 3)...])), count: count - count / 3)
    try store.commit()
  }

  /// A new database and one that is there, in which a table is replaced.
  private func withDatabases(_ body: (String) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try body(folder.path + "/new.db")
      #expect(try names(in: folder) == [])
      let path = folder.path + "/old.db"
      _ = try await Oracle.sqliteProgram(path, "create table t (a); insert into t values ('old')")
      try body(path)
      #expect(try await Oracle.sqlite(path, "select * from t") == [["str 'old'"]])
      #expect(try await Oracle.sqlite(path, "select name from sqlite_master") == [["str 't'"]])
      #expect(try names(in: folder) == ["old.db"])
    }
  }

  @Test("Bytes that aren't UTF-8, and NUL, at any place", arguments: [0, 32, 332, 999])
  func texts(row: Int) async throws {
    for (bytes, problem) in [
      ([0x61, 0xFF], "isn't UTF-8"), ([0xC3], "isn't UTF-8"),
      (Array("eight by\0tes".utf8), "has a NUL byte, which texts of a database can't have"),
      (Array("ñ\0".utf8), "has a NUL byte, which texts of a database can't have"),
      ([0xED, 0xA0, 0x80], "isn't UTF-8"), (Array("12345678".utf8) + [0xC0, 0x80], "isn't UTF-8"),
    ] as [([UInt8], String)] {
      try await withDatabases { path in
        let error = #expect(throws: StoreError.self) {
          try storeTexts(1000, with: (row, bytes), at: path)
        }
        #expect(error?.row == row)
        #expect(error?.kind == .badData)
        #expect(error?.problem.hasPrefix("a: \"") == true)
        #expect(error?.problem.hasSuffix(problem) == true, "\(String(describing: error))")
      }
    }
  }

  @Test("A key that is there twice, or missing", arguments: [1, 40, 999])
  func keys(row: Int) async throws {
    try await withDatabases { path in
      let request = StoreRequest(table: "t", primaryKey: ["a"])
      for bytes in [Array("text 0 of some length".utf8), nil] as [[UInt8]?] {
        let error = #expect(throws: StoreError.self) {
          try storeTexts(1000, with: (row, bytes), at: path, request)
        }
        #expect(error?.row == row)
        let problem = error?.problem ?? ""
        #expect(problem.hasSuffix("constraint failed: t.a"))
      }
    }
  }

  @Test("A row that a table's own rule refuses", arguments: [0, 45, 340, 999])
  func rules(row: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/a.db"
      _ = try await Oracle.sqliteProgram(path, "create table t (a check (a <> 'odd'))")
      let error = #expect(throws: StoreError.self) {
        try storeTexts(
          1000, with: (row, Array("odd".utf8)), at: path,
          StoreRequest(table: "t", mode: .append(job: "j")))
      }
      #expect(error?.row == row)
      #expect(error?.problem == "\(path): CHECK constraint failed: a <> 'odd'")
      #expect(try await Oracle.sqlite(path, "select count(*) from t") == [["int 0"]])
      #expect(
        try await Oracle.sqlite(path, "select count(*) from sqlite_master") == [["int 1"]])
    }
  }

  @Test("What isn't a database, isn't there or is used by another is said")
  func unusable() async throws {
    try await withTemporaryFolder { folder in
      let text = try folder.write("station,value\n1,2\n".utf8, to: "a.csv")
      #expect(throws: StoreError(.cannotCreate, "\(text): file is not a database")) {
        try storeTexts(3, with: nil, at: text)
      }
      let lost = folder.path + "/no/a.db"
      #expect(throws: StoreError(.cannotCreate, "\(lost): No such file or directory")) {
        try storeTexts(3, with: nil, at: lost)
      }
      let link = folder.path + "/link.db"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "no.db")
      let leadsNowhere = "\(link): the file to which this link leads isn't there"
      #expect(throws: StoreError(.cannotCreate, leadsNowhere)) {
        try storeTexts(3, with: nil, at: link)
      }
      try FileManager.default.removeItem(atPath: link)
      let view = folder.path + "/v.db"
      _ = try await Oracle.sqliteProgram(view, "create view t as select 1")
      #expect(throws: StoreError(.badData, "\(view): t is a view")) {
        try storeTexts(3, with: nil, at: view)
      }
      // Two jobs that make the same database: the first has it.
      let path = folder.path + "/new.db"
      let first = try #require(try StoreAddress.parse("sqlite:\(path)"))
        .store(StoreRequest(table: "t"))
      _ = try first.begin(columns: [StoredColumn("a", .text)])
      #expect(throws: StoreError(.cannotCreate, "\(path): another job is making this database")) {
        try storeTexts(3, with: nil, at: path)
      }
      try first.write(rows: images([["1"]]), count: 1)
      // What appears there meanwhile isn't touched.
      _ = try folder.write("mine".utf8, to: "new.db")
      #expect(throws: StoreError(.cannotCreate, "\(path): the file has appeared meanwhile")) {
        try first.commit()
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
      #expect(try names(in: folder) == ["a.csv", "new.db", "v.db"])
    }
  }

  @Test(
    "A job that is killed in the middle leaves the old table, or nothing that disturbs the next")
  func killed() async throws {
    try await withTemporaryFolder { folder in
      let old = folder.path + "/old.db"
      _ = try await Oracle.sqliteProgram(old, "create table t (a); insert into t values ('old')")
      // Enough rows for pages to be on disk before the end.
      try await KilledWriter.run("sqlite:\(old)", table: "t", rows: 200_000)
      #expect(try await Oracle.sqlite(old, "select * from t") == [["str 'old'"]])
      #expect(try await Oracle.sqlite(old, "select name from sqlite_master") == [["str 't'"]])
      let new = folder.path + "/new.db"
      try await KilledWriter.run("sqlite:\(new)", table: "t", rows: 200_000)
      #expect(!FileManager.default.fileExists(atPath: new))
      try storeTexts(3, with: nil, at: new)
      #expect(try await Oracle.sqlite(new, "select count(*) from t") == [["int 3"]])
      #expect(try names(in: folder) == ["new.db", "old.db"])
    }
  }

  @Test("A full disk", .enabled(if: SmallDisk.canBeMade))
  func fullDisk() async throws {
    try await SmallDisk.with(kilobytes: 256) { folder in
      let path = folder.path + "/new.db"
      let error = #expect(throws: StoreError.self) { try storeTexts(30_000, with: nil, at: path) }
      #expect(error?.problem == "\(path): database or disk is full")
      #expect(error?.kind == .inputOutput)
      #expect(try names(in: folder) == [])
      let old = folder.path + "/old.db"
      _ = try await Oracle.sqliteProgram(old, "create table t (a); insert into t values ('old')")
      #expect(throws: StoreError.self) { try storeTexts(30_000, with: nil, at: old) }
      #expect(try await Oracle.sqlite(old, "select * from t") == [["str 'old'"]])
      #expect(try names(in: folder) == ["old.db"])
    }
  }
}

/// A file system in memory that is soon full; only root can make one.
enum SmallDisk {
  /// Whether there can be one.
  static let canBeMade = geteuid() == 0 && FileManager.default.fileExists(atPath: "/bin/mount")

  /// Calls a closure with its folder.
  static func with<Value>(
    kilobytes: Int, _ body: (URL) async throws -> Value
  ) async throws -> Value {
    try await withTemporaryFolder { folder in
      let disk = folder.appending(path: "disk")
      try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: false)
      let mounted = try await Program(path: "/bin/mount").run([
        "-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=777", "tmpfs", disk.path,
      ])
      try #require(mounted.code == 0, "\(mounted.errors)")
      let result: Result<Value, any Error>
      do { result = .success(try await body(disk)) } catch { result = .failure(error) }
      _ = try await Program(path: "/bin/umount").run(["-l", disk.path])
      return try result.get()
    }
  }
}
