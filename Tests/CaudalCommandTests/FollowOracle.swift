import Foundation
import TestSupport
import Testing

/// Programs of Python that write streams, break them off, and say what `caudal follow` should find in them.
enum FollowOracle {
  /// Runs a program of Python.
  ///
  /// - Parameters:
  ///   - script: the program.
  ///   - arguments: what stands in `sys.argv` behind the program that is tested.
  ///   - program: the path of that; nil for `caudal`.
  /// - Returns: what it printed.
  /// - Throws: an error if it doesn't end with 0.
  static func run(
    _ script: String, _ arguments: [String], _ program: String? = nil
  ) async throws -> String {
    let program = [program ?? Program("caudal").path]
    let outcome = try await Program(path: "/usr/bin/python3").run(
      ["-c", script] + program + arguments)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return outcome.output
  }

  /// Writes a file to a program's standard input in pieces of any length, some with a pause behind them, and prints
  /// what the program printed last: as many lines as there are of the last result.
  static let pieces = """
    import random, subprocess, sys, tempfile, time
    program, path, seed, options = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
    random.seed(seed)
    data = open(path, "rb").read()
    # A file, as a pipe that nobody reads meanwhile would stop the program.
    output = tempfile.TemporaryFile()
    process = subprocess.Popen([program, "follow", "-"] + options, stdin=subprocess.PIPE, stdout=output)
    start = 0
    while start < len(data):
      end = start + random.choice([1, 7, 300, 5000, 60000, 1 << 20])
      process.stdin.write(data[start:end])
      process.stdin.flush()
      if random.random() < 0.05: time.sleep(0.003)
      start = end
    process.stdin.close()
    assert process.wait() == 0
    output.seek(0)
    lines = output.read().decode().splitlines()
    last = lines[-1].split(",")[0]
    rows = [line.split(",", 1)[1] for line in lines[1:] if line.split(",")[0] == last]
    print("\\n".join([lines[0].split(",", 1)[1]] + rows))
    """

  /// Makes rows whose times jump back now and then, has them followed in windows, and compares with what a simple
  /// reading of the definitions gives: every window, every count, every sum of the doubles, and how many rows were late.
  static let windows = """
    import csv, io, json, random, subprocess, sys
    from fractions import Fraction
    program, seed = sys.argv[1], int(sys.argv[2])
    random.seed(seed)
    size, steps, lateness = random.choice([60, 300, 3600]), random.choice([1, 1, 2, 3]), random.choice([0, 60, 1000])
    length = size * steps
    rows, clock = [], 1_700_000_000 - 1_700_000_000 % 86400
    for _ in range(random.choice([40, 700, 3000])):
      clock += random.choice([0, 1, 20, 90, 1500])
      time = clock - random.choice([0, 0, 0, 30, 500, 4000])
      rows.append((None if rows and random.random() < 0.02 else time, random.choice("ab"), random.randrange(1000)))
    import datetime
    def text(time):
      return datetime.datetime.fromtimestamp(time, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    stream = "time,k,v\\n" + "".join(f"{'' if t is None else text(t)},{k},{v / 10}\\n" for t, k, v in rows)
    found, closed, latest, late, timeless, order = {}, [], None, 0, 0, []
    for time, key, value in rows:
      if time is None:
        timeless += 1
        continue
      pane, is_late = time - time % size, False
      for start in (pane - number * size for number in range(steps)):
        if latest is not None and start + length <= latest - lateness: is_late = True
        else: found.setdefault(start, {}).setdefault(key, []).append(Fraction(value / 10))
      late += is_late
      latest = time if latest is None else max(latest, time)
    expected = [
      [text(start), text(start + length), key, "v", str(len(values)), float(sum(values)), float(sum(values) / len(values))]
      for start, groups in sorted(found.items()) for key, values in groups.items()]
    # From a file that is named, as mpirun now and then breaks down over what it passes on.
    source = sys.argv[3:] or ["-"]
    if sys.argv[3:]: open(source[0], "w").write(stream)
    options = ["follow", *source, "--until-end", "-c", "v", "--by", "k", "--time", "time", "--window", f"{length}s", "--slide", f"{size}s",
      "--lateness", f"{lateness}s", "--statistics", "count,sum,mean", "--interval", "1ms"]
    def run(more):
      given = {"stdin": subprocess.DEVNULL} if sys.argv[3:] else {"input": stream.encode()}
      return subprocess.run([program] + options + more, **given, stdout=subprocess.PIPE, check=True).stdout.decode()
    table = list(csv.reader(io.StringIO(run(["--format", "csv"]))))[1:]
    assert [row[:5] + [float(row[5]), float(row[6])] for row in table] == expected, (seed, table, expected)
    for mode in ("complete", "update"):
      results = [json.loads(line) for line in run(["--format", "jsonl", "--mode", mode]).splitlines()]
      last = {}
      for result in results:
        for window in result["windows"]: last[window["start"]] = window["columns"]
      assert results[-1]["last"] and results[-1]["late_rows"] == late, (seed, late)
      assert results[-1]["rows_without_time"] == timeless and results[-1]["rows"] == len(rows)
      flat = [[start, c["group"]["k"], str(c["count"]), c["sum"]] for start, columns in sorted(last.items()) for c in columns]
      assert flat == [[row[0], row[2], row[4], row[5]] for row in expected], (seed, mode)
    print(len(rows), late)
    """

  /// Has a file followed while it grows, ends the program at random moments, by SIGKILL mostly, and goes on from the
  /// checkpoint each time; then compares the output with that of a run that nobody disturbed.
  static let kills = """
    import os, random, signal, subprocess, sys, time
    program, folder, seed, kills = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    ranks = [int(count) for count in sys.argv[5:]]
    random.seed(seed)
    count = 1500 * kills
    source, output, state, late = (f"{folder}/{name}" for name in ("rows.csv", "out.csv", "state", "late.csv"))
    options = ["-c", "v", "--by", "k", "--window", "6h", "--time", "time", "--lateness", "10m", "--statistics", "all"]
    def start(*more):
      launcher = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(random.choice(ranks))] if ranks else []
      return subprocess.Popen(launcher + [program, "follow", source, "--bytes-per-rank", "100"] + options + ["--output", output, "--checkpoint", state,
        "--interval", "5ms", "--checkpoint-interval", "10ms", "--late", late, *more], stderr=subprocess.PIPE)
    def end(process, expected):
      complaint = process.communicate()[1].decode()
      if ranks: assert process.returncode == 0 or expected != [0], (process.returncode, complaint)
      else: assert process.returncode in expected and not complaint, (process.returncode, complaint)
    def ranks_of(process):
      children = f"/proc/{process.pid}/task/{process.pid}/children"
      found = [int(child) for child in open(children).read().split()]
      return [child for child in found if program.encode() in open(f"/proc/{child}/cmdline", "rb").read()]
    def send(process, number):
      if not ranks or number != signal.SIGKILL: return process.send_signal(number)
      # One of the ranks, whichever; the launcher ends the others.
      while process.poll() is None:
        try:
          if found := ranks_of(process): return os.kill(random.choice(found), number)
        except OSError: pass
        time.sleep(0.01)
    with open(source, "w") as file:
      file.write("time,k,v\\n")
      file.flush()
      process, row, done = start(), 0, 0
      while row < count:
        for row in range(row, min(count, row + random.randrange(1, 1500)) ):
          hour = row * 20 * 24 // count - (7 if row > count // 20 and random.random() < 0.01 else 0)
          file.write(f"2024-01-{1 + hour // 24:02d} {hour % 24:02d}:{random.randrange(60):02d}:00,")
          file.write(f"{random.choice('abc')},{random.randrange(1000) / 10}\\n")
        row += 1
        # Often within a row.
        if random.random() < 0.7: file.flush()
        time.sleep(random.random() * 0.03)
        if random.random() < 0.5:
          if ranks: time.sleep(random.random())
          send(process, random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
          # SIGTERM may come before the program listens to it.
          end(process, [0, -signal.SIGKILL, -signal.SIGTERM])
          process, done = start(), done + 1
    send(process, signal.SIGKILL)
    end(process, [-signal.SIGKILL])
    end(start("--until-end"), [0])
    subprocess.run([program, "follow", source] + options + ["--output", output + ".whole", "--until-end",
      "--late", late + ".whole"], check=True)
    for file in (output, late):
      assert open(file, "rb").read() == open(file + ".whole", "rb").read(), (seed, file)
      assert os.path.getsize(file) > 3000, file
    print(done)
    """
}
