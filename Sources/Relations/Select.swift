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
  ///   however many there are.
  package mutating func select(
    _ request: SelectRequest, on ranks: borrowing Communicator
  ) throws -> SelectedRows {
    let plan = try RowPlan(request, table)
    let filter = try table.rowFilter(on: ranks)
    var output = try OrderedOutput(
      request.writer, isSpread: table.input == .shared, on: ranks)
    let rows: Int
    do {
      rows = try write(plan, request, filter, to: &output, on: ranks)
      clock.endPhase("rows")
      try output.commit(on: ranks)
    } catch {
      output.abandon(on: ranks)
      throw error
    }
    clock.endPhase("commit")
    return SelectedRows(
      columnNames: plan.names, rows: rows, bytes: output.byteCount,
      input: table.inputDescription, run: run)
  }

  /// Writes the rows, round by round.
  ///
  /// - Returns: their number on all ranks.
  private func write(
    _ plan: RowPlan, _ request: SelectRequest, _ filter: RowFilter, to output: inout OrderedOutput,
    on ranks: borrowing Communicator
  ) throws -> Int {
    var rows = 0
    let header = plan.header
    try output.write(
      ranks.rank == 0 ? [header] : [], in: [RoundPart(owner: 0, byteCount: header.count)],
      on: ranks, workers)
    let sample = request.sample.map { SampleFilter($0) }
    let limit = request.limit
    try table.scanInRounds(
      plan.columns, filter, on: ranks, workers,
      into: { SelectSink(plan, sample, limit: limit) }
    ) { passes in
      var round = try RoundRows(passes, on: ranks)
      if let limit { try round.cut(toFirst: limit - rows, on: ranks) }
      rows += round.count
      try output.write(round.units.map(\.text), in: round.order, on: ranks, workers)
      return rows < limit ?? .max
    }
    return rows
  }
}
