import CSV
package import MPI
package import Ranks
import Scan
package import Statistics
import Vocabulary

/// A range of keys in which wanted order statistics lie, and what is known about it.
private struct KeyInterval {
  /// The smallest and the largest key that may occur.
  var keys: ClosedRange<UInt64>

  /// The number of values on all ranks below the interval.
  var below: Int

  /// The number of values on all ranks in the interval.
  var count: Int

  /// Where this rank's values in the interval are: a range for each sorted piece.
  var local: [Range<Int>]

  /// The ranks, among all values, of the order statistics that lie in the interval.
  var wanted: ArraySlice<Int>

  /// Whether only one value can occur.
  var isResolved: Bool { keys.lowerBound == keys.upperBound }
}

extension Communicator {
  /// The number of bins of one round, of all intervals together, as a power of two.
  private static var allBinBits: Int { 20 }

  /// The most bins that one interval is divided into in a round, as a power of two.
  private static var binBits: Int { 16 }

  /// The bits of a key that a round finds, of some intervals together.
  private static func bits(ofIntervals count: Int) -> Int {
    let spare = Int.bitWidth - (count - 1).leadingZeroBitCount
    return max(1, min(binBits, allBinBits - spare))
  }

  /// What finding order statistics may take, for a plan.
  ///
  /// - Parameter wanted: the number of order statistics.
  /// - Returns: the most rounds, and the bytes of the counts of each.
  static func plannedRounds(of wanted: Int) -> (count: Int, bytes: Int) {
    let intervals = max(1, wanted)
    let bits = bits(ofIntervals: intervals)
    return (
      (UInt64.bitWidth + bits - 1) / bits, (intervals << bits) * MemoryLayout<Int>.stride
    )
  }

  /// Finds values by their rank in the order of the values of all communicating ranks.
  ///
  /// The keys of the values, 64 bits, are narrowed down by 16 bits a round for all order statistics
  /// together: every rank counts its values in 65,536 bins, and the sums say in which bin each
  /// order statistic lies. When few enough values are left in those bins, they are gathered.
  ///
  /// - Parameters:
  ///   - wanted: ranks from 0, ascending, each less than the number of values.
  ///   - values: this rank's values, in sorted pieces.
  ///   - all: count and extrema of the values of all ranks.
  ///   - workers: this rank's threads.
  ///   - memory: the memory of this rank's host.
  ///   - gatherLimit: the number of values, of all ranks, that are gathered rather than divided
  ///     again.
  /// - Returns: the value of each rank, the same on all communicating ranks.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  /// - Complexity: usually one allreduce of bins and one allgather, whatever the number of order
  ///   statistics. At most four allreduces, as long as those not yet found lie in at most 16 bins.
  ///   The bins of a round take 8 MiB a thread at most.
  package borrowing func orderStatistics(
    _ wanted: [Int], of values: SortedSegments, among all: Summary, _ workers: Workers,
    _ memory: HostMemory = .unlimited, gatherLimit: Int = 1 << 16
  ) throws -> [Int: Double] {
    guard let minimum = all.minimum, let maximum = all.maximum else { return [:] }
    let whole = KeyInterval(
      keys: OrderedKey(minimum).bits...OrderedKey(maximum).bits, below: 0, count: all.count,
      local: values.segments.map { 0..<$0.count }, wanted: wanted[...])
    var intervals = [whole]
    while true {
      let open = intervals.reduce(0) { $0 + ($1.isResolved ? 0 : $1.count) }
      if open <= gatherLimit { return try gather(intervals, values) }
      intervals = try divide(intervals, values, workers, memory)
    }
  }

  /// Divides every open interval into bins, and keeps those in which an order statistic lies.
  private borrowing func divide(
    _ intervals: [KeyInterval], _ values: SortedSegments, _ workers: Workers, _ memory: HostMemory
  ) throws -> [KeyInterval] {
    let open = intervals.filter { !$0.isResolved }
    let bits = Self.bits(ofIntervals: open.count)
    let shifts = open.map { interval in
      let span = interval.keys.upperBound - interval.keys.lowerBound
      return UInt64(max(0, UInt64.bitWidth - span.leadingZeroBitCount - bits))
    }
    // A thread's counts, their sum while it is formed, and that of all ranks.
    let bytes = (workers.count + 3) * (open.count << bits) * MemoryLayout<Int>.stride
    try checkMemory(for: bytes, besides: values.byteCount, in: memory, "finding the percentiles")
    let noCounts = [Int](repeating: 0, count: open.count << bits)
    let parts = workers.fold(values.segments.count, into: { noCounts }) { counts, piece in
      let segment = values.segments[piece]
      for (number, interval) in open.enumerated() {
        let first = number << bits
        for index in interval.local[piece] {
          let key = OrderedKey(segment.span[index]).bits
          counts[first + Int((key - interval.keys.lowerBound) >> shifts[number])] += 1
        }
      }
    }
    let mine = parts.reduce(noCounts) { sum, part in zip(sum, part).map { $0 + $1 } }
    let counts = try allreduce(mine, .sum)
    let divided = open.indices.flatMap { number in
      Self.narrow(
        open[number], counts: counts[number << bits..<(number + 1) << bits],
        shift: shifts[number], values)
    }
    return intervals.filter(\.isResolved) + divided
  }

  /// The bins of one interval in which an order statistic lies.
  private static func narrow(
    _ interval: KeyInterval, counts: ArraySlice<Int>, shift: UInt64, _ values: SortedSegments
  ) -> [KeyInterval] {
    var result: [KeyInterval] = []
    var wanted = interval.wanted
    var below = interval.below
    for (bin, count) in counts.enumerated() where count > 0 {
      let inBin = wanted.prefix { $0 < below + count }
      if !inBin.isEmpty {
        let low = interval.keys.lowerBound + UInt64(bin) << shift
        let width = (UInt64(1) << shift) - 1
        let high = low + min(width, interval.keys.upperBound - low)
        let local = values.ranges(
          from: OrderedKey(bits: low).value, through: OrderedKey(bits: high).value)
        result.append(
          KeyInterval(keys: low...high, below: below, count: count, local: local, wanted: inBin))
        wanted = wanted.dropFirst(inBin.count)
      }
      below += count
    }
    return result
  }

  /// Gathers the values of the unresolved intervals on all ranks, and picks the order statistics.
  private borrowing func gather(
    _ intervals: [KeyInterval], _ values: SortedSegments
  ) throws(MPIError) -> [Int: Double] {
    let open = intervals.filter { !$0.isResolved }
    let mine = open.flatMap { values.values(in: $0.local) }
    let all = try allgather(varying: mine).flatMap { $0 }.sorted()
    var result = Self.resolved(intervals.filter(\.isResolved))
    var start = 0
    for interval in open {
      for rank in interval.wanted { result[rank] = all[start + rank - interval.below] }
      start += interval.count
    }
    return result
  }

  private static func resolved(_ intervals: [KeyInterval]) -> [Int: Double] {
    var result: [Int: Double] = [:]
    for interval in intervals {
      let value = OrderedKey(bits: interval.keys.lowerBound).value
      for rank in interval.wanted { result[rank] = value }
    }
    return result
  }
}
