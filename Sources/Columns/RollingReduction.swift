import CSV
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// The sum of rolling variances of a column, from the slices of all ranks.
///
/// A rank computes the windows of the cuts that begin in its slice. Their last values may lie in
/// the slices of the ranks that follow, of several if those are short: the halo, which is exchanged
/// first.
struct RollingReduction {
  /// The number of values that a thread copies together to compute their windows.
  private static let groupValues = 1 << 15

  /// The number of windows in the sum.
  let windowCount: Int

  /// The sum; nil if there are no windows, w ≤ ddof, or the sum left the range of doubles.
  let sum: Double?

  /// Computes the sum.
  ///
  /// - Parameters:
  ///   - slice: this rank's part of the column.
  ///   - plan: window and ddof.
  ///   - memory: the memory of this rank's host.
  ///   - ranks: all ranks; the result is the same on each.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached; an agreed `CaudalError` if there isn't enough
  ///   memory.
  /// - Complexity: O(values) time; less than two windows of values from other ranks, and for each
  ///   thread the values and the suffixes of ten cuts, or of four where a window is long; one
  ///   allgather, one alltoall and one allreduce.
  init(
    _ slice: borrowing ColumnSlice, _ plan: StatisticPlan, _ memory: HostMemory,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws {
    let owned = Self.positions(ofCounts: try ranks.allgather(slice.valueCount))
    let total = owned.last?.upperBound ?? 0
    let mine = owned[ranks.rank]
    let bytes = Self.byteCount(window: plan.window, mine, of: total, on: ranks, workers)
    try ranks.checkMemory(
      for: bytes, besides: slice.byteCount, in: memory,
      "the rolling variance in windows of \(plan.window)")
    let rolling = RollingVariance(window: plan.window, count: total)
    var values = slice.values(from: mine.lowerBound)
    values.append(try Self.exchangeHalo(values, rolling, owned: owned, on: ranks))
    let tree = Self.sumSquares(of: rolling.cuts(startingIn: mine), values, rolling, workers)
    let squares = try ranks.merge(tree).root
    windowCount = rolling.windowCount
    sum = rolling.sum(ofSquares: squares, ddof: plan.ddof)
  }

  /// The bytes of memory that are needed besides the values.
  ///
  /// - Parameters:
  ///   - window: the number of values in a window.
  ///   - mine: the positions of this rank's values.
  ///   - total: the number of values of all ranks.
  ///   - ranks: all ranks.
  ///   - workers: this rank's threads.
  /// - Returns: the most bytes at any time.
  private static func byteCount(
    window: Int, _ mine: Range<Int>, of total: Int, on ranks: borrowing Communicator,
    _ workers: Workers
  ) -> Int {
    guard window < total else { return 0 }
    // A thread copies a group of cuts, and one cut more; few if there are few values.
    let cuts = max(RollingVariance.laneCount(window: window), groupValues / window) + 1
    let copied = min(cuts * window, mine.count + 2 * window) * MemoryLayout<Double>.stride
    let threads = min(workers.count, max(1, mine.count / window))
    // A halo is less than two windows: those that are sent, and sent on, and received, and kept.
    let halos = ranks.size > 1 ? 4 * 2 * window * MemoryLayout<Double>.stride : 0
    return RollingVariance.tableBytes(window: window) + halos
      + threads * (copied + RollingVariance.scratchBytes(window: window))
  }

  /// The positions in the column of each rank's values.
  private static func positions(ofCounts counts: [Int]) -> [Range<Int>] {
    var end = 0
    return counts.map { count in
      defer { end += count }
      return end..<end + count
    }
  }

  /// The positions that a rank needs behind its own.
  private static func haloPositions(_ rolling: RollingVariance, owned: Range<Int>) -> Range<Int> {
    let needed = rolling.positions(of: rolling.cuts(startingIn: owned))
    return owned.upperBound..<max(owned.upperBound, needed.upperBound)
  }

  /// The values that this rank needs behind its own.
  private static func exchangeHalo(
    _ own: PositionedValues, _ rolling: RollingVariance, owned: [Range<Int>],
    on ranks: borrowing Communicator
  ) throws(MPIError) -> [Double] {
    let mine = owned[ranks.rank]
    let parts = owned.map { other in
      own.values(at: haloPositions(rolling, owned: other).clamped(to: mine))
    }
    let counts = parts.map(\.count)
    return try ranks.alltoall(varying: parts.flatMap { $0 }, counts: counts).elements
  }

  /// The sums of squares of neighbouring cuts: a leaf for each.
  private static func sumSquares(
    of cuts: Range<Int>, _ values: PositionedValues, _ rolling: RollingVariance, _ workers: Workers
  ) -> MergeTree<DoubleDouble> {
    let lanes = rolling.laneCount
    let length = max(lanes, groupValues / rolling.window / lanes * lanes)
    let groups = stride(from: cuts.lowerBound, to: cuts.upperBound, by: length).map {
      $0..<min($0 + length, cuts.upperBound)
    }
    let trees = workers.map(groups.count) { group in
      let copy = values.values(at: rolling.positions(of: groups[group]))
      var tree = MergeTree<DoubleDouble>(firstLeaf: groups[group].lowerBound)
      rolling.appendSums(of: groups[group], values: copy.span, to: &tree)
      return tree
    }
    let empty = MergeTree<DoubleDouble>(firstLeaf: cuts.lowerBound)
    return trees.reduce(empty) { $0.merged(with: $1) }
  }
}
