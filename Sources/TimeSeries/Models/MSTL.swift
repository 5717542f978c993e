/// Decomposition with several seasons.
///
/// ```swift
/// let parts = try MSTL(periods: [24, 168]).decompose(values)
/// let tomorrow = parts.seasonAhead(steps: 24)
/// ```
///
/// ``STL`` finds the shortest season, then the next in what is left, and so on; then each again
/// without the others. The trend is that of the longest season. With one season it is one STL.
///
/// Bandara, K., Hyndman, R., Bergmeir, C. (2021), doi:10.48550/arXiv.2107.13462. The windows are
/// 11, 15, 19, … and the rest as in `mstl` of R's package `forecast`, whose results these are.
package struct MSTL: Sendable, Equatable {
  /// The lengths of the seasons in steps, ascending.
  package let periods: [Int]
  /// Whether values that lie far off weigh less.
  package let isRobust: Bool
  /// How often each season is found.
  package let iterations: Int

  /// A decomposition.
  ///
  /// - Parameters:
  ///   - periods: the lengths of the seasons in steps, in any order.
  ///   - isRobust: whether values that lie far off weigh less.
  ///   - iterations: how often each of several seasons is found.
  /// - Precondition: at least one period, each at least 2; iterations >= 1.
  package init(periods: [Int], isRobust: Bool = false, iterations: Int = 2) {
    precondition(!periods.isEmpty && periods.allSatisfy { $0 >= 2 }, "seasons of two steps or more")
    precondition(iterations >= 1, "each season is found once")
    self.periods = Set(periods).sorted()
    self.isRobust = isRobust
    self.iterations = iterations
  }

  /// Decomposes a series.
  ///
  /// - Parameter values: the series; NaN where a value is missing, see ``SeasonalInterpolation``.
  /// - Returns: the parts. Seasons of which the series has no more than two are left out, and named
  ///   in `omittedPeriods`.
  /// - Throws: ``ModelError`` if the series has no more than two of the shortest season, or no
  ///   value, or an infinite one.
  /// - Complexity: that of an ``STL`` for each season and iteration.
  package func decompose(_ values: [Double]) throws(ModelError) -> SeasonalDecomposition {
    let kept = periods.filter { values.count > 2 * $0 }
    guard !kept.isEmpty else {
      throw .tooFewValues(known: values.count, needed: 2 * periods[0] + 1)
    }
    let filled = try SeasonalInterpolation(periods: kept).fill(values)
    let parts = decompose(complete: filled, kept)
    let remainder = values.indices.map { step in
      values[step].isNaN ? .nan : parts.adjusted[step] - parts.trend[step]
    }
    return SeasonalDecomposition(
      trend: parts.trend, periods: kept, seasons: parts.seasons, remainder: remainder,
      omittedPeriods: periods.filter { !kept.contains($0) },
      interpolatedCount: values.count { $0.isNaN })
  }

  /// The seasons, what is left without them, and its trend.
  ///
  /// - Precondition: no value is NaN, and there are more than two of each season.
  func decompose(
    complete values: [Double], _ kept: [Int]
  ) -> (seasons: [[Double]], adjusted: [Double], trend: [Double]) {
    var adjusted = values
    var trend: [Double] = []
    var seasons = [[Double]](
      repeating: [Double](repeating: 0, count: values.count), count: kept.count)
    for _ in 0..<(periods.count > 1 ? iterations : 1) {
      for (index, period) in kept.enumerated() {
        for step in adjusted.indices { adjusted[step] += seasons[index][step] }
        let stl = STL(
          period: period, seasonalWindow: .values(11 + 4 * index), isRobust: isRobust)
        (seasons[index], trend) = stl.decompose(complete: adjusted)
        for step in adjusted.indices { adjusted[step] -= seasons[index][step] }
      }
    }
    return (seasons, adjusted, trend)
  }
}
