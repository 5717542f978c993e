import Foundation
import TestSupport
import Testing

/// `caudal follow` into databases: each window and group once, whatever happens.
@Suite("Rows as they come, into databases", .serialized)
struct FollowIntoStoreTests {
  /// Has a growing file followed in windows into a table, ends the program at random moments, by SIGKILL mostly, and
  /// goes on each time; then compares the table with what a simple reading of the definitions gives.
  private static let kills = """
    import json, os, random, signal, sqlite3, subprocess, sys, time
    from fractions import Fraction
    program, folder, address, mode, seed, kills = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), 8
    random.seed(seed)
    source, count = folder + "/rows.csv", 900 * kills
    options = ["-c", "v", "--by", "k", "--window", "6h", "--time", "time", "--lateness", "10m", "--mode", mode,
      "--statistics", "count,sum,std"]
    into = ["--output", address, "--table", "hours"]
    def start(*more):
      return subprocess.Popen([program, "follow", source] + options + into + ["--checkpoint", folder + "/state",
        "--interval", "5ms", "--checkpoint-interval", "10ms", *more], stderr=subprocess.PIPE)
    def written():
      return os.stat(folder + "/state").st_mtime_ns if os.path.exists(folder + "/state") else 0
    def wait_for_checkpoint(process):
      before = written()
      for _ in range(12000):
        if written() != before: return
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.005)
      raise SystemExit("no checkpoint")
    def end(process, expected):
      complaint = process.communicate()[1].decode()
      assert process.returncode in expected and not complaint, (process.returncode, complaint)
    windows, latest, late = {}, None, 0
    with open(source, "w") as file:
      file.write("time,k,v\\n")
      file.flush()
      process, row, done = start(), 0, 0
      while row < count:
        for row in range(row, min(count, row + random.randrange(1, 900))):
          minute = row * 10 * 24 * 60 // count - (800 if row > 900 and random.random() < 0.01 else 0)
          key, value = random.choice(["a", "b'c", "d\\"e"]), random.randrange(1000) / 10
          quoted = key.replace('"', '""')
          text = f"2024-01-{1 + minute // 1440:02d} {minute // 60 % 24:02d}:{minute % 60:02d}:00"
          file.write(f"{text},\\"{quoted}\\",{value}\\n")
          window = minute - minute % 360
          if latest is not None and window + 360 <= latest - 10: late += 1
          else: windows.setdefault((window, key), []).append(Fraction(value))
          latest = minute if latest is None else max(latest, minute)
        row += 1
        if random.random() < 0.7: file.flush()
        time.sleep(random.random() * 0.03)
        if random.random() < 0.5:
          if random.random() < 0.7: wait_for_checkpoint(process)
          time.sleep(random.random() * 0.01)
          process.send_signal(random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
          end(process, [0, -signal.SIGKILL, -signal.SIGTERM])
          process, done = start(), done + 1
    process.kill()
    end(process, [-signal.SIGKILL])
    end(start("--until-end"), [0])
    def text(minute):
      return f"2024-01-{1 + minute // 1440:02d} {minute // 60 % 24:02d}:{minute % 60:02d}:00"
    expected = sorted((text(window), text(window + 360), key, "v", len(values), float(sum(values)))
      for (window, key), values in windows.items())
    query = 'select window_start, window_end, k, "column", count, sum from hours order by 1, 3'
    if address.startswith("sqlite:"):
      database = sqlite3.connect(address[7:])
      found = database.execute(query).fetchall()
      results = database.execute("select max(result), count(*), count(std) from hours").fetchone()
      last = database.execute("select result from caudal_results where target = 'hours'").fetchall()
    else:
      def ask(sql):
        return json.loads(subprocess.run(["psql", "-XAtq", "-h", sys.argv[6], "-U", "tester", "-d", "postgres", "-c",
          f"select json_agg(r) from ({sql}) r"], stdout=subprocess.PIPE, check=True).stdout)
      found = [tuple(str(v).replace("T", " ") if isinstance(v, str) else v for v in r.values()) for r in ask(query)]
      results = tuple(ask("select max(result) a, count(*) b, count(std) c from hours")[0].values())
      last = [tuple(r.values()) for r in ask("select result from caudal_results where target = 'hours'")]
    assert sorted(found) == expected, (seed, len(found), len(expected), set(found) ^ set(expected))
    assert results[1:] == (len(expected), len(expected)) and last[0][0] >= results[0], (results, last)
    assert late > 0 and results[0] > 1, (late, results)
    print(done)
    """

  /// Runs a program of Python.
  ///
  /// - Parameters:
  ///   - script: the program.
  ///   - arguments: what stands behind the program that is tested.
  /// - Returns: what it printed.
  /// - Throws: an error if it doesn't end with 0.
  private static func python(_ script: String, _ arguments: [String]) async throws -> String {
    let outcome = try await Program(path: "/usr/bin/python3").run(
      ["-c", script, Program("caudal").path] + arguments)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static let modes = ["append", "update", "complete"]

  @Test("Killed at random moments, SQLite has each window once", arguments: modes)
  func sqlite(mode: String) async throws {
    try await withTemporaryFolder { folder in
      let done = try await Self.python(
        Self.kills, [folder.path, "sqlite:\(folder.path)/w.db", mode, "1"])
      #expect(Int(done) ?? 0 > 2)
    }
  }

  @Test("So has PostgreSQL")
  func postgreSQL() async throws {
    try await PostgreSQLServer.with { server in
      for mode in Self.modes {
        try await withTemporaryFolder { folder in
          _ = try await server.query("drop table if exists hours, caudal_results")
          let done = try await Self.python(
            Self.kills, [folder.path, server.address(), mode, "2", server.folder.path])
          #expect(Int(done) ?? 0 > 2)
        }
      }
      let types = try await server.query(
        "select column_name, data_type from information_schema.columns where table_name = 'hours'"
          + " order by ordinal_position")
      #expect(
        types == [
          "window_start|timestamp without time zone", "window_end|timestamp without time zone",
          "k|text", "column|text", "count|bigint", "sum|double precision", "std|double precision",
          "result|bigint",
        ])
      try await refusals(server.address()) { _ = try await server.query($0) }
    }
  }

  @Test("What a database refuses, or has already")
  func refused() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/w.db"
      try await refusals("sqlite:\(path)") { sql in
        let _: [String] = try await Oracle.python(
          """
          import json, sqlite3, sys
          database = sqlite3.connect(sys.argv[1])
          database.execute(sys.argv[2])
          database.commit()
          print("[]")
          """, [path, sql])
      }
      let file = try folder.write("no database, but a text that is long enough".utf8, to: "text.db")
      let other = try await Self.follow(folder, ["--output", "sqlite:\(file)", "--table", "t"])
      #expect(other.code == 73, "\(other.errors)")
    }
  }

  private static func follow(
    _ folder: URL, _ options: [String]
  ) async throws -> Program.Outcome {
    let path = try folder.write("k,v\na,1\nb,2\na,4\n".utf8, to: "rows.csv")
    return try await Program("caudal").run(
      ["follow", path, "-c", "v", "--by", "k", "--until-end"] + options)
  }

  /// What is the same for both.
  private func refusals(
    _ address: String, _ execute: (String) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let into = ["--output", address, "--table", "t", "--checkpoint", folder.path + "/state"]
      let first = try await Self.follow(folder, into)
      #expect(first.code == 0 && first.errors == "", "\(first.errors)")
      let again = try await Self.follow(folder, ["--output", address, "--table", "t"])
      #expect(again.code == 73)
      #expect(again.messages.first?.contains("the table \"t\" is there already") == true)
      try await execute("update caudal_results set result = 0 where target = 't'")
      let older = try await Self.follow(folder, into)
      #expect(older.code == 74)
      #expect(older.messages.first?.contains("is older than the checkpoint") == true)
      let path = try folder.write("count\na\n".utf8, to: "counts.csv")
      let collision = try await Program("caudal").run([
        "follow", path, "--count", "count", "--until-end", "--output", address, "--table", "u",
      ])
      #expect(collision.code == 64, "\(collision.errors)")
      #expect(collision.messages.first?.contains("are both called \"count\"") == true)
    }
  }

  @Test("The first groups alone: what is none of them any more goes")
  func top() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        cd "$1"; trap 'kill $(jobs -p) 2>/dev/null' EXIT; printf 'k\\na\\nb\\nb\\n' >rows.csv
        "$0" follow rows.csv --count k --top 1 --interval 5ms --output sqlite:w.db --table t & job=$!
        ask() { python3 -c "import sqlite3; print(*sqlite3.connect('w.db').execute('select k, count, share from t'))"; }
        has() { for look in $(seq 400); do [ "$(ask 2>/dev/null)" = "$1" ] && return; sleep 0.05; done
          ask; echo "no $1" >&2; exit 1; }
        has "('b', 2, 0.6666666666666666)"; printf 'a\\na\\n' >>rows.csv; has "('a', 3, 0.6)"
        kill -TERM $job; wait $job
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path, folder.path])
      #expect(outcome.code == 0, "\(outcome.errors)\(outcome.output)")
    }
  }

  @Test(
    "What makes no sense is refused before anything is read",
    arguments: [
      ["--output", "sqlite:w.db"], ["--table", "t"], ["--output", "out.csv", "--table", "t"],
      ["--output", "postgresql://me:secret@host/db", "--table", "t"],
      ["--output", "sqlite:w.db", "--table", "t", "--format", "csv"],
    ])
  func usage(options: [String]) async throws {
    let outcome = try await Program("caudal").run(
      ["follow", Fixtures.sample, "-c", "ValorObservado", "--until-end"] + options)
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(outcome.output == "")
  }
}
