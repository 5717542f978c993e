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

  /// Plans how rows are made, and reads the other table.
  private func work(
    for wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws -> Work {
    let wanted = Set(wantedFields + filter.fields)
    var left = wanted.filter { $0 < leftCount }.sorted()
    // A row of one empty field would be none.
    if left.isEmpty { left = [0] }
    let right = wanted.filter { $0 >= leftCount }.sorted()
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

  /// Counts the rows that will be made, if there may be too many.
  ///
  /// - Throws: an agreed ``CaudalError`` if there are too many.
  private func checkGrowth(
    _ work: Work, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let plan = work.plan
    let most = side.request.maxGrowth
    guard Double(plan.index.mostAlike) > most, plan.nearest == nil, plan.kind != .anti,
      let again = try base.openedAgain(on: ranks)
    else { return }
    let counts = try again.scanned(work.columns, work.filter, on: ranks, workers) {
      CountingSink(plan)
    }
    let rows = try ranks.allreduce(counts.reduce(0) { $0 + $1.rows }, .sum)
    let made = try ranks.allreduce(counts.reduce(0) { $0 + $1.made }, .sum)
    guard Double(made) > most * Double(rows) else { return }
    throw CaudalError(
      .badData,
      "\(side.name): \(rows) rows would become \(made), as many rows of \(side.rightName) have the same"
        + " keys, \(plan.index.mostAlike) at most; join on more keys, or allow it by a larger growth than"
        + " \(most.formattedShortest)")
  }
}

extension Table {
  /// Reads all rows, and gives what was counted of this rank's units.
  fileprivate func scanned(
    _ columns: [Int], _ filter: RowFilter, on ranks: borrowing Communicator, _ workers: Workers,
    into makeSink: @escaping @Sendable () -> CountingSink
  ) throws -> [JoinCounts] {
    var counts: [JoinCounts] = []
    try scanInRounds(columns, filter, on: ranks, workers, into: makeSink) { units in
      counts += units.map(\.counts)
      return true
    }
    return counts
  }
}

/// Counts the rows that a join will make.
private struct CountingSink: RoundSink {
  struct Unit: UnitResult {
    let number: Int
    var counts = JoinCounts()
  }

  private let plan: JoinPlan
  private var left: KeepingSink
  private(set) var units: [Unit] = []

  init(_ plan: JoinPlan) {
    self.plan = plan
    left = KeepingSink(plan.left)
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(Unit(number: blocks.lowerBound))
    left.beginUnit(blocks)
  }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    left.read(rows, &choice)
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) { left.keep(rows, mask) }

  mutating func endUnit(_ scan: SliceScan) {
    left.endUnit(scan)
    let unit = left.takeUnit()
    let matches = plan.index.matches(of: unit.keys, count: unit.rows.count, plan.nearest)
    let last = units.count - 1
    units[last].counts.rows = unit.rows.count
    for found in matches {
      units[last].counts.made += found.isEmpty && plan.kind == .left ? 1 : found.count
    }
  }
}

extension Double {
  /// The number without `.0`.
  fileprivate var formattedShortest: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
