import Caudal
import Columns
import MPI
import Ranks
import Statistics
import Vocabulary

extension Checks {
  /// Merged tables are those of counting everything, or nil on all ranks beyond the limit.
  mutating func frequencies(on ranks: borrowing Communicator) throws {
    var generator = generator()
    for count in [0, 1, 2, 3, 50, 700] {
      for column in Column.all(count: count, ranks: ranks.size, using: &generator) {
        let distinct = Set(column.sorted).count
        for limit in [1, distinct - 1, distinct, distinct + 1, 1 << 16] where limit >= 1 {
          try frequencies(of: column, limit: limit, on: ranks)
        }
      }
    }
    try overflowOnMerge(on: ranks)
  }

  /// Tables that fit on every rank, and together don't, or just do.
  private mutating func overflowOnMerge(on ranks: borrowing Communicator) throws {
    let parts = (0..<ranks.size).map { rank in (0..<10).map { Double(10 * rank + $0) } }
    let sizes = parts.map(\.count)
    let column = Column("different on each rank", parts.flatMap { $0 }, sizes: sizes)
    for limit in stride(from: 10, through: 10 * ranks.size + 1, by: 1) {
      try frequencies(of: column, limit: limit, on: ranks)
    }
    // One value too many, on one rank at a time.
    for odd in 0..<ranks.size {
      let parts = (0..<ranks.size).map { rank in rank == odd ? [1, 2, 3, 4, 5] : [1, 2, 3, 4.0] }
      let column = Column(
        "another value on rank \(odd)", parts.flatMap { $0 }, sizes: parts.map(\.count))
      for limit in [4, 5] { try frequencies(of: column, limit: limit, on: ranks) }
    }
  }

  private mutating func frequencies(
    of column: Column, limit: Int, on ranks: borrowing Communicator
  ) throws {
    let part = column.parts[ranks.rank]
    var table = FrequencyTable(limit: limit)
    let fits = table.count(part.span)
    let found = try ranks.mergedFrequencies(fits ? table : nil)
    var counts: [Double: Int] = [:]
    for value in column.sorted { counts[value, default: 0] += 1 }
    let entries = counts.keys.sorted().map { ValueCount(value: $0, count: counts[$0] ?? 0) }
    let expected = entries.count > limit ? nil : entries
    expect(found == expected, "frequencies of \(column.name), limit \(limit)")
  }
}
