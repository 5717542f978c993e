package import MPI
package import Statistics

extension Communicator {
  /// The frequency of each distinct value on all ranks, smallest value first.
  ///
  /// The ranks' tables are merged pairwise, so no message and no table is ever larger than the limit.
  ///
  /// - Parameters:
  ///   - values: this rank's values.
  ///   - limit: the most distinct values.
  /// - Returns: the same table on every rank; nil on every rank if there are more distinct values.
  /// - Complexity: O(values) time and log₂(ranks) steps of at most 16·limit bytes.
  package borrowing func mergedFrequencies(
    of values: borrowing ValueBuffer, limit: Int = FrequencyTable.defaultLimit
  ) throws(MPIError) -> [ValueCount]? {
    var table = FrequencyTable(limit: limit)
    var fits = values.withValues { table.count($0) }
    let everyoneFits = try allreduce(fits ? 1 : 0, .minimum)
    guard everyoneFits == 1 else { return nil }
    var step = 1
    while step < size, rank.isMultiple(of: step) {
      if !rank.isMultiple(of: 2 * step) {
        // An empty message says that the values no longer fit; so does an empty rank, whose table adds
        // nothing, and is told apart by the count in front.
        try send([ValueCount(value: fits ? 0 : 1, count: 0)] + (fits ? table.entries : []), to: rank - step)
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
