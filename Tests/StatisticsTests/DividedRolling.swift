import Statistics

/// The rolling variance sum of a column whose values are divided among ranks, each of which gets the
/// values that follow its own as its halo.
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
  ///   - shift: a number near the values.
  ///   - slices: the positions of each rank's values; nil for one rank.
  init(_ values: [Double], window: Int, shift: Double, slices: [Range<Int>]? = nil) {
    let trees = (slices ?? [0..<values.count]).map { slice in
      var rolling = RollingVariance(window: window, count: values.count, shift: shift)
      let cuts = rolling.cuts(startingIn: slice)
      var tree = MergeTree<DoubleDouble>(firstLeaf: cuts.lowerBound)
      // As in a job: what needs no other rank's values first, then the rest with the halo.
      var border = cuts.upperBound
      while border > cuts.lowerBound,
        rolling.positions(of: border - 1..<border).upperBound > slice.upperBound
      {
        border -= 1
      }
      rolling.appendSums(
        of: cuts.lowerBound..<border, values: values.span.extracting(slice),
        firstPosition: slice.lowerBound, to: &tree)
      let rest = rolling.positions(of: border..<cuts.upperBound)
      rolling.appendSums(
        of: border..<cuts.upperBound, values: values.span.extracting(rest),
        firstPosition: rest.lowerBound, to: &tree)
      return tree
    }
    let rolling = RollingVariance(window: window, count: values.count, shift: shift)
    windowCount = rolling.windowCount
    squares = trees.reduce(MergeTree<DoubleDouble>.identity) { $0.merged(with: $1) }.root
    sum = rolling.sum(ofSquares: squares, ddof: 0)
  }
}
