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

  /// Every kind of error, with messages of every length and everything else that it has, reaches the
  /// other ranks.
  private mutating func messages(on ranks: borrowing Communicator) throws {
    for kind in CaudalError.Kind.allCases {
      for length in [0, 1, 100_000] {
        try arrives(CaudalError(kind, String(repeating: "é", count: length)), on: ranks)
      }
    }
    let advices: [CaudalError.Advice?] = [
      nil, .decimalMark(","), .decimalMark("é"), .nullTokens, .dateOrder, .lessToKeep, .fewerGroups,
      .pipedCommand("lz4 -dc é"),
      .dateFormats(["dmy", "%y"]), .timeZone, .fixedTimeZone, .scratch, .sortedRows,
    ]
    for subject in [nil] + CaudalError.Subject.allCases {
      for advice in advices {
        let error = CaudalError(
          .usage, "it makes no sense", subject: subject, advice: advice,
          illustration: subject == nil ? [] : ["  here", "    ^", ""])
        try arrives(error, on: ranks)
      }
    }
  }

  /// An error of the last rank reaches all ranks as it is.
  private mutating func arrives(_ error: CaudalError, on ranks: borrowing Communicator) throws {
    do {
      try ranks.agree { () throws(LocalFailure) in
        if ranks.rank == ranks.size - 1 { throw LocalFailure(error: error) }
      }
      expect(false, "nothing was thrown")
    } catch let thrown as CaudalError {
      expect(thrown == error, "\(error.kind), \(error.message.utf8.count) bytes")
    }
  }
}
