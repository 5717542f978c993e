import MPI

/// What matched when tables were joined.
struct JoinReport {
  /// How many rows there were on this rank.
  private(set) var counts = JoinCounts()

  /// Which rows of the part of the other table at hand have matched, a bit each; see
  /// ``JoinIndex/rowCount(_:)``.
  private var matched: [UInt64] = []

  /// The number of rows of the parts before, of all ranks, and of those that have matched.
  private var (count, used) = (0, 0)

  /// Begins a part of the other table.
  ///
  /// - Parameter index: its rows.
  mutating func beginPart(_ index: JoinIndex) {
    matched = Array(repeating: 0, count: (index.rows.count + 63) / 64)
    count += index.rows.count
  }

  /// Ends a part of the other table.
  ///
  /// - Parameters:
  ///   - index: its rows.
  ///   - ranks: all ranks.
  /// - Throws: `MPIError` if they can't be reached.
  mutating func endPart(_ index: JoinIndex, on ranks: borrowing Communicator) throws(MPIError) {
    let bits = matched.isEmpty ? [] : try ranks.allreduce(matched, .bitwiseOr)
    used += index.rowCount(bits)
    matched = []
  }

  /// Takes what was counted in a unit.
  ///
  /// - Parameters:
  ///   - counts: how many rows there were.
  ///   - rows: the rows of the other table that matched: ``JoinMatches/firsts``.
  mutating func take(_ counts: JoinCounts, _ rows: [UInt32]) {
    self.counts.add(counts)
    var matched = matched.mutableSpan
    for row in rows where row != 0 {
      matched[Int((row - 1) >> 6)] |= 1 << UInt64((row - 1) & 63)
    }
  }

  /// What is said of it, in one line.
  ///
  /// - Parameters:
  ///   - name: the other table's name.
  ///   - most: the most of its rows that have the same keys.
  ///   - isWhole: whether all rows of the first table were read.
  ///   - ranks: all ranks.
  /// - Returns: the line.
  /// - Throws: `MPIError` if the ranks can't be reached.
  func words(
    name: String, mostAlike most: Int, isWhole: Bool, on ranks: borrowing Communicator
  ) throws(MPIError) -> String {
    let rows = try ranks.allreduce(counts.rows, .sum)
    let found = try ranks.allreduce(counts.matched, .sum)
    let made = try ranks.allreduce(counts.made, .sum)
    var words = "\(name): \(found) of \(rows) rows match"
    words += isWhole ? ", and \(used) of its own \(count)" : ", of those that were read"
    if most > 1 { words += "; up to \(most) have the same keys" }
    return made == found ? words : "\(words); \(made) rows are made"
  }
}
