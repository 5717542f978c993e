import Foundation
import TestSupport
import Testing

/// The result has the same bits for every number of ranks.
@Suite("The same bits")
struct SameBitsTests {
  @Test("The sample, also in small blocks and with windows longer than slices")
  func sample() async throws {
    for options in [[], ["--block-bytes", "1000", "--window", "3000", "--ddof", "1"]] {
      try await check(Fixtures.sample, column: "ValorObservado", options)
    }
  }

  /// Sizes in bytes of blocks, a few: all sizes are tried in process, by the checks of several ranks.
  static let blockBytes = [1, 33, 143, 322, 640]

  @Test("nasty.csv, cut in many places", arguments: blockBytes)
  func nasty(blockBytes: Int) async throws {
    let path = Fixtures.path("nasty.csv")
    let window = ["5", "500"][blockBytes % 2]
    let options = [
      "--block-bytes", "\(blockBytes)", "--chunk-bytes", "\(1 + blockBytes % 70)", "--window",
      window,
    ]
    let alone = try await Caudal.json(path, column: "value", options)
    #expect(alone.contains("\"rows\": 26"))
    for ranks in [2, 3] {
      let together = try await Caudal.json(path, column: "value", options, .mpirun(ranks))
      #expect(together == alone, "\(ranks) ranks")
    }
  }

  @Test("nasty.csv with more blocks than rows, and with more ranks than blocks")
  func nastyOnManyRanks() async throws {
    for blockBytes in ["1", "200", "600"] {
      try await check(
        Fixtures.path("nasty.csv"), column: "value", ["--block-bytes", blockBytes, "--window", "5"])
    }
  }

  @Test(
    "A few of the columns with known statistics",
    arguments: [
      "rare outliers", "near the largest double", "cancelling", "single value among missing",
      "two values more than the window",
    ])
  func columns(name: String) async throws {
    let column = try #require(try ExpectedColumns.load().first { $0.name == name })
    try await withTemporaryFolder { folder in
      let path = try folder.write(column.fileOfThree.utf8, to: "column.csv")
      try await check(path, ["--block-bytes", "997", "--delimiter", ","])
    }
  }

  /// Runs in every way and compares.
  private func check(_ path: String, column: String = "x", _ options: [String]) async throws {
    let options = options + ["--statistics", "all"]
    let alone = try await Caudal.json(path, column: column, options)
    for launch in Program.Launch.all.dropFirst() {
      let together = try await Caudal.json(path, column: column, options, launch)
      #expect(together == alone, "\(launch)")
    }
  }
}
