import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// A sink that sorts rows into groups and hands them over to ``SharedGroups``.
protocol GroupingSink: ChosenRowSink {
  /// The values that have been kept.
  var keeper: ValueKeeper { get }

  /// The number of rows that have no key.
  var missingKeys: Int { get }

  /// For each column the number of its whole numbers that can't be had back from their doubles.
  var roundedCounts: [Int] { get }

  /// Hands over what is left when all rows have been seen.
  mutating func finish()
}

extension GroupingSink {
  /// False: groups can't be taken apart again.
  static var replacesUnits: Bool { false }
}

/// The groups that a rank has found in its rows.
struct FoundGroups: Sendable {
  /// The groups.
  let groups: RankGroups

  /// The number of its rows that have no key.
  let missingKeys: Int

  /// For each column the number of its whole numbers that can't be had back from their doubles.
  let roundedCounts: [Int]
}

extension Table {
  /// Sorts all rows into groups by a plan; see
  /// ``groups(_:columnCount:_:on:_:into:)``.
  func groups(
    _ plan: GroupPlan, _ budget: MemoryBudget, on ranks: borrowing Communicator,
    _ workers: Workers
  ) throws -> FoundGroups {
    try groups(
      plan.wantedFields, columnCount: plan.columns.count, budget, on: ranks, workers
    ) { GroupSink(plan, $0, budget) }
  }

  /// Sorts all rows into groups.
  ///
  /// - Parameters:
  ///   - wantedFields: the 0-based numbers of the fields that sinks read.
  ///   - columnCount: the number of columns whose values are looked at.
  ///   - budget: the memory that groups may take.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  ///   - makeSink: makes what a thread's rows go to.
  /// - Returns: what this rank has found.
  /// - Throws: an agreed ``CaudalError``.
  func groups<Sink: GroupingSink>(
    _ wantedFields: [Int], columnCount: Int, _ budget: MemoryBudget,
    on ranks: borrowing Communicator, _ workers: Workers,
    into makeSink: @escaping @Sendable (SharedGroups) -> Sink
  ) throws -> FoundGroups {
    let shared = SharedGroups(columnCount: columnCount, budget)
    let filter = try rowFilter(on: ranks)
    var sinks = try scan(
      wantedFields, filter, on: ranks, workers, into: { makeSink(shared) },
      forget: shared.removeAll
    ).flatMap { $0 }
    _ = workers.update(&sinks, with: ()) { _, sink in sink.finish() }
    try ranks.checkBudget(budget, takenBy: sinks)
    let missing = sinks.reduce(0) { $0 + $1.missingKeys }
    let kept = (0..<columnCount).map { column in
      sinks.flatMap { $0.keeper.columns.isEmpty ? [] : $0.keeper.columns[column] }
    }
    return FoundGroups(
      groups: RankGroups(columnCount: columnCount, shared.takeAll(), kept: kept),
      missingKeys: missing,
      roundedCounts: (0..<columnCount).map { column in
        sinks.reduce(0) { $0 + $1.roundedCounts[column] }
      })
  }
}
