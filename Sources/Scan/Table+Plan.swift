import CSV
package import MPI
package import Ranks
package import Vocabulary

// What reading a table means, without reading it: the steps of a plan that stand before all others.

/// How a table's rows are read for some work.
package struct PlannedReading: Sendable {
  /// How often, from the first to the last.
  package var passes: Int

  /// How often in words, and why; nil if it is once, as usual.
  package var remark: String?

  /// Whether they are read in rounds, in each of which all ranks read neighbouring parts.
  package var isInRounds: Bool

  /// Plans to read rows.
  package init(passes: Int = 1, isInRounds: Bool = false, remark: String? = nil) {
    self.passes = passes
    self.isInRounds = isInRounds
    self.remark = remark
  }
}

/// Rows of a plan, as far as they are known before any is read.
package struct PlannedRows: Sendable {
  /// The step that hands them on.
  package var step: Int

  /// How many there are.
  package var count: Plan.Quantity

  /// For each column of the table how many bytes its fields have, in the mean of rows that were looked at.
  package var widths: [Double]

  /// The share of the rows that the rank reads that reads the most. Few blocks can't be divided evenly.
  package let share: Double

  /// Puts the parts together.
  package init(step: Int, count: Plan.Quantity, widths: [Double], share: Double) {
    self.step = step
    self.count = count
    self.widths = widths
    self.share = share
  }
}

extension TableSession {
  /// Begins a plan.
  ///
  /// - Parameters:
  ///   - command: what is explained.
  ///   - ranks: all ranks.
  /// - Returns: a plan without steps, the same on every rank.
  /// - Throws: `MPIError` if the ranks can't be reached.
  package func newPlan(
    _ command: Plan.Command, on ranks: borrowing Communicator
  ) throws(MPIError) -> Plan {
    let own = [memory.tableBudget().limit, memory.rankShare, workers.count]
    let least = try ranks.allreduce(own, .minimum)
    // A limit that no host has is none.
    let limits = least.map { $0 < 1 << 56 ? Int?($0) : nil }
    let run = RunDescription(
      ranks: run.ranks, threads: least[2], hosts: run.hosts, input: run.input, phases: [])
    return Plan(command, run, memoryForRows: limits[0], memoryForWork: limits[1])
  }
}

extension Table {
  /// Adds the steps to a plan by which rows are read.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - filter: what chooses rows: the table's own.
  ///   - reading: how they are read.
  ///   - plan: the plan.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the rows that the filter lets pass, the same on every rank.
  /// - Throws: an agreed ``CaudalError``.
  package func explain(
    _ wantedFields: [Int], _ filter: RowFilter, _ reading: PlannedReading, in plan: inout Plan,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> PlannedRows {
    var rows: PlannedRows
    if let derived {
      rows = try derived.explain(wantedFields, filter, reading, in: &plan, on: ranks, workers)
    } else {
      rows = try explainReading(
        Set(wantedFields + filter.fields).sorted(), reading, in: &plan, on: ranks, workers)
    }
    for date in dates.descriptions(layout) {
      let zone = date.timeZone.map { ", on the clock of \($0)" } ?? ""
      plan.change(rows.step) { $0.note("dates", "\(date.column) as \(date.format)\(zone)") }
    }
    guard let condition = request.condition else { return rows }
    rows.count = rows.count.asBound
    let place = derived == nil ? "on each row as it is read" : "on the rows that are made"
    plan.change(rows.step) { step in
      step.note("condition", "\(condition.text), \(place)")
      step.rows = rows.count
    }
    return rows
  }

  /// Adds the steps by which the rows of files are read.
  private func explainReading(
    _ fields: [Int], _ reading: PlannedReading, in plan: inout Plan,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> PlannedRows {
    let known = try knownBeforehand(on: ranks)
    var source = Plan.Step(.source, of: [], "")
    source.sources = known.sources
    source.title = known.title
    if !layout.dialect.isPlainText, !layout.isOfDatabase {
      source.dialect = DialectDescription(layout)
    }
    var step = Plan.Step(.read, of: [plan.append(source)], title(on: ranks))
    step.columns = layout.dialect.isPlainText ? [] : fields.map { layout.columnNames[$0] }
    step.passes = reading.passes
    step.note("passes", reading.remark ?? "one")
    if let words = request.unusableRows.words { step.note("unusable rows", words) }
    step.rows = known.rows
    if known.rows != nil { step.note("estimate", known.estimateWords) }
    step.exchanges = [exchange(known, reading, on: ranks, workers)]
    let reads = try ranks.allreduce(try readingBytes(on: ranks, workers), .maximum)
    step.memory = [Plan.Memory("what is read at a time", .atMost(reads), within: .work)]
    return PlannedRows(
      step: plan.append(step), count: known.rows ?? .unknown, widths: known.widths,
      share: largestShare(of: known.bytes, on: ranks))
  }

  /// The share of the rows that falls to the rank that reads the most.
  private func largestShare(of bytes: Int?, on ranks: borrowing Communicator) -> Double {
    guard let bytes, bytes > 0 else { return 1 / Double(ranks.size) }
    let blocks = input == .scattered ? RowStream<FileStream>.standardUnitBlocks : 1
    let unit = request.blockBytes * blocks
    let units = (bytes + unit - 1) / unit
    let most = (units + ranks.size - 1) / ranks.size * unit
    return Double(min(most, bytes)) / Double(bytes)
  }

  /// The bytes of rows of which something is made at a time on each rank, where they are read in rounds.
  package var roundBytes: Int { Self.roundBlocks * request.blockBytes }

  /// How bytes come to the ranks.
  private func title(on ranks: borrowing Communicator) -> String {
    switch (input, ranks.size) {
    case (.scattered, 1): "one rank reads all, from the first byte to the last"
    case (.scattered, _): "rank 0 reads all, and sends rows to whichever rank is free"
    case (_, 1): "one rank reads all, its threads side by side"
    default: "every rank reads its own part"
    }
  }

  /// What the ranks send each other to read.
  private func exchange(
    _ known: KnownBeforehand, _ reading: PlannedReading, on ranks: borrowing Communicator,
    _ workers: Workers
  ) -> Plan.Exchange {
    if input == .scattered {
      let bytes = known.bytes.map { Plan.Quantity.atMost($0) } ?? .unknown
      return Plan.Exchange(
        "rows, from rank 0", ranks.size == 1 ? .exactly(0) : bytes.times(reading.passes))
    }
    // Every rank tells all others where its part begins and ends, once in each round.
    let rounds = reading.isInRounds ? roundCount(on: ranks, workers) : 1
    let bytes = ranks.size * (ranks.size - 1) * MemoryLayout<SliceEnds>.stride
    return Plan.Exchange(
      "where parts begin and end",
      ranks.size == 1 ? .exactly(0) : .about(bytes * rounds * reading.passes))
  }
}

extension UnusableRows {
  /// What becomes of them, where that isn't an error.
  fileprivate var words: String? {
    let most =
      (limit.map { ", \($0) at most" } ?? "")
      + (rejected.map { ", and listed in \($0.name)" } ?? "")
    return switch handling {
    case .fail: nil
    case .skip: "left out and counted\(most)"
    case .missing: "their fields are taken for missing, and counted\(most)"
    }
  }
}
