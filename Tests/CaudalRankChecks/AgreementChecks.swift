import Caudal
import Columns
import MPI
import Ranks
import Vocabulary

extension Checks {
  /// Whoever fails, all ranks throw the same error: the first by position, then by rank.
  mutating func agreement(on ranks: borrowing Communicator) throws {
    let value = try ranks.agree { () throws(LocalFailure) in ranks.rank * 10 }
    expect(value, equals: ranks.rank * 10, "what the attempt returned")
    for subset in 1..<(1 << ranks.size) {
      let failing = (0..<ranks.size).filter { subset >> $0 & 1 == 1 }
      try agreement(onFailures: failing.map { ($0, $0) }, on: ranks)
      try agreement(onFailures: failing.map { ($0, ranks.size - $0) }, on: ranks)
      try agreement(onFailures: failing.map { ($0, -1) }, on: ranks)
      try agreement(onFailures: failing.map { ($0, $0.isMultiple(of: 2) ? -1 : 0) }, on: ranks)
    }
    try agreement(onFailures: [(ranks.size - 1, .max - 1)], on: ranks)
    try messages(on: ranks)
  }

  private mutating func agreement(
    onFailures failures: [(rank: Int, position: Int)], on ranks: borrowing Communicator
  ) throws {
    let rank = ranks.rank
    let mine = failures.first { $0.rank == rank }
    let first = failures.min { ($0.position, $0.rank) < ($1.position, $1.rank) }
    do {
      try ranks.agree { () throws(LocalFailure) in
        guard let mine else { return }
        throw LocalFailure(position: mine.position, error: error(ofRank: rank))
      }
      expect(false, "nothing was thrown after \(failures)")
    } catch let thrown as CaudalError {
      expect(thrown, equals: error(ofRank: first?.rank ?? -1), "the error after \(failures)")
    }
  }

  private func error(ofRank rank: Int) -> CaudalError {
    let kinds = CaudalError.Kind.allCases
    return CaudalError(kinds[abs(rank) % kinds.count], "the trouble of rank \(rank) — ñ")
  }

  /// Every kind, and messages of every length, reach the other ranks.
  private mutating func messages(on ranks: borrowing Communicator) throws {
    for kind in CaudalError.Kind.allCases {
      for length in [0, 1, 100_000] {
        let expected = CaudalError(kind, String(repeating: "é", count: length))
        do {
          try ranks.agree { () throws(LocalFailure) in
            if ranks.rank == ranks.size - 1 { throw LocalFailure(error: expected) }
          }
          expect(false, "nothing was thrown")
        } catch let thrown as CaudalError {
          expect(thrown == expected, "\(kind), \(length) characters")
        }
      }
    }
  }
}
