import CSV
import Keys
import MPI
import Ranks
import Scan
import Vocabulary

// What groups mean, without looking for them; how they are found stands in `GroupScan` and `GroupReduction`.

/// The steps of a plan by which rows are sorted into groups, and groups of all ranks are brought together.
struct GroupSteps {
  /// The rows that are read.
  let rows: PlannedRows

  /// How a row's key is found.
  let keys: [KeyPart]

  /// The number of columns whose values are looked at.
  let columnCount: Int

  /// Whether the values are kept.
  let keepsValues: Bool

  /// What a group is called: a group of rows that are described, or a key that is counted.
  var unit = Plan.Unit.groups

  /// The most groups that are reported; nil for all.
  let limit: Int?

  /// The groups, of which there are as many as rows at most.
  private var groups: Plan.Quantity { rows.count.asBound }

  /// The values of all columns, at most.
  private var values: Plan.Quantity { groups.times(columnCount) }

  /// About as many bytes as a group has that is sent: its key, and the totals of its columns.
  private var groupBytes: Int {
    let text = keys.reduce(0.0) { sum, key in
      if case .text = key.kind { sum + rows.widths[key.index] } else { sum + 8 }
    }
    // A short key stands in its entry.
    let long = text > 16 ? Int(text.rounded(.up)) : 0
    return MemoryLayout<KeyEntry>.stride + long + totalBytes
  }

  /// About as many bytes as a group takes at most that is held: arrays that grow have room for as much again, and a key
  /// has up to four slots in a table.
  private var heldBytes: Int { 2 * groupBytes + 4 * MemoryLayout<UInt64>.stride }

  /// The bytes of a group's totals.
  private var totalBytes: Int {
    columnCount == 0
      ? 0 : MemoryLayout<Int>.stride + columnCount * MemoryLayout<ValueTotals>.stride
  }

  /// Adds the steps to a plan.
  ///
  /// - Parameters:
  ///   - percentCount: the number of percentiles of each column of a group.
  ///   - plan: the plan.
  ///   - ranks: all ranks.
  /// - Returns: the number of the last step, whose result rank 0 has.
  func explain(
    percentCount: Int = 0, in plan: inout Plan, on ranks: borrowing Communicator
  ) -> Int {
    let found = plan.append(group(on: ranks))
    return plan.append(merge(found, percentCount, on: ranks))
  }

  private func group(on ranks: borrowing Communicator) -> Plan.Step {
    var step = Plan.Step(
      .group, of: [rows.step],
      "rows are sorted into groups in \(GroupShards.count) shards, to which all threads of a rank add"
    )
    if !keys.isEmpty { step.note("keys", keys.map(\.name).joined(separator: ", ")) }
    step.note(
      "bytes",
      "about \(groupBytes) each; how many there are is known when all rows are read"
    )
    (step.rows, step.unit) = (groups, unit)
    // A rank finds as many as it reads rows, at most.
    let share = rows.share
    step.memory = [
      Plan.Memory(unit.rawValue, groups.times(Double(heldBytes) * share).asEstimate, within: .rows)
    ]
    if keepsValues {
      step.memory.append(
        Plan.Memory(
          "values of all groups", values.times(Double(KeptValues.valueBytes) * share),
          within: .rows))
    }
    return step
  }

  private func merge(
    _ input: Int, _ percentCount: Int, on ranks: borrowing Communicator
  ) -> Plan.Step {
    var step = Plan.Step(
      .merge, of: [input],
      keepsValues
        ? "each group, and its values, comes together on one rank by a hash of its key; that rank computes its"
          + " statistics, and rank 0 gets them"
        : "each \(unit == .keys ? "key" : "group") comes together on one rank by a hash, and rank 0 gets what is"
          + " reported")
    let moved = ranks.movedShare
    step.exchanges = [
      Plan.Exchange(
        "\(unit.rawValue), to a rank by a hash", groups.times(Double(groupBytes) * moved).asEstimate
      )
    ]
    if keepsValues {
      // A value, and the number of its group.
      let bytes = MemoryLayout<Double>.stride + MemoryLayout<UInt32>.stride
      step.exchanges.append(
        Plan.Exchange("values, to the ranks of their groups", values.times(Double(bytes) * moved)))
    }
    let result = Double(
      MemoryLayout<KeyEntry>.stride
        + columnCount
        * (MemoryLayout<ComputedStatistics>.stride + percentCount * MemoryLayout<Double>.stride))
    let reported = limit.map { groups.limited(to: $0 * ranks.size) } ?? groups
    step.exchanges.append(
      Plan.Exchange("results, to rank 0", reported.times(result * moved).asEstimate))
    let share = 1 / Double(ranks.size)
    step.memory = [
      Plan.Memory(
        "\(unit.rawValue) that are sent and received",
        ranks.size == 1 ? .exactly(0) : groups.times(Double(2 * heldBytes) * share).asEstimate,
        within: .work),
      Plan.Memory("results, on rank 0", reported.times(result).asEstimate, within: .work),
    ]
    (step.rows, step.unit) = (limit.map { groups.limited(to: $0) } ?? groups, unit)
    return step
  }
}
