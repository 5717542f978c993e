import CSV
import Keys
package import MPI
import Ranks
package import Scan
package import TimeSeries
package import Vocabulary

/// The series of a regular grid in time: the values of each group's columns, step by step.
package struct GridSeries: Sendable {
  /// A group, whole on one rank.
  package struct Group: Sendable {
    /// Bytes that are in the order of the groups.
    package let orderKey: [UInt8]

    /// Its keys, nil where one is missing.
    package let keys: [String?]

    /// Whether all bytes of its keys are letters, so that their texts tell groups apart.
    package let isNamed: Bool

    /// The beginning of each step, from that of the group's first row to that of its last.
    package let starts: [Int]

    /// For each column the values of the steps, NaN where one is missing.
    package let values: [[Double]]
  }

  /// The grid.
  package let grid: TimeGrid

  /// The zone of its clock: a name, `UTC`, or nil where nobody knows.
  package let timeZone: String?

  /// The names of the columns.
  package let columnNames: [String]

  /// The names of the groups' keys.
  package let groupNames: [String]

  /// The groups of this rank, in no particular order.
  package private(set) var groups: [Group]

  /// What has become of the rows of all ranks.
  package let summary: RegularSummary
}

extension GridSeries {
  /// Names series.
  init(_ plan: RegularPlan, groups: [Group], _ summary: RegularSummary) {
    self.init(
      grid: plan.grid, timeZone: plan.timeZone,
      columnNames: plan.outputs.suffix(plan.columns.count).map(\.name),
      groupNames: plan.groups?.names ?? [], groups: groups, summary: summary)
  }

  /// Hands over the groups, so that nobody else holds their values.
  ///
  /// - Returns: the groups; none are left.
  package mutating func takeGroups() -> [Group] {
    defer { groups = [] }
    return groups
  }
}

extension TableSession {
  /// Reads the series of a regular grid.
  ///
  /// - Parameters:
  ///   - regular: the grid; what steps without values are filled with counts.
  ///   - columns: the columns, or values; nil for all that have numbers.
  ///   - ranks: all ranks.
  /// - Returns: whole groups, each on one rank.
  /// - Throws: an agreed `CaudalError` if there is no such grid, a column holds no numbers, or memory is short.
  ///   Errors of other types concern this rank alone.
  /// - Complexity: O(bytes / ranks) time; memory for the steps, and their values.
  package mutating func gridSeries(
    _ regular: RegularRequest, of columns: ColumnList?, on ranks: borrowing Communicator
  ) throws -> GridSeries {
    let plan = try gridPlan(regular, of: columns, on: ranks)
    let filter = try table.rowFilter(on: ranks)
    let (bins, read) = try groupedBins(plan, filter, on: ranks)
    clock.endPhase("read")
    let rows = RowPlan(
      plan, RowFormat(delimiter: UInt8(ascii: ","), decimal: UInt8(ascii: ".")), table.layout,
      nullTokens: table.nullTokens)
    let areNumbers = try ranks.allreduce(
      RegularSeries.areNumbers(bins.shards, plan, rows), .minimum)
    let series = RegularSeries(plan: plan, rows: rows, areNumbers: areNumbers.map { $0 == 1 })
    try ranks.checkMemory(
      for: series.mostBytes(of: bins.shards, workers), in: memory, "the series")
    let (groups, more) = series.groups(of: bins.shards, workers)
    var summary = read + more
    summary.counts = try ranks.allreduce(summary.counts, .sum)
    try checkNames(of: groups, on: ranks)
    say(summary, regular.step, on: ranks)
    return GridSeries(plan, groups: groups, summary)
  }

  /// Makes sure that names of groups are texts: two that differ in bytes that are no letters would be one
  /// series to whoever reads a forecast, or keeps its model.
  private func checkNames(
    of groups: [GridSeries.Group], on ranks: borrowing Communicator
  ) throws {
    let count = try ranks.allreduce(groups.count { !$0.isNamed }, .sum)
    guard count > 0 else { return }
    let names = count == 1 ? "the name of a series isn't" : "the names of \(count) series aren't"
    throw CaudalError(
      .badData, "\(table.inputName): \(names) \(table.layout.dialect.encoding.name)",
      advice: .encoding)
  }

  /// Adds to a plan how the series of a regular grid are read, without reading them.
  ///
  /// - Parameters:
  ///   - regular: the grid.
  ///   - columns: the columns, or values; nil for all that have numbers.
  ///   - plan: the plan.
  ///   - ranks: all ranks.
  /// - Returns: the number of the last step, and the names of the columns.
  /// - Throws: the agreed `CaudalError` that ``gridSeries(_:of:on:)`` would throw before it reads rows.
  package func explainGridSeries(
    _ regular: RegularRequest, of columns: ColumnList?, in plan: inout Plan,
    on ranks: borrowing Communicator
  ) throws -> (step: Int, columnNames: [String]) {
    let grid = try gridPlan(regular, of: columns, on: ranks)
    let filter = try table.rowFilter(on: ranks)
    var rows = try table.explain(
      grid.reads, filter, PlannedReading(isInRounds: true), in: &plan, on: ranks, workers)
    rows = grid.explainSteps(rows, regular, in: &plan, on: ranks)
    return (rows.step, grid.outputs.suffix(grid.columns.count).map(\.name))
  }

  /// Finds the columns of a grid, all of which hold numbers.
  func gridPlan(
    _ regular: RegularRequest, of columns: ColumnList?, on ranks: borrowing Communicator
  ) throws -> RegularPlan {
    let format = RowFormat(delimiter: UInt8(ascii: ","), decimal: UInt8(ascii: "."))
    let plan = try RegularPlan(regular, of: columns, format, table, on: ranks)
    for (column, output) in zip(plan.columns, plan.outputs.suffix(plan.columns.count))
    where !column.isNumber {
      throw CaudalError(
        .usage, "\"\(output.name)\" holds no numbers, so it can't be forecast", subject: .columns)
    }
    return plan
  }
}

extension RegularPlan {
  /// The zone of the clock of times: a name, `UTC`, or nil where nobody knows.
  fileprivate var timeZone: String? {
    switch time.reading.clock {
    case .wall: nil
    case .universal: TimeZoneRules.universal
    case .zone(let rules): rules.name
    }
  }
}

extension RegularSeries {
  /// A group whose values aren't put into its steps yet.
  private struct SparseGroup: Sendable {
    let shard: Int
    let text: GroupText
    let steps: Steps
    let summary: RegularSummary
  }

  /// The groups of shards, and what has become of their rows. Columns are pieces of work of their own, as there may be
  /// one group with many.
  fileprivate func groups(
    of shards: [RegularBins.Shard], _ workers: Workers
  ) -> (groups: [GridSeries.Group], summary: RegularSummary) {
    let sparse = workers.map(shards.count) { sparseGroups(of: shards[$0], $0) }.flatMap { $0 }
    let count = plan.columns.count
    let columns = workers.map(sparse.count * count) { piece in
      let group = sparse[piece / count]
      return values(ofColumn: piece % count, group.steps, shards[group.shard].bins)
    }
    let summary = (sparse.map(\.summary) + columns.map(\.summary)).reduce(RegularSummary(), +)
    let groups = sparse.enumerated().map { index, group in
      GridSeries.Group(
        orderKey: group.text.orderKey,
        keys: group.text.keys.map { $0.map { String(decoding: $0, as: UTF8.self) } },
        isNamed: group.text.keys.allSatisfy { $0?.span.isUTF8 ?? true },
        starts: group.steps.starts,
        values: columns[index * count..<(index + 1) * count].map(\.values))
    }
    return (groups, summary)
  }

  private func sparseGroups(of shard: RegularBins.Shard, _ place: Int) -> [SparseGroup] {
    var groups: [SparseGroup] = []
    let series = shard.bins.series(groupCount: shard.keys.count)
    for (group, numbers) in series.enumerated() where !numbers.isEmpty {
      let steps = Steps(numbers, shard.bins, plan.grid)
      var summary = RegularSummary()
      summary.count(steps, of: numbers, in: shard.bins)
      groups.append(
        SparseGroup(
          shard: place, text: GroupText(shard.keys.text(group), self), steps: steps,
          summary: summary))
    }
    return groups
  }

  private func values(
    ofColumn column: Int, _ steps: Steps, _ bins: BinTable
  ) -> (values: [Double], summary: RegularSummary) {
    var summary = RegularSummary()
    guard case .numbers(let values) = filled(column, steps, bins, &summary) else {
      preconditionFailure("all columns hold numbers")
    }
    return (values, summary)
  }
}
