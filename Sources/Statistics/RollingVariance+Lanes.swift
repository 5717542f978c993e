extension RollingVariance {
  /// Appends the sums of squares of the windows that start in some cuts, a leaf for each cut.
  ///
  /// - Parameters:
  ///   - cuts: neighbouring cuts, the first of which is the tree's next leaf.
  ///   - values: the values at `positions(of: cuts)`.
  ///   - tree: what the leaves are appended to.
  package func appendSums(
    of cuts: Range<Int>, values: Span<Double>, to tree: inout MergeTree<DoubleDouble>
  ) {
    precondition(values.count == positions(of: cuts).count, "not the values of the cuts")
    guard !cuts.isEmpty else { return }
    if laneCount == 8 {
      appendSums(of: cuts, values, to: &tree, as: SIMD8<Double>.self)
    } else {
      appendSums(of: cuts, values, to: &tree, as: SIMD2<Double>.self)
    }
  }

  private func appendSums<Vector: SIMD<Double>>(
    of cuts: Range<Int>, _ values: Span<Double>, to tree: inout MergeTree<DoubleDouble>,
    as type: Vector.Type
  ) {
    var suffixes = [RunningSquares<Vector>](repeating: RunningSquares(), count: window)
    let width = Vector.scalarCount
    for first in stride(from: cuts.lowerBound, to: cuts.upperBound, by: width) {
      let lanes = Swift.min(width, cuts.upperBound - first)
      let start = (first - cuts.lowerBound) * window
      let needed = (width + 1) * window
      let found = values.extracting(start..<Swift.min(values.count, start + needed))
      let sums: [DoubleDouble]
      if found.count == needed {
        sums = sumWindows(of: found, firstCut: first, &suffixes)
      } else {
        // Where the column ends, zeros stand for what isn't there; no window reaches them.
        var padded = [Double](repeating: 0, count: needed)
        for index in found.indices { padded[index] = found[index] }
        sums = sumWindows(of: padded.span, firstCut: first, &suffixes)
      }
      for lane in 0..<lanes { tree.append(sums[lane]) }
    }
  }

  /// For each cut, the sum of squares of every window that starts in it.
  ///
  /// - Parameters:
  ///   - values: the values of all lanes' cuts and of the cut that follows.
  ///   - firstCut: the first lane's cut.
  ///   - suffixes: scratch, an element for each value of a window.
  /// - Returns: a sum for each lane.
  private func sumWindows<Vector: SIMD<Double>>(
    of values: Span<Double>, firstCut: Int, _ suffixes: inout [RunningSquares<Vector>]
  ) -> [DoubleDouble] {
    unsafe values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return [] }
      precondition(values.count == (Vector.scalarCount + 1) * window, "not the lanes' values")
      // Sound: steps are below 2 · window, and so all indices below (lanes + 1) · window.
      let lanes = unsafe Lanes<Vector>(base: base, stride: window)
      unsafe fill(&suffixes, from: lanes)
      return unsafe sumWindows(suffixes, from: lanes, firstCut: firstCut)
    }
  }

  /// Mean and sum of squares of every suffix of the cuts.
  @unsafe
  private func fill<Vector: SIMD<Double>>(
    _ suffixes: inout [RunningSquares<Vector>], from lanes: Lanes<Vector>
  ) {
    var suffix = RunningSquares<Vector>()
    for step in stride(from: window - 1, through: 0, by: -1) {
      unsafe suffix.add(lanes[step], reciprocal: reciprocals[window - 1 - step])
      suffixes[step] = suffix
    }
  }

  /// Merges every suffix with the prefix that completes its window, and adds up the squares in
  /// order.
  @unsafe
  private func sumWindows<Vector: SIMD<Double>>(
    _ suffixes: [RunningSquares<Vector>], from lanes: Lanes<Vector>, firstCut: Int
  ) -> [DoubleDouble] {
    var prefix = RunningSquares<Vector>()
    var sums = Vector.zero
    var errors = Vector.zero
    let isWhole = (firstCut + Vector.scalarCount) * window <= windowCount
    for step in 0..<window {
      let suffix = suffixes[step]
      let difference = prefix.mean - suffix.mean
      // In this order, because a weight of zero must not meet an overflowed square.
      let between = difference * weights[step] * difference
      var term = suffix.squares + prefix.squares + between
      if !isWhole {
        // A window may start at n − w − 1 at the latest; lanes beyond that add nothing.
        for lane in 0..<Vector.scalarCount
        where (firstCut + lane) * window + step >= windowCount { term[lane] = 0 }
      }
      let next = sums + term
      let added = next - sums
      errors += (sums - (next - added)) + (term - added)
      sums = next
      unsafe prefix.add(lanes[window + step], reciprocal: reciprocals[step])
    }
    return (0..<Vector.scalarCount).map { DoubleDouble(sum: sums[$0], errors[$0]) }
  }
}

/// Mean and sum of squared deviations of some values of each cut: Welford's running form.
private struct RunningSquares<Vector: SIMD<Double>> {
  var mean = Vector.zero
  var squares = Vector.zero

  @inline(__always)
  mutating func add(_ value: Vector, reciprocal: Double) {
    let deviation = value - mean
    mean += deviation * reciprocal
    squares += deviation * (value - mean)
  }
}

/// The values of neighbouring cuts side by side, less the first value of each cut: lane *l* holds
/// those of cut *l* and of the one that follows.
@unsafe private struct Lanes<Vector: SIMD<Double>> {
  let base: UnsafePointer<Double>
  let stride: Int
  private let origins: Vector

  init(base: UnsafePointer<Double>, stride: Int) {
    var origins = Vector()
    for lane in 0..<Vector.scalarCount { origins[lane] = unsafe base[lane * stride] }
    unsafe self.base = base
    unsafe self.stride = stride
    unsafe self.origins = origins
  }

  /// The values at a step of all cuts.
  @inline(__always)
  subscript(step: Int) -> Vector {
    var vector = Vector()
    for lane in 0..<Vector.scalarCount {
      vector[lane] = unsafe base[lane * stride + step]
    }
    return unsafe vector - origins
  }
}
