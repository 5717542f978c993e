import CSV
package import MPI
import Ranks
import Scan
package import Statistics
import Vocabulary

extension Communicator {
  /// The frequency of each distinct value on all ranks, smallest value first.
  ///
  /// The ranks' tables are merged pairwise, so no message and no table is ever larger than the
  /// limit.
  ///
  /// - Parameter table: this rank's table; nil if it has more distinct values than the limit.
  /// - Returns: the same table on every rank; nil on every rank if there are more distinct values.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: log₂(ranks) steps of at most 16·limit bytes.
  package borrowing func mergedFrequencies(
    _ table: FrequencyTable?
  ) throws(MPIError) -> [ValueCount]? {
    let everyoneFits = try allreduce(table == nil ? 0 : 1, .minimum)
    guard var table, everyoneFits == 1 else { return nil }
    var fits = true
    var step = 1
    while step < size, rank.isMultiple(of: step) {
      if !rank.isMultiple(of: 2 * step) {
        // The first entry says whether the values still fit; an empty table may mean that there are
        // none.
        let head = ValueCount(value: fits ? 0 : 1, count: 0)
        try send([head] + (fits ? table.entries : []), to: rank - step)
        break
      }
      if rank + step < size {
        let message = try receive(varying: ValueCount.self, from: rank + step)
        fits = fits && message[0].value == 0
        for entry in message.dropFirst() where fits {
          fits = table.add(entry.value, times: entry.count)
        }
      }
      step *= 2
    }
    var allFit = fits
    try broadcast(&allFit, from: 0)
    guard allFit else { return nil }
    var entries = rank == 0 ? table.entries : []
    try broadcast(varying: &entries, from: 0)
    return entries
  }
}

extension ColumnSlice {
  /// The frequency of each distinct value of the slice.
  ///
  /// - Parameters:
  ///   - workers: the threads that count.
  ///   - limit: the most distinct values.
  /// - Returns: nil if there are more distinct values than the limit.
  /// - Complexity: O(values) time.
  func frequencies(
    on workers: Workers, limit: Int = FrequencyTable.defaultLimit
  ) -> FrequencyTable? {
    let empty = RunCounter(limit: limit)
    let counters = fold(on: workers, into: { empty }) { counter, store, run in
      counter.count(run, in: store)
    }
    return counters.reduce(FrequencyTable(limit: limit) as FrequencyTable?) { all, counter in
      guard var all, let table = counter.table else { return nil }
      return all.add(table) ? all : nil
    }
  }
}

/// Counts the values of runs.
private struct RunCounter: Sendable {
  /// The fewest values of a run that are worth a table of all codes up to theirs.
  private static let longRun = 256

  /// The values that aren't counted by codes of 16 bits; nil if there are too many distinct ones.
  private var others: FrequencyTable?

  private var codes: [CodeCounts] = []
  private var scratch: [Double] = []

  init(limit: Int) { others = FrequencyTable(limit: limit) }

  mutating func count(_ run: ValueStore.Place, in store: ValueStore) {
    guard others != nil else { return }
    guard case .short(let unit) = run.form, run.count >= Self.longRun else {
      let fits = store.withNumbers(at: run, &scratch) { others?.count($0) ?? false }
      if !fits { others = nil }
      return
    }
    let position = codes.firstIndex { $0.unit == unit } ?? codes.count
    if position == codes.count { codes.append(CodeCounts(unit: unit)) }
    store.withCodes(at: run) { codes[position].count($0) }
  }

  /// All values; nil if there are too many distinct ones.
  var table: FrequencyTable? {
    codes.reduce(others) { table, counts in
      guard var table else { return nil }
      return table.add(counts) ? table : nil
    }
  }
}
