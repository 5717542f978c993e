/// The sum of the variances of all windows of *w* neighbouring values but the last.
///
/// With x₀ … xₙ₋₁ the values of a column in file order, it is Σ var(x[i−w … i−1]) over i = w … n−1:
/// the windows that start at 0 … n−w−1. (The last full window is left out, as in the loop that this
/// statistic was first defined by.)
///
/// Sliding updates, adding one value and removing one, are ruinous here: after one large outlier has
/// passed, what is left of its rounding error exceeds the variances that follow. This is the two-block
/// scheme instead. The values are cut every *w*; a window is a suffix of one cut and a prefix of the
/// next, and its moments are merged from theirs, never subtracted:
///
///     M₂ = M₂(suffix) + M₂(prefix) + δ²·n₁n₂/w,   δ = mean(prefix) − mean(suffix)
///
/// (T. F. Chan, G. H. Golub, R. J. LeVeque, *Updating formulae and a pairwise algorithm for computing
/// sample variances*, 1979, <https://doi.org/10.1007/978-3-642-51461-6_3>; the running form is
/// B. P. Welford's, <https://doi.org/10.1080/00401706.1962.10490022>).
///
/// The cuts are anchored to the position of a value in the whole column, and the sum of each cut's
/// windows is the leaf of a ``MergeTree``, so the result doesn't depend on how the values are divided
/// among ranks. Eight neighbouring cuts are computed side by side in the lanes of a vector.
///
/// - Complexity: O(count) time whatever the window; 2·window vectors of eight doubles of scratch.
public struct RollingVariance {
  /// The number of values in a window, at least one.
  public let window: Int

  /// The number of values in the whole column.
  public let count: Int

  private let shift: Double
  private let reciprocals: [Double]
  private let weights: [Double]
  private var suffixMeans: [SIMD8<Double>]
  private var suffixSquares: [SIMD8<Double>]

  /// Prepares the computation.
  ///
  /// - Parameters:
  ///   - window: the number of values in a window, at least one.
  ///   - count: the number of values in the whole column.
  ///   - shift: a number near the values (their mean), subtracted from each before anything else.
  public init(window: Int, count: Int, shift: Double) {
    precondition(window >= 1, "a window holds at least one value")
    self.window = window
    self.count = count
    self.shift = shift
    // No window, no tables: a window of more values than the column has must not cost memory.
    let steps = count > window ? window : 0
    reciprocals = (0..<steps).map { 1 / Double($0 + 1) }
    weights = (0..<steps).map { Double($0) * Double(window - $0) / Double(window) }
    suffixMeans = Array(repeating: .zero, count: steps)
    suffixSquares = Array(repeating: .zero, count: steps)
  }

  /// The number of windows in the sum: n − w, or 0.
  public var windowCount: Int { Swift.max(0, count - window) }

  /// The number of cuts that windows start in.
  public var cutCount: Int { (windowCount + window - 1) / window }

  /// The cuts that start at a position in the given range.
  ///
  /// - Parameter positions: positions of values in the whole column.
  public func cuts(startingIn positions: Range<Int>) -> Range<Int> {
    let first = Swift.min(cutCount, cuts(startingBefore: positions.lowerBound))
    let end = Swift.min(cutCount, cuts(startingBefore: positions.upperBound))
    return first..<Swift.max(first, end)
  }

  /// The number of cuts that start before a position: the position divided by the window, rounded up
  /// without a sum that the largest window would overflow.
  private func cuts(startingBefore position: Int) -> Int {
    let (whole, rest) = position.quotientAndRemainder(dividingBy: window)
    return whole + (rest > 0 ? 1 : 0)
  }

  /// The positions of the values that the windows of some cuts consist of.
  ///
  /// - Parameter cuts: neighbouring cuts.
  public func positions(of cuts: Range<Int>) -> Range<Int> {
    guard !cuts.isEmpty else { return 0..<0 }
    return cuts.lowerBound * window..<Swift.min(count, (cuts.upperBound + 1) * window)
  }

  /// The variance sum for a given sum of squares.
  ///
  /// - Parameters:
  ///   - sumOfSquares: the root of the merge tree of all cuts.
  ///   - ddof: 0 to divide each window's squares by w, 1 by w − 1.
  /// - Returns: nil if there is no window, w ≤ ddof, or the sum left the range of doubles.
  public func sum(ofSquares sumOfSquares: DoubleDouble, ddof: Int) -> Double? {
    guard windowCount > 0, window > ddof else { return nil }
    let sum = (sumOfSquares / Double(window - ddof)).high
    return sum.isFinite ? sum : nil
  }

  /// Appends the sums of squares of the windows that start in some cuts, a leaf for each cut.
  ///
  /// - Parameters:
  ///   - cuts: neighbouring cuts, the first of which is the tree's next leaf.
  ///   - values: values of the column that contain `positions(of: cuts)`.
  ///   - firstPosition: the position in the whole column of the first of `values`.
  ///   - tree: what the leaves are appended to.
  public mutating func appendSums(
    of cuts: Range<Int>, values: Span<Double>, firstPosition: Int,
    to tree: inout MergeTree<DoubleDouble>
  ) {
    guard !cuts.isEmpty else { return }
    precondition(
      firstPosition <= cuts.lowerBound * window
        && firstPosition + values.count >= positions(of: cuts).upperBound,
      "the values do not cover the cuts")
    var cut = cuts.lowerBound
    while cut < cuts.upperBound {
      let lanes = Swift.min(8, cuts.upperBound - cut)
      let start = cut * window - firstPosition
      fillSuffixes(values: values, start: start, lanes: lanes)
      let sums = sumWindows(values: values, start: start, lanes: lanes, cut: cut)
      for lane in 0..<lanes { tree.append(sums[lane]) }
      cut += lanes
    }
  }

  /// The values at one step of up to eight neighbouring cuts, less the shift; the missing are zero.
  @inline(__always)
  private func load(_ values: Span<Double>, at index: Int, lanes: Int) -> SIMD8<Double> {
    var vector = SIMD8<Double>.zero
    for lane in 0..<lanes {
      let position = index + lane * window
      if position < values.count { vector[lane] = values[position] - shift }
    }
    return vector
  }

  /// Mean and sum of squares of each suffix of the cuts, the shortest first.
  private mutating func fillSuffixes(values: Span<Double>, start: Int, lanes: Int) {
    var mean = SIMD8<Double>.zero
    var squares = SIMD8<Double>.zero
    for step in stride(from: window - 1, through: 0, by: -1) {
      let value = load(values, at: start + step, lanes: lanes)
      let deviation = value - mean
      mean += deviation * reciprocals[window - 1 - step]
      squares += deviation * (value - mean)
      suffixMeans[step] = mean
      suffixSquares[step] = squares
    }
  }

  /// For each cut, the sum of squares of every window that starts in it, added up in order.
  private func sumWindows(
    values: Span<Double>, start: Int, lanes: Int, cut: Int
  ) -> [DoubleDouble] {
    var mean = SIMD8<Double>.zero
    var squares = SIMD8<Double>.zero
    var sums = SIMD8<Double>.zero
    var errors = SIMD8<Double>.zero
    for step in 0..<window {
      let difference = mean - suffixMeans[step]
      // Weighted first: the weight of an empty prefix is zero, and zero times infinity isn't.
      var term = suffixSquares[step] + squares + difference * weights[step] * difference
      // A window may start at n − w − 1 at the latest; lanes beyond that add nothing.
      for lane in 0..<lanes where (cut + lane) * window + step >= windowCount { term[lane] = 0 }
      let next = sums + term
      let added = next - sums
      errors += (sums - (next - added)) + (term - added)
      sums = next
      let value = load(values, at: start + window + step, lanes: lanes)
      let deviation = value - mean
      mean += deviation * reciprocals[step]
      squares += deviation * (value - mean)
    }
    return (0..<lanes).map { DoubleDouble(sum: sums[$0], errors[$0]) }
  }
}
