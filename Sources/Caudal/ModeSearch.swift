package import MPI
package import Statistics

extension Communicator {
  /// The most frequent value of all ranks, of several the smallest.
  ///
  /// Let L be the largest count that any rank has of any value. The mode occurs at least L times, so on
  /// some rank at least L/ranks times. Usually few values do; they are the candidates, and every rank
  /// adds its counts of them. (The threshold idea of P. Cao, Z. Wang, *Efficient top-K query calculation
  /// in distributed networks*, PODC 2004, <https://doi.org/10.1145/1011767.1011798>.) If there are too
  /// many, all distinct values are exchanged, a bounded number at a time.
  ///
  /// - Parameters:
  ///   - values: this rank's values, sorted.
  ///   - candidateLimit: the most values whose counts are compared by all ranks at once.
  /// - Returns: the mode and its frequency, the same on every rank; a frequency of 0 if there are no
  ///   values.
  /// - Complexity: O(values) time. On the wire, a few thousand values, or every distinct value once.
  package borrowing func mode(
    ofSorted values: borrowing ValueBuffer, candidateLimit: Int = 1 << 16
  ) throws(MPIError) -> ValueCount {
    try values.withValues { values throws(MPIError) in
      var best = ValueCount.identity
      values.forEachRun { run in
        best = best.merged(with: run)
        return true
      }
      if size == 1 { return best }
      let largest = try allreduce(best.count, .maximum)
      let threshold = (largest + size - 1) / size
      let candidates = Self.runs(of: values, from: threshold, limit: candidateLimit)
      let candidateCount = try allreduce(candidates.count, .sum)
      guard candidateCount <= candidateLimit else {
        return try exchangedMode(values, limit: candidateLimit)
      }
      return try comparedMode(candidates, values)
    }
  }

  /// The values that occur at least `threshold` times, at most one more of them than the limit.
  private static func runs(of values: Span<Double>, from threshold: Int, limit: Int) -> [Double] {
    var result: [Double] = []
    values.forEachRun { run in
      if run.count >= threshold { result.append(run.value) }
      return result.count <= limit
    }
    return result
  }

  /// The best of some candidates, by the sum of every rank's counts.
  private borrowing func comparedMode(
    _ candidates: [Double], _ values: Span<Double>
  ) throws(MPIError) -> ValueCount {
    let all = Set(try allgather(varying: candidates).flatMap { $0 }).sorted()
    let counts = try allreduce(all.map { values.sortedOccurrences(of: $0) }, .sum)
    return zip(all, counts).reduce(.identity) { best, candidate in
      best.merged(with: ValueCount(value: candidate.0, count: candidate.1))
    }
  }

  /// The mode, by sending every distinct value to the rank that its bits choose.
  ///
  /// The ranks go through their sorted values together, from the smallest to the largest: in each round
  /// they agree on a bound up to which nobody has more than a limited number of distinct values, and
  /// exchange those. So neither side of the exchange holds more than that.
  private borrowing func exchangedMode(
    _ values: Span<Double>, limit: Int
  ) throws(MPIError) -> ValueCount {
    var best = ValueCount.identity
    var start = 0
    while true {
      let bound = try allreduce(
        Self.proposedBound(values, from: start, limit: limit), .minimum)
      var parts = [[ValueCount]](repeating: [], count: size)
      start = values.forEachRun(from: start) { run in
        let key = OrderedKey(run.value).bits
        guard key <= bound else { return false }
        parts[Self.owner(of: key, among: size)].append(run)
        return true
      }
      let received = try alltoall(varying: parts).flatMap { $0 }.sorted { $0.value < $1.value }
      var index = 0
      while index < received.count {
        var sum = received[index]
        index += 1
        while index < received.count, received[index].value == sum.value {
          sum.count += received[index].count
          index += 1
        }
        best = best.merged(with: sum)
      }
      if bound == .max { break }
    }
    return try merge(best)
  }

  /// The key up to which there are at most `limit` distinct values; the largest key if no more are left.
  private static func proposedBound(_ values: Span<Double>, from start: Int, limit: Int) -> UInt64 {
    var runs = 0
    var bound = UInt64.max
    let stopped = values.forEachRun(from: start) { run in
      runs += 1
      if runs == limit { bound = OrderedKey(run.value).bits }
      return runs <= limit
    }
    return stopped == values.count ? .max : bound
  }

  /// The rank that adds up the counts of a value.
  private static func owner(of key: UInt64, among size: Int) -> Int {
    let spread = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return Int((spread >> 32) % UInt64(size))
  }
}
