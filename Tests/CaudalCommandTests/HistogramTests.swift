import Foundation
import TestSupport
import Testing

/// How values are distributed, beneath the statistics of a column.
@Suite("Histograms")
struct HistogramTests {
  private struct Document: Decodable {
    struct Column: Decodable {
      struct Histogram: Decodable {
        let edges: [Double]
        let counts: [Int]
      }
      let histogram: Histogram
    }
    let columns: [Column]
  }

  /// The numbers of a column of the sample, whose fields have no commas in quotes before it.
  private static func values(_ position: Int) throws -> [Double] {
    try String(contentsOfFile: Fixtures.sample, encoding: .utf8).split(whereSeparator: \.isNewline)
      .dropFirst().compactMap { row in
        Double(row.split(separator: ",", omittingEmptySubsequences: false)[position])
      }
  }

  @Test("Counts are those of the file, with the same bits for every way of running")
  func counts() async throws {
    let values = try Self.values(3)
    let options = ["--histogram", "--block-bytes", "10000"]
    let alone = try await Caudal.json(Fixtures.sample, column: "ValorObservado", options)
    let whole = alone + "\"run\": {}}"
    let document = try JSONDecoder().decode(Document.self, from: Data(whole.utf8))
    let found = try #require(document.columns.first).histogram
    #expect(found.edges == (0...11).map { 100 * Double($0) })
    let expected = found.edges.dropLast().map { edge in
      values.count { $0 >= edge && $0 < edge + 100 }
    }
    #expect(found.counts == expected && expected.reduce(0, +) == values.count)
    for launch in Program.Launch.all.dropFirst() {
      let together = try await Caudal.json(
        Fixtures.sample, column: "ValorObservado", options, launch)
      #expect(together == alone, "\(launch)")
    }
  }

  @Test("A table draws them, as wide as counts are large; what isn't zero is seen")
  func drawn() async throws {
    try await withTemporaryFolder { folder in
      let rows = [1, 1, 1, 1, 2, 2, 4].map { "\($0)\n" } + [String](repeating: "1\n", count: 396)
      let path = try folder.write(("x\n" + rows.joined()).utf8, to: "x.csv")
      let outcome = try await Caudal.run([
        "describe", path, "--column", "x", "--histogram", "--statistics", "count",
      ])
      let bar = String(repeating: "█", count: 40)
      #expect(
        outcome.output.hasSuffix(
          """

          x
            count  403

              from  to                                            count
                 1   2  \(bar)    400
                 2   3  ▎                                             2
                 3   4                                                0
                 4   5  ▏                                             1

          histogram: from ≤ value < to

          """), "\(outcome.output)")
    }
  }

  @Test(
    "Where there is no place for it, that is said",
    arguments: [
      (
        ["--column", "ValorObservado", "--format", "csv"],
        "--histogram has no place in --format csv"
      ),
      (["--column", "ValorObservado", "--by", "Departamento"], "--histogram is of all rows"),
      ([], "--histogram is about columns of numbers"),
    ])
  func refused(_ options: [String], _ message: String) async throws {
    let outcome = try await Caudal.run(["describe", Fixtures.sample, "--histogram"] + options)
    #expect(outcome.code == 64)
    #expect(outcome.messages.contains { $0.contains(message) }, "\(outcome.errors)")
  }
}
