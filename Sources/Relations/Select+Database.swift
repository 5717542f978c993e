import CSV
import MPI
import Ranks
import Scan
import Stores
import Values
import Vocabulary

// Rows that go where they have types. Those of the columns come from all rows, so these are read twice; where
// that can't be, or they are put in an order of their own, they are kept.

extension TableSession {
  /// Writes rows into a table of a database, or as lines of JSON, or as Parquet.
  mutating func select(
    _ request: SelectRequest, _ plan: RowPlan, _ filter: RowFilter,
    into typed: some TypedOutput, on ranks: borrowing Communicator
  ) throws -> SelectedRows {
    let isReadable = try table.isReadableAgain(on: ranks)
    var output = typed
    let keeping = try KeepingPlan(
      request, plan, table, isNeeded: !isReadable || request.limit != nil, on: ranks)
    var ordered: OrderedRows?
    do {
      try table.derived?.prepare(
        for: keeping?.columns ?? plan.columns, filter, on: ranks, workers)
      if let keeping {
        let rows = try self.ordered(keeping, filter, request.limit, on: ranks)
        ordered = rows
        try write(rows, keeping.rows, to: &output, on: ranks)
      } else {
        try writeInPlace(plan, filter, request, to: &output, on: ranks)
      }
      clock.endPhase("write")
      try commit(&output, ordered, keeping?.rows ?? plan, filter, request, on: ranks)
    } catch let refused as RefusedRow {
      output.abandon(on: ranks)
      let offset =
        try ordered?.place(ofNumber: refused.number, on: ranks)
        ?? place(ofRow: refused.number, plan, filter, request, on: ranks)
      let words = isReadable ? try words(forRowAt: offset, request.table, on: ranks) : nil
      try ranks.agree { () throws(LocalFailure) in
        guard let reason = refused.reason else { return }
        throw LocalFailure(error: reason.caudalError(at: words))
      }
      throw refused
    } catch {
      output.abandon(on: ranks)
      throw error
    }
    clock.endPhase("commit")
    return selected(plan, rows: output.rowCount, bytes: output.byteCount)
  }

  /// Ends: all has been written.
  ///
  /// If there is a row that makes it impossible, and it isn't known which, all are written once more in their order,
  /// to find out.
  private mutating func commit<Output: TypedOutput>(
    _ output: inout Output, _ ordered: OrderedRows?, _ plan: RowPlan, _ filter: RowFilter,
    _ request: SelectRequest, on ranks: borrowing Communicator
  ) throws {
    do {
      try output.commit(on: ranks, workers)
    } catch is UnnamedRow {
      output.abandon(on: ranks)
      guard let again = try (output as? StoreOutput)?.inOrder(on: ranks) as? Output else {
        preconditionFailure("only databases have rows in no order")
      }
      output = again
      if let ordered {
        try write(ordered, plan, to: &output, on: ranks)
      } else {
        table = try table.openedAgain(on: ranks) ?? table
        try writeInPlace(plan, filter, request, to: &output, on: ranks)
      }
      try output.commit(on: ranks, workers)
    }
  }

  /// Writes rows that were kept and put in order.
  private func write(
    _ ordered: OrderedRows, _ plan: RowPlan, to output: inout some TypedOutput,
    on ranks: borrowing Communicator
  ) throws {
    let parts = ordered.parts
    let censuses = workers.map(parts.count) { part -> RowCensus in
      var census = RowCensus(of: plan)
      let rows = ordered.text(of: parts[part])
      let images = plan.partition?.withoutKeys(rows, columnCount: plan.outputs.count) ?? rows
      census.add(rows: images.span, count: parts[part].count)
      return census
    }
    let census = try joined(censuses, of: plan, on: ranks)
    try ordered.checkReading(on: ranks)
    guard try output.begin(plan, census, table.notes, on: ranks) else { return }
    try output.write(in: try ordered.order(of: parts, on: ranks, workers), on: ranks, workers) {
      ordered.text(of: parts[$0])
    }
    try ordered.checkReading(on: ranks)
  }

  /// Writes the rows in the order of the table, round by round, once their types are known.
  private func writeInPlace(
    _ plan: RowPlan, _ filter: RowFilter, _ request: SelectRequest,
    to output: inout some TypedOutput, on ranks: borrowing Communicator
  ) throws {
    let sample = request.sample.flatMap { SampleFilter($0) }
    let census = try census(of: plan, sample, filter, on: ranks)
    guard try output.begin(plan, census, table.notes, on: ranks) else { return }
    try table.scanInRounds(
      plan.columns, filter, on: ranks, workers, into: { SelectSink(plan, sample, limit: nil) }
    ) { units in
      let round = try RoundRows(units, on: ranks)
      try output.write(in: round.order, on: ranks, workers) { round.units[$0].text }
      return true
    }
  }

  /// Looks at all rows for the types of their columns.
  private func census(
    of plan: RowPlan, _ sample: SampleFilter?, _ filter: RowFilter,
    on ranks: borrowing Communicator
  ) throws -> RowCensus {
    // What is streamed can be read but once from each opening.
    let table = try table.openedAgain(on: ranks) ?? table
    var censuses: [RowCensus] = []
    try table.scanInRounds(
      plan.columns, filter, on: ranks, workers, into: { CensusSink(plan.undivided, sample) }
    ) { units in
      censuses += units.map(\.census)
      return true
    }
    return try joined(censuses, of: plan, on: ranks)
  }

  /// What the censuses of all ranks show together.
  private func joined(
    _ censuses: [RowCensus], of plan: RowPlan, on ranks: borrowing Communicator
  ) throws(MPIError) -> RowCensus {
    var census = RowCensus(of: plan)
    for other in censuses { census.merge(other) }
    return try census.joined(on: ranks)
  }

  /// The offset in the table of a row that was written, found by reading once more; −1 if there is none.
  private func place(
    ofRow number: Int, _ plan: RowPlan, _ filter: RowFilter, _ request: SelectRequest,
    on ranks: borrowing Communicator
  ) throws -> Int {
    let sample = request.sample.flatMap { SampleFilter($0) }
    var (before, place) = (0, -1)
    try table.openedAgain(on: ranks)?.scanInRounds(
      plan.columns, filter, on: ranks, workers,
      into: { SelectSink(plan, sample, limit: nil, keepsPlaces: true) }
    ) { units in
      let round = try RoundRows(units, on: ranks)
      var (first, own) = (before, 0)
      for part in round.order {
        if part.owner == ranks.rank {
          if (first..<first + part.rowCount).contains(number) {
            place = round.units[own].places[number - first]
          }
          own += 1
        }
        first += part.rowCount
      }
      before = first
      return before <= number
    }
    return try ranks.allreduce(place, .maximum)
  }

  /// Words for the place of a row: its file, and its number there.
  private func words(
    forRowAt offset: Int, _ request: TableRequest, on ranks: borrowing Communicator
  ) throws -> String? {
    guard offset >= 0, let again = try table.openedAgain(on: ranks) else { return nil }
    let counts = try again.rowCounts(before: table.basePlace(of: offset), on: ranks, workers)
    return "\(request.inputNames[counts.file]): row \(counts.rows + 1)"
  }
}
