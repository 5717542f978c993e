import Foundation
import TestSupport
import Testing

/// `--rolling`: a statistic of the windows that move along a column, written row by row.
@Suite("Rolling series")
struct RollingTests {
  private static let names = ["sum", "mean", "min", "max", "var"]

  /// The fields of a CSV file without quotes.
  private static func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func series(
    _ name: String, _ window: Int, _ options: [String] = [], _ launch: Program.Launch = .directly,
    input: [UInt8]? = nil
  ) async throws -> String {
    let path = input == nil ? Fixtures.path("rolling.csv") : "-"
    let outcome = try await Caudal.describe(
      path, column: "value", ["--rolling", name, "--window", "\(window)"] + options, launch,
      input: input)
    #expect(outcome.code == 0, "\(launch): \(outcome.errors)")
    return outcome.output
  }

  @Test("They are those of exact arithmetic", arguments: [1, 2, 24, 150], [64, 1 << 20])
  func exact(window: Int, blockBytes: Int) async throws {
    let text = try String(contentsOfFile: Fixtures.path("rolling_expected.csv"), encoding: .utf8)
    let expected = Self.rows(text)
    let given = Self.rows(
      try String(contentsOfFile: Fixtures.path("rolling.csv"), encoding: .utf8))
    for name in Self.names {
      let column = try #require(expected[0].firstIndex(of: "\(name)_\(window)"))
      let found = Self.rows(try await series(name, window, ["--block-bytes", "\(blockBytes)"]))
      #expect(found[0] == ["row", "value", "rolling_\(name)"] && found.count == expected.count)
      for (row, fields) in found.enumerated().dropFirst() {
        #expect(fields[0] == "\(row)" && Double(fields[1]) == Double(given[row][1]), "\(fields)")
        let (result, truth) = (Double(fields[2]), Double(expected[row][column]))
        guard name == "var", let result, let truth, truth > 0 else {
          #expect(result == truth, "\(name) \(window), row \(row): \(fields)")
          continue
        }
        #expect(abs(result / truth - 1) < 1e-12, "\(window), row \(row): \(result), \(truth)")
      }
    }
  }

  @Test("The same bytes for every way of running", arguments: Self.names)
  func sameBytes(name: String) async throws {
    let bytes = Array(try Data(contentsOf: URL(filePath: Fixtures.path("rolling.csv"))))
    for window in [24, 150] {
      let alone = try await series(name, window)
      for launch in Program.Launch.all.dropFirst() {
        for options in [
          ["--block-bytes", "64"], ["--block-bytes", "64", "--threads", "3"],
          ["--block-bytes", "64", "--input", "scatter"],
        ] {
          let together = try await series(name, window, options, launch)
          #expect(together == alone, "\(name) \(window) \(launch) \(options)")
        }
      }
      let piped = try await series(name, window, ["--chunk-bytes", "100"], input: bytes)
      #expect(piped == alone)
    }
  }

  @Test("Files, compressed or not, hold what is printed", arguments: [1, 3])
  func files(ranks: Int) async throws {
    let printed = try await series("mean", 24)
    try await withTemporaryFolder { folder in
      for name in ["series.csv", "series.csv.gz"] {
        let path = folder.appending(path: name).path
        let rest = try await series("mean", 24, ["--output", path], .mpirun(ranks))
        #expect(rest == "")
        let read = try await Program(path: "/bin/bash").run(["-c", "gzip -cdf '\(path)'"])
        #expect(read.output == printed, "\(name)")
      }
    }
  }

  @Test("Rows that are chosen are counted, and windows hold their values alone")
  func chosen() async throws {
    let found = Self.rows(try await series("sum", 2, ["--where", "time in (0, 2, 4)"]))
    let given = Self.rows(
      try String(contentsOfFile: Fixtures.path("rolling.csv"), encoding: .utf8))
    let values = [1, 3, 5].map { Double(given[$0][1]) }
    #expect(found.dropFirst().map { $0[0] } == ["1", "2", "3"])
    #expect(found.dropFirst().map { Double($0[1]) } == values)
  }

  @Test("Windows longer than the column, and no window", arguments: [1, 4])
  func undefined(ranks: Int) async throws {
    for (name, options) in [("max", ["--window", "1000000000000"]), ("var", ["--ddof", "24"])] {
      let outcome = try await Caudal.describe(
        Fixtures.path("rolling.csv"), column: "value",
        ["--rolling", name] + (name == "var" ? ["--window", "24"] : []) + options, .mpirun(ranks))
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(Self.rows(outcome.output).dropFirst().allSatisfy { $0[2] == "" })
    }
  }

  @Test(
    "What has no place",
    arguments: [
      (["--format", "json"], "--rolling writes CSV, such as --output series.csv"),
      (["--output", "x.json"], "--rolling writes CSV, such as --output series.csv"),
      (["--output", "x.parquet"], "--rolling writes CSV, such as --output series.csv"),
      (["--by", "time"], "--by has no place with --rolling, which writes a series"),
      (["--window", "0"], "--window must be at least 1"),
      (["--column", "time"], "--rolling is about one column; --column names 2"),
    ])
  func refused(options: [String], sentence: String) async throws {
    let outcome = try await Caudal.describe(
      Fixtures.path("rolling.csv"), column: "value", ["--rolling", "mean"] + options, .mpirun(2))
    #expect(outcome.code == 64 && outcome.output == "")
    #expect(outcome.messages == ["caudal: \(sentence)"])
  }
}
