import CSV
package import MPI
import Ranks
package import Scan
import Statistics
package import Vocabulary

// What `TableSession.describeColumns` would do, without doing it: it takes the same decisions, in the same order.

extension TableSession {
  /// Finds out what describing columns over all rows means: reads the heads of files, and no rows.
  ///
  /// - Parameters:
  ///   - request: what would be computed, of what.
  ///   - output: where the result would go.
  ///   - ranks: all ranks.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``describeColumns(_:on:)`` would throw before it reads rows.
  package mutating func explainColumns(
    _ request: DescribeRequest, to output: Plan.Output, on ranks: borrowing Communicator
  ) throws -> Plan {
    let statistics = StatisticPlan(request)
    let columns = try table.numericColumns(request.columns, on: ranks)
    let filter = try table.rowFilter(on: ranks)
    var plan = try newPlan(.describe, on: ranks)
    var rows = try table.explain(
      columns.map(\.index), filter, PlannedReading(remark: request.plannedDigits), in: &plan,
      on: ranks, workers)
    let steps = ColumnSteps(
      columnCount: columns.count, values: rows.count.asBound, share: rows.share, plan: statistics,
      threads: plan.threads, rankCount: ranks.size, isScattered: table.input == .scattered)
    if statistics.needs.keepsValues { rows.step = plan.append(steps.keep(of: rows.step)) }
    rows.step = plan.append(steps.moments(of: rows.step, on: ranks))
    if statistics.needs.contains(.windows) { rows.step = plan.append(steps.windows(of: rows.step)) }
    if statistics.needs.contains(.order) {
      rows.step = plan.append(steps.order(of: rows.step, on: ranks))
    }
    var write = Plan.Step(.write, of: [rows.step], "rank 0 writes the result")
    write.note("statistics", request.plannedStatistics)
    write.note(
      "columns", columns.map { table.layout.columnNames[$0.index] }.joined(separator: ", "))
    write.output = output
    _ = plan.append(write)
    return plan
  }
}

extension DescribeRequest {
  /// Why the input may be read again; see `TableSession.describeDigits`.
  fileprivate var plannedDigits: String? {
    let exact = Statistic.allCases.filter { $0.isOfAllDigits && statistics.contains($0) }
    guard !exact.isEmpty else { return nil }
    return "one; one more for each column that turns out to have whole numbers beyond 2⁵³, for"
      + " \(exact.map(\.rawValue).joined(separator: ", "))"
  }
}

/// The steps by which the numbers of columns are described.
private struct ColumnSteps {
  let columnCount: Int

  /// The numbers of a column, at most.
  let values: Plan.Quantity

  /// The share of them on the rank that has the most.
  let share: Double

  let plan: StatisticPlan
  let threads: Int
  let rankCount: Int

  /// Whether rows come to whichever rank is free.
  let isScattered: Bool

  private static let double = MemoryLayout<Double>.stride

  /// The bytes of the numbers of all columns.
  private var numbers: Plan.Quantity { values.times(columnCount * Self.double) }

  /// The share of them that changes hands if each may belong to any rank.
  private var movedShare: Double { Double(rankCount - 1) / Double(rankCount) }

  /// The numbers in memory: see `ValueStore` and `UnitExchange`.
  func keep(of step: Int) -> Plan.Step {
    var keep = Plan.Step(
      .keep, of: [step],
      "numbers are kept in memory, in 2, 4 or 8 bytes each; in 8 where they are sorted")
    if isScattered {
      keep.exchanges = [
        Plan.Exchange(
          "numbers, into the order of the input",
          rankCount == 1 ? .exactly(0) : numbers.asBound)
      ]
    }
    keep.memory = [
      Plan.Memory("numbers", numbers.times(share), within: .work)
    ]
    return keep
  }

  /// Sums, and moments about the mean: see `MomentsReduction`.
  func moments(of step: Int, on ranks: borrowing Communicator) -> Plan.Step {
    var moments = Plan.Step(
      .moments, of: [step],
      plan.needs.keepsValues
        ? "the mean of each column, then the moments about it, merged block by block"
        : "sums, counts and extrema as rows are read, merged block by block")
    var bytes = MemoryLayout<MergeTree<Summary>>.stride
    if plan.needs.keepsValues { bytes += MemoryLayout<MergeTree<PowerSums>>.stride }
    moments.exchanges = [
      Plan.Exchange("sums of blocks", ranks.plannedAllreduce(of: columnCount * bytes))
    ]
    return moments
  }

  /// Variances of windows: see `RollingReduction`.
  func windows(of step: Int) -> Plan.Step {
    var windows = Plan.Step(
      .windows, of: [step],
      "the variances of windows of \(plan.window) numbers; each rank needs some of those behind its own"
    )
    let halo = 2 * plan.window * Self.double
    windows.exchanges = [
      Plan.Exchange(
        "numbers, to the rank before",
        rankCount == 1 ? .exactly(0) : .atMost((rankCount - 1) * halo * columnCount))
    ]
    let tables =
      RollingVariance.tableBytes(window: plan.window)
      + threads * RollingVariance.scratchBytes(window: plan.window)
    windows.memory = [Plan.Memory("sums of windows", .about(tables), within: .work)]
    return windows
  }

  /// Percentiles, mode and distinct numbers: see `OrderReduction`.
  func order(of step: Int, on ranks: borrowing Communicator) -> Plan.Step {
    var order = Plan.Step(
      .order, of: [step], "\(wanted), one column after the other, by a second exchange")
    let table = "a table of the counts of equal numbers says all"
    if mayBeMany {
      order.note("few distinct", "up to \(Self.few) distinct numbers: \(table)")
      order.note(
        "many distinct",
        "numbers are sorted on each rank; counts in bins narrow the percentiles down, then the mode is looked for"
      )
    } else {
      order.note("few distinct", table)
    }
    // The table goes up a tree to rank 0, and the merged one to all.
    let tables = values.limited(to: Self.few)
      .times(2 * (rankCount - 1) * columnCount * MemoryLayout<ValueCount>.stride)
    order.exchanges = [Plan.Exchange("few distinct: counts of equal numbers", tables)]
    if mayBeMany {
      let counts = ranks.plannedAllreduce(of: columnCount * rounds.count * rounds.bytes)
      order.exchanges += [
        Plan.Exchange(
          "many distinct: counts in bins, in \(rounds.count) rounds at most", counts.asBound),
        Plan.Exchange(
          "many distinct, none of them frequent: numbers, to a rank by their size",
          numbers.times(movedShare)),
      ]
    }
    order.memory = [
      Plan.Memory(
        mayBeMany ? "counts of equal numbers, or in bins" : "counts of equal numbers",
        .atMost(mostCounts), within: .work)
    ]
    return order
  }

  /// The most distinct numbers whose counts say all.
  private static var few: Int { FrequencyTable.defaultLimit }

  /// Whether there may be more distinct numbers; an estimate of the rows may be wrong.
  private var mayBeMany: Bool { values.count.map { $0 > Self.few / 2 } ?? true }

  /// The rounds in which percentiles are found; each lies between two order statistics.
  private var rounds: (count: Int, bytes: Int) {
    Communicator.plannedRounds(of: 2 * plan.percents.count)
  }

  /// What a rank holds at most of counts: each thread has a table, or bins.
  private var mostCounts: Int {
    let distinct = values.limited(to: Self.few).count ?? Self.few
    let tables = (threads + 1) * FrequencyTable.mostBytes(distinctCount: distinct)
    return mayBeMany ? max(tables, (threads + 3) * rounds.bytes) : tables
  }

  private var wanted: String {
    var words: [String] = []
    if !plan.percents.isEmpty { words.append("percentiles") }
    if plan.statistics.contains(.mode) { words.append("modes") }
    if plan.countsDistinct { words.append("numbers of distinct values") }
    return words.isEmpty ? "counts of equal numbers" : words.joined(separator: " and ")
  }
}
