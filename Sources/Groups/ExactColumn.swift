import CSV
import Keys
package import MPI
import Ranks
package import Scan
import Statistics
package import Vocabulary

extension TableSession {
  /// Computes what depends on all the digits of a column's numbers, in another pass over a table
  /// whose numbers doubles don't hold.
  ///
  /// - Parameters:
  ///   - column: the column's 0-based position.
  ///   - table: the table, opened once more.
  ///   - count: the number of numbers that there were the first time.
  ///   - ranks: all ranks.
  /// - Returns: the statistics, the same on every rank.
  /// - Throws: an agreed `CaudalError`, also if there is another number of numbers now; errors of other
  ///   types concern this rank alone.
  /// - Complexity: O(bytes / ranks + distinct · log(distinct)) time. Memory: the distinct numbers, each
  ///   on one rank.
  package func exactStatistics(
    ofColumn column: Int, in table: Table, count: Int, on ranks: borrowing Communicator
  ) throws -> ExactStatistics {
    let number = NumericColumn(
      index: column, nullTokens: table.nullTokens, numbers: table.layout.dialect.numbers)
    let keys = [KeyPart(name: "", index: column, kind: .number(number))]
    let budget = memory.tableBudget()
    let found = try table.groups(
      GroupPlan(columns: [], keys: keys, keepsValues: false), budget, on: ranks, workers)
    let total = try ranks.allreduce(found.groups.rowCount, .sum)
    guard total == count else {
      throw CaudalError(
        .inputOutput, "\(table.inputName): the file has changed while it was read; start again")
    }
    let own = try ranks.partition(found.groups, memory, workers)
    let distinct = try ranks.allreduce(own.count, .sum)
    let orders = [
      GroupSelection(order: .key, limit: 1),
      GroupSelection(order: .key, isReversed: true, limit: 1),
      GroupSelection(order: .statistic(.rows), tiesByKey: true, limit: 1),
    ]
    var texts: [String] = []
    var frequency = 0
    for order in orders {
      let first = try ranks.first(of: own, by: order, workers)
      texts.append(String(decoding: keys.texts(ofKey: first.key)[0], as: UTF8.self))
      frequency = first.rows
    }
    return ExactStatistics(
      minimum: texts[0], maximum: texts[1], mode: texts[2], modeFrequency: frequency,
      distinct: distinct)
  }
}

extension Communicator {
  /// The first group of all ranks in an order, the same on every rank; there is one.
  fileprivate borrowing func first(
    of own: RankGroups, by selection: GroupSelection, _ workers: Workers
  ) throws -> (key: [UInt8], rows: Int) {
    let mine = ChosenGroups(selection, of: own, nil, nil, workers)
    let all = try gather(ChosenGroups(mine.order(by: selection), of: mine))
    var key: [UInt8] = []
    var rows = 0
    if rank == 0, let first = all.order(by: selection).first {
      key = all.keys.text(first)
      rows = all.keys.entries[first].rows
    }
    try broadcast(varying: &key, from: 0)
    try broadcast(&rows, from: 0)
    return (key, rows)
  }
}
