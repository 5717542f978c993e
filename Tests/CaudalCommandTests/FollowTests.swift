import Foundation
import TestSupport
import Testing

/// `caudal follow`: what comes bit by bit gives what the same rows in a file give.
@Suite("Rows as they come")
struct FollowTests {
  @Test(
    "A pipe that is filled in pieces gives what the file gives",
    arguments: [
      (["--column", "ValorObservado"], ["describe"]),
      (
        ["--column", "ValorObservado,Latitud", "--by", "Departamento,month(FechaObservacion)"],
        ["describe"]
      ),
      (["--count", "Departamento"], ["frequency"]),
    ])
  func pieces(_ question: [String], _ command: [String]) async throws {
    let isCount = question[0] == "--count"
    let statistics = isCount ? [] : ["--statistics", "all"]
    let found = try await FollowOracle.run(
      FollowOracle.pieces, [Fixtures.sample, "7", "--format", "csv"] + question + statistics)
    let asked = isCount ? ["--column", "Departamento"] : question
    let expected = try await Caudal.run(
      command + [Fixtures.sample, "--format", "csv"] + asked + statistics)
    #expect(found == expected.output)
  }

  @Test("Words of a text that comes in pieces are counted as those of the file")
  func words() async throws {
    try await withTemporaryFolder { folder in
      var random = SeededGenerator(seed: 5)
      let words = ["río", "agua", "caudal", "lluvia", "el", "páramo"]
      let text = (0..<20_000).map { _ in words.randomElement(using: &random) ?? "" }
      let path = try folder.write(text.joined(separator: " ").utf8, to: "text")
      let found = try await FollowOracle.run(
        FollowOracle.pieces, [path, "3", "--format", "csv", "--words"])
      let expected = try await Caudal.run(["frequency", path, "--words", "--format", "csv"])
      #expect(found == expected.output)
    }
  }

  @Test("Windows, lateness and modes are as they are defined", arguments: 1...24)
  func windows(seed: Int) async throws {
    _ = try await FollowOracle.run(FollowOracle.windows, ["\(seed)"])
  }

  @Test("Killed at random moments, it goes on as if nothing had happened", arguments: [1, 2])
  func kills(seed: Int) async throws {
    try await withTemporaryFolder { folder in
      let kills = ProcessInfo.processInfo.environment["CAUDAL_TEST_KILLS"] ?? "12"
      let done = try await FollowOracle.run(FollowOracle.kills, [folder.path, "\(seed)", kills])
      #expect(Int(done.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 2)
    }
  }

  @Test("A file that grows between two jobs, in windows: none comes twice")
  func twice() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        cd "$1"; printf 'time,v\\n2024-01-01 00:05,1\\n2024-01-01 00:15,2\\n' >rows.csv
        run() { "$0" follow rows.csv --until-end -c v --window 10m --time time --statistics sum \
          --lateness 1d --checkpoint state --output out.csv "$@" || exit 1; }
        run; run; printf '2024-01-01 00:16,4\\n2024-01-01 00:25,8\\n' >>rows.csv; run; run; cat out.csv
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path, folder.path])
      // At the end of the first job the window of 00:10 has closed: what comes for it later is late.
      #expect(
        outcome.output == """
          window_start,window_end,column,sum
          2024-01-01 00:00:00,2024-01-01 00:10:00,v,1
          2024-01-01 00:10:00,2024-01-01 00:20:00,v,2
          2024-01-01 00:20:00,2024-01-01 00:30:00,v,8

          """, "\(outcome.errors)")
    }
  }

  @Test("The only row of a file, without a line end, counts once", arguments: ["\\n", "\\r\\n"])
  func onlyRow(lineEnd: String) async throws {
    try await withTemporaryFolder { folder in
      let script = """
        cd "$1"
        run() { "$0" follow rows.csv --until-end -c n --statistics rows,sum --checkpoint state --output out.csv; }
        printf 'k,n\(lineEnd)a,7' >rows.csv
        run && run && cat out.csv && printf '1\(lineEnd)b,5\(lineEnd)' >>rows.csv && run
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path, folder.path])
      #expect(outcome.code == 74, "\(outcome.errors)")
      #expect(outcome.output == "result,column,rows,sum\n1,n,1,7\n")
      #expect(outcome.errors.contains("it goes on within a row that was taken for whole"))
    }
  }

  @Test("A job that goes on in the midst of a file whose columns stand in another order")
  func otherOrder() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        cd "$1"; trap 'kill $(jobs -p) 2>/dev/null' EXIT; printf 'v,k\\n1,7\\n' >rows.csv
        run() { exec "$0" follow rows.csv -c v --statistics rows,sum --checkpoint state --output out.csv --interval 5ms "$@"; }
        rows() { for look in $(seq 600); do tail -1 out.csv | grep -q "v,$1," && return; sleep 0.05; done; exit 1; }
        run & job=$!; rows 1; printf 'k,v\\n7,10\\n' >new; mv new rows.csv; rows 2; kill -TERM $job; wait $job
        printf '7,100\\n' >>rows.csv; (run --until-end) || exit 1; tail -1 out.csv
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path, folder.path])
      #expect(outcome.output.hasSuffix(",v,3,111\n"), "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test(
    "Rotated while nobody followed it: it is gone on where it was, if all is there",
    arguments: [
      ("mv rows.csv rows.csv.1", "7,112"),
      ("mv rows.csv rows.csv.2; printf 'v\\n5\\n' >rows.csv.1", "8,117"),
      ("mv rows.csv rows.csv-20240101; printf 'v\\n5\\n' >rows.csv-20240102", "8,117"),
      ("mv rows.csv rows.csv.2; gzip <rows.csv.2 >rows.csv.1.gz", nil),
      ("mv rows.csv rows.csv.9; gzip rows.csv.9", nil),
    ] as [(String, String?)])
  func rotatedMeanwhile(rotation: String, expected: String?) async throws {
    try await withTemporaryFolder { folder in
      let script = """
        cd "$1"; printf 'v\\n1\\n2\\n3\\n' >rows.csv
        run() { "$0" follow rows.csv --until-end -c v --statistics rows,sum --checkpoint state --output out.csv; }
        run || exit 1; printf '4\\n1\\n' >>rows.csv; \(rotation); printf 'v\\n100\\n1\\n' >rows.csv
        run; echo $?; tail -1 out.csv | cut -d, -f2-
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path, folder.path])
      let end = expected.map { "0\nv,\($0)\n" } ?? "74\nv,3,6\n"
      #expect(outcome.output == end, "\(outcome.errors)")
      #expect(outcome.errors.contains("to begin anew") == (expected == nil))
    }
  }

  @Test("A file that is emptied and filled again at once")
  func refilled() async throws {
    let (last, said) = try await Self.following(
      "rows.csv",
      """
      printf 'v\\n1\\n2\\n' >rows.csv; begin; rows 2
      printf 'v\\n10\\n100\\n1000\\n' >rows.csv; rows 5
      """)
    #expect(last == "v,5,5,0,1113,222.6,1,1000")
    #expect(said.contains("rows may have been lost"))
  }

  /// Follows something while a script works on it, and ends the program when the script has ended.
  ///
  /// - Parameters:
  ///   - options: what is followed, and how; `$folder` is the folder.
  ///   - script: what is done meanwhile, in the folder; `rows N` waits until a result of N rows was given.
  /// - Returns: the last result's line of `--format csv`, without its number, and what was said.
  /// - Throws: an error if a result doesn't come in time.
  private static func following(
    _ options: String, _ script: String
  ) async throws -> (last: String, said: String) {
    try await withTemporaryFolder { folder in
      let frame = """
        cd "$1"; folder=$1
        # Whoever is left would keep the output open for ever.
        trap 'kill $(jobs -p) 2>/dev/null' EXIT
        rows() {
          for look in $(seq 600); do
            if [ "$(tail -1 out | cut -d, -f3)" = "$1" ]; then return; fi
            sleep 0.05
          done
          echo "no result of $1 rows" >&2; cat out said >&2; kill $follower; exit 1
        }
        begin() { "$0" follow \(options) -c v --format csv --interval 20ms >out 2>said & follower=$!; }
        said() { for look in $(seq 600); do grep -q "$1" said && return; sleep 0.05; done; cat said >&2; exit 1; }
        touch out said
        \(script)
        kill -TERM $follower; wait $follower || { echo "ended with $?" >&2; exit 1; }
        tail -1 out | cut -d, -f2-; cat said
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", frame, Program("caudal").path, folder.path])
      try #require(outcome.code == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n", maxSplits: 1).map(String.init)
      return (lines.first ?? "", lines.count > 1 ? lines[1] : "")
    }
  }

  @Test("A file that grows, line ends coming late")
  func growing() async throws {
    let (last, said) = try await Self.following(
      "rows.csv",
      """
      printf 'v\\n1\\n2' >rows.csv; begin; rows 1
      printf '5\\n' >>rows.csv; rows 2
      printf '3\\n' >>rows.csv; rows 3
      """)
    #expect(last == "v,3,3,0,29,9.666666666666666,1,25")
    #expect(said == "")
  }

  @Test(
    "A log that logrotate takes away, or copies and empties", arguments: ["create", "copytruncate"])
  func rotation(_ way: String) async throws {
    let (last, said) = try await Self.following(
      "rows.csv",
      """
      printf 'v\\n1\\n2\\n' >rows.csv; chmod 600 rows.csv; begin; rows 2
      printf '%s/rows.csv {\\n rotate 3\\n \(way)\\n}\\n' "$folder" >rules; chmod 600 rules
      /usr/sbin/logrotate --force --state "$folder/state" rules || exit 1
      test -e rows.csv.1 || exit 1
      if [ \(way) = create ]; then printf '10\\n' >>rows.csv.1; rows 3; said 'followed by a new file'
      else said 'it has become shorter'; printf '10\\n' >>rows.csv; rows 3; fi
      printf '\(way == "create" ? "v\\n" : "")100\\n' >>rows.csv; rows 4
      """)
    #expect(last == "v,4,4,0,113,28.25,1,100")
    #expect(said.contains("rows may have been lost") == (way == "copytruncate"))
  }

  @Test("A server that is connected to again, and whose last row has no end")
  func connection() async throws {
    let server = """
      import socket, sys, time
      def listen():
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        listener.listen()
        return listener
      for text in ("v\\\\n1\\\\n2\\\\n3", "v\\\\n10\\\\n"):
        listener = listen()
        client = listener.accept()[0]
        client.sendall(text.encode())
        client.close()
        listener.close()
        time.sleep(0.3)
      """
    let (last, said) = try await Self.following(
      "tcp://127.0.0.1:$port",
      """
      port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
      begin; said 'Connection refused'
      python3 -c "$(printf '\(server.replacingOccurrences(of: "\"", with: "\\\""))')" $port & server=$!
      rows 3; wait $server
      """)
    #expect(last == "v,3,3,0,13,4.333333333333333,1,10")
    #expect(said.contains("the last row has no end, and is left out: \"3\""))
  }

  @Test("Whoever connects, each with a header, the columns in any order")
  func listener() async throws {
    let (last, _) = try await Self.following(
      "listen://:0",
      """
      begin; said 'listening at'
      port=$(sed -n 's/.*port //p' said)
      send() { python3 -c 'import socket, sys
      s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
      s.sendall(sys.argv[2].encode().decode("unicode_escape").encode())' $port "$1"; }
      send 'v,k\\n1,7\\n2,7\\n'; rows 2
      send 'k,v\\n7,10\\n'; rows 3
      send '100,7\\n'; rows 4
      """)
    #expect(last == "v,4,4,0,113,28.25,1,100")
  }

  @Test("Files that are moved into a folder, compressed or not")
  func folder() async throws {
    let (last, _) = try await Self.following(
      "in/",
      """
      mkdir in; printf 'v,k\\n1,7\\n2,7' >in/b.csv; printf 'half' >in/c.csv.part; begin; rows 2
      printf 'k,v\\n7,10\\n' | gzip >a.gz; mv a.gz in/; rows 3
      printf 'v,k\\n100,7\\n' >.new; mv .new in/c.csv; rows 4
      """)
    #expect(last == "v,4,4,0,113,28.25,1,100")
  }

  @Test("Several sources side by side, and windows that close for want of rows")
  func severalAndIdle() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        cd "$1"; printf 'time,v\\n2024-01-01 00:05,1\\n' >a.csv; printf 'time,v\\n2024-01-01 00:06,2\\n' >b.csv
        "$0" follow a.csv b.csv -c v --window 10m --time time --idle 300ms --format csv --interval 20ms >out 2>said &
        for look in $(seq 600); do grep -q '^2024' out && break; sleep 0.05; done
        printf '2024-01-01 00:07,4\\n2024-01-01 00:10,8\\n' >>a.csv; sleep 1
        kill -TERM $!; wait $!; echo $?; cat out said
        """
      let outcome = try await Program(path: "/bin/bash").run(
        ["-c", script, Program("caudal").path, folder.path])
      #expect(
        outcome.output == """
          0
          window_start,window_end,column,rows,count,missing,sum,mean,min,max
          2024-01-01 00:00:00,2024-01-01 00:10:00,v,2,2,0,3,1.5,1,2
          2024-01-01 00:10:00,2024-01-01 00:20:00,v,1,1,0,8,8,8,8
          caudal: note: no rows have come for 0.3 s; the windows so far are closed
          caudal: note: no rows have come for 0.3 s; the windows so far are closed

          """, "\(outcome.errors)")
    }
  }
}
