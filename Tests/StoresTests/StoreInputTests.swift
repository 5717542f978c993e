import CSV
import Stores
import TestSupport
import Testing
import Vocabulary

/// Tables and queries as users name them, and their rows as bytes.
@Suite("Inputs of databases")
struct StoreInputTests {
  private func choice(_ text: String) throws -> StoreInput.Choice? {
    try StoreInput.parse(text)?.choice
  }

  @Test("Tables and queries of SQLite")
  func sqlite() throws {
    let input = try #require(try StoreInput.parse("sqlite:a b.db?table=readings"))
    #expect(input.address == .sqlite(path: "a b.db"))
    #expect(input.choice == .table("readings"))
    #expect(input.kind == .sqlite && input.file == "a b.db")
    #expect(try StoreInput.parse("sqlite:what?.db?table=t")?.address == .sqlite(path: "what?.db"))
    let sql = "select a & b from t where c like '%20%' and d = '?table=x' -- &table=y"
    #expect(try choice("sqlite:w.db?query=" + sql) == .query(sql))
    for path in ["w.db", "-", "./sqlite:w.db?table=t", "w.csv?table=t"] {
      #expect(try StoreInput.parse(path) == nil, "\(path)")
    }
  }

  @Test("Those of PostgreSQL, among the parameters that are libpq's")
  func postgreSQL() throws {
    for (text, uri, choice) in [
      ("postgresql://u@h/d?table=s.t", "postgresql://u@h/d", .table("s.t")),
      ("postgres://h?host=%2Ftmp&table=t&port=5", "postgres://h?host=%2Ftmp&port=5", .table("t")),
      (
        "postgresql://h/d?port=5&query=select 1 & 2, '?query='",
        "postgresql://h/d?port=5", .query("select 1 & 2, '?query='")
      ),
    ] as [(String, String, StoreInput.Choice)] {
      let input = try #require(try StoreInput.parse(text))
      #expect(input.address == .postgreSQL(uri: uri))
      #expect(input.choice == choice)
      #expect(input.kind == .postgreSQL && input.file == nil)
    }
  }

  @Test("What has no blank is percent-decoded, what has one stands as it is")
  func decoding() throws {
    #expect(
      try choice("sqlite:w.db?table=daily%20readings%26more") == .table("daily readings&more"))
    #expect(try choice("sqlite:w.db?query=select%201%2B1") == .query("select 1+1"))
    #expect(try choice("sqlite:w.db?query=select '%31'") == .query("select '%31'"))
    #expect(try choice("sqlite:w.db?query=select\t'%31'") == .query("select\t'%31'"))
    // What is no code, or would be no text, stands as it is, too.
    #expect(try choice("sqlite:w.db?table=100%") == .table("100%"))
    #expect(try choice("sqlite:w.db?table=a%+1b%zz") == .table("a%+1b%zz"))
    #expect(try choice("sqlite:w.db?table=%ff") == .table("%ff"))
  }

  @Test(
    "What makes no sense",
    arguments: [
      "sqlite:w.db", "sqlite:w.db?tabel=t", "sqlite:w.db?table=", "sqlite:w.db?query= ; ",
      "sqlite:?table=t", "sqlite::memory:?table=t", "sqlite:w.db?table=t&query=select 1",
      "sqlite:w.db?table=t&table=u", "postgresql://h/d", "postgresql://h/d?port=5",
      "postgresql://h/d?table=a.b.c", "postgresql://u:s3cret@h/d?table=t",
      "postgresql://u:s3cret@h/d", "postgresql://h/d?password=s3cret&query=select 1",
    ])
  func usage(text: String) {
    let error = #expect(throws: CaudalError.self) { try StoreInput.parse(text) }
    #expect(error?.kind == .usage)
    #expect(error?.message.contains("s3cret") == false)
    #expect(error?.message.contains("\n") == false)
  }

  @Test("A name is one line, and a long query is cut")
  func names() throws {
    let name = try StoreInput.parse("sqlite:w.db?query=select a,\n  b\nfrom t")?.name
    #expect(name == "sqlite:w.db?query=select a, b from t")
    let long = "sqlite:w.db?query=select " + String(repeating: "a, ", count: 100) + "b from t"
    #expect(try StoreInput.parse(long)?.name == String(long.prefix(18 + 60)) + "…")
  }

  @Test("Where rows go, the address names no table")
  func outputs() throws {
    for text in ["sqlite:w.db?table=t", "postgresql://h/d?table=t", "postgresql://h/d?a=b&query=c"]
    {
      let error = #expect(throws: CaudalError.self) { try StoreAddress.parse(text) }
      #expect(error?.kind == .usage)
    }
  }
}
