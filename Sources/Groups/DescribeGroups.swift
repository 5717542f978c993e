import CSV
import Keys
package import MPI
import Ranks
package import Scan
import Statistics
package import Vocabulary

extension TableSession {
  /// Describes columns in each group of rows.
  ///
  /// - Parameters:
  ///   - request: what is to be computed, of what.
  ///   - keys: what rows are grouped by.
  ///   - ranks: all ranks.
  /// - Returns: the columns of each group, on rank 0; none elsewhere.
  /// - Throws: an agreed `CaudalError`; errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks + groups · log(groups)) time. Memory: what ``RankGroups`` takes and,
  ///   where more than counts, sums and extrema is asked for, all values, each sent to one rank.
  package mutating func describeGroups(
    _ request: DescribeRequest, by keys: KeySelection, on ranks: borrowing Communicator
  ) throws -> DescribedColumns {
    let statistics = StatisticPlan(request)
    let columns = try table.numericColumns(request.columns, on: ranks)
    let parts = try table.keyParts(keys, on: ranks)
    let plan = GroupPlan(
      columns: columns, keys: parts,
      keepsValues: statistics.needs.keepsValues)
    let budget = memory.tableBudget()
    let found = try table.groups(plan, budget, on: ranks, workers)
    let rounded = try ranks.allreduce(found.roundedCounts, .sum)
    clock.endPhase("scan")
    let reduction = try GroupReduction(
      found.groups, request.groupSelection, GroupStatisticsMaker(statistics), budget, memory,
      on: ranks, workers)
    clock.endPhase("groups")
    let named = columns.map { (name: table.layout.columnNames[$0.index], number: $0.index + 1) }
    var described = DescribedColumns(reduction, named, keys: parts, statistics, rounded)
    described.undecodedNames = parts.undecodedNames(table.layout)
    described.undecodedNames.columns = table.layout.undecodedNamesByNumber
    return described
  }
}

extension TableSession {
  /// Finds out what describing groups means: reads the heads of files, and no rows.
  ///
  /// - Parameters:
  ///   - request: what would be computed, of what.
  ///   - keys: what rows would be grouped by.
  ///   - output: where the result would go.
  ///   - ranks: all ranks.
  /// - Returns: the plan, the same on every rank.
  /// - Throws: the agreed `CaudalError` that ``describeGroups(_:by:on:)`` would throw before it reads rows.
  package mutating func explainGroups(
    _ request: DescribeRequest, by keys: KeySelection, to output: Plan.Output,
    on ranks: borrowing Communicator
  ) throws -> Plan {
    let statistics = StatisticPlan(request)
    let columns = try table.numericColumns(request.columns, on: ranks)
    let parts = try table.keyParts(keys, on: ranks)
    let groups = GroupPlan(
      columns: columns, keys: parts, keepsValues: statistics.needs.keepsValues)
    let filter = try table.rowFilter(on: ranks)
    var plan = try newPlan(.describe, on: ranks)
    let rows = try table.explain(
      groups.wantedFields, filter, PlannedReading(), in: &plan, on: ranks, workers)
    let steps = GroupSteps(
      rows: rows, keys: parts, columnCount: columns.count, keepsValues: groups.keepsValues,
      limit: request.groupLimit)
    let merged = steps.explain(percentCount: statistics.percents.count, in: &plan, on: ranks)
    var write = Plan.Step(.write, of: [merged], "rank 0 writes the result")
    write.note("statistics", request.plannedStatistics)
    write.rows = plan.steps[merged].rows?.times(columns.count)
    write.output = output
    _ = plan.append(write)
    return plan
  }
}

extension Table {
  /// The parts of the keys that a request selects.
  func keyParts(
    _ selection: KeySelection, on ranks: borrowing Communicator
  ) throws -> [KeyPart] {
    let found = try find(selection)
    var seen: Set<FoundKey> = []
    for key in found where !seen.insert(key).inserted {
      let message = "\(inputName): \"\(name(of: key))\" is asked for twice; name it once"
      throw CaudalError(.usage, message)
    }
    let dated = Set(found.filter { $0.dateKey != nil }.map(\.index)).sorted()
    let readings = try timestampReadings(of: dated, on: ranks)
    return zip(found, distinctNames(of: found)).map { key, name in
      guard let dateKey = key.dateKey, let reading = readings[key.index] else {
        return KeyPart(name: name, index: key.index, kind: .text)
      }
      let column = TimestampColumn(
        index: key.index, reading: reading, nullTokens: nullTokens, numbers: layout.dialect.numbers)
      return KeyPart(
        name: name, index: key.index,
        kind: .timestamp(column, dateKey.timestampPart(yearStarts: yearStarts)))
    }
  }

  /// The names of keys, which a result has next to each other and as members of an object: where two
  /// columns have one name, their numbers tell them apart.
  private func distinctNames(of keys: [FoundKey]) -> [String] {
    let counts = Dictionary(grouping: keys, by: name(of:)).mapValues(\.count)
    return keys.map { key in
      let name = name(of: key)
      return counts[name] == 1 ? name : "\(name) (column \(key.index + 1))"
    }
  }

  /// A key as it is written: the column's name, or `year(FechaObservacion)`.
  private func name(of key: FoundKey) -> String {
    let column = layout.columnNames[key.index]
    return key.dateKey?.name(of: column) ?? column
  }
}
