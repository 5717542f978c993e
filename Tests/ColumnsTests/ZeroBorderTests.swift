import MPI
import Ranks
import Statistics
import Testing

@testable import Columns

/// Order statistics of values on both sides of zero, so close to it that a bin ends there.
@Suite struct ZeroBorderTests {
  @Test(arguments: [3000, 80_000])
  func closeToZero(count: Int) throws {
    var values = [-1.9999999999999998]
    let tiny = Double.leastNormalMagnitude / 256
    values += (0..<count).map { -tiny * (Double($0) + 1) / Double(count) }
    values += Array(repeating: 0, count: 5000)
    values += (0..<70_000).map { 1 + Double($0) / 70_000 }
    let sorted = values.sorted()
    let pieces = SortedSegments([sorted[...]])
    let wanted = [1, 50, 90].flatMap { percent -> [Int] in
      let quantile = Quantile(percent: percent, count: values.count)
      return [quantile.lowerRank, quantile.upperRank]
    }
    for limit in [0, 100, 1 << 16] {
      let found = try Communicator.solo().orderStatistics(
        Set(wanted).sorted(), of: pieces, among: Summary(of: values.span), Workers(count: 2),
        gatherLimit: limit)
      for rank in wanted { #expect(found[rank] == sorted[rank]) }
    }
  }
}
