import Foundation
import TestSupport
import Testing

/// `caudal select` into files of every format, as other programs read them.
@Suite("Formats of selected rows")
struct SelectFormatTests {
  /// The ways of running, apart from the plainest; rows are read in small pieces, so that every rank has
  /// some, and cells are made of what several have.
  private static let ways: [Way] = [
    (.directly, ["--threads", "3", "--block-bytes", "9000"]),
    (.mpirun(2), ["--input", "scatter", "--block-bytes", "5000"]),
    (.mpirun(3), ["--input", "shared", "--block-bytes", "20000"]),
    (.mpirun(7), ["--input", "shared", "--block-bytes", "11000"]),
  ]

  typealias Way = (launch: Program.Launch, options: [String])

  /// What a job that must succeed writes to a file, beside which nothing is left.
  private static func file(
    _ name: String, of arguments: [String], _ launch: Program.Launch = .directly,
    input: [UInt8]? = nil
  ) async throws -> Data {
    try await withTemporaryFolder { folder in
      let path = folder.path + "/" + name
      let outcome = try await Caudal.run(
        ["select"] + arguments + ["--output", path], launch, input: input)
      #expect(outcome.code == 0, "\(launch) \(arguments): \(outcome.errors)")
      #expect(outcome.output == "")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
      return try Data(contentsOf: URL(filePath: path))
    }
  }

  /// What a program makes of its standard input.
  private static func output(
    of program: String, _ arguments: [String], _ input: Data
  ) async throws -> String {
    let outcome = try await Program(path: "/usr/bin/env").run(
      [program] + arguments, input: Array(input))
    try #require(outcome.code == 0, "\(program): \(outcome.errors)")
    return outcome.output
  }

  /// Runs the oracle beside the fixtures.
  private static func oracle(_ arguments: [String]) async throws -> String {
    let outcome = try await Program(path: "/usr/bin/env").run(
      ["python3", "-B", Fixtures.path("formats_oracle.py")] + arguments)
    try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
    return outcome.output
  }

  /// Calls a closure with a folder in which there is a table with columns of all types.
  private static func withTable(_ body: (URL, String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let table = folder.path + "/table.csv"
      _ = try await oracle(["table", table])
      try await body(folder, table)
    }
  }

  // MARK: - Compressed text

  @Test(
    "What is compressed is the text that would stand there, for every way of running",
    arguments: [
      ("rows.csv.gz", "python3", ["-c", unzip], [ways[0], ways[1], ways[2]]),
      ("rows.TSV.ZST", "zstd", ["-dcq"], [ways[2]]),
    ])
  func compressed(
    name: String, program: String, arguments: [String], ways: [Way]
  ) async throws {
    try await Self.withTable { folder, table in
      let options = ["--frame-bytes", "20000"]
      let plain = try await SelectTests.rows([table])
      let expected = try await Self.file(name, of: [table] + options)
      #expect(expected.count < plain.utf8.count / 2)
      #expect(try await Self.output(of: program, arguments, expected) == plain)
      let path = try folder.write(expected, to: name)
      #expect(try await SelectTests.rows([path]) == plain)
      for (launch, way) in ways {
        let file = try await Self.file(name, of: [table] + options + way, launch)
        #expect(file == expected, "\(launch) \(way)")
      }
      let piped = try await Self.file(
        name, of: ["-", "--block-bytes", "7000"] + options, .mpirun(2), input: Array(plain.utf8))
      #expect(piped == expected)
    }
  }

  /// Python's own reader of gzip.
  private static let unzip =
    "import gzip, sys; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))"

  @Test("A frame is made of 4 MiB of the text")
  func frames() async throws {
    let row = String(repeating: "abcdefghij", count: 5_000)
    let text = "x,y\n" + (0..<100).map { "\($0),\(row)\n" }.joined()
    #expect(text.utf8.count > 4 << 20)
    let file = try await Self.file("x.csv.zst", of: ["-"], input: Array(text.utf8))
    let magic = Data([0x28, 0xB5, 0x2F, 0xFD])
    var frames: [Data.Index] = []
    while let next = file[(frames.last.map { $0 + 1 } ?? 0)...].range(of: magic) {
      frames.append(next.lowerBound)
    }
    #expect(frames.count == 2)
    let first = try await Self.output(of: "zstd", ["-dcq"], file[..<(frames.last ?? 0)])
    #expect(first.utf8.elementsEqual(text.utf8.prefix(4 << 20)))
  }

  @Test("Rows in an order of their own, and none at all, are compressed as others are")
  func sortedAndEmpty() async throws {
    try await Self.withTable { _, table in
      for selection in [["--sort", "value desc", "--head", "300"], ["--where", "id < 0"]] {
        let arguments = [table, "--frame-bytes", "10000"] + selection
        let expected = try await Self.file("x.csv.gz", of: arguments)
        let plain = try await SelectTests.rows([table] + selection)
        #expect(try await Self.output(of: "gzip", ["-dc"], expected) == plain)
        let (launch, way) = Self.ways[1]
        #expect(try await Self.file("x.csv.gz", of: arguments + way, launch) == expected)
      }
      let lines = try await Self.file("x.jsonl.zst", of: [table, "--where", "id < 0"], .mpirun(2))
      #expect(!lines.isEmpty)
      #expect(try await Self.output(of: "zstd", ["-dcq"], lines) == "")
    }
  }

  // MARK: - Lines of JSON

  @Test("Python reads lines of JSON as the rows that they are, for every way of running")
  func jsonLines() async throws {
    try await Self.withTable { folder, table in
      let expected = try await Self.file("x.jsonl", of: [table])
      let lines = try folder.write(expected, to: "lines")
      _ = try await Self.oracle(["jsonl", table, lines])
      for (launch, way) in Self.ways[1..<3] {
        #expect(try await Self.file("x.ndjson", of: [table] + way, launch) == expected)
      }
      let input = try Data(contentsOf: URL(filePath: table))
      let piped = try await Caudal.run(
        ["select", "-", "--output-format", "jsonl", "--block-bytes", "9000"], .mpirun(2),
        input: Array(input))
      #expect(piped.code == 0 && piped.output.utf8.elementsEqual(expected))
      let packed = try await Self.file(
        "x.jsonl.gz", of: [table, "--frame-bytes", "40000"])
      #expect(try await Self.output(of: "gzip", ["-dc"], packed).utf8.elementsEqual(expected))
    }
  }

  @Test("Numbers have the point that JSON wants, and codes stay texts")
  func numbers() async throws {
    let text = "id;x;code;big\n1;1,50;007;12345678901234567890123\n2;-,5;12E3;1\n3;5,;+5;\n"
    try await withTemporaryFolder { folder in
      let path = try folder.write(text.utf8, to: "x.csv")
      let expected = """
        {"id":1,"x":1.50,"code":"007","big":12345678901234567890123}
        {"id":2,"x":-0.5,"code":"12E3","big":1}
        {"id":3,"x":5.0,"code":"+5","big":null}

        """
      for launch in [Program.Launch.directly, .mpirun(2)] {
        let options = ["--output-format", "jsonl", "--block-bytes", "10"]
        #expect(try await SelectTests.rows([path] + options, launch) == expected)
        let head = try await SelectTests.rows([path, "--head", "1"] + options, launch)
        // Only the rows that are written say what a column is.
        #expect(head == "{\"id\":1,\"x\":1.50,\"code\":\"007\",\"big\":12345678901234567890123}\n")
      }
    }
  }

  // MARK: - Parquet

  /// What has been read by DuckDB, pyarrow, Polars and pandas.
  private struct Expected: Decodable {
    struct Case: Decodable {
      let name: String
      let arguments: [String]
      let digest: String
    }

    let cases: [Case]
  }

  private struct Facts: Decodable {
    let digest: String
    let groups: [Int]
  }

  @Test("A Parquet file holds the rows, and is one that four other readers have read")
  func parquet() async throws {
    let expected = try Fixtures.decode("formats_expected.json", as: Expected.self)
    #expect(expected.cases.count == 5)
    try await Self.withTable { folder, table in
      for known in expected.cases {
        let file = try await Self.file("x.parquet", of: [table] + known.arguments)
        let rows = try await SelectTests.rows([table] + known.arguments)
        let (path, texts) = (
          try folder.write(file, to: "x.parquet"), try folder.write(rows.utf8, to: "x.csv")
        )
        let facts = try JSONDecoder().decode(
          Facts.self, from: Data(try await Self.oracle(["parquet", texts, path]).utf8))
        #expect(facts.digest == known.digest, "\(known.name)")
        if known.name == "groups" { #expect(facts.groups == [160, 160, 160, 120]) }
        if known.name == "none" { #expect(facts.groups == []) }
      }
    }
  }

  @Test(
    "The same Parquet file for every way of running",
    arguments: [
      (["--group-rows", "70"], ways),
      (["--sort", "value desc, id", "--group-rows", "100"], [ways[2]]),
    ])
  func parquetWays(arguments: [String], ways: [Way]) async throws {
    try await Self.withTable { _, table in
      let expected = try await Self.file("x.parquet", of: [table] + arguments)
      for (launch, way) in ways {
        let file = try await Self.file("x.parquet", of: [table] + arguments + way, launch)
        #expect(file == expected, "\(launch) \(way)")
      }
      let input = Array(try Data(contentsOf: URL(filePath: table)))
      let piped = try await Self.file(
        "x", of: ["-", "--output-format", "parquet"] + arguments, .mpirun(2), input: input)
      #expect(piped == expected)
    }
  }
}
