import MPI
import Statistics

/// The sum of rolling variances of a column, from the slices of all ranks.
///
/// A rank computes the windows of the cuts that begin in its slice. Their last values may lie in the
/// slices of the ranks that follow, of several if those are short: the halo, which is exchanged first.
struct RollingReduction {
  /// The number of windows in the sum.
  let windowCount: Int

  /// The sum; nil if there are no windows.
  let sum: Double?

  /// Computes the sum.
  ///
  /// - Parameters:
  ///   - slice: this rank's part of the column.
  ///   - request: window and ddof.
  ///   - shift: a number near the values, the same on all ranks.
  ///   - ranks: all ranks; the result is the same on each.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: O(values) time; less than two windows of values from other ranks; one allgather, one
  ///   alltoall and one allreduce.
  init(
    _ slice: borrowing ColumnSlice, _ request: DescribeRequest, shift: Double,
    on ranks: borrowing Communicator
  ) throws(MPIError) {
    let owned = Self.positions(ofCounts: try ranks.allgather(slice.values.count))
    let total = owned.last?.upperBound ?? 0
    var rolling = RollingVariance(window: request.window, count: total, shift: shift)
    let halo = try Self.exchangeHalo(slice, rolling, owned: owned, on: ranks)
    let mine = owned[ranks.rank]
    let cuts = rolling.cuts(startingIn: mine)
    let tree = slice.values.withValues { values in
      Self.sumSquares(of: cuts, values: values, firstPosition: mine.lowerBound, halo, &rolling)
    }
    let squares = try ranks.merge(tree).root
    windowCount = rolling.windowCount
    sum = rolling.sum(ofSquares: squares, ddof: request.ddof)
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
    _ slice: borrowing ColumnSlice, _ rolling: RollingVariance, owned: [Range<Int>],
    on ranks: borrowing Communicator
  ) throws(MPIError) -> [Double] {
    let mine = owned[ranks.rank]
    let parts = slice.values.withValues { values in
      owned.map { other in
        let shared = haloPositions(rolling, owned: other).clamped(to: mine)
        return shared.map { values[$0 - mine.lowerBound] }
      }
    }
    return try ranks.alltoall(varying: parts).flatMap { $0 }
  }

  /// The sums of squares of the cuts that begin in a slice.
  private static func sumSquares(
    of cuts: Range<Int>, values: Span<Double>, firstPosition: Int, _ halo: [Double],
    _ rolling: inout RollingVariance
  ) -> MergeTree<DoubleDouble> {
    var tree = MergeTree<DoubleDouble>(firstLeaf: cuts.lowerBound)
    let end = firstPosition + values.count
    // The last cuts reach beyond the slice: their values are copied in front of the halo.
    var border = cuts.upperBound
    while border > cuts.lowerBound, rolling.positions(of: border - 1..<border).upperBound > end {
      border -= 1
    }
    rolling.appendSums(
      of: cuts.lowerBound..<border, values: values, firstPosition: firstPosition, to: &tree)
    let rest = border..<cuts.upperBound
    guard !rest.isEmpty else { return tree }
    let restStart = rolling.positions(of: rest).lowerBound
    let tail = (restStart - firstPosition..<values.count).map { values[$0] } + halo
    rolling.appendSums(of: rest, values: tail.span, firstPosition: restStart, to: &tree)
    return tree
  }
}
