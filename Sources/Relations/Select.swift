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
    var (plan, filter) = try prepare(request, readingRows: true, on: ranks)
    switch (request.output, request.fileFormat.format) {
    case (.text(let writer), .csv):
      let keeping = try KeepingPlan(request, plan, table, on: ranks)
      try table.derived?.prepare(
        for: keeping?.columns ?? plan.columns, filter, on: ranks, workers)
      let output = try TextOutput(writer, request, isSpread: table.input == .shared, on: ranks)
      return try select(request, plan, keeping, filter, into: output, on: ranks)
    case (.folder(let folder, _), .csv):
      let keeping = try KeepingPlan(request, plan, table, on: ranks)
      try table.derived?.prepare(
        for: keeping?.columns ?? plan.columns, filter, on: ranks, workers)
      let output = try PartitionOutput(folder, request, plan, table, on: ranks)
      return try select(request, plan, keeping, filter, into: output, on: ranks)
    case (.folder(let folder, _), _):
      plan.makesImages = true
      try TypedFile.checkNames(plan, holding: "a JSON object")
      let output = try PartitionOutput(folder, request, plan, table, on: ranks)
      return try select(request, plan, filter, into: output, on: ranks)
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
      var output = try StoreOutput(target, on: ranks)
      output.unfinishedFiles = request.unfinishedFiles
      return try select(request, plan, filter, into: output, on: ranks)
    }
  }

  /// Makes the table of which rows are written, and finds out what is written of them.
  ///
  /// - Parameters:
  ///   - request: which rows and columns, and where to.
  ///   - readsRows: whether rows may be read, if those of the heads of files don't tell enough.
  ///   - ranks: all ranks.
  /// - Returns: what is written of a row, and what chooses rows.
  /// - Throws: an agreed ``CaudalError`` if something isn't there, or makes no sense.
  mutating func prepare(
    _ request: SelectRequest, readingRows readsRows: Bool, on ranks: borrowing Communicator
  ) throws -> (plan: RowPlan, filter: RowFilter) {
    let format = RowFormat(request, table.layout)
    if let unpivot = request.unpivot {
      let base = table.withOwnCondition()
      table = Table(try UnpivotedTable(base.table, unpivot), where: base.rest)
    }
    try join(request.joins, readsRows ? workers : nil, on: ranks)
    var plan = try RowPlan(request, format, table, on: ranks)
    let filter = try table.rowFilter(on: ranks)
    if case .folder(_, let partition) = request.output {
      plan.divide(by: try PartitionPlan(partition, of: plan, table, on: ranks))
    }
    return (plan, filter)
  }

  /// Joins tables, one after the other.
  private mutating func join(
    _ joins: [JoinRequest], _ workers: Workers?, on ranks: borrowing Communicator
  ) throws {
    for join in joins {
      let side = try JoinSide(join, to: table, on: ranks, workers)
      // What the first table's columns decide needn't be joined.
      let base = table.withOwnCondition()
      table = Table(JoinedTable(base.table, side, memory, scratch), where: base.rest)
      clock.endPhase("open")
    }
  }

  /// Writes rows as text.
  private mutating func select(
    _ request: SelectRequest, _ plan: RowPlan, _ keeping: KeepingPlan?, _ filter: RowFilter,
    into text: some RowOutput, on ranks: borrowing Communicator
  ) throws -> SelectedRows {
    var output = text
    let rows: Int
    do {
      if let keeping {
        let ordered = try ordered(keeping, filter, request.limit, on: ranks)
        rows = ordered.total
        try output.begin(plan, on: ranks, workers)
        try output.write(ordered, on: ranks, workers)
      } else {
        try output.begin(plan, on: ranks, workers)
        rows = try writeInPlace(plan, filter, request, to: &output, on: ranks)
      }
      clock.endPhase("write")
      try output.commit(on: ranks, workers)
    } catch {
      output.abandon(on: ranks)
      throw error
    }
    clock.endPhase("commit")
    var selected = selected(plan, rows: rows, bytes: output.byteCount)
    selected.files = output.fileCount
    return selected
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
    _ plan: RowPlan, _ filter: RowFilter, _ request: SelectRequest, to output: inout some RowOutput,
    on ranks: borrowing Communicator
  ) throws -> Int {
    var rows = 0
    var undecodedRows = 0
    let sample = request.sample.flatMap { SampleFilter($0) }
    let limit = request.limit
    try table.scanInRounds(
      plan.columns, filter, on: ranks, workers,
      into: { SelectSink(plan, sample, limit: limit) }
    ) { units in
      var round = try RoundRows(units, on: ranks)
      if let limit { try round.cut(toFirst: limit - rows, on: ranks) }
      rows += round.count
      if limit != nil, !plan.makesImages, plan.partition == nil {
        undecodedRows += round.units.reduce(0) { $0 + $1.undecodedRows }
      }
      let texts = round.units.map(\.text)
      try output.write(in: round.order, on: ranks, workers) { texts[$0] }
      return rows < limit ?? .max
    }
    if limit != nil { try table.sayUndecoded(rows: undecodedRows, on: ranks) }
    return rows
  }
}

/// Where rows go as bytes, in order.
protocol RowOutput {
  /// The number of bytes of all ranks that have been written.
  var byteCount: Int { get }

  /// The number of files that have been written; nil if the rows aren't divided.
  var fileCount: Int? { get }

  /// Begins: writes the row that names the columns.
  mutating func begin(
    _ plan: RowPlan, on ranks: borrowing Communicator, _ workers: Workers) throws

  /// Writes bytes that are made as they are written; see ``OrderedOutput``.
  mutating func write(
    in order: [RoundPart], on ranks: borrowing Communicator, _ workers: Workers,
    making make: @Sendable (Int) -> [UInt8]) throws

  /// Ends: all has been written.
  ///
  /// - Throws: an agreed ``CaudalError`` if it can't be kept.
  mutating func commit(on ranks: borrowing Communicator, _ workers: Workers) throws

  /// Ends because the job does: nothing is left.
  func abandon(on ranks: borrowing Communicator)
}

extension TextOutput: RowOutput {
  var fileCount: Int? { nil }

  mutating func begin(
    _ plan: RowPlan, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let header = plan.header
    let part = RoundPart(owner: 0, byteCount: header.count)
    try write(ranks.rank == 0 ? [header] : [], in: [part], on: ranks, workers)
  }
}

extension RowOutput {
  /// Writes rows in an order, those of rank 0 first.
  fileprivate mutating func write(
    _ rows: OrderedRows, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let parts = rows.parts
    try write(in: try rows.order(of: parts, on: ranks, workers), on: ranks, workers) {
      rows.text(of: parts[$0])
    }
    try rows.checkReading(on: ranks)
  }
}
