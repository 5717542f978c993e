import CSV
package import MPI
import Ranks
package import Scan
package import Vocabulary

extension TableSession {
  /// Writes rows of a table, in its order.
  ///
  /// - Parameters:
  ///   - request: which rows and columns, and where to.
  ///   - ranks: all ranks.
  /// - Returns: how many rows were written. The bytes don't depend on the number of ranks.
  /// - Throws: an agreed `CaudalError`; then nothing is left of what was written. Errors of other
  ///   types concern this rank alone.
  /// - Complexity: O(bytes / ranks) time; memory for what is made of 32 MiB of rows on each rank,
  ///   however many there are. Rows that are sorted, or made distinct, are kept.
  package mutating func select(
    _ request: SelectRequest, on ranks: borrowing Communicator
  ) throws -> SelectedRows {
    var (plan, filter) = try prepare(request, on: ranks)
    switch (request.output, request.fileFormat.format) {
    case (.text(let writer), .csv):
      let keeping = try KeepingPlan(request, plan, table, on: ranks)
      try table.derived?.prepare(
        for: keeping?.columns ?? plan.columns, filter, on: ranks, workers)
      return try select(request, plan, keeping, filter, into: writer, on: ranks)
    case (.text(let writer), let format):
      plan.makesImages = true
      let file = try TypedFile(
        writer, request, plan, holding: format == .parquet ? "Parquet" : "a JSON object",
        isSpread: table.input == .shared)
      return format == .parquet
        ? try select(request, plan, filter, into: ParquetOutput(file), on: ranks)
        : try select(request, plan, filter, into: JSONOutput(file), on: ranks)
    case (.database(let target), _):
      plan.makesImages = true
      let output = try StoreOutput(target, on: ranks)
      return try select(request, plan, filter, into: output, on: ranks)
    }
  }

  /// Makes the table of which rows are written, and finds out what is written of them.
  mutating func prepare(
    _ request: SelectRequest, on ranks: borrowing Communicator
  ) throws -> (plan: RowPlan, filter: RowFilter) {
    let format = RowFormat(request, table.layout)
    if let unpivot = request.unpivot {
      let base = table.withOwnCondition()
      table = Table(try UnpivotedTable(base.table, unpivot), where: base.rest)
    }
    try join(request.joins, on: ranks)
    let plan = try RowPlan(request, format, table, on: ranks)
    return (plan, try table.rowFilter(on: ranks))
  }

  /// Joins tables, one after the other.
  private mutating func join(
    _ joins: [JoinRequest], on ranks: borrowing Communicator
  ) throws {
    for join in joins {
      let side = try JoinSide(join, to: table, on: ranks)
      // What the first table's columns decide needn't be joined.
      let base = table.withOwnCondition()
      table = Table(JoinedTable(base.table, side, memory), where: base.rest)
      clock.endPhase("open")
    }
  }

  /// Writes rows as text.
  private mutating func select(
    _ request: SelectRequest, _ plan: RowPlan, _ keeping: KeepingPlan?, _ filter: RowFilter,
    into writer: any RowWriter, on ranks: borrowing Communicator
  ) throws -> SelectedRows {
    var output = try TextOutput(writer, request, isSpread: table.input == .shared, on: ranks)
    let rows: Int
    do {
      if let keeping {
        let kept = try keep(keeping, filter, on: ranks)
        let ordered = try order(kept, by: keeping, request.limit, on: ranks)
        rows = ordered.total
        try output.write(plan.header, on: ranks, workers)
        try output.write(ordered, on: ranks, workers)
      } else {
        try output.write(plan.header, on: ranks, workers)
        rows = try writeInPlace(plan, filter, request, to: &output, on: ranks)
      }
      clock.endPhase("write")
      try output.commit(on: ranks, workers)
    } catch {
      output.abandon(on: ranks)
      throw error
    }
    clock.endPhase("commit")
    return selected(plan, rows: rows, bytes: output.byteCount)
  }

  /// What has been written.
  func selected(_ plan: RowPlan, rows: Int, bytes: Int) -> SelectedRows {
    var selected = SelectedRows(
      columnNames: plan.names, rows: rows, bytes: bytes, input: table.inputDescription, run: run)
    selected.regular = plan.regular?.found
    return selected
  }

  /// Writes the rows in the order of the table, round by round.
  ///
  /// - Returns: their number on all ranks.
  private func writeInPlace(
    _ plan: RowPlan, _ filter: RowFilter, _ request: SelectRequest, to output: inout TextOutput,
    on ranks: borrowing Communicator
  ) throws -> Int {
    var rows = 0
    let sample = request.sample.map { SampleFilter($0) }
    let limit = request.limit
    try table.scanInRounds(
      plan.columns, filter, on: ranks, workers,
      into: { SelectSink(plan, sample, limit: limit) }
    ) { units in
      var round = try RoundRows(units, on: ranks)
      if let limit { try round.cut(toFirst: limit - rows, on: ranks) }
      rows += round.count
      try output.write(round.units.map(\.text), in: round.order, on: ranks, workers)
      return rows < limit ?? .max
    }
    return rows
  }

  /// Puts rows that were kept in order.
  ///
  /// - Returns: the rows that are wanted, those of a rank behind all of the rank before it.
  mutating func order(
    _ rows: RankRows, by plan: KeepingPlan, _ limit: Int?, on ranks: borrowing Communicator
  ) throws(MPIError) -> OrderedRows {
    clock.endPhase("read")
    var rows = rows
    if let distinction = plan.distinction {
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
      rows: sorted.rows, order: sorted.order.prefix(max(0, wanted - before)), total: wanted)
  }

  /// Keeps the rows that are wanted.
  ///
  /// - Returns: those that this rank has read.
  /// - Throws: an agreed ``CaudalError``, also if they take more memory than there is.
  func keep(
    _ plan: KeepingPlan, _ filter: RowFilter, on ranks: borrowing Communicator
  ) throws -> RankRows {
    if let regular = plan.rows.regular {
      return try regularised(regular, plan.rows, filter, on: ranks)
    }
    let budget = memory.tableBudget()
    let share = MemoryBudget.Share(of: budget)
    var units: [KeepingSink.Unit] = []
    var byteCount = 0
    try table.scanInRounds(
      plan.columns, filter, on: ranks, workers, into: { KeepingSink(plan) }
    ) { round in
      units += round.filter { $0.rows.count > 0 }
      // As much again is needed to put them in order.
      byteCount += round.reduce(0) { $0 + 2 * $1.byteCount + RowSort.rowBytes * $1.rows.count }
      share.note(byteCount)
      try ranks.checkBudget(
        budget, for: "the rows that are kept to put them in order", takenBy: share)
      return true
    }
    if units.isEmpty { units.append(KeepingSink.Unit(ofNoRows: plan.order)) }
    return RankRows(try agreedKeys(of: units, on: ranks))
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
}

extension TextOutput {
  /// Writes a text that all ranks know, such as the row that names the columns.
  fileprivate mutating func write(
    _ text: [UInt8], on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let part = RoundPart(owner: 0, byteCount: text.count)
    try write(ranks.rank == 0 ? [text] : [], in: [part], on: ranks, workers)
  }

  /// Writes rows in an order, those of rank 0 first.
  fileprivate mutating func write(
    _ rows: OrderedRows, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let parts = rows.parts
    try write(in: try rows.order(of: parts, on: ranks, workers), on: ranks, workers) {
      rows.rows.text(of: parts[$0])
    }
  }
}
