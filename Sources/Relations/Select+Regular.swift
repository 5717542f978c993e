import Keys
package import MPI
import Ranks
package import Scan
import TimeSeries
package import Vocabulary

// Rows that become a regular grid in time.

extension TableSession {
  /// The rows of a regular grid.
  ///
  /// - Parameters:
  ///   - regular: the grid.
  ///   - plan: how its rows are written.
  ///   - filter: which rows of the table go into it.
  ///   - ranks: all ranks.
  /// - Returns: rows of whole groups, with keys by which those of all ranks are ordered.
  /// - Throws: an agreed ``CaudalError``, also if the grid takes more memory than there is.
  func regularised(
    _ regular: RegularPlan, _ plan: RowPlan, _ filter: RowFilter, on ranks: borrowing Communicator
  ) throws -> RankRows {
    let (bins, read) = try groupedBins(regular, filter, on: ranks)
    var summary = read
    let areNumbers = try ranks.allreduce(
      RegularSeries.areNumbers(bins.shards, regular, plan), .minimum)
    var series = RegularSeries(
      plan: regular, rows: plan, areNumbers: areNumbers.map { $0 == 1 })
    try ranks.checkMemory(
      for: series.mostBytes(of: bins.shards, workers), in: memory, "the regular grid")
    let shards = bins.shards
    series.groupNumbers = try series.numbers(ofGroups: shards, on: ranks)
    let parts = workers.map(shards.count) { [series] in series.part(of: shards[$0], $0) }
    for part in parts { summary = summary + part.summary }
    summary.counts = try ranks.allreduce(summary.counts, .sum)
    regular.found = summary
    say(summary, regular.grid.step, on: ranks)
    return RankRows(parts.map(\.rows))
  }

  /// Says what has become of the rows of all ranks.
  package func say(_ summary: RegularSummary, _ step: TimeSpan, on ranks: borrowing Communicator) {
    guard ranks.rank == 0 else { return }
    for note in summary.notes(step) { table.notes.say(note) }
  }

  /// Reads the table, puts its rows into steps, and brings those of each group together on one rank.
  ///
  /// - Parameters:
  ///   - regular: the grid.
  ///   - filter: which rows of the table go into it.
  ///   - ranks: all ranks.
  /// - Returns: the groups that this rank is to finish, and what is known of the rows that it has read.
  /// - Throws: an agreed ``CaudalError``, also if the steps take more memory than there is.
  func groupedBins(
    _ regular: RegularPlan, _ filter: RowFilter, on ranks: borrowing Communicator
  ) throws -> (bins: RegularBins, summary: RegularSummary) {
    let (bins, summary) = try regularBins(regular, filter, on: ranks)
    if ranks.size > 1 {
      try ranks.checkMemory(
        for: bins.exchangeBytes, in: memory, "bringing the steps of groups together")
    }
    return (try bins.exchanged(on: ranks, workers), summary)
  }

  /// Reads the table, and puts its rows into steps.
  private func regularBins(
    _ regular: RegularPlan, _ filter: RowFilter, on ranks: borrowing Communicator
  ) throws -> (bins: RegularBins, summary: RegularSummary) {
    let budget = memory.tableBudget()
    let share = MemoryBudget.Share(of: budget)
    var bins = RegularBins(regular.columns.map(\.aggregate), ranks: ranks.size)
    var summary = RegularSummary()
    try table.scanInRounds(
      regular.reads, filter, on: ranks, workers, into: { RegularSink(regular) }
    ) { units in
      bins.take(units.map { ($0.keys, $0.bins) }, workers)
      for unit in units { summary = summary + unit.summary }
      share.note(bins.byteCount)
      try ranks.checkBudget(budget, for: "the steps of the regular grid", takenBy: share)
      return true
    }
    return (bins, summary)
  }
}

extension RegularSeries {
  /// About as many bytes as a row of a grid takes: a time of 20 bytes, keys, places and a place in the order, and
  /// numbers of some 8 bytes.
  static func stepBytes(columnCount: Int) -> Int { 100 + RowSort.rowBytes + 12 * columnCount }

  /// About as many bytes as the rows of the grid take, keys and order included.
  func mostBytes(of shards: [RegularBins.Shard], _ workers: Workers) -> Int {
    let steps = workers.map(shards.count) { shard -> Int in
      let bins = shards[shard].bins
      var ends = [(first: Int, last: Int)?](repeating: nil, count: shards[shard].keys.count)
      for bin in bins.bins {
        let end = ends[Int(bin.group)] ?? (bin.start, bin.start)
        ends[Int(bin.group)] = (min(end.first, bin.start), max(end.last, bin.start))
      }
      return ends.reduce(0) { sum, end in
        sum + (end.map { plan.grid.mostSteps(from: $0.first, to: $0.last) + 1 } ?? 0)
      }
    }
    let bytes = Self.stepBytes(columnCount: plan.columns.count)
    // More than any memory has, and still a number that can be added to others.
    return min(steps.reduce(0, +), 1 << 40) * bytes
  }
}

extension RegularSummary {
  /// What there is to say, one or two lines.
  fileprivate func notes(_ step: TimeSpan) -> [String] {
    func words(_ count: Int, _ one: String, _ several: String) -> String {
      "\(count) \(count == 1 ? one : several)"
    }
    func some(_ count: Int, _ one: String, _ several: String) -> [String] {
      count == 0 ? [] : [words(count, one, several)]
    }
    let counts =
      "\(words(rows, "row", "rows")) in \(words(steps, "step", "steps")) of \(step) and"
      + " \(words(groups, "group", "groups"))"
    let first =
      [counts] + some(sharedSteps, "step has several rows", "steps have several rows")
      + some(
        rowsOffGrid, "row isn't at the beginning of a step",
        "rows aren't at the beginning of a step")
      + some(
        rowsWithoutTime, "row has no time, and is left out",
        "rows have no time, and are left out")
    let second =
      some(emptySteps, "step has no rows", "steps have no rows")
      + some(filledValues, "value was filled in", "values were filled in")
      + some(missingValues, "value is missing", "values are missing")
    return [first, second].filter { !$0.isEmpty }.map { "note: " + $0.joined(separator: "; ") }
  }
}
