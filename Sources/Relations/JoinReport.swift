import MPI

/// What matched when tables were joined.
struct JoinReport {
  /// How many rows there were on this rank.
  private(set) var counts = JoinCounts()

  /// Which rows of the other table have matched, a bit each.
  private var matched: [UInt64]

  /// Begins without rows.
  ///
  /// - Parameter count: the number of rows of the other table.
  init(_ count: Int) { matched = Array(repeating: 0, count: (count + 63) / 64) }

  /// Takes what was counted in a unit.
  ///
  /// - Parameters:
  ///   - counts: how many rows there were.
  ///   - rows: the rows of the other table that matched.
  mutating func take(_ counts: JoinCounts, _ rows: [UInt32]) {
    self.counts.add(counts)
    for row in rows { matched[Int(row) >> 6] |= 1 << UInt64(row & 63) }
  }

  /// What is said of it, in one line.
  ///
  /// - Parameters:
  ///   - name: the other table's name.
  ///   - index: its rows.
  ///   - isWhole: whether all rows of the first table were read.
  ///   - ranks: all ranks.
  /// - Returns: the line.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func words(
    name: String, _ index: JoinIndex?, isWhole: Bool, on ranks: borrowing Communicator
  ) throws(MPIError) -> String {
    let rows = try ranks.allreduce(counts.rows, .sum)
    let found = try ranks.allreduce(counts.matched, .sum)
    let made = try ranks.allreduce(counts.made, .sum)
    let bits = matched.isEmpty ? [] : try ranks.allreduce(matched, .bitwiseOr)
    let used = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    let count = index?.rows.count ?? 0
    var words = "\(name): \(found) of \(rows) rows match"
    words += isWhole ? ", and \(used) of its own \(count)" : ", of those that were read"
    if let most = index?.mostAlike, most > 1 { words += "; up to \(most) have the same keys" }
    return made == found ? words : "\(words); \(made) rows are made"
  }
}
