import Statistics

/// The rolling variance sum of a column whose values are divided among ranks, each of which gets
/// the values that follow its own as its halo.
struct DividedRolling {
  /// The number of windows.
  let windowCount: Int

  /// The sum of squares of all windows.
  let squares: DoubleDouble

  /// The sum of variances, divided by w.
  let sum: Double?

  /// Computes the sum.
  ///
  /// - Parameters:
  ///   - values: the column.
  ///   - window: the number of values in a window.
  ///   - slices: the positions of each rank's values; nil for one rank.
  init(_ values: [Double], window: Int, slices: [Range<Int>]? = nil) {
    let rolling = RollingVariance(window: window, count: values.count)
    let trees = (slices ?? [0..<values.count]).map { slice in
      let cuts = rolling.cuts(startingIn: slice)
      var tree = MergeTree<DoubleDouble>(firstLeaf: cuts.lowerBound)
      // As in a job, where threads take some cuts each, with the values that follow them.
      let middle = (cuts.lowerBound + cuts.upperBound) / 2
      for part in [cuts.lowerBound..<middle, middle..<cuts.upperBound] {
        let positions = rolling.positions(of: part)
        rolling.appendSums(of: part, values: values.span.extracting(positions), to: &tree)
      }
      return tree
    }
    windowCount = rolling.windowCount
    squares = trees.reduce(MergeTree<DoubleDouble>.identity) { $0.merged(with: $1) }.root
    sum = rolling.sum(ofSquares: squares, ddof: 0)
  }
}
