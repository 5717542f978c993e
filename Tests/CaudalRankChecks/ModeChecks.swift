import Caudal
import Columns
import MPI
import Ranks
import Statistics
import Vocabulary

extension Checks {
  /// The mode is that of counting everything, by comparing candidates and by the exchange.
  mutating func modes(on ranks: borrowing Communicator) throws {
    var generator = generator()
    for count in [0, 1, 2, 3, 50, 400] {
      let columns = Column.all(count: count, ranks: ranks.size, using: &generator)
      for column in columns.shuffled(using: &generator).prefix(20) {
        try mode(of: column, on: ranks, limits: [1, 2, 7, 1000])
      }
    }
    try mode(of: spread(over: ranks.size), on: ranks, limits: [1, 10])
    // More candidates than are compared, without a smaller limit.
    let distinct = (0..<70_000).map { Double($0) }.shuffled(using: &generator)
    let sizes = Column.evenSizes(70_000, ranks.size)
    try mode(of: Column("all distinct", distinct, sizes: sizes), on: ranks, limits: [])
  }

  /// A column whose mode is nowhere the most frequent value.
  ///
  /// Every rank has a favourite of its own, five times, and four times the value that all have.
  private func spread(over ranks: Int) -> Column {
    let parts = (0..<ranks).map { rank in
      Array(repeating: Double(rank) - 100, count: 5) + Array(repeating: 7, count: 4)
    }
    return Column("common to all ranks", parts.flatMap { $0 }, sizes: parts.map(\.count))
  }

  private mutating func mode(
    of column: Column, on ranks: borrowing Communicator, limits: [Int]
  ) throws {
    let values = column.sortedSegments(ofRank: ranks.rank)
    let workers = Workers(count: 2)
    let expected = column.mode
    expect(try ranks.mode(of: values, workers).mode, equals: expected, "mode of \(column.name)")
    let counted = try ranks.mode(of: values, workers, countsDistinct: true)
    expect(counted.mode, equals: expected, "mode of \(column.name), counted")
    expect(
      counted.distinct ?? -1, equals: Set(column.sorted).count, "distinct of \(column.name)")
    for limit in limits {
      let found = try ranks.mode(of: values, workers, candidateLimit: limit).mode
      expect(found, equals: expected, "mode of \(column.name), limit \(limit)")
    }
  }
}
