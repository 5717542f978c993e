import Foundation
import TestSupport
import Testing

/// `--sample N`: a number of rows, the same for every way of running.
@Suite("A number of rows")
struct SampleTests {
  /// The rows of the smallest hashes, in the order of the file; SplitMix64's finaliser in Python's whole numbers.
  private static let oracle = """
    import sys
    MASK = (1 << 64) - 1
    def mixed(n):
        n = (n ^ n >> 30) * 0xBF58476D1CE4E5B9 & MASK
        n = (n ^ n >> 27) * 0x94D049BB133111EB & MASK
        return n ^ n >> 31
    path, count, seed, text = sys.argv[1:]
    seed = mixed(int(seed) + 0x9E3779B97F4A7C15 & MASK)
    lines, place, rows = open(path, 'rb').read().splitlines(keepends=True), 0, []
    for number, line in enumerate(lines):
        if number and text.encode() in line:
            rows.append((mixed(seed ^ place), place, line))
        place += len(line)
    rows = sorted(sorted(rows)[:int(count)], key=lambda row: row[1])
    sys.stdout.buffer.write(lines[0] + b''.join(row[2] for row in rows))
    """

  @Test(
    "The rows of the smallest hashes, in the order of the file",
    arguments: [
      (count: 0, seed: 0, text: ""), (1, 0, ""), (7, 5, "META"), (1000, 1, ""), (9999, 0, "META"),
    ])
  func oracle(sample: (count: Int, seed: Int, text: String)) async throws {
    let expected = try await Program(path: "/usr/bin/env").run(
      [
        "python3", "-c", Self.oracle, Fixtures.sample, "\(sample.count)", "\(sample.seed)",
        sample.text,
      ], environment: ["PYTHONIOENCODING": "utf-8"])
    try #require(expected.code == 0, "\(expected.errors)")
    var arguments = ["--sample", "\(sample.count)", "--seed", "\(sample.seed)"]
    if !sample.text.isEmpty { arguments += ["--where", "Departamento = '\(sample.text)'"] }
    let options = [Fixtures.sample] + arguments
    #expect(try await SelectTests.rows(options) == expected.output)
    for (launch, way) in SelectTests.ways {
      #expect(
        try await SelectTests.file(options + way, launch) == expected.output, "\(launch) \(way)")
    }
    let input = try Data(contentsOf: URL(filePath: Fixtures.sample))
    for launch in [Program.Launch.directly, .mpirun(1), .mpirun(3)] {
      let piped = try await SelectTests.rows(
        ["-"] + arguments + ["--block-bytes", "3000"], launch, input: [UInt8](input))
      #expect(piped == expected.output, "\(launch), piped")
    }
  }

  @Test(
    "What is done to the rows is done to those of the sample",
    arguments: [
      ["--sort", "ValorObservado desc, Municipio"], ["--distinct-by", "NombreEstacion"],
      ["--columns", "Departamento, Municipio", "--distinct"],
      ["--distinct-by", "Municipio", "--sort", "FechaObservacion"], ["--head", "7"],
      ["--columns", "ValorObservado * 2 as x, Municipio", "--sort", "x", "--head", "9"],
      ["--output-format", "jsonl"], ["--output-format", "jsonl", "--sort", "ValorObservado"],
      ["--join", Fixtures.sample, "--on", "1, 3, 4", "--max-growth", "100"],
    ])
  func steps(options: [String]) async throws {
    let draw = ["--sample", "600", "--seed", "9"]
    try await withTemporaryFolder { folder in
      let rows = try await SelectTests.rows([Fixtures.sample] + draw)
      let path = try folder.write(rows.utf8, to: "sample.csv")
      // What is joined is joined before, so the sample is one of all pairs.
      let isJoin = options.contains("--join")
      let base =
        isJoin
        ? try folder.write(
          try await SelectTests.rows([Fixtures.sample] + options).utf8, to: "joined.csv") : path
      let expected = try await SelectTests.rows(isJoin ? [base] : [base] + options)
      #expect(expected.utf8.count > 50)
      for (launch, way) in [(.directly, [])] + SelectTests.ways {
        let found = try await SelectTests.rows([Fixtures.sample] + draw + options + way, launch)
        guard isJoin else {
          #expect(found == expected, "\(launch) \(way)")
          continue
        }
        let all = Set(expected.split(separator: "\n"))
        let lines = found.split(separator: "\n")
        #expect(lines.count == 601 && all.isSuperset(of: lines), "\(launch) \(way)")
        let alone = try await SelectTests.rows([Fixtures.sample] + draw + options)
        #expect(found == alone, "\(launch) \(way)")
      }
    }
  }

  @Test("Parquet and SQLite get the same rows")
  func formats() async throws {
    let script = """
      import sqlite3, sys
      base = sqlite3.connect(sys.argv[1])
      for row in base.execute('select Municipio, Altura from t order by rowid'): print(*row, sep=',')
      """
    try await withTemporaryFolder { folder in
      let table = "Municipio,Altura\n" + (0..<3000).map { "M\($0),\($0)\n" }.joined()
      let path = try folder.write(table.utf8, to: "x.csv")
      let options = [path, "--sample", "50", "--block-bytes", "1000"]
      let rows = try await SelectTests.rows(options)
      #expect(rows.split(separator: "\n").count == 51)
      let drawn = try folder.write(rows.utf8, to: "drawn.csv")
      func parquet(_ arguments: [String], _ launch: Program.Launch) async throws -> Data {
        let file = folder.path + "/x.parquet"
        let outcome = try await Caudal.run(["select"] + arguments + ["--output", file], launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try Data(contentsOf: URL(filePath: file))
      }
      let expected = try await parquet([drawn], .directly)
      for launch in [Program.Launch.directly, .mpirun(3)] {
        #expect(try await parquet(options, launch) == expected, "\(launch)")
        let base = folder.path + "/x.db"
        let outcome = try await Caudal.run(
          ["select"] + options + ["--output", "sqlite:" + base, "--table", "t"], launch)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let stored = try await Program(path: "/usr/bin/env").run(["python3", "-c", script, base])
        #expect("Municipio,Altura\n" + stored.output == rows, "\(launch)")
      }
    }
  }

  @Test("Of a long table no more is kept than twice the rows that are drawn, and a round")
  func memory() async throws {
    try await withTemporaryFolder { folder in
      let rows = "x,y\n" + (0..<400_000).map { "\($0),text \($0 % 1000)\n" }.joined()
      let path = try folder.write(rows.utf8, to: "x.csv")
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let options = [
          path, "--block-bytes", "10000", "--threads", "1", "--memory-bytes", "6000000",
        ]
        let drawn = try await SelectTests.rows(options + ["--sample", "100"], launch)
        #expect(drawn.split(separator: "\n").count == 101)
        let many = try await Caudal.run(["select"] + options + ["--sample", "300000"], launch)
        #expect(many.code == 74, "\(many.output.prefix(100))\(many.errors)")
        let sorted = try await Caudal.run(["select"] + options + ["--sort", "y"], launch)
        #expect(sorted.errors.contains("memory is short"), "\(sorted.errors)")
      }
    }
  }

  @Test("Digits alone count rows, all else is a share")
  func words() async throws {
    let input = Array("x\n1\n2\n3\n".utf8)
    for (size, lines) in [("1", 2), ("2", 3), ("0", 1), ("100%", 4), ("1.0", 4), ("0%", 1)] {
      let rows = try await SelectTests.rows(["-", "--sample", size], input: input)
      #expect(rows.split(separator: "\n").count == lines, "\(size)")
    }
    for size in ["-1", "+1", "1e3", "2.5", "101%", "ten", "", "99999999999999999999"] {
      let outcome = try await Caudal.run(["select", Fixtures.sample, "--sample=\(size)"])
      #expect(outcome.code == 64, "\(size): \(outcome.output)")
    }
    let grid = try await Caudal.run(["select", Fixtures.sample, "--every", "1d", "--sample", "10"])
    #expect(grid.code == 64)
    #expect(grid.messages.first?.contains("a sample of the rows has gaps") == true)
  }
}
