import CSV
import MPI
import Ranks
import Scan
import Vocabulary

// What a join means, without doing it; how it is done stands in `JoinSide.index` and `JoinedTable`.

extension JoinSide {
  /// The rows of the other table in a plan.
  struct PlannedSide {
    /// The rows that are read.
    let rows: PlannedRows

    /// The bytes of each, as it is kept.
    let rowBytes: Double
  }

  /// Adds the steps by which the other table is read, once, whatever is read of the first.
  ///
  /// - Parameters:
  ///   - fields: the columns that are wanted, by their 0-based positions.
  ///   - plan: the plan.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the rows.
  /// - Throws: an agreed ``CaudalError``.
  func explain(
    _ fields: [Int], in plan: inout Plan, on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> PlannedSide {
    let keeping = KeepingPlan(RowPlan(fields: fields, RowFormat(), table), by: rightKeys)
    let rows = try table.explain(
      keeping.columns, try table.rowFilter(on: ranks), PlannedReading(isInRounds: true), in: &plan,
      on: ranks, workers)
    return PlannedSide(rows: rows, rowBytes: keeping.plannedRowBytes(rows.widths))
  }

  /// The step that joins.
  ///
  /// - Parameters:
  ///   - rows: those of the first table.
  ///   - others: those of this one.
  ///   - passes: how often joined rows are wanted.
  ///   - plan: the plan.
  /// - Returns: the step, still without a number.
  func plannedStep(
    _ rows: PlannedRows, _ others: PlannedSide, passes: Int, in plan: Plan
  ) -> Plan.Step {
    var step = Plan.Step(.join, of: [rows.step, others.rows.step], title)
    step.note("keys", request.keys.text)
    if let nearest = request.nearest {
      let most = nearest.tolerance.map { ", at most \($0.description) away" } ?? ""
      step.note("nearest", "the last key, \(nearest.direction.rawValue)\(most)")
    } else if request.kind != .anti {
      let most = request.maxGrowth
      let shown = most == most.rounded() ? "\(Int(most))" : "\(most)"
      step.note(
        "growth",
        "an error if more than \(shown) rows are made of each, on average; where so many keys are alike, the first"
          + " table is read once more, to count them, before anything is written")
    }
    if !lateKeys.isEmpty {
      step.note(
        "first",
        "the first values of \(lateKeys.joined(separator: " and ")) are missing: rows are read until there are some,"
          + " as it depends on them whether keys are times")
    }
    if request.expectsUnique { step.note("unique", "an error if two rows have the same keys") }
    step.rows = plannedCount(rows.count)
    let bytes = others.rows.count.times(others.rowBytes).asEstimate
    // Every host gets what the others have read, and its ranks share the memory.
    let hosts = plan.hosts.count
    step.exchanges = [
      Plan.Exchange("rows of \(rightName), to every host", bytes.times(hosts - 1))
    ]
    let rowBytes = 2 * others.rowBytes + Double(RowSort.rowBytes)
    let held = others.rows.count.times(rowBytes * Double(hosts) / Double(plan.ranks)).asEstimate
    let limit = plan.memoryForRows
    step.memory = [
      Plan.Memory(
        "all rows of \(rightName), and as much again to look for them, shared by the ranks of a host",
        held, within: .rows,
        relief: indexes.isDivisible ? relief(held, passes: passes, within: limit) : nil)
    ]
    return step
  }

  /// What is done where the rows have no room in memory.
  private func relief(_ bytes: Plan.Quantity, passes: Int, within limit: Int?) -> String {
    guard let limit, let bytes = bytes.count, bytes > limit else {
      return "it is joined part by part, and both tables are read for each"
    }
    let parts = JoinIndexes.partCount(forBytes: bytes, within: limit)
    // Once to find out how large it is, once for each part to see whether it has room, and then for each pass
    // but for the part that is there already.
    let (first, other) = (parts * passes, parts * (passes + 1))
    return "it is joined in about \(parts) parts: the first table is read \(first) times, and"
      + " \(rightName) \(other) times"
  }

  /// The number of joined rows.
  ///
  /// - Parameter count: the number of rows of the first table.
  /// - Returns: as far as the kind of the join tells.
  func plannedCount(_ count: Plan.Quantity) -> Plan.Quantity {
    switch (request.kind, request.nearest) {
    case (.left, .some): count
    case (_, .some), (.anti, _): count.asBound
    default: count.times(request.maxGrowth).asBound
    }
  }

  private var title: String {
    switch (request.kind, request.nearest == nil) {
    case (.anti, _): "rows stay that match none of \(rightName), which every host holds"
    case (.left, true):
      "each row beside those of \(rightName) that match, if there are any; every host holds these"
    case (.inner, true): "each row beside those of \(rightName) that match; every host holds these"
    case (.left, false):
      "each row beside the nearest of \(rightName), if there is one; every host holds these"
    case (.inner, false): "each row beside the nearest of \(rightName); every host holds these"
    }
  }
}
