import MPI
import Ranks
import Scan
import Vocabulary

// Rows that are kept until all have been read, because they come in an order of their own.

extension TableSession {
  /// The rows that are wanted, in order.
  ///
  /// - Parameters:
  ///   - plan: which rows are kept, and in which order.
  ///   - filter: which rows of the table are looked at.
  ///   - limit: the most rows that are wanted, the first; nil for all.
  ///   - ranks: all ranks.
  /// - Returns: the rows, those of a rank behind all of the rank before it.
  /// - Throws: an agreed ``CaudalError``.
  mutating func ordered(
    _ plan: KeepingPlan, _ filter: RowFilter, _ limit: Int?, on ranks: borrowing Communicator
  ) throws -> OrderedRows {
    if let regular = plan.rows.regular {
      let rows = try regularised(regular, plan.rows, filter, on: ranks)
      return try ordered(rows, plan.distinction, limit, on: ranks)
    }
    var spilled = SpilledRows(plan.distinction, in: scratch)
    let units = try keep(plan, filter, &spilled, on: ranks)
    let bytes = try ranks.allreduce(spilled.byteCount, .sum)
    guard bytes > 0 else {
      let rows = RankRows(try agreedKeys(of: units, on: ranks))
      return try ordered(rows, plan.distinction, limit, on: ranks)
    }
    try ranks.agree { () throws(LocalFailure) in try spilled.add(units, workers) }
    clock.endPhase("read")
    if ranks.rank == 0 {
      let folder = spilled.folder.map { " in \($0)" } ?? ""
      table.notes.say(
        "note: memory is short: \(Amount.bytes(Double(bytes))) of rows are sorted on disk\(folder)")
    }
    let rows = try spilled.ordered(limit, on: ranks, workers)
    clock.endPhase("sort")
    return rows
  }

  /// Keeps the rows that are wanted: in memory, or in files where there is no memory left.
  ///
  /// - Returns: those in memory, of which there is one unit at least.
  private func keep(
    _ plan: KeepingPlan, _ filter: RowFilter, _ spilled: inout SpilledRows,
    on ranks: borrowing Communicator
  ) throws -> [KeepingSink.Unit] {
    let budget = memory.tableBudget()
    let share = MemoryBudget.Share(of: budget)
    var units: [KeepingSink.Unit] = []
    var (rowCount, byteCount) = (0, 0)
    try table.scanInRounds(
      plan.columns, filter, on: ranks, workers, into: { KeepingSink(plan) }
    ) { round in
      units += round.filter { $0.rows.count > 0 }
      rowCount += round.reduce(0) { $0 + $1.rows.count }
      byteCount += round.reduce(0) { $0 + $1.bytesToOrder }
      if let draw = plan.draw, try draw.thin(&units, rowCount: &rowCount, on: ranks, workers) {
        byteCount = units.reduce(0) { $0 + $1.bytesToOrder }
      }
      share.note(byteCount)
      try ranks.agree { () throws(LocalFailure) in
        guard budget.isExhausted else { return }
        // Which rows are drawn is known only of all together.
        guard plan.draw == nil else { throw budget.failure(of: "the rows that are drawn") }
        try spilled.add(units, workers)
        (units, byteCount) = ([], 0)
        share.note(0)
      }
      return true
    }
    try plan.draw?.finish(&units, on: ranks, workers)
    if units.isEmpty { units.append(KeepingSink.Unit(ofNoRows: plan.order)) }
    return units
  }

  /// The rows of units, with keys that are of one kind on all ranks.
  private func agreedKeys(
    of units: [KeepingSink.Unit], on ranks: borrowing Communicator
  ) throws(MPIError) -> [KeptRows] {
    var chunks = units.map(\.rows)
    for key in units[0].keys.indices {
      let agreed = try KeyAgreement.agreed(units.map { $0.keys[key] }, on: ranks, workers)
      for index in chunks.indices { chunks[index].keys.append(agreed.columns[index]) }
    }
    return chunks
  }

  /// Puts rows that have had room in memory in order.
  private mutating func ordered(
    _ rows: RankRows, _ distinction: KeepingPlan.Distinction?, _ limit: Int?,
    on ranks: borrowing Communicator
  ) throws(MPIError) -> OrderedRows {
    clock.endPhase("read")
    var rows = rows
    if let distinction {
      rows = try RowShuffle.distinct(rows, by: distinction, on: ranks, workers)
      clock.endPhase("distinct")
    }
    let sorted = try RowShuffle.sorted(rows, on: ranks, workers)
    clock.endPhase("sort")
    let counts = try ranks.allgather(sorted.order.count)
    let total = counts.reduce(0, +)
    let before = counts[..<ranks.rank].reduce(0, +)
    let wanted = min(limit ?? total, total)
    return OrderedRows(
      sorted.rows, order: sorted.order.prefix(max(0, wanted - before)), total: wanted)
  }
}
