/// The sum of the variances of all windows of *w* neighbouring values but the last.
///
/// With x₀ … xₙ₋₁ the values of a column in file order, it is Σ var(x[i−w … i−1]) over i = w … n−1:
/// the windows that start at 0 … n−w−1. (The last full window is left out, as in the loop that this
/// statistic was first defined by.)
///
/// Sliding updates, adding one value and removing one, are ruinous here: after one large outlier
/// has passed, what is left of its rounding error exceeds the variances that follow. This is the
/// two-block scheme instead. The values are cut every *w*; a window is a suffix of one cut and a
/// prefix of the next, and its moments are merged from theirs, never subtracted:
///
///     M₂ = M₂(suffix) + M₂(prefix) + δ²·n₁n₂/w,   δ = mean(prefix) − mean(suffix)
///
/// (T. F. Chan, G. H. Golub, R. J. LeVeque, *Updating formulae and a pairwise algorithm for
/// computing sample variances*, 1979, <https://doi.org/10.1007/978-3-642-51461-6_3>; the running
/// form is B. P. Welford's, <https://doi.org/10.1080/00401706.1962.10490022>).
///
/// From the values of each window, the first value of its cut is subtracted before anything else:
/// at an offset of 10⁹, squares of what is left keep their digits. (A mean would not do: an outlier
/// that no counted window holds could move it far away from all of them.)
///
/// The cuts are anchored to the position of a value in the whole column, and the sum of each cut's
/// windows is the leaf of a ``MergeTree``, so the result doesn't depend on how the values are
/// divided among ranks. Eight neighbouring cuts are computed side by side in the lanes of a vector.
///
/// - Complexity: O(count) time whatever the window. The values of eight cuts and the moments of
///   their suffixes are held at a time; of two cuts, where a window is so long that eight don't fit
///   a cache.
package struct RollingVariance: Sendable {
  /// The longest window of which eight cuts are computed side by side.
  static let longestNarrowWindow = 1 << 13

  /// The number of values in a window, at least one.
  package let window: Int

  /// The number of values in the whole column.
  package let count: Int

  let reciprocals: [Double]
  let weights: [Double]

  /// Prepares the computation.
  ///
  /// - Parameters:
  ///   - window: the number of values in a window, at least one.
  ///   - count: the number of values in the whole column.
  package init(window: Int, count: Int) {
    precondition(window >= 1, "a window holds at least one value")
    self.window = window
    self.count = count
    // No window, no tables: a window of more values than the column has must not cost memory.
    let steps = count > window ? window : 0
    reciprocals = (0..<steps).map { 1 / Double($0 + 1) }
    weights = (0..<steps).map { Double($0) * Double(window - $0) / Double(window) }
  }

  /// The number of cuts that are computed side by side.
  package var laneCount: Int { Self.laneCount(window: window) }

  /// The number of cuts that are computed side by side.
  ///
  /// - Parameter window: the number of values in a window.
  /// - Returns: 8, or 2 where a window is long.
  package static func laneCount(window: Int) -> Int { window <= longestNarrowWindow ? 8 : 2 }

  /// The bytes of memory that an instance takes.
  ///
  /// - Parameter window: the number of values in a window.
  /// - Returns: the bytes of its tables.
  package static func tableBytes(window: Int) -> Int { 2 * window * MemoryLayout<Double>.stride }

  /// The bytes of memory that ``appendSums(of:values:to:)`` takes besides the values.
  ///
  /// - Parameter window: the number of values in a window.
  /// - Returns: the bytes of the suffixes' moments, and of values that are padded with zeros.
  package static func scratchBytes(window: Int) -> Int {
    (3 * laneCount(window: window) + 1) * window * MemoryLayout<Double>.stride
  }

  /// The number of windows in the sum: n − w, or 0.
  package var windowCount: Int { Swift.max(0, count - window) }

  /// The number of cuts that windows start in.
  package var cutCount: Int { (windowCount + window - 1) / window }

  /// The cuts that start at a position in the given range.
  ///
  /// - Parameter positions: positions of values in the whole column.
  /// - Returns: numbers of neighbouring cuts.
  package func cuts(startingIn positions: Range<Int>) -> Range<Int> {
    let first = Swift.min(cutCount, cut(atOrAfter: positions.lowerBound))
    let end = Swift.min(cutCount, cut(atOrAfter: positions.upperBound))
    return first..<Swift.max(first, end)
  }

  /// Rounds up without adding, because a window may be the largest integer.
  private func cut(atOrAfter position: Int) -> Int {
    position / window + (position % window == 0 ? 0 : 1)
  }

  /// The positions of the values that the windows of some cuts consist of.
  ///
  /// - Parameter cuts: neighbouring cuts.
  /// - Returns: positions in the whole column; none for no cuts.
  package func positions(of cuts: Range<Int>) -> Range<Int> {
    guard !cuts.isEmpty else { return 0..<0 }
    return cuts.lowerBound * window..<Swift.min(count, (cuts.upperBound + 1) * window)
  }

  /// The variance sum for a given sum of squares.
  ///
  /// - Parameters:
  ///   - sumOfSquares: the root of the merge tree of all cuts.
  ///   - ddof: 0 to divide each window's squares by w, 1 by w − 1.
  /// - Returns: nil if there is no window, w ≤ ddof, or the sum left the range of doubles.
  package func sum(ofSquares sumOfSquares: DoubleDouble, ddof: Int) -> Double? {
    guard windowCount > 0, window > ddof else { return nil }
    let sum = (sumOfSquares / Double(window - ddof)).high
    return sum.isFinite ? sum : nil
  }
}
