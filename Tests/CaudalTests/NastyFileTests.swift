import MPI
import TestSupport
import Testing

@testable import Caudal

/// The file with everything bad in it, in one process; `CaudalRankChecks` cuts it among ranks.
@Suite("nasty.csv")
struct NastyFileTests {
  private struct Expected: Decodable {
    let values: [Double?]
  }

  @Test("Its numbers are the known ones, whatever the sizes of blocks and chunks")
  func values() throws {
    let rows = try Fixtures.decode("nasty_expected.json", as: Expected.self).values
    let values = rows.compactMap { $0 }
    let sorted = values.sorted()
    for size in 1...650 {
      var request = DescribeRequest(path: Fixtures.path("nasty.csv"), column: "value")
      request.table.blockBytes = size
      request.table.chunkBytes = [size, 1 << 16][size % 2]
      request.percentiles = sorted.indices.map { 100 * Double($0) / Double(sorted.count - 1) }
      request.window = 1 + size % 4
      let column = try describe(request, on: .solo()).columns[0]
      #expect(column.rows == rows.count)
      #expect(column.count == values.count)
      #expect(column.minimum == sorted.first)
      #expect(column.maximum == sorted.last)
      let found = column.percentiles.compactMap(\.value)
      #expect(zip(found, sorted).allSatisfy { abs($0 - $1) < 1e-9 }, "\(size): \(found)")
      let mean = values.reduce(0, +) / Double(values.count)
      #expect(abs((column.mean ?? .nan) - mean) < 1e-12)
      let rolling = column.rollingVariance
      #expect(abs((rolling.sum ?? .nan) - Self.loop(values, request.window)) < 1e-9)
    }
  }

  /// The sum of rolling variances as the statistic was first defined: by a loop.
  private static func loop(_ values: [Double], _ window: Int) -> Double {
    (window..<values.count).reduce(0.0) { sum, end in
      let part = values[end - window..<end]
      let mean = part.reduce(0, +) / Double(window)
      return sum + part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(window)
    }
  }
}
