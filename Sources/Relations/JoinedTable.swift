import CSV
import Expressions
import MPI
import Ranks
import Scan
import Vocabulary

/// A table joined to another: its rows are those of the first, each beside those of the other that match.
struct JoinedTable: DerivedTable {
  let base: Table
  let layout: FileLayout
  let side: JoinSide
  let memory: HostMemory
  let scratch: ScratchFolder

  /// Joins a table.
  ///
  /// - Parameters:
  ///   - base: the first table.
  ///   - side: the other one.
  ///   - memory: the memory of this rank's host.
  ///   - scratch: where this rank keeps what doesn't fit in it.
  init(_ base: Table, _ side: JoinSide, _ memory: HostMemory, _ scratch: ScratchFolder) {
    self.base = base
    self.side = side
    self.memory = memory
    self.scratch = scratch
    layout = side.layout
  }

  /// The number of the first table's columns.
  private var leftCount: Int { base.layout.columnNames.count }

  func samples(ofColumns columns: [Int]) throws(SourceError) -> [[[UInt8]]] {
    var samples = try base.samples(ofColumns: columns.filter { $0 < leftCount })[...]
    let right = columns.filter { $0 >= leftCount }.map { side.columns[$0 - leftCount] }
    var others = try side.table.samples(ofColumns: right)[...]
    return columns.map { ($0 < leftCount ? samples.popFirst() : others.popFirst()) ?? [] }
  }

  func origins(ofColumns columns: [Int]) -> [(table: Table, columns: [Int])]? {
    let right = columns.filter { $0 >= leftCount }.map { side.columns[$0 - leftCount] }
    return [(base, columns.filter { $0 < leftCount }), (side.table, right)]
  }

  func opened(on base: Table) -> any DerivedTable { JoinedTable(base, side, memory, scratch) }

  func basePlace(of place: Int) -> Int { place >> side.placeBits }

  func prepare(
    for wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws {
    let work = try work(for: wantedFields, filter, on: ranks, workers)
    try base.derived?.prepare(for: work.columns, work.filter, on: ranks, workers)
    try checkGrowth(work, on: ranks, workers)
  }

  func scanInRounds<Sink: RoundSink>(
    _ wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers, into makeSink: @escaping @Sendable () -> Sink,
    _ take: ([Sink.Unit]) throws -> Bool
  ) throws {
    let work = try work(for: wantedFields, filter, on: ranks, workers)
    guard side.indexes.partCount == 1 else {
      return try scanParts(work, wantedFields, filter, on: ranks, workers, into: makeSink, take)
    }
    let (plan, made) = (work.plan, work.made)
    var report = JoinReport()
    report.beginPart(plan.index)
    var isWhole = true
    try base.scanInRounds(
      work.columns, work.filter, on: ranks, workers,
      into: {
        JoiningSink(plan, into: MadeRowsScan(into: makeSink(), filter, wantedFields, made))
      }
    ) { units in
      for unit in units { report.take(unit.counts, unit.matched) }
      let isMoreWanted = try take(units.map(\.made))
      isWhole = isWhole && isMoreWanted
      return isMoreWanted
    }
    try report.endPart(plan.index, on: ranks)
    // Of what can be read only once, it is known but now.
    if isWhole { try side.checkGrowth(report.counts, on: ranks) }
    try side.report(report, isWhole: isWhole, on: ranks)
  }

  /// What is done to make rows.
  struct Work {
    /// How rows are joined.
    var plan: JoinPlan

    /// The columns of the other table that are wanted.
    let right: [Int]

    /// The columns that stand in the rows.
    let made: MadeRows

    /// What of the first table is read.
    let columns: [Int]
    let filter: RowFilter
  }

  /// The columns of both tables that stand in the rows, by their positions in the joined one.
  private func fields(
    for wantedFields: [Int], _ filter: RowFilter
  ) -> (left: [Int], right: [Int]) {
    let wanted = Set(wantedFields + filter.fields)
    let left = wanted.filter { $0 < leftCount }.sorted()
    // A row of one empty field would be none.
    return (left.isEmpty ? [0] : left, wanted.filter { $0 >= leftCount }.sorted())
  }

  func explain(
    _ wantedFields: [Int], _ filter: RowFilter, _ reading: PlannedReading, in plan: inout Plan,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> PlannedRows {
    let (left, right) = fields(for: wantedFields, filter)
    let keeping = KeepingPlan(RowPlan(fields: left, RowFormat(), base), by: side.leftKeys)
    let rows = try base.explain(
      keeping.columns, try side.filter(of: base, on: ranks), reading, in: &plan, on: ranks, workers)
    let others = try side.explain(
      right.map { side.columns[$0 - leftCount] }, in: &plan, on: ranks, workers)
    let step = side.plannedStep(rows, others, passes: reading.passes, in: plan)
    let number = plan.append(step)
    return PlannedRows(
      step: number, count: side.plannedCount(rows.count),
      widths: rows.widths + side.columns.map { others.rows.widths[$0] }, share: rows.share)
  }

  /// Plans how rows are made, and reads the other table.
  private func work(
    for wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws -> Work {
    let (left, right) = fields(for: wantedFields, filter)
    let columns = right.map { side.columns[$0 - leftCount] }
    let reading = JoinIndexes.Reading(workers: workers, memory: memory)
    try side.indexes.divide(
      columns, isBaseReadableAgain: try base.isReadableAgain(on: ranks), on: ranks, reading)
    let index = try side.indexes.index(
      ofPart: side.indexes.partCount - 1, columns, on: ranks, reading)
    let keeping = KeepingPlan(RowPlan(fields: left, RowFormat(), base), by: side.leftKeys)
    let plan = JoinPlan(
      left: keeping, index: index, kind: side.request.kind, nearest: side.request.nearest,
      rightCount: right.count, placeBits: side.placeBits, name: side.name, layout: layout)
    return Work(
      plan: plan, right: columns, made: MadeRows(standing: left + right, of: layout),
      columns: keeping.columns, filter: try side.filter(of: base, on: ranks))
  }
}
