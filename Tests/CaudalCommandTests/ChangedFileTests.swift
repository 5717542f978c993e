import Foundation
import TestSupport
import Testing

/// Files that somebody changes while they are read, or that aren't the same on all hosts.
@Suite("Files that change")
struct ChangedFileTests {
  /// Starts a job that reads slowly, changes the file once rank 0 has begun to read it, and prints how the job ended.
  private static let script = """
    import os, subprocess, sys, time
    program, folder, way, count, change = sys.argv[1:]
    path = f"{folder}/long.csv"
    with open(path, "w") as file: file.write("x\\n" + "1234567\\n" * 400_000)
    size = os.stat(path).st_size
    # Times of files have no finer grain than a tick of the system's clock.
    os.utime(path, (1e9, 1e9))
    def start():
      return subprocess.Popen(
        (["mpirun", "--oversubscribe", "-n", count] if count != "1" else []) + [program, "describe", path, "--column", "x",
         "--input", way, "--threads", "1", "--chunk-bytes", "16", "--block-bytes", "20000"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    found = {}
    def has_begun(process):
      if open(f"/proc/{process}/cmdline", "rb").read().split(b"\\0")[0] != program.encode(): return False
      for name in os.listdir(f"/proc/{process}/fd"):
        if os.readlink(f"/proc/{process}/fd/{name}") != path: continue
        place = int(open(f"/proc/{process}/fdinfo/{name}").readline().split()[1])
        read = int(open(f"/proc/{process}/io").readline().split()[1])
        # What is read at any place has no place; that the file was opened, and looked at, is seen by the bytes.
        if place > 0 or way == "shared" and read > found.setdefault(process, read): return True
      return False
    def begun():
      for name in filter(str.isdigit, os.listdir("/proc")):
        try:
          if has_begun(name): return True
        except OSError: pass
      return False
    # On a busy machine a job may have ended before it was seen to begin: then there is another.
    for attempt in range(10):
      job = start()
      while job.poll() is None and not begun(): pass
      if job.poll() is None: break
      output, errors = job.communicate()
      assert job.returncode == 0, errors
    assert job.poll() is None, "every job was quicker"
    if change == "cut": os.truncate(path, size - 80_003)
    if change == "appended":
      with open(path, "a") as file: file.write("7\\n")
    if change == "written":
      with open(path, "r+b") as file:
        file.seek(size - 80_000)
        file.write(b"1\\nx")
    output, errors = job.communicate(timeout=100)
    print(job.returncode, output, errors.decode())
    """

  @Test(
    "A file that is changed while it is read gives no result",
    arguments: [("scatter", "1"), ("scatter", "3"), ("shared", "1"), ("shared", "3")],
    ["cut", "appended", "written"])
  func change(_ way: (input: String, ranks: String), change: String) async throws {
    try await withTemporaryFolder { folder in
      try await withSessionFolder { variables in
        let environment = Self.environment(variables)
        let outcome = try await Program(path: "/usr/bin/python3").run(
          ["-c", Self.script, Program("caudal").path, folder.path, way.input, way.ranks, change],
          environment: environment)
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("74 b''"), "\(outcome.output)")
        let sentences = [
          "the file changed while it was read; run again",
          "the file became shorter while it was read",
        ]
        #expect(sentences.contains { outcome.output.contains($0) }, "\(outcome.output)")
      }
    }
  }

  /// What `mpirun` needs to know.
  private static func environment(_ session: [String: String]) -> [String: String?] {
    var environment: [String: String?] = session.mapValues { $0 }
    for name in ["ALLOW_RUN_AS_ROOT", "ALLOW_RUN_AS_ROOT_CONFIRM", "MCA_mpi_yield_when_idle"] {
      environment["OMPI_" + name] = "1"
    }
    environment["OMPI_MCA_odls_base_sigkill_timeout"] = "0"
    return environment
  }

  @Test("A file that has other contents on another host is refused, though size and time agree")
  func versions() async throws {
    try await withTemporaryFolder { folder in
      try await withSessionFolder { variables in
        let environment = Self.environment(variables)
        let program = Program("caudal").path
        let script = """
          cd "$1"; mkdir -p a b
          seq 100000 200000 | sed '1i x' > a/x.csv; sed '$s/0$/1/' a/x.csv > b/x.csv
          touch -d 2024-01-01 a/x.csv b/x.csv
          exec mpirun --oversubscribe -n 1 --wdir "$1/a" "$2" describe x.csv --column x : \
            -n 1 --wdir "$1/$3" "$2" describe x.csv --column x
          """
        for (other, code) in [("a", 0), ("b", 74)] {
          let outcome = try await Program(path: "/bin/bash").run(
            ["-c", script, "bash", folder.path, program, other], environment: environment)
          #expect(outcome.code == code, "\(outcome.errors)")
          let isNamed = outcome.errors.contains(
            "is not the one on rank 0: its contents are others; every rank must see the same file")
          #expect(isNamed == (other == "b"), "\(outcome.errors)")
        }
      }
    }
  }
}
