import Foundation
import TestSupport
import Testing

/// `--spool`: what has come from the network or a pipe outlives a kill.
@Suite("Rows as they come that are kept")
struct FollowSpoolTests {
  /// Sends numbered rows over connections, their columns in any order, and kills the program at random moments.
  ///
  /// Behind each kill a probe is sent: once that counts, all that was kept does. What counts must then be the first
  /// rows, each once, and no fewer than a result has shown before the kill. From there on it is sent again.
  private static let kills = """
    import os, random, signal, socket, subprocess, sys, time
    program, folder, seed, kills = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    random.seed(seed)
    output = folder + "/out.csv"
    with socket.create_server(("127.0.0.1", 0)) as server: port = server.getsockname()[1]
    def start():
      process = subprocess.Popen([program, "follow", f"listen://127.0.0.1:{port}", "-c", "n", "--by", "k",
        "--statistics", "rows,sum,max", "--interval", "2ms", "--output", output, "--checkpoint", folder + "/state",
        "--spool", folder + "/spool", "--checkpoint-interval", random.choice(["15ms", "1h"])], stderr=subprocess.PIPE)
      while b"listening" not in (line := process.stderr.readline()):
        assert line, (process.wait(), "ended")
      return process
    def found():
      lines = open(output).read().split("\\n")[1:-1]
      last = [line.split(",") for line in lines if line.split(",")[0] == lines[-1].split(",")[0]]
      return {row[1]: (int(row[3]), int(float(row[4])), int(float(row[5]))) for row in last}
    def wait_for(key, count, process):
      for _ in range(6000):
        state = found()
        if state.get(key, (0,))[0] >= count: return state.get("r", (0, 0, -1))
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.005)
      raise SystemExit(f"{state}, but {count} of {key}")
    def send(rows, end=b""):
      connection = socket.create_connection(("127.0.0.1", port))
      isTurned = random.random() < 0.5
      lines = [(f"{k},{n}\\n" if isTurned else f"{n},{k}\\n").encode() for n, k in [("n", "k")] + rows]
      connection.sendall(b"".join(lines) + end)
      return connection
    process, sent, done = start(), 0, 0
    send([(0, "p")]).close()
    wait_for("p", 1, process)
    while done < kills:
      more = sent + random.randrange(1, 400)
      connection = send([(n, "r") for n in range(sent, more)], random.choice([b"", b"12"]))
      seen = wait_for("r", random.randrange(sent, more + 1), process)[0]
      if random.random() < 0.3:
        wait_for("r", more, process)
        connection.close()
        sent = more
        continue
      time.sleep(random.random() * 0.02)
      process.send_signal(random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
      process.communicate()
      assert process.returncode in (0, -signal.SIGKILL, -signal.SIGTERM), process.returncode
      connection.close()
      process, done = start(), done + 1
      send([(0, "p")]).close()
      rows, total, last = wait_for("p", done + 1, process)
      assert found()["p"] == (done + 1, 0, 0), found()
      assert rows == last + 1 and total == last * (last + 1) // 2 and seen <= rows <= more, (seed, rows, total, last, seen)
      sent = rows
    process.send_signal(signal.SIGTERM)
    assert process.communicate() and process.returncode == 0
    segments = os.listdir(folder + "/spool")
    assert not segments, segments
    print(sent)
    """

  @Test("Killed at random moments, what has come counts once", arguments: 1...3)
  func kills(seed: Int) async throws {
    try await withTemporaryFolder { folder in
      let kills = ProcessInfo.processInfo.environment["CAUDAL_TEST_KILLS"] ?? "12"
      let sent = try await FollowOracle.run(Self.kills, [folder.path, "\(seed)", kills])
      #expect(Int(sent.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 1000)
    }
  }

  /// Runs a script in a folder of its own.
  ///
  /// - Parameter script: `follow` runs the program with what all jobs of the test have in common.
  /// - Returns: what came of it.
  /// - Throws: an error if it can't be run.
  private func run(_ script: String) async throws -> Program.Outcome {
    try await withTemporaryFolder { folder in
      let frame = """
        cd "$1"; trap 'kill $(jobs -p) 2>/dev/null' EXIT
        start() { exec "$0" follow - -c v --statistics rows,sum --interval 5ms --output ${name-out}.csv \
          --checkpoint ${name-out}.state --spool kept --checkpoint-interval 1h; }
        follow() { (start); }
        rows() { for look in $(seq 600); do tail -1 out.csv 2>/dev/null | grep -q "v,$1," && return; sleep 0.05; done
          echo "no $1 rows" >&2; exit 1; }
        # Counts some rows, and is killed before a checkpoint has passed them.
        begin() { mkfifo pipe; start <pipe & job=$!; exec 3>pipe; printf 'v\\n1\\n2\\n3' >&3; rows 2; }
        killed() { begin; kill -KILL $job; wait $job 2>/dev/null; exec 3>&-; }
        \(script)
        """
      return try await Program(path: "/bin/bash").run(
        ["-c", frame, Program("caudal").path, folder.path])
    }
  }

  @Test("A pipe that comes to its end in another job")
  func pipe() async throws {
    let outcome = try await run(
      "killed; printf 'v\\n10\\n20\\n' | follow; ls kept; printf '' | follow; tail -1 out.csv")
    #expect(outcome.output.hasSuffix(",v,4,33\n"))
    #expect(
      outcome.errors.contains(
        "caudal: note: standard input: the last row has no end, and is left out: \"3\""))
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test(
    "What can't be gone on with is refused",
    arguments: [
      (
        "killed; printf X | dd of=kept/00000001.spool bs=1 seek=60 conv=notrunc status=none; echo v | follow",
        65, "what has come is damaged there"
      ),
      ("killed; rm -r kept; echo v | follow", 73, "kept: No such file or directory"),
      (
        "killed; mv kept/00000001.spool kept/00000002.spool; echo v | follow", 74,
        "a part of what has come isn't there any more"
      ),
      (
        "killed; sed -i '1s/.*/caudal.spool\\/1 tcp:\\/\\/elsewhere:1/' kept/00000001.spool; echo v | follow",
        64, "kept of other sources"
      ),
      (
        "begin; name=other; echo v | follow", 73, "another job keeps there what has come"
      ),
    ])
  func refused(script: String, code: Int, sentence: String) async throws {
    let outcome = try await run(script)
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.messages.last?.contains(sentence) == true, "\(outcome.errors)")
  }

  @Test("What makes no sense")
  func usage() async throws {
    let alone = try await Caudal.run(["follow", "-", "-c", "v", "--spool", "kept"])
    #expect(alone.code == 64)
    #expect(alone.messages.first?.contains("--spool needs --checkpoint") == true)
  }

  @Test(
    "At a terminal it is said what is promised",
    arguments: [
      ("rows.csv --checkpoint state --output out.csv", "each row counts, rows.csv: exactly once"),
      (
        "rows.csv - --checkpoint state --output out.csv --spool kept",
        "each row counts, rows.csv: exactly once; standard input: exactly once from when it is in kept"
      ),
      ("rows.csv", "begun again, this job begins anew; what isn't in a file then is gone"),
      ("rows.csv --until-end", nil),
    ] as [(String, String?)])
  func promise(options: String, sentence: String?) async throws {
    try await withTemporaryFolder { folder in
      _ = try folder.write("v\n1\n2\n".utf8, to: "rows.csv")
      let program = """
        import os, pty, select, signal, sys, time
        os.chdir(sys.argv[2])
        child, terminal = pty.fork()
        if child == 0: os.execv(sys.argv[1], [sys.argv[1], "follow", "-c", "v", "--interval", "20ms"] + sys.argv[3:])
        said, end = b"", time.monotonic() + 30
        while time.monotonic() < end and b"note" not in said and b"Result 1" not in said:
          if select.select([terminal], [], [], 0.1)[0]:
            try: said += os.read(terminal, 65536)
            except OSError: break
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(said.decode())
        """
      let said = try await FollowOracle.run(
        program, [folder.path] + options.split(separator: " ").map(String.init))
      #expect(said.contains("note: ") == (sentence != nil), "\(said)")
      if let sentence { #expect(said.contains("caudal: note: \(sentence)"), "\(said)") }
    }
  }
}
