import CSV
import Expressions
package import MPI
package import Ranks
package import Scan
package import TimeSeries
package import Vocabulary

/// Reads the rows of a table, which come in the order of time, as runs of steps: nothing is held but those of
/// a round.
package struct GridRunReader: Sendable {
  private let plan: RegularPlan
  private let filter: RowFilter

  /// The grid.
  package var grid: TimeGrid { plan.grid }

  /// What is made of the values of each column.
  package var aggregates: [Aggregate] { plan.columns.map(\.aggregate) }

  /// A run of rows of the table.
  package struct Run: Sendable {
    /// Its number: runs are in the order of their numbers.
    package let number: Int

    /// What is made of them.
    package let run: GridRun
  }

  /// Finds columns.
  ///
  /// - Parameters:
  ///   - regular: the grid, of one group.
  ///   - columns: the columns, or values; nil for all that have numbers.
  ///   - session: the table.
  ///   - ranks: all ranks.
  /// - Throws: an agreed `CaudalError` if there is no such grid, or a column holds no numbers.
  package init(
    _ regular: RegularRequest, of columns: ColumnList?, in session: TableSession,
    on ranks: borrowing Communicator
  ) throws {
    plan = try session.gridPlan(regular, of: columns, on: ranks)
    guard plan.columns.allSatisfy({ $0.source.isNumber && $0.aggregate != .count }) else {
      throw CaudalError(
        .usage, "numbers of values have no gaps; count them without reading in the order of time",
        subject: .aggregates)
    }
    filter = try session.table.rowFilter(on: ranks)
  }

  /// Reads the rows.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - take: takes this rank's runs of a round, on all ranks: those of all ranks in a round come behind those
  ///     of the rounds before.
  /// - Returns: how many rows this rank has read, how many of them without a time, and how many not at the
  ///   beginning of a step.
  /// - Throws: an agreed `CaudalError`, or what `take` throws.
  /// - Complexity: O(bytes / ranks) time, and memory for the steps of a round.
  package func read(
    _ table: Table, on ranks: borrowing Communicator, _ workers: Workers,
    _ take: ([Run]) throws -> Void
  ) throws -> RegularSummary {
    var summary = RegularSummary()
    let plan = plan
    try table.scanInRounds(
      plan.reads, filter, on: ranks, workers, into: { GridRunSink(plan) }
    ) { units in
      for unit in units { summary = summary + unit.summary }
      try take(units.map { Run(number: $0.number, run: $0.run) })
      return true
    }
    return summary
  }

  /// Adds to a plan how the rows are read, without reading them.
  ///
  /// - Parameters:
  ///   - regular: the grid.
  ///   - session: the table.
  ///   - plan: the plan.
  ///   - ranks: all ranks.
  /// - Returns: the number of the last step, and the names of the columns.
  /// - Throws: the agreed `CaudalError` that reading would throw before it reads rows.
  package func explain(
    _ regular: RegularRequest, of session: TableSession, in plan: inout Plan,
    on ranks: borrowing Communicator
  ) throws -> (step: Int, columnNames: [String]) {
    let rows = try session.table.explain(
      self.plan.reads, filter, PlannedReading(isInRounds: true), in: &plan, on: ranks,
      session.workers)
    let names = self.plan.outputs.suffix(self.plan.columns.count).map(\.name)
    var grid = Plan.Step(
      .grid, of: [rows.step],
      "rows, which come in the order of time, become steps of \(regular.step.description); only those of a round are"
        + " held")
    grid.note(
      "values",
      zip(names, aggregates).map { "\($1.rawValue) of \($0)" }.joined(separator: ", "))
    grid.rows = .unknown
    grid.memory = [Plan.Memory("steps of a round", .unknown, within: .rows)]
    return (plan.append(grid), names)
  }

  /// The series without their values.
  ///
  /// - Parameter summary: what has become of the rows of all ranks.
  /// - Returns: what names and times are made of.
  package func series(_ summary: RegularSummary) -> GridSeries {
    GridSeries(plan, groups: [], summary)
  }
}

/// Puts the rows of each unit into steps that come in the order of time.
private struct GridRunSink: RoundSink {
  /// What is known of the rows of a unit.
  struct Unit: UnitResult {
    let number: Int
    var run = GridRun()
    var summary = RegularSummary()
  }

  private let plan: RegularPlan
  private var computer: ValueComputer?
  private var cursor: GridCursor
  private var times: TimestampBatch
  private var numbers: [NumberBatch]
  private var collector: GridRunCollector
  private var starts = [Int](repeating: 0, count: RowBatch.limit)

  private(set) var units: [Unit] = []

  init(_ plan: RegularPlan) {
    self.plan = plan
    computer = plan.computer
    cursor = GridCursor(plan.grid)
    times = TimestampBatch(of: plan.time)
    numbers = plan.columns.map { _ in NumberBatch() }
    collector = GridRunCollector(plan.grid, plan.columns.map(\.aggregate))
  }

  mutating func beginUnit(_ blocks: Range<Int>) {
    units.append(Unit(number: blocks.lowerBound))
    _ = collector.finish()
  }

  mutating func endUnit(_ scan: SliceScan) { units[units.count - 1].run = collector.finish() }

  mutating func read(_ rows: borrowing RowBatch, _ choice: inout RowChoice) {
    choice.stop(at: rows.readTimestamps(of: plan.time, in: choice.rows, into: &times))
    for (index, column) in plan.columns.enumerated() {
      guard case .numbers(let number) = column.source else { continue }
      choice.stop(at: rows.readNumbers(of: number, choice.rows, into: &numbers[index]))
    }
    choice.stop(at: computer?.compute(choice.rows, of: rows))
  }

  mutating func keep(_ rows: borrowing RowBatch, _ mask: RowMask) {
    let last = units.count - 1
    let timed = mask & times.isPresent
    units[last].summary.rows += timed.count
    units[last].summary.rowsWithoutTime += mask.subtracting(timed).count
    units[last].summary.rowsOffGrid += cursor.find(times.orderKeys, of: timed, into: &starts)
    for (index, column) in plan.columns.enumerated() {
      guard case .value(let value, isNumber: true) = column.source else { continue }
      numbers[index].isPresent = RowMask()
      mask.forEach { row in
        guard let number = computer?.number(value, inRow: row) else { return }
        numbers[index].values[row] = number.double
        numbers[index].isPresent.insert(row)
      }
    }
    collector.add(timed, starts: starts, of: rows, numbers)
  }
}
