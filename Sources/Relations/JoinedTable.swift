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
  private let side: JoinSide
  private let memory: HostMemory

  /// Joins a table.
  ///
  /// - Parameters:
  ///   - base: the first table.
  ///   - side: the other one.
  ///   - memory: the memory of this rank's host.
  init(_ base: Table, _ side: JoinSide, _ memory: HostMemory) {
    self.base = base
    self.side = side
    self.memory = memory
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

  func opened(on base: Table) -> any DerivedTable { JoinedTable(base, side, memory) }

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
    let (plan, made) = (work.plan, work.made)
    var report = JoinReport(plan.index.rows.count)
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
    // Of what can be read only once, it is known but now.
    if isWhole { try side.checkGrowth(report.counts, plan.index, on: ranks) }
    try side.report(report, isWhole: isWhole, on: ranks)
  }

  /// What is done to make rows.
  private struct Work {
    /// How rows are joined.
    let plan: JoinPlan

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
    let number = plan.append(side.plannedStep(rows, others, on: ranks))
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
    let index = try side.index(
      of: right.map { side.columns[$0 - leftCount] }, on: ranks, workers, memory)
    let keeping = KeepingPlan(RowPlan(fields: left, RowFormat(), base), by: side.leftKeys)
    let plan = JoinPlan(
      left: keeping, index: index, kind: side.request.kind, nearest: side.request.nearest,
      rightCount: right.count, placeBits: side.placeBits, name: side.name, layout: layout)
    return Work(
      plan: plan, made: MadeRows(standing: left + right, of: layout), columns: keeping.columns,
      filter: try side.filter(of: base, on: ranks))
  }

  /// Counts the rows that will be made, if there may be too many, and the first table can be read twice.
  ///
  /// - Throws: an agreed ``CaudalError`` if there are too many.
  private func checkGrowth(
    _ work: Work, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let plan = work.plan
    guard Double(plan.index.mostAlike) > side.request.maxGrowth, plan.nearest == nil,
      plan.kind != .anti, let again = try base.openedAgain(on: ranks)
    else { return }
    var counts = JoinCounts()
    try again.scanInRounds(
      work.columns, work.filter, on: ranks, workers, into: { KeepingSink(plan.left) }
    ) { units in
      for count in workers.map(units.count, { plan.counts(of: units[$0]) }) { counts.add(count) }
      return true
    }
    try side.checkGrowth(counts, plan.index, on: ranks)
  }
}
