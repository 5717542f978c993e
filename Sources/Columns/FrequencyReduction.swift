import CSV
package import MPI
package import Ranks
import Scan
package import Statistics
import Vocabulary

extension Communicator {
  /// The frequency of each distinct value on all ranks, smallest value first.
  ///
  /// The ranks' tables are merged pairwise, so no message and no table is ever larger than the
  /// limit.
  ///
  /// - Parameters:
  ///   - table: this rank's table; nil if it has more distinct values than the limit.
  ///   - memory: the memory of this rank's host.
  /// - Returns: the same table on every rank; nil on every rank if there are more distinct values.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  /// - Complexity: log₂(ranks) steps of at most 16·limit bytes.
  package borrowing func mergedFrequencies(
    _ table: FrequencyTable?, _ memory: HostMemory = .unlimited
  ) throws -> [ValueCount]? {
    let counts = try allgather(table?.distinctCount ?? -1)
    guard var table, counts.allSatisfy({ $0 >= 0 }) else { return nil }
    // The table may grow; its entries are chosen, sorted, sent, received and handed on.
    let distinctCount = min(counts.reduce(0, +), table.limit)
    let bytes =
      FrequencyTable.mostBytes(distinctCount: distinctCount)
      + 5 * distinctCount * MemoryLayout<ValueCount>.stride
    try checkMemory(for: bytes, in: memory, "merging the counts of equal numbers")
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
  /// The frequency of each distinct value of all ranks' slices, smallest value first.
  ///
  /// - Parameters:
  ///   - memory: the memory of this rank's host.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the same table on every rank; nil on every rank if there are too many distinct values.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  func mergedFrequencies(
    _ memory: HostMemory, on ranks: borrowing Communicator, _ workers: Workers
  ) throws -> [ValueCount]? {
    try ranks.checkMemory(
      for: countingBytes(on: workers), besides: byteCount, in: memory, "counting equal numbers")
    return try ranks.mergedFrequencies(frequencies(on: workers), memory)
  }

  /// The bytes of memory that ``frequencies(on:limit:)`` takes.
  private func countingBytes(on workers: Workers) -> Int {
    var largest: [DecimalUnit: Double] = [:]
    var others = 0
    for unit in units {
      for (block, run) in zip(unit.blocks, unit.runs) {
        guard let unit = RunCounter.codeUnit(of: run) else {
          others += run.count
          continue
        }
        largest[unit] = max(largest[unit] ?? 0, block.summary.magnitude)
      }
    }
    let codes = largest.map { $0.key.codeCount(upTo: $0.value) }
    let table = FrequencyTable.mostBytes(distinctCount: others)
    let each = table + codes.reduce(0) { $0 + CodeCounts.mostBytes(codeCount: $1) }
    // Where there is more than one table, one of them grows.
    let isOne = workers.count == 1 && codes.isEmpty
    let all =
      isOne ? 0 : FrequencyTable.mostBytes(distinctCount: others + codes.reduce(0, +))
    return decodingBytes(on: workers) + workers.count * each + all
  }

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
    guard let first = counters.first else { return FrequencyTable(limit: limit) }
    return counters.dropFirst().reduce(first.table) { all, counter in
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

  /// The unit of the codes of 16 bits by which a run is counted; nil if it is counted otherwise.
  static func codeUnit(of run: ValueStore.Place) -> DecimalUnit? {
    guard case .short(let unit) = run.form, run.count >= longRun else { return nil }
    return unit
  }

  mutating func count(_ run: ValueStore.Place, in store: ValueStore) {
    guard others != nil else { return }
    guard let unit = Self.codeUnit(of: run) else {
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
