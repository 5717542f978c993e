import MPI
import Ranks

extension OrderedOutput {
  /// Writes what has been made of cells, whose lengths only their ranks know.
  ///
  /// - Parameters:
  ///   - made: what has been made of this rank's cells, in order.
  ///   - owners: the ranks to which all cells belong, in order.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: where this rank's begin in the file.
  /// - Throws: an agreed ``CaudalError`` if they can't be written.
  mutating func write(
    _ made: [[UInt8]], of owners: [Int], on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> [Int] {
    guard !owners.isEmpty else { return [] }
    var lengths = try ranks.allgather(varying: made.map(\.count)).map { $0[...] }
    var offsets: [Int] = []
    var end = byteCount
    let order = owners.map { owner in
      let length = lengths[owner].removeFirst()
      if owner == ranks.rank { offsets.append(end) }
      end += length
      return RoundPart(owner: owner, byteCount: length)
    }
    // Where all ranks write, those of a rank must be behind all of the rank before it; the first cell may
    // be one that the last rank has begun.
    var rest = order[...]
    var written = 0
    while let first = rest.first {
      var last = first.owner
      let run = rest.prefix { part in
        defer { last = max(last, part.owner) }
        return !isWrittenByAll || part.owner >= last
      }
      let before = written
      try write(in: Array(run), on: ranks, workers) { made[before + $0] }
      written += run.count { $0.owner == ranks.rank }
      rest = rest[run.endIndex...]
    }
    return offsets
  }
}
