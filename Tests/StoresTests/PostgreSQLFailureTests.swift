import Foundation
import Stores
import TestSupport
import Testing
import Values
import Vocabulary

/// After any failure a server has what it had before, and one sentence says what was wrong.
@Suite("PostgreSQL: failures", .serialized)
struct PostgreSQLFailureTests {
  private func open(
    _ address: String, _ request: StoreRequest = StoreRequest(table: "t"),
    _ columns: [StoredColumn] = [StoredColumn("a", .text)]
  ) throws -> any TableStore {
    let store = try #require(try StoreAddress.parse(address)).store(request)
    #expect(try store.begin(columns: columns) == .ready)
    return store
  }

  /// Text that a COPY gets in several pieces.
  private let texts: [[String?]] = (0..<40_000).map { ["text \($0) of some length"] }

  @Test("Bytes that aren't UTF-8, and NUL, with the row's number")
  func texts() async throws {
    try await PostgreSQLServer.with { server in
      try await server.query("create table t (a text); insert into t values ('old')")
      for row in [0, 39_999] {
        for (bytes, problem) in [
          ([0x61, 0xFF], "a: \"a\u{FFFD}\" isn't UTF-8"),
          (Array("x\0".utf8), "a: \"x\\0\" has a NUL byte, which texts of a database can't have"),
        ] as [([UInt8], String)] {
          let store = try open(server.address())
          try store.write(rows: images(texts), count: texts.count)
          var rows = texts.map { $0.map { $0.map { Array($0.utf8) } } }
          rows[row] = [bytes]
          let expected = StoreError(.badData, problem, row: 40_000 + row)
          #expect(throws: expected) {
            try store.write(rows: imagesOfBytes(rows), count: rows.count)
          }
          store.abandon()
          #expect(try await server.query("select * from t") == ["old"])
          #expect(try await server.relations() == ["t"])
        }
      }
    }
  }

  @Test("Values that aren't of a column's type, with the row's number")
  func otherTypes() async throws {
    try await PostgreSQLServer.with { server in
      for (type, text) in [
        (StoredType.integer, "1.5"), (.number, "x"), (.decimal, "0021"), (.boolean, "1"),
        (.date, "2017-02-29"), (.timestamp, "2017-05-22T13:00Z"), (.timestampUTC, "2017-05-22"),
      ] {
        let store = try open(server.address(), StoreRequest(table: "t"), [StoredColumn("a", type)])
        let expected = StoreError(.badData, "a: \"\(text)\" isn't of the column's type", row: 1)
        #expect(throws: expected) { try store.write(rows: images([[nil], [text]]), count: 2) }
        store.abandon()
      }
      #expect(try await server.relations() == [])
    }
  }

  @Test("A key that is there twice, or missing, with the row's number")
  func keys() async throws {
    try await PostgreSQLServer.with { server in
      try await server.query("create table t (a text); insert into t values ('old')")
      for (row, text, words) in [
        (
          39_998, "text 7 of some length",
          "PostgreSQL: could not create unique index \"t_0\": Key (a)=("
        ),
        (123, nil, "PostgreSQL: column \"a\" of relation \"t\" contains null values"),
      ] as [(Int, String?, String)] {
        let store = try open(server.address(), StoreRequest(table: "t", primaryKey: ["a"]))
        var rows = texts
        rows[row] = [text]
        try store.write(rows: images(rows), count: rows.count)
        let error = #expect(throws: StoreError.self) { try store.commit() }
        #expect(error?.row == row)
        #expect(error?.kind == .badData)
        #expect(error?.problem.hasPrefix(words) == true, "\(error as Any)")
        #expect(try await server.query("select * from t") == ["old"])
        #expect(try await server.relations() == ["t"])
      }
    }
  }

  @Test("A connection that ends in the middle is noticed soon, with the server's words")
  func terminated() async throws {
    try await PostgreSQLServer.with { server in
      let store = try open(server.address("&application_name=doomed"))
      let piece = images(texts)
      try store.write(rows: piece, count: texts.count)
      try await server.query(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'doomed'"
      )
      let expected = StoreError(
        .inputOutput, "PostgreSQL: terminating connection due to administrator command")
      let error = #expect(throws: StoreError.self) {
        for _ in 0..<3 { try store.write(rows: piece, count: texts.count) }
      }
      #expect(error?.problem == expected.problem)
      #expect(error?.kind == .inputOutput)
      store.abandon()
      #expect(try await server.relations() == [])
    }
  }

  @Test("A server that is stopped in the middle has nothing afterwards")
  func stopped() async throws {
    try await PostgreSQLServer.with { server in
      try await server.query("create table t (a text); insert into t values ('old')")
      let store = try open(server.address())
      try store.write(rows: images(texts), count: texts.count)
      try await server.stop()
      let error = #expect(throws: StoreError.self) { try store.commit() }
      #expect(error?.kind == .inputOutput)
      #expect(error?.problem.hasPrefix("PostgreSQL: ") == true)
      #expect(error?.problem.contains("\n") == false)
      store.abandon()
      let address = server.address()
      let refused = #expect(throws: StoreError.self) { try open(address) }
      #expect(refused?.kind == .cannotCreate)
      #expect(refused?.problem.contains("; Is the server running") == true, "\(refused as Any)")
      try await server.restart()
      #expect(try await server.query("select * from t") == ["old"])
      #expect(try await server.relations() == ["t"])
    }
  }

  @Test("A job that is killed in the middle leaves nothing")
  func killed() async throws {
    try await PostgreSQLServer.with { server in
      try await server.query("create table t (a text); insert into t values ('old')")
      try await KilledWriter.run(server.address(), table: "t", rows: 50_000)
      try await KilledWriter.run(server.address(), table: "new", rows: 50_000)
      // The next job has the table, without waiting for anything.
      let store = try open(server.address(), StoreRequest(table: "new"))
      try store.write(rows: images(texts), count: texts.count)
      try store.commit()
      #expect(try await server.query("select count(*) from new") == ["40000"])
      #expect(try await server.query("select * from t") == ["old"])
      #expect(try await server.relations() == ["new", "t"])
    }
  }

  @Test("Two jobs that load the same table: the second says so")
  func twice() async throws {
    try await PostgreSQLServer.with { server in
      let first = try open(server.address())
      let error = StoreError(.inputOutput, "PostgreSQL: another job is loading t")
      let address = server.address()
      #expect(throws: error) { try open(address) }
      let other = try open(server.address(), StoreRequest(table: "other"))
      try first.write(rows: images(texts), count: texts.count)
      try first.commit()
      other.abandon()
      other.abandon()
      #expect(try await server.query("select count(*) from t") == ["40000"])
      #expect(try await server.relations() == ["t"])
    }
  }

  @Test("A full disk, with the server's words and a row", .enabled(if: SmallDisk.canBeMade))
  func fullDisk() async throws {
    try await SmallDisk.with(kilobytes: 1024) { disk in
      try await PostgreSQLServer.with { server in
        try await server.makeSmallSpace(on: disk)
        let store = try open(server.address("&options=-c%20default_tablespace%3Dsmall"))
        let error = #expect(throws: StoreError.self) {
          for _ in 0..<10 { try store.write(rows: images(texts), count: texts.count) }
          try store.commit()
        }
        store.abandon()
        #expect(error?.problem.contains("No space left on device") == true, "\(error as Any)")
        #expect(error?.kind == .inputOutput)
        let row = error?.row ?? -1
        #expect(0 < row && row < 400_000)
        #expect(try await server.relations() == [])
        try await server.query("drop tablespace small")
      }
    }
  }

  @Test("Who may not connect is told so", arguments: ["nobody-here"])
  func unknownUser(name: String) async throws {
    try await PostgreSQLServer.with { server in
      let address = server.address(user: name)
      let error = #expect(throws: StoreError.self) { try open(address) }
      #expect(error?.kind == .cannotCreate)
      #expect(error?.problem.hasSuffix("role \"nobody-here\" does not exist") == true)
    }
  }
}
