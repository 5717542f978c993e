import Foundation
import TestSupport
import Testing

/// Rows of a PostgreSQL server as the input of every command.
@Suite("PostgreSQL as input", .serialized)
struct PostgreSQLInputTests {
  private static func select(
    _ input: String, _ options: [String] = [], _ launch: Program.Launch = .directly
  ) async throws -> Program.Outcome {
    try await Program("caudal").run(["select", input] + options, launch)
  }

  @Test(
    "A file that went into PostgreSQL comes back with the same bytes, and has the same statistics")
  func roundTrip() async throws {
    try await withTemporaryFolder { folder in
      let file = try await DatabaseInputTests.writeFile(into: folder)
      try await PostgreSQLServer.with { server in
        let stored = try await Self.select(
          file, ["--output", server.address(), "--table", "readings"])
        #expect(stored.code == 0, "\(stored.errors)")
        let input = server.address("&table=readings")
        let back = try await Self.select(input, [], .mpirun(3))
        #expect(back.output == (try String(contentsOfFile: file, encoding: .utf8)))
        try await DatabaseInputTests.compare(input, with: file, ranks: [2, 3])
        let query =
          "select unit, count(value) as n, max(value) from readings group by unit order by 1"
        let sums = try await Self.select(server.address("&query=" + query))
        let expected = try await server.query(query)
        #expect(
          sums.output.split(separator: "\n").dropFirst().map {
            String($0).replacing(",", with: "|")
          }
            == expected)
        #expect(expected.count == 8)
      }
    }
  }

  @Test("Values don't depend on the server's settings, and every row is a row")
  func values() async throws {
    try await PostgreSQLServer.with { server in
      try await server.query(
        """
        alter role tester set datestyle = 'German'; alter role tester set timezone = 'America/Bogota';
        alter role tester set extra_float_digits = -3; alter role tester set client_encoding = 'LATIN1';
        create schema "My";
        create table "My"."Tab le" as select timestamptz '2023-05-22 13:00:00-05' as at,
          date '2023-05-22' as day, timestamp '2023-05-22 13:00:00.25' as clock, 0.1::float8 as x,
          1e20::float8 as large, 2::float8 as whole, 9007199254740993::bigint as id, 0.10::numeric as n,
          true as b, 'a,"b' as t, ''::text as empty, null::text as nothing, 'ñ°' as letters;
        create view "My".ones as select x from (values (1.5), (null), (2)) v(x)
        """)
      let all = try await Self.select(server.address("&table=\"My\".\"Tab le\""), [], .mpirun(2))
      #expect(
        all.output == """
          at,day,clock,x,large,whole,id,n,b,t,empty,nothing,letters
          2023-05-22 18:00:00+00,2023-05-22,2023-05-22 13:00:00.25,0.1,1e+20,2,9007199254740993,0.10,t,"a,""b",,,ñ°

          """, "\(all.errors)")
      let encoded = try await Self.select(
        server.address("&table=My.Tab%20le"), ["--columns", "hour(at) as h, day, x"])
      #expect(encoded.output == "h,day,x\n18,2023-05-22,0.1\n", "\(encoded.errors)")
      let ones = try await Program("caudal").run([
        "describe", server.address("&table=My.ones"), "--column", "x", "--format", "csv",
        "--statistics", "rows,count,missing,sum",
      ])
      #expect(ones.output == "column,rows,count,missing,sum\nx,3,2,1,3.5\n")
      let query =
        "with a as (select generate_series(1, 3) as i) select i from a where i % 2 = 1 -- odd\n;"
      #expect(try await Self.select(server.address("&query=\(query)")).output == "i\n1\n3\n")
      // Ending early is no failure.
      let head = try await Self.select(
        server.address("&query=select i from generate_series(1, 3000000) i"), ["--head", "2"],
        .mpirun(2))
      #expect(head.output == "i\n1\n2\n" && head.code == 0, "\(head.errors)")
    }
  }

  @Test("What can't be read ends in a sentence, and nothing is left")
  func failures() async throws {
    try await withTemporaryFolder { folder in
      let output = folder.appending(path: "out.csv").path
      _ = try folder.write("no library".utf8, to: "libpq.so.5")
      try await PostgreSQLServer.with { server in
        try await server.query("create table t as select 1 as a")
        let lost =
          "select i, case when i = 60000 then pg_terminate_backend(pg_backend_pid()) end as k"
          + " from generate_series(1, 200000) i"
        for (choice, code, words) in [
          ("table=x", 66, "relation \"x\" does not exist"),
          ("query=selec 1", 66, "syntax error at or near \"selec\""),
          ("query=select b from t", 66, "column \"b\" does not exist"),
          (
            "query=delete from t returning a", 66,
            "cannot execute DELETE in a read-only transaction"
          ),
          ("query=select 1; select 2", 66, "syntax error at or near \";\""),
          (
            "query=select 1 / (i - 70000) as q from generate_series(1, 80000) i", 65,
            "division by zero"
          ),
          ("query=\(lost)", 74, "terminating connection due to administrator command"),
        ] {
          let launches = code == 66 ? [Program.Launch.directly] : [.directly, .mpirun(3)]
          for launch in launches {
            let outcome = try await Self.select(
              server.address("&" + choice), ["--output", output], launch)
            #expect(outcome.code == code, "\(choice): \(outcome.errors)")
            let end = ": PostgreSQL: \(words)"
            #expect(outcome.messages.count == 1)
            #expect(outcome.messages.first?.hasSuffix(end) == true, "\(outcome.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
          }
        }
        #expect(try await server.query("select count(*) from t") == ["1"])
        let missing = try await Program("caudal").run(
          ["select", server.address("&table=t")], environment: ["LD_LIBRARY_PATH": folder.path])
        #expect(missing.code == 66)
        #expect(missing.messages.first?.contains("libpq.so.5 isn't here; install it") == true)
        let address = server.address("&table=t")
        try await server.stop()
        let nobody = try await Self.select(address, [], .mpirun(2))
        #expect(nobody.code == 66)
        #expect(nobody.messages.count == 1)
        #expect(nobody.messages.first?.contains("PostgreSQL: connection to server") == true)
      }
    }
  }
}
