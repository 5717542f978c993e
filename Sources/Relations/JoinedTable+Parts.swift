import CSV
import MPI
import Ranks
import Scan
import Vocabulary

// A table joined to another that is larger than memory: part by part, and the rows of the first table stay where
// they are.

extension JoinedTable {
  /// Reads joined rows; see `DerivedTable`. What all parts but the last have made is kept in a file, and put
  /// among what the last one makes.
  ///
  /// - Complexity: the first table is read once for each part.
  func scanParts<Sink: RoundSink>(
    _ work: Work, _ wantedFields: [Int], _ filter: RowFilter, on ranks: borrowing Communicator,
    _ workers: Workers, into makeSink: @escaping @Sendable () -> Sink,
    _ take: ([Sink.Unit]) throws -> Bool
  ) throws {
    var kept = JoinedParts(in: scratch)
    var report = JoinReport()
    for number in (1..<side.indexes.partCount).reversed() {
      try joinPart(number, work, on: ranks, workers, &report) { units in
        try ranks.agree { () throws(LocalFailure) in
          for unit in units { try kept.add(unit.rows, ofUnit: unit.number) }
        }
      }
    }
    let last = try plan(ofPart: 0, work, on: ranks, workers)
    report.beginPart(last.index)
    var isWhole = true
    try base.scanInRounds(
      work.columns, work.filter, on: ranks, workers, into: { KeepingSink(last.left) }
    ) { units in
      var made: [Sink.Unit] = []
      // A few at a time, as joined rows may be many.
      let step = 2 * workers.count
      for first in stride(from: 0, to: try ranks.allreduce(units.count, .maximum), by: step) {
        let some = units.dropFirst(first).prefix(step)
        let joined = join(Array(some), last, 0, workers)
        for unit in joined { report.take(unit.joined.counts, unit.joined.matched) }
        let rows = try merged(joined, kept, on: ranks, workers)
        let scans = workers.fold(
          rows.count,
          into: { PartScan(into: MadeRowsScan(into: makeSink(), filter, wantedFields, work.made)) }
        ) { scan, index in scan.take(rows[index], last) }
        try ranks.agree { () throws(LocalFailure) in
          let failures = scans.compactMap { $0.failure ?? $0.scan.failure }
          if let first = failures.min(by: { $0.position < $1.position }) { throw first }
        }
        made += scans.flatMap(\.scan.sink.units).sorted { $0.number < $1.number }
      }
      let isMoreWanted = try take(made)
      isWhole = isWhole && isMoreWanted
      return isMoreWanted
    }
    try report.endPart(last.index, on: ranks)
    if isWhole { try side.checkGrowth(report.counts, on: ranks) }
    try side.report(report, isWhole: isWhole, on: ranks)
  }

  /// A unit of the first table, and what was made of it.
  private struct PartUnit: Sendable {
    let number: Int
    var joined: JoinPlan.Joined

    var rows: MadeRows.Rows { joined.rows }
  }

  /// A thread's scan of joined rows.
  private struct PartScan<Sink: RoundSink>: Sendable {
    var scan: MadeRowsScan<Sink>
    var failure: LocalFailure?

    init(into scan: MadeRowsScan<Sink>) { self.scan = scan }

    mutating func take(_ unit: PartUnit, _ plan: JoinPlan) {
      let failed = scan.scan(unit.rows, unit: unit.number)
      if failure == nil { failure = plan.failure(failed, in: unit.rows) }
    }
  }

  private func plan(
    ofPart number: Int, _ work: Work, on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> JoinPlan {
    var plan = work.plan
    let reading = JoinIndexes.Reading(workers: workers, memory: memory)
    plan.index = try side.indexes.index(ofPart: number, work.right, on: ranks, reading)
    return plan
  }

  /// Joins the rows of the first table that are in a part.
  private func joinPart(
    _ number: Int, _ work: Work, on ranks: borrowing Communicator, _ workers: Workers,
    _ report: inout JoinReport, _ take: ([PartUnit]) throws -> Void
  ) throws {
    let plan = try plan(ofPart: number, work, on: ranks, workers)
    report.beginPart(plan.index)
    try readAgain(work, plan, on: ranks, workers) { units in
      let joined = join(units, plan, number, workers)
      for unit in joined { report.take(unit.joined.counts, unit.joined.matched) }
      try take(joined)
    }
    try report.endPart(plan.index, on: ranks)
  }

  /// Reads the first table once more.
  private func readAgain(
    _ work: Work, _ plan: JoinPlan, on ranks: borrowing Communicator, _ workers: Workers,
    _ take: ([KeepingSink.Unit]) throws -> Void
  ) throws {
    guard let again = try base.openedAgain(on: ranks) else {
      throw CaudalError(.usage, "\(base.inputName) can't be read twice; write it to a file first")
    }
    try again.scanInRounds(
      work.columns, work.filter, on: ranks, workers, into: { KeepingSink(plan.left) }
    ) { units in
      try take(units)
      return true
    }
  }

  /// Joins the rows of units that are in a part.
  private func join(
    _ units: [KeepingSink.Unit], _ plan: JoinPlan, _ number: Int, _ workers: Workers
  ) -> [PartUnit] {
    let part = side.indexes.part(number)
    return workers.map(units.count) { index in
      PartUnit(number: units[index].number, joined: plan.joined(part.rows(of: units[index])))
    }
  }

  /// Puts what all parts have made of units together.
  private func merged(
    _ units: [PartUnit], _ kept: JoinedParts, on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> [PartUnit] {
    let earlier = try kept.rows(ofUnits: units.map(\.number), on: ranks)
    return workers.map(units.count) { index in
      var unit = units[index]
      unit.joined.rows = MadeRows.Rows(merging: [unit.rows] + (earlier[unit.number] ?? []))
      return unit
    }
  }

  /// Counts the rows that will be made, if there may be too many, and the first table can be read twice.
  ///
  /// - Throws: an agreed ``CaudalError`` if there are too many.
  func checkGrowth(
    _ work: Work, on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let isReadable = try base.isReadableAgain(on: ranks)
    guard Double(side.indexes.mostAlike) > side.request.maxGrowth, work.plan.nearest == nil,
      work.plan.kind != .anti, isReadable
    else { return }
    var counts = JoinCounts()
    for number in (0..<side.indexes.partCount).reversed() {
      let plan = try plan(ofPart: number, work, on: ranks, workers)
      let part = side.indexes.part(number)
      try readAgain(work, plan, on: ranks, workers) { units in
        let found = workers.map(units.count) { plan.counts(of: part.rows(of: units[$0])) }
        for count in found { counts.add(count) }
      }
    }
    try side.checkGrowth(counts, on: ranks)
  }
}
