import Foundation
import TestSupport
import Testing

/// Rows of SQLite as the input of every command, as a user starts it.
@Suite("SQLite as input", .serialized)
struct DatabaseInputTests {
  /// Blocks so small that every rank and thread has some.
  private static let grid = ["--block-bytes", "700"]

  /// The document about a column, without what depends on the way of running and the input's name.
  private static func json(
    _ input: String, _ options: [String], _ launch: Program.Launch = .directly
  ) async throws -> String {
    let outcome = try await Program("caudal").run(
      ["describe", input, "--column", "value", "--format", "json"] + options, launch)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    let document = outcome.output.components(separatedBy: "  \"run\": {")[0]
    return document.components(separatedBy: "\n")
      .filter { !$0.contains("\"files\":") && !$0.contains("\"kinds\":") }.joined(separator: "\n")
  }

  /// Compares the statistics, counts and rows of an input with those of a file of the same bytes.
  static func compare(_ input: String, with file: String, ranks: [Int]) async throws {
    let expected = try await json(file, grid)
    #expect(try await json(input, grid + ["--threads", "3"]) == expected)
    #expect(try await json(input, grid + ["--input", "scatter"]) == expected)
    for count in ranks {
      #expect(try await json(input, grid, .mpirun(count)) == expected, "\(count) ranks")
    }
    for arguments in [
      ["select", "--where", "value > 20", "--sort", "value desc"],
      ["frequency", "--column", "unit", "--format", "csv"],
    ] {
      let expected = try await Program("caudal").run([arguments[0], file] + arguments[1...])
      let found = try await Program("caudal").run(
        [arguments[0], input] + arguments[1...] + grid, .mpirun(3))
      #expect(found.code == 0, "\(found.errors)")
      #expect(found.output == expected.output, "\(arguments)")
    }
  }

  /// Writes some columns of the sample as a file whose numbers are in their shortest form.
  static func writeFile(into folder: URL) async throws -> String {
    let path = folder.appending(path: "readings.csv").path
    _ = try await Oracle.python(
      """
      import csv, json, sys
      rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
      out = csv.writer(open(sys.argv[2], "w", encoding="utf-8", newline=""), lineterminator="\\n")
      short = lambda text: "" if text in ("", "NA", "NaN", "null") else repr(float(text)).removesuffix(".0")
      out.writerow(["station", "value", "unit", "height"])
      for number, row in enumerate(rows):
          out.writerow([row["NombreEstacion"], short(row["ValorObservado"]), row["UnidadMedida"], number - 9])
      print(json.dumps(0))
      """, [Fixtures.sample, path], as: Int.self)
    return path
  }

  @Test("A file that went into SQLite comes back with the same bytes, and has the same statistics")
  func sqlite() async throws {
    try await withTemporaryFolder { folder in
      let file = try await Self.writeFile(into: folder)
      let database = folder.appending(path: "weather.db").path
      let stored = try await Program("caudal").run(
        ["select", file, "--output", "sqlite:\(database)", "--table", "readings"])
      #expect(stored.code == 0, "\(stored.errors)")
      let input = "sqlite:\(database)?table=readings"
      let back = try await Program("caudal").run(["select", input], .mpirun(3))
      #expect(back.output == (try String(contentsOfFile: file, encoding: .utf8)))
      try await Self.compare(input, with: file, ranks: [1, 2, 3, 7])
      // The database itself agrees.
      let query = "select unit, count(value) as n, max(value) as most from readings group by unit"
      let sums = try await Program("caudal").run(
        ["select", "sqlite:\(database)?query=\(query) order by unit"])
      let expected: [String] = try await Oracle.python(
        """
        import json, sqlite3, sys
        short = lambda value: repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
        rows = sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()
        print(json.dumps([",".join(map(short, row)) for row in rows]))
        """, [database, query + " order by unit"])
      #expect(sums.output.split(separator: "\n").dropFirst().map(String.init) == expected)
      #expect(expected.count == 8)
    }
  }

  @Test("Every value of SQLite is what Python reads")
  func values() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "values.db").path
      let expected: [[String]] = try await Oracle.python(
        """
        import json, random, sqlite3, struct, sys
        base = sqlite3.connect(sys.argv[1])
        base.execute('create table v ("a,""b" , i integer, "x y" real, t)')
        random.seed(7)
        texts = ["", " ", "a,b", 'say "so"', "two\\nlines", "\\r", "ñ°", "'", "NULL", "0021", "x\\0y", '"', "-"]
        rows = []
        for number in range(3000):
            real = struct.unpack("d", random.randbytes(8))[0]
            if real != real: real = 0.1
            rows.append((
              random.choice([None, "t", number]), random.choice([None, -2**63, 2**63 - 1, number]),
              random.choice([None, real, float(number), number / 8, 5e-324, -0.0, 1e16, 123456789.125]),
              random.choice(texts + [None, 1.5, "t" * (number % 5000)])))
        base.executemany("insert into v values (?, ?, ?, ?)", rows)
        base.commit()
        rows = base.execute("select * from v order by rowid").fetchall()
        def text(value):
            if value is None: return ""
            return repr(float(value)) if isinstance(value, float) else str(value)
        print(json.dumps([['a,"b', "i", "x y", "t"]] + [[text(value) for value in row] for row in rows]))
        """, [path])
      let output = folder.appending(path: "values.csv").path
      let outcome = try await Program("caudal").run(
        ["select", "sqlite:\(path)?table=v", "--output", output, "--block-bytes", "3000"],
        .mpirun(2))
      #expect(outcome.code == 0, "\(outcome.errors)")
      let found: [[String]] = try await Oracle.python(
        """
        import csv, json, sys
        csv.field_size_limit(1 << 30)
        rows = list(csv.reader(open(sys.argv[1], encoding="utf-8", newline="")))
        def real(text):
            return repr(float(text) + 0.0) if text else text
        print(json.dumps([rows[0]] + [[a, i, real(x), t] for a, i, x, t in rows[1:]]))
        """, [output])
      #expect(found.count == expected.count)
      for (row, wanted) in zip(found, expected) where row != wanted {
        // Negative zero is zero here.
        #expect(row == wanted.map { $0 == "-0.0" ? "0.0" : $0 })
      }
    }
  }

  @Test("A row of one column that is NULL is a row")
  func oneColumn() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "one.db").path
      _ = try await Oracle.sqliteProgram(
        path, "create table t(x); insert into t values (1), (null), (''), (null), (2.5)")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let outcome = try await Program("caudal").run(
          [
            "describe", "sqlite:\(path)?table=t", "--column", "x", "--format", "csv",
            "--statistics", "rows,count,missing,sum",
          ], launch)
        #expect(outcome.output == "column,rows,count,missing,sum\nx,5,2,3,3.5\n")
      }
    }
  }

  @Test("Files and databases are one table if their columns agree")
  func mixed() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "m.db").path
      _ = try await Oracle.sqliteProgram(
        path, "create table t(y, x); insert into t values ('d', 4), ('e', 5.5)")
      let file = try folder.write("x;y\n1,5;a\n2;\"b\"\n".utf8, to: "a.csv")
      let points = try folder.write("x;y\n1.5;a\n2;\"b,c\"\n".utf8, to: "p.csv")
      let input = "sqlite:\(path)?table=t"
      var documents: Set<String> = []
      for launch in [Program.Launch.directly, .mpirun(3)] {
        let outcome = try await Program("caudal").run(
          [
            "describe", file, input, "--column", "x", "--delimiter", ";", "--decimal", ",",
            "--format", "json", "--statistics", "rows,sum,max",
          ], launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        documents.insert(outcome.output.components(separatedBy: "  \"run\": {")[0])
      }
      #expect(documents.count == 1)
      let document = try #require(documents.first)
      #expect(document.contains("\"rows\": 4, \"sum\": 13, \"max\": 5.5}"), "\(document)")
      #expect(document.contains("\"files\": [\"\(file)\", \"\(input)\"]"))
      #expect(document.contains("\"kinds\": [\"file\", \"sqlite\"]"))
      // The other way round the database names the columns.
      let turned = try await Program("caudal").run(
        ["select", input, points, "--delimiter", ";"], .mpirun(2))
      #expect(turned.output == "y,x\nd,4\ne,5.5\na,1.5\n\"b,c\",2\n", "\(turned.errors)")
      let inOrder = try await Program("caudal").run(
        ["select", points, "sqlite:\(path)?query=select x, y from t"], .mpirun(2))
      #expect(inOrder.output == "x;y\n1.5;a\n2;b,c\n4;d\n5.5;e\n", "\(inOrder.errors)")
      let piped = try await Program("caudal").run(
        ["select", "-", "sqlite:\(path)?query=select x from t"], input: Array("x\n1\n".utf8))
      #expect(piped.output == "x\n1\n4\n5.5\n", "\(piped.errors)")
      let nameless = try await Program("caudal").run(
        ["select", file, input, "--no-header", "--skip-rows", "1", "--delimiter", ";"])
      #expect(nameless.output.hasSuffix("\nd;4\ne;5.5\n"), "\(nameless.errors)\(nameless.output)")
      let other = try await Program("caudal").run(
        ["select", file, "sqlite:\(path)?query=select x, 1 as z from t"], .mpirun(2))
      #expect(other.code == 65)
      #expect(other.messages.first?.contains("there is no column \"y\"") == true)
    }
  }

  @Test("A table of a database is joined to a file, and a file to a table")
  func joined() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "j.db").path
      _ = try await Oracle.sqliteProgram(
        path, "create table t(id, name); insert into t values (2, 'b'), (3, 'c,d')")
      let file = try folder.write("id,x\n1,5\n2,6\n3,7\n".utf8, to: "a.csv")
      let input = "sqlite:\(path)?table=t"
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let rows = try await Program("caudal").run(
          ["select", file, "--join", input, "--on", "id"], launch)
        #expect(rows.output == "id,x,name\n2,6,b\n3,7,\"c,d\"\n", "\(rows.errors)")
        let turned = try await Program("caudal").run(
          ["select", input, "--join", file, "--on", "id"], launch)
        #expect(turned.output == "id,name,x\n2,b,6\n3,\"c,d\",7\n", "\(turned.errors)")
      }
    }
  }

  @Test("A database may be read and written in one job")
  func sameDatabase() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "same.db").path
      _ = try await Oracle.sqliteProgram(
        path, "create table t(x); insert into t values (1), (2), (3)")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let outcome = try await Program("caudal").run(
          [
            "select", "sqlite:\(path)?table=t", "--columns", "x * 2 as x", "--output",
            "sqlite:\(path)", "--table", "t",
          ], launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      #expect(
        try await Oracle.sqlite(path, "select * from t") == [["int 4"], ["int 8"], ["int 12"]])
      let some = try await Program("caudal").run(
        [
          "select", "sqlite:\(path)?table=t", "--head", "1", "--output", "sqlite:\(path)",
          "--table", "u",
        ])
      #expect(some.code == 0, "\(some.errors)")
      #expect(try await Oracle.sqlite(path, "select * from u") == [["int 4"]])
    }
  }

  @Test("What can't be read ends in a sentence, and nothing is left")
  func failures() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "bad.db").path
      _ = try await Oracle.sqliteProgram(
        path,
        "create table t(a, \"pho\"\"to\"); insert into t values (1, 2), (3, x'00');"
          + " create table n(x); insert into n values (1), ('1,5'), ('x'), (9e999)")
      let text = try folder.write("no database, but long enough to be one".utf8, to: "text.db")
      let output = folder.appending(path: "out.csv").path
      for (address, code, sentence) in [
        ("sqlite:\(folder.path)/none.db?table=t", 66, "No such file or directory"),
        ("sqlite:\(folder.path)?table=t", 66, "Is a directory"),
        ("sqlite:\(text)?table=t", 66, "file is not a database"),
        ("sqlite:\(path)?table=x", 66, "no such table: x; there are \"n\", \"t\""),
        ("sqlite:\(path)?query=selec 1", 66, "near \"selec\": syntax error"),
        ("sqlite:\(path)?query=select b from t", 66, "no such column: b"),
        (
          "sqlite:\(path)?query=delete from t", 66,
          "the query is no select; it must give rows and change nothing"
        ),
        (
          "sqlite:\(path)?query=delete from t returning a", 66,
          "the query is no select; it must give rows and change nothing"
        ),
        ("sqlite:\(path)?query=select 1; select 2", 66, "the query is more than one statement"),
        ("sqlite:\(path)?query=-- select 1", 66, "the query says nothing"),
        (
          "sqlite:\(path)?table=t", 65,
          "row 2, column \"pho\"to\": a blob is no field of a table; leave it out by a query, or make a"
            + " text of it, as by hex(\"pho\"\"to\")"
        ),
      ] {
        // Two of them on ranks, too.
        let launches: [Program.Launch] =
          address.hasPrefix("sqlite:\(path)?table") ? [.directly, .mpirun(2)] : [.directly]
        for launch in launches {
          let outcome = try await Program("caudal").run(
            ["select", address, "--output", output], launch)
          #expect(outcome.code == code, "\(address): \(outcome.errors)")
          #expect(outcome.messages == ["caudal: \(address): \(sentence)"])
          #expect(!FileManager.default.fileExists(atPath: output))
        }
      }
      let number = "sqlite:\(path)?table=n"
      let decimal = try await Program("caudal").run(
        ["describe", number, "--column", "x"], .mpirun(2))
      #expect(decimal.code == 65)
      #expect(
        decimal.messages == [
          "caudal: \(number): row 2, column \"x\": \"1,5\" is a text, not a number; convert it in a query"
        ])
      #expect(try await Oracle.sqlite(path, "select count(*) from t") == [["int 2"]])
    }
  }

  @Test(
    "Options that contradict what is known, and commands that need files",
    arguments: [
      (
        ["describe", "--column", "a", "--delimiter", ";"], "--delimiter says how a file is written"
      ),
      (["select", "--decimal", ","], "--decimal says how a file is written"),
      (["select", "--no-header"], "--no-header says how a file is written"),
      (["frequency", "--column", "a", "--encoding", "latin1"], "--encoding says how a file"),
      (["frequency", "--words"], "--words needs a column where the input is a database"),
      (["select", "--input", "shared"], "--input shared needs ordinary, uncompressed files"),
      (["check"], "a database is read by rank 0 alone; only a file can be checked"),
      (
        ["describe", "--column", "a", "--output", "DATABASE"], "the output would replace the input"
      ),
    ])
  func usage(arguments: [String], sentence: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "u.db").path
      _ = try await Oracle.sqliteProgram(path, "create table t(a); insert into t values (1)")
      let rest = arguments.dropFirst().map { $0 == "DATABASE" ? path : $0 }
      let outcome = try await Program("caudal").run(
        [arguments[0], "sqlite:\(path)?table=t"] + rest)
      #expect(outcome.code == 64)
      #expect(outcome.messages.count == 1)
      #expect(outcome.messages.first?.contains(sentence) == true, "\(outcome.errors)")
    }
  }

  @Test("Options that agree with what is known are no contradiction")
  func agreement() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "a.db").path
      _ = try await Oracle.sqliteProgram(path, "create table t(a); insert into t values (1)")
      let outcome = try await Program("caudal").run(
        [
          "select", "sqlite:\(path)?table=t", "--delimiter", "comma", "--decimal", ".",
          "--encoding", "UTF-8", "--header", "yes",
        ])
      #expect(outcome.output == "a\n1\n", "\(outcome.errors)")
    }
  }
}
