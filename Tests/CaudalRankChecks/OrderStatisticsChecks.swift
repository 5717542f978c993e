import Caudal
import Columns
import MPI
import Ranks
import Statistics
import Vocabulary

extension Checks {
  /// Order statistics are those of sorting everything, by gathering at once and after many rounds.
  mutating func orderStatistics(on ranks: borrowing Communicator) throws {
    var generator = generator()
    for count in [1, 2, 7, 2000] {
      let columns = Column.all(count: count, ranks: ranks.size, using: &generator)
      for column in columns.shuffled(using: &generator).prefix(5) {
        let wanted = Set((0..<3).map { _ in Int.random(in: 0..<count, using: &generator) })
        let limit = [0, 3, 100].randomElement(using: &generator) ?? 0
        try orderStatistics(wanted.union([0, count - 1]), of: column, on: ranks, limits: [limit])
      }
    }
    // More values close together than are gathered: rounds of histograms without a smaller limit.
    let close = (0..<70_000).map { Double(bitPattern: (1e9).bitPattern + UInt64($0 / 2)) }
    let sizes = Column.evenSizes(70_000, ranks.size)
    let column = Column("70,000 neighbours", close.shuffled(using: &generator), sizes: sizes)
    try orderStatistics([0, 6999, 35_000, 69_999], of: column, on: ranks, limits: [])
    // So many order statistics that their intervals share the bins of a round: slow, and the same
    // for every number of ranks.
    guard ranks.size == 2 else { return }
    for column in Column.all(count: 300, ranks: ranks.size, using: &generator)
    where column.name.contains("anyExponent, even") {
      try orderStatistics(Set(0..<300), of: column, on: ranks, limits: [0])
      try orderStatistics([], of: column, on: ranks, limits: [0])
    }
  }

  private mutating func orderStatistics(
    _ wanted: Set<Int>, of column: Column, on ranks: borrowing Communicator, limits: [Int]
  ) throws {
    let values = column.sortedSegments(ofRank: ranks.rank)
    let workers = Workers(count: 2)
    let expected = Dictionary(uniqueKeysWithValues: wanted.map { ($0, column.sorted[$0]) })
    let all = Summary(of: column.sorted.span)
    let found = try ranks.orderStatistics(wanted.sorted(), of: values, among: all, workers)
    expect(found, equals: expected, "order statistics of \(column.name)")
    for limit in limits {
      let found = try ranks.orderStatistics(
        wanted.sorted(), of: values, among: all, workers, gatherLimit: limit)
      expect(found, equals: expected, "order statistics of \(column.name), limit \(limit)")
    }
  }
}
