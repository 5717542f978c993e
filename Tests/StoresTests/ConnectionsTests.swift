import Foundation
import TestSupport
import Testing

/// `--connections`: several ranks load one table of PostgreSQL at once.
@Suite("Several connections", .serialized)
struct ConnectionsTests {
  /// What tells the rows of a table, whatever their order.
  private static let sum = "count(*), md5(string_agg(t::text, ',' order by t::text))"

  /// What there is but for the tables that are wanted, once the server has had the time to remove it.
  private static func expect(
    _ relations: [String], in server: PostgreSQLServer, _ what: String
  ) async throws {
    var found: [String] = []
    for _ in 0..<100 {
      found = try await server.relations()
      if found == relations { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(found == relations, "\(what)")
  }

  @Test("The same rows as by one connection, however the job is run, and nothing else")
  func same() async throws {
    try await PostgreSQLServer.with { server in
      let arguments = ["select", Fixtures.sample, "--output", server.address(), "--table"]
      let one = try await Program("caudal").run(arguments + ["one"])
      #expect(one.code == 0, "\(one.errors)")
      let expected = try await server.query("select \(Self.sum) from one t")
      #expect(expected[0].hasPrefix("4000|"))
      for (launch, connections) in [
        (Program.Launch.directly, 4), (.mpirun(1), 2), (.mpirun(2), 2), (.mpirun(3), 2),
        (.mpirun(3), 8), (.mpirun(7), 3),
      ] {
        for options in [
          ["--input", "shared"], ["--input", "scatter"], ["--sort", "ValorObservado, 3"],
          ["--primary-key", "number", "--columns", "*, 1 as number", "--head", "1"],
        ] {
          let outcome = try await Program("caudal").run(
            arguments + ["many", "--connections", "\(connections)", "--block-bytes", "3000"]
              + options, launch)
          #expect(outcome.code == 0, "\(launch) \(options): \(outcome.errors)")
          guard !options.contains("--head") else { continue }
          let found = try await server.query("select \(Self.sum) from many t")
          #expect(found == expected, "\(launch) \(options)")
        }
        // The rows are logged as those of any table: they are there after a crash.
        #expect(
          try await server.query("select relpersistence from pg_class where relname = 'many'") == [
            "p"
          ])
      }
      try await Self.expect(["many", "many_pkey", "one"], in: server, "at the end")
      try await server.query("drop table many")
      let piped = try await Program("caudal").run(
        ["select", "-", "--output", server.address(), "--table", "many", "--connections", "3"],
        .mpirun(3), input: [UInt8](try Data(contentsOf: URL(filePath: Fixtures.sample))))
      #expect(piped.code == 0, "\(piped.errors)")
      #expect(try await server.query("select \(Self.sum) from many t") == expected)
    }
  }

  @Test("Rows are added once by a name, and the table's loads are forgotten with it")
  func appended() async throws {
    try await PostgreSQLServer.with { server in
      let arguments = [
        "select", Fixtures.sample, "--output", server.address(), "--table", "t", "--connections",
        "3",
      ]
      let steps: [(options: [String], rows: Int, loads: [String])] = [
        (["--append", "--job", "may"], 4000, ["t|may|4000"]),
        (["--append", "--job", "may"], 4000, ["t|may|4000"]),
        (["--append", "--job", "june", "--head", "7"], 4007, ["t|june|7", "t|may|4000"]),
        (["--append"], 8007, ["t|june|7", "t|may|4000"]), ([], 4000, []),
        (["--append", "--job", "may"], 8000, ["t|may|4000"]),
      ]
      for (options, rows, loads) in steps {
        let outcome = try await Program("caudal").run(
          arguments + options + ["--block-bytes", "5000"], .mpirun(3))
        #expect(outcome.code == 0, "\(options): \(outcome.errors)")
        #expect(try await server.query("select count(*) from t") == ["\(rows)"], "\(options)")
        let found = try await server.query("select target, job, rows from caudal_loads order by 2")
        #expect(found == loads, "\(options)")
        try await Self.expect(["caudal_loads", "caudal_loads_pkey", "t"], in: server, "\(options)")
      }
    }
  }

  @Test("A row that the table doesn't take is named by its file and number, and nothing changes")
  func refusedRow() async throws {
    try await PostgreSQLServer.with { server in
      try await withTemporaryFolder { folder in
        let rows = (0..<2000).map { "\($0),text \($0)\n" }.joined()
        let (one, other) = (
          folder.appending(path: "a.csv").path, folder.appending(path: "b.csv").path
        )
        try Data("id,x\n\(rows)".utf8).write(to: URL(filePath: one))
        try Data("id,x\n5000,y\n1234,z\n6000,0\n1,b\n".utf8).write(to: URL(filePath: other))
        let zero = folder.appending(path: "zero.csv").path
        try Data("id,x\n\(rows)7000,a\u{0}b\n".utf8).write(to: URL(filePath: zero))
        try await server.query(
          "create table t (id int primary key, x text); insert into t values (0, 'old')")
        let base = ["select", "--output", server.address(), "--table", "t", "--connections", "3"]
        let unique = "PostgreSQL: could not create unique index"
        for (files, options, row, words) in [
          ([one, other], ["--primary-key", "id"], "\(other): row 3: ", unique),
          (
            [one, other], ["--primary-key", "id", "--sort", "x desc"], "\(one): row 1236: ", unique
          ),
          ([zero], [], "\(zero): row 2002: ", "x: "),
          (
            [one], ["--append", "--columns", "id + 0.5 as id, x"], "\(one): row 2: ",
            "can't be kept by the table's column"
          ),
        ] {
          for way in [["--input", "shared"], ["--input", "scatter"]] {
            let outcome = try await Program("caudal").run(
              base + files + options + way + ["--block-bytes", "900"], .mpirun(3))
            #expect(outcome.code == 65, "\(outcome.errors)")
            let message = outcome.messages.last ?? ""
            #expect(message.hasPrefix("caudal: \(row)") && message.contains(words), "\(message)")
            #expect(try await server.query("select * from t") == ["0|old"])
            try await Self.expect(["t", "t_pkey"], in: server, "\(options)")
          }
        }
      }
    }
  }

  @Test(
    "A rank that is killed leaves no table, and no staging table",
    arguments: [(0, 3), (1, 3), (2, 3), (0, 1), (2, 1)])
  func killed(rank: Int, connections: Int) async throws {
    try await PostgreSQLServer.with { server in
      try await withTemporaryFolder { folder in
        let rows = String(repeating: "some text,12.5,more text\n", count: 400_000)
        let path = folder.appending(path: "long.csv").path
        try Data("a,x,b\n\(rows)".utf8).write(to: URL(filePath: path))
        // Reading bytes one by one takes far longer than the test; the types are known before by reading all.
        let arguments = [
          "select", path, "--output", server.address(), "--table", "t", "--connections",
          "\(connections)", "--chunk-bytes", "8", "--block-bytes", "20000",
        ]
        async let job = Program("caudal").run(
          arguments, .mpirun(3), environment: ["OMPI_MCA_odls_base_sigkill_timeout": "1"])
        let victim = try await RankProcess.find(rank: rank, reading: path)
        // Those that load, and with several of them one that waits.
        let loading =
          "select count(*) from pg_stat_activity where query like 'copy %caudal_staging%'"
        var isLoading = false
        for _ in 0..<1500 where !isLoading {
          try await Task.sleep(for: .milliseconds(20))
          isLoading = try await server.query(loading) == ["\(connections)"]
        }
        #expect(isLoading)
        // With one connection the table isn't seen by others.
        #expect(try await server.relations().count == (connections == 1 ? 0 : 1))
        #expect(kill(victim, SIGKILL) == 0)
        let outcome = try await job
        #expect(outcome.code != 0)
        try await Self.expect([], in: server, "rank \(rank)")
        let others = "select count(*) from pg_stat_activity where application_name = 'caudal'"
        for _ in 0..<50 where try await server.query(others) != ["0"] {
          try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await server.query(others) == ["0"])
      }
    }
  }

  @Test("What a crash of the server leaves is removed by the next load of the table")
  func crashed() async throws {
    try await PostgreSQLServer.with { server in
      try await server.query("create table caudal_staging_other_1 (x int)")
      let arguments = ["select", Fixtures.sample, "--output", server.address(), "--table"]
      let first = try await Program("caudal").run(
        arguments + ["t", "--connections", "2"], .mpirun(2))
      #expect(first.code == 0, "\(first.errors)")
      // Such a table as a load has, whose name is known by the table's.
      let hash = try await server.query(
        """
        set client_min_messages = error; create table log (q text);
        create function f() returns event_trigger language plpgsql as
          'begin insert into log select object_identity from pg_event_trigger_ddl_commands(); end';
        create event trigger e on ddl_command_end when tag in ('CREATE TABLE') execute function f();
        """)
      #expect(hash == [])
      let second = try await Program("caudal").run(arguments + ["t"])
      #expect(second.code == 0, "\(second.errors)")
      let name = try await server.query(
        "drop event trigger e; select q from log where q like '%caudal_staging%'")
      try #require(name.count == 1)
      try await server.query(
        "create table \(name[0])_left (x int); drop table log; drop function f")
      #expect(try await server.relations().count == 3)
      for options in [["--connections", "2"], []] {
        try await server.query("create table if not exists \(name[0])_left (x int)")
        let outcome = try await Program("caudal").run(arguments + ["t"] + options, .mpirun(2))
        #expect(outcome.code == 0, "\(outcome.errors)")
        try await Self.expect(["caudal_staging_other_1", "t"], in: server, "\(options)")
      }
    }
  }

  @Test("SQLite takes rows from one writer, and a number of connections is one")
  func usage() async throws {
    for (options, words) in [
      (
        ["--output", "sqlite:x.db", "--table", "t", "--connections", "2"],
        "SQLite takes rows from one"
      ),
      (["--output", "x.csv", "--connections", "2"], "--connections needs --table"),
      (["--output", "postgresql:///x", "--table", "t", "--connections", "0"], "at least 1"),
    ] {
      let outcome = try await Program("caudal").run(["select", Fixtures.sample] + options)
      #expect(outcome.code == 64, "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
