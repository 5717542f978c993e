import Foundation
import TestSupport
import Testing

/// `caudal follow` on several ranks: the same bytes as on one, whatever happens.
@Suite("Rows as they come, on several ranks")
struct FollowRanksTests {
  private static let ranks = [1, 2, 3, 4, 7]

  /// So few bytes for a rank that all get some.
  private static let small = ["--bytes-per-rank", "100"]

  /// A program that is called as `caudal`, and follows on several ranks.
  static func launcher(_ ranks: Int, in folder: URL) throws -> String {
    let program = Program("caudal").path
    let script = """
      #!/bin/bash
      export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
      if [ "$1" != follow ]; then exec '\(program)' "$@"; fi
      exec mpirun --oversubscribe --bind-to none -n \(ranks) '\(program)' "$@" \(small.joined(separator: " "))

      """
    let path = try folder.write(script.utf8, to: "launcher")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  /// Rows with times that jump back now and then, keys in quotes with line ends, and perhaps values that are none.
  private static func rows(_ count: Int, seed: UInt64, strange: Bool = false) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    let keys = ["a", "b", "\"c,d\"", "\"e\nf\"", "\"g\"\"h\"", "páramo"]
    var (text, clock) = ("time,k,v\n", 0)
    for row in 0..<count {
      clock += [0, 1, 5, 30].randomElement(using: &random) ?? 0
      let time = max(0, clock - ([0, 0, 0, 100, 900, 5000].randomElement(using: &random) ?? 0))
      let clockText = String(
        format: "%02d %02d:%02d:%02d", 1 + time / 86_400, time / 3600 % 24, time / 60 % 60,
        time % 60)
      let isStrange = strange && row > 10 && Int.random(in: 0..<50, using: &random) == 0
      let value = isStrange ? "x" : "\(Double(Int.random(in: 0..<1000, using: &random)) / 10)"
      text += "2024-01-\(clockText),\(keys.randomElement(using: &random) ?? ""),\(value)\n"
    }
    return Array(text.utf8)
  }

  @Test(
    "A file gives the same bytes",
    arguments: [
      ["-c", "v", "--statistics", "all"],
      ["-c", "v", "--by", "k", "--statistics", "all", "--on-error", "skip", "--top", "3"],
      ["--count", "k,hour(time)"], ["--words"], ["--count", "k", "--words"],
      [
        "-c", "v", "--by", "k", "--statistics", "all", "--window", "10m", "--time", "time",
        "--lateness", "5m", "--late", "LATE",
      ],
      ["-c", "v", "--window", "1h", "--slide", "10m", "--time", "time", "--late", "LATE"],
    ])
  func file(_ question: [String]) async throws {
    try await withTemporaryFolder { folder in
      let strange = question.contains("skip")
      let path = try folder.write(Self.rows(3000, seed: 7, strange: strange), to: "rows.csv")
      func run(_ launch: Program.Launch, _ more: [String]) async throws -> [String] {
        let late = folder.path + "/late \(launch)"
        let asked = question.map { $0 == "LATE" ? late : $0 }
        let outcome = try await Caudal.run(
          ["follow", path, "--until-end", "--format", "csv"] + asked + more, launch)
        #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
        guard question.contains("LATE") else { return [outcome.output] }
        return [outcome.output, try String(contentsOfFile: late, encoding: .utf8)]
      }
      let expected = try await run(.directly, [])
      #expect(expected.allSatisfy { $0.utf8.count > 60 })
      for ranks in Self.ranks {
        let found = try await run(.mpirun(ranks), Self.small)
        #expect(found == expected, "\(ranks) ranks")
      }
    }
  }

  @Test(
    "Windows, lateness and modes are as they are defined",
    arguments: [(2, 31), (2, 32), (3, 33), (4, 34), (7, 35), (3, 36)])
  func windows(ranks: Int, seed: Int) async throws {
    try await withTemporaryFolder { folder in
      let launcher = try Self.launcher(ranks, in: folder)
      _ = try await FollowOracle.run(
        FollowOracle.windows, ["\(seed)", folder.path + "/rows.csv"], launcher)
    }
  }

  @Test("Ranks are killed, and another number of them goes on")
  func kills() async throws {
    try await withTemporaryFolder { folder in
      let kills = ProcessInfo.processInfo.environment["CAUDAL_TEST_KILLS"] ?? "5"
      let done = try await FollowOracle.run(
        FollowOracle.kills, [folder.path, "3", kills, "1", "2", "3", "4"])
      #expect(Int(done.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 1)
    }
  }

  @Test("A checkpoint is gone on from by any number of ranks, into a file and into a database")
  func otherRanks() async throws {
    try await withTemporaryFolder { folder in
      var texts: [String] = []
      for ranks in [[0, 0, 0, 0], [3, 1, 4, 2]] {
        let home = folder.appending(path: "\(ranks[0])")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let database = "sqlite:\(home.path)/db"
        for (part, ranks) in zip(1..., ranks) {
          let path = try home.write(Self.rows(1000 * part, seed: 11), to: "rows.csv")
          for (output, state) in [
            (["--output", home.path + "/out.csv"], "/state"),
            (["--output", database, "--table", "t", "--by", "k"], "/other"),
          ] {
            let outcome = try await Caudal.run(
              ["follow", path, "--until-end", "-c", "v", "--statistics", "all", "--checkpoint"]
                + [home.path + state] + output + Self.small,
              ranks == 0 ? .directly : .mpirun(ranks))
            #expect(outcome.code == 0, "\(ranks): \(outcome.errors)")
          }
        }
        // How many results there were is left to chance: only what the last one says is compared.
        let results = try String(contentsOfFile: home.path + "/out.csv", encoding: .utf8)
        let last = results.split(separator: "\n").last ?? ""
        texts.append(String(last.drop { $0 != "," }))
        let table = try await Caudal.run(["select", "\(database)?table=t"])
        #expect(table.output.split(separator: "\n").count >= 7, "\(table.errors)")
        texts.append(
          table.output.split(separator: "\n").map { line in
            line.lastIndex(of: ",").map { String(line[..<$0]) } ?? String(line)
          }.joined(separator: "\n"))
      }
      #expect(texts[0].hasPrefix(",v,4000,4000,0,") && texts[0] == texts[2])
      #expect(texts[1] == texts[3])
    }
  }

  @Test("A socket whose rows come bit by bit", arguments: [2, 3])
  func socket(ranks: Int) async throws {
    let script = """
      import random, socket, subprocess, sys, threading, time
      program, path = sys.argv[1:3]
      random.seed(9)
      data = open(path, "rb").read()
      server = socket.create_server(("127.0.0.1", 0))
      def serve():
        client = server.accept()[0]
        start = 0
        while start < len(data):
          end = start + random.choice([1, 7, 300, 5000, 60000])
          client.sendall(data[start:end])
          if random.random() < 0.2: time.sleep(0.003)
          start = end
        client.close()
      threading.Thread(target=serve, daemon=True).start()
      source = f"tcp://127.0.0.1:{server.getsockname()[1]}"
      options = ["-c", "v", "--by", "k", "--statistics", "all"]
      lines = subprocess.run([program, "follow", source, "--until-end", "--interval", "5ms", "--format", "jsonl", *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
      whole = subprocess.run([program, "follow", path, "--until-end", "--format", "jsonl", *options], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
      def columns(line): return line.split('"windows"')[1]
      assert columns(lines[-1]) == columns(whole[-1]), (lines[-1], whole[-1])
      print(len(lines))
      """
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.rows(6000, seed: 5), to: "rows.csv")
      let launcher = try Self.launcher(ranks, in: folder)
      // How many results there are before the last depends on the time.
      let results = try await FollowOracle.run(script, [path], launcher)
      #expect(Int(results.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 0)
    }
  }

  @Test("What can't be used is said as one rank says it")
  func refused() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(Self.rows(3000, seed: 3, strange: true), to: "rows.csv")
      let full = try folder.write("something".utf8, to: "out.csv")
      let cases: [[String]] = [
        [path], [path, "--on-error", "skip", "--max-errors", "5"], [path, "-c", "w"],
        [folder.path + "/none.csv"], [path, "--output", full],
      ]
      for options in cases {
        let column = options.contains("-c") ? [] : ["-c", "v"]
        let asked = ["follow", "--until-end"] + options + column + Self.small
        let expected = try await Caudal.run(asked)
        #expect(expected.code != 0 && expected.messages.count == 1, "\(expected.errors)")
        for ranks in [2, 4] {
          let found = try await Caudal.run(asked, .mpirun(ranks))
          #expect(found.code == expected.code, "\(found.errors)")
          #expect(found.messages == expected.messages)
        }
      }
    }
  }
}
