import CSV
import Keys
package import MPI
import Ranks
package import Scan
import Statistics
package import Vocabulary

extension TableSession {
  /// Counts how often keys occur.
  ///
  /// Keys are counted where they are read, and brought together by a hash; so memory is bounded by the
  /// distinct keys, and the counts are exact.
  ///
  /// - Parameters:
  ///   - request: what is counted, of what.
  ///   - ranks: all ranks.
  /// - Returns: the counts; the entries on rank 0 only. They don't depend on the number of ranks.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks + keys · log(keys)) time.
  package mutating func countFrequencies(
    _ request: FrequencyRequest, on ranks: borrowing Communicator
  ) throws -> Frequencies {
    let keys = try table.keyParts(request, on: ranks)
    let budget = memory.tableBudget()
    let counted = try table.count(request, keys, budget, on: ranks, workers)
    clock.endPhase("scan")
    let total = try ranks.allreduce(counted.groups.rowCount, .sum)
    let missing = try ranks.allreduce(counted.missingKeys, .sum)
    let reduction = try GroupReduction(
      counted.groups, GroupSelection(request), nil, budget, memory, on: ranks, workers)
    clock.endPhase("merge")
    let isOfWords = request.subject == .words
    var frequencies = Frequencies(
      keyNames: isOfWords ? ["word"] : keys.map(\.name), total: total, missing: missing,
      distinct: reduction.groupCount,
      entries: Frequencies.LazyEntries(reduction, isOfWords ? [] : keys, total),
      input: table.inputDescription, run: run)
    if !isOfWords { frequencies.undecodedNames = keys.undecodedNames(table.layout) }
    return frequencies
  }
}

extension TableSession {
  /// Finds out what counting keys means: reads the heads of files, and no rows.
  ///
  /// - Parameters:
  ///   - request: what would be counted, of what.
  ///   - output: where the result would go.
  ///   - ranks: all ranks.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``countFrequencies(_:on:)`` would throw before it reads rows.
  package mutating func explainFrequencies(
    _ request: FrequencyRequest, to output: Plan.Output, on ranks: borrowing Communicator
  ) throws -> Plan {
    let keys = try table.keyParts(request, on: ranks)
    let filter = try table.rowFilter(on: ranks)
    var plan = try newPlan(.frequency, on: ranks)
    var rows = try table.explain(
      keys.map(\.index), filter, PlannedReading(), in: &plan, on: ranks, workers)
    // A field may have any number of words.
    if request.subject == .words { rows.count = .unknown }
    let steps = GroupSteps(
      rows: rows, keys: request.subject == .words ? [] : keys, columnCount: 0, keepsValues: false,
      unit: .keys, limit: request.limit)
    let merged = steps.explain(in: &plan, on: ranks)
    plan.change(merged - 1) { step in step.title = request.plannedTitle }
    var write = Plan.Step(.write, of: [merged], "rank 0 writes the result")
    (write.rows, write.unit) = (plan.steps[merged].rows, .keys)
    write.output = output
    _ = plan.append(write)
    return plan
  }
}

extension FrequencyRequest {
  /// What is counted, in words.
  fileprivate var plannedTitle: String {
    let what =
      switch subject {
      case .texts: "rows are counted by their keys"
      case .numbers: "rows are counted by the numbers that their keys are"
      case .words: "words are counted"
      }
    return "\(what) in \(GroupShards.count) shards, to which all threads of a rank add"
  }
}

extension Table {
  /// The parts of the keys that a request selects.
  func keyParts(
    _ request: FrequencyRequest, on ranks: borrowing Communicator
  ) throws -> [KeyPart] {
    let parts = try keyParts(request.keys, on: ranks)
    switch request.subject {
    case .texts: return parts
    case .words:
      guard parts.count == 1, case .text = parts[0].kind else {
        throw CaudalError(.usage, "takes one column", subject: .words)
      }
      return parts
    case .numbers:
      return parts.map { part in
        guard case .text = part.kind else { return part }
        let column = NumericColumn(
          index: part.index, nullTokens: nullTokens, numbers: layout.dialect.numbers)
        return KeyPart(name: part.name, index: part.index, kind: .number(column))
      }
    }
  }

  /// Counts the keys of all rows that this rank reads.
  fileprivate func count(
    _ request: FrequencyRequest, _ keys: [KeyPart], _ budget: MemoryBudget,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> FoundGroups {
    if request.subject == .words {
      let (column, isPlainText) = (keys[0].index, layout.dialect.isPlainText)
      return try groups([column], columnCount: 0, budget, on: ranks, workers) { shared in
        WordSink(column: column, isPlainText: isPlainText, shared, budget)
      }
    }
    let plan = GroupPlan(
      columns: [], keys: keys, keepsValues: false)
    return try groups(plan, budget, on: ranks, workers)
  }
}

extension GroupSelection {
  /// The keys that a request wants to see.
  init(_ request: FrequencyRequest) {
    self.init(
      order: request.ordersByKey ? .key : .statistic(.rows), tiesByKey: true,
      limit: request.limit, minimumRows: request.minimumCount)
  }
}

extension Frequencies.LazyEntries {
  /// Takes the keys from a reduction.
  init(_ reduction: GroupReduction, _ keys: [KeyPart], _ total: Int) {
    let counts = (0..<reduction.count).map { reduction.rows(at: $0) }
    var sum = 0
    let sums = counts.map { count in
      sum += count
      return sum
    }
    self.init(count: reduction.count) { position in
      let key = reduction.key(at: position)
      return Frequencies.Entry(
        key: keys.isEmpty ? [key] : keys.texts(ofKey: key),
        count: counts[position], share: Double(counts[position]) / Double(total),
        cumulativeShare: Double(sums[position]) / Double(total))
    }
  }
}
