import Algorithms
import MPI
import Statistics

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
  ///   - request: window and ddof.
  ///   - ranks: all ranks; the result is the same on each.
  ///   - workers: this rank's threads.
  /// - Throws: `MPIError` if the ranks can't be reached.
  /// - Complexity: O(values) time; less than two windows of values from other ranks, and for each
  ///   thread the values and the suffixes of ten cuts, or of four where a window is long; one
  ///   allgather, one alltoall and one allreduce.
  init(
    _ slice: borrowing ColumnSlice, _ request: DescribeRequest,
    on ranks: borrowing Communicator, _ workers: Workers
  ) throws(MPIError) {
    let owned = Self.positions(ofCounts: try ranks.allgather(slice.valueCount))
    let total = owned.last?.upperBound ?? 0
    let mine = owned[ranks.rank]
    let rolling = RollingVariance(window: request.window, count: total)
    let units = slice.units.map { slice.values(of: $0) }
    let own = SegmentedValues(units, firstPosition: mine.lowerBound)
    let halo = try Self.exchangeHalo(own, rolling, owned: owned, on: ranks)
    let values = SegmentedValues(own.segments + [halo[...]], firstPosition: mine.lowerBound)
    let tree = Self.sumSquares(of: rolling.cuts(startingIn: mine), values, rolling, workers)
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
    _ own: SegmentedValues, _ rolling: RollingVariance, owned: [Range<Int>],
    on ranks: borrowing Communicator
  ) throws(MPIError) -> [Double] {
    let mine = owned[ranks.rank]
    let parts = owned.map { other in
      own.values(at: haloPositions(rolling, owned: other).clamped(to: mine))
    }
    return try ranks.alltoall(varying: parts).flatMap { $0 }
  }

  /// The sums of squares of neighbouring cuts: a leaf for each.
  private static func sumSquares(
    of cuts: Range<Int>, _ values: SegmentedValues, _ rolling: RollingVariance, _ workers: Workers
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

/// Values that lie in several pieces of memory, by their position in the column.
struct SegmentedValues: Sendable {
  /// The pieces, in order.
  let segments: [ArraySlice<Double>]

  /// The position of each piece's first value, and behind them that of the end.
  private let starts: [Int]

  /// Joins pieces.
  ///
  /// - Parameters:
  ///   - segments: the pieces, in order.
  ///   - firstPosition: the position of the first value.
  init(_ segments: [ArraySlice<Double>], firstPosition: Int) {
    self.segments = segments
    starts = segments.reduce(into: [firstPosition]) { starts, segment in
      starts.append(starts[starts.count - 1] + segment.count)
    }
  }

  /// Copies neighbouring values.
  ///
  /// - Parameter positions: positions in the column, all of them in some piece.
  /// - Returns: the values.
  func values(at positions: Range<Int>) -> [Double] {
    guard !positions.isEmpty else { return [] }
    var result: [Double] = []
    result.reserveCapacity(positions.count)
    // The last piece that starts at the first position or before it.
    var piece = starts.partitioningIndex { $0 > positions.lowerBound } - 1
    while result.count < positions.count {
      let start = positions.lowerBound + result.count - starts[piece]
      let segment = segments[piece]
      let end = min(segment.count, positions.upperBound - starts[piece])
      result.append(copying: segment.span.extracting(start..<end))
      piece += 1
    }
    return result
  }
}
