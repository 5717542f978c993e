/// Where a series is cut to see how well a method would have forecast it.
///
/// ```swift
/// let origins = RollingOrigins(steps: values.count, horizon: 72, count: 20, period: 24)
/// for end in origins.trainingEnds { … values[..<end] … }
/// ```
///
/// Each origin has all values before it to learn from, and `horizon` values to be compared with. They
/// lie evenly, the last as late as it can, at distances that have no factor in common with the
/// season, so that every place in it is an origin in turn.
///
/// Tashman (2000), <https://doi.org/10.1016/S0169-2070(00)00065-0>.
package struct RollingOrigins: Sendable, Equatable {
  /// How many values each origin has before it, ascending: its first forecast is for that index.
  package let trainingEnds: [Int]
  /// How many steps ahead are forecast from each.
  package let horizon: Int

  /// A plan.
  ///
  /// - Parameters:
  ///   - steps: the length of the series.
  ///   - horizon: how many steps ahead are forecast from each origin, at least one.
  ///   - count: how many origins are wanted, at least one. A short series has fewer.
  ///   - period: the steps of a season; 1 for none.
  ///   - leastTraining: how many values the first origin has before it at least; nil for half of the
  ///     series.
  package init(
    steps: Int, horizon: Int, count: Int, period: Int = 1, leastTraining: Int? = nil
  ) {
    precondition(horizon >= 1 && count >= 1 && period >= 1, "a step, an origin and a season")
    self.horizon = horizon
    let least = Swift.max(leastTraining ?? steps / 2, 1)
    let last = steps - horizon
    guard last >= least else {
      trainingEnds = []
      return
    }
    var distance = count > 1 ? (last - least) / (count - 1) : 1
    while distance > 1, Self.greatestCommonDivisor(distance, period) > 1 { distance -= 1 }
    // Where there are fewer places than origins, each is one.
    distance = Swift.max(distance, 1)
    let kept = Swift.min(count, (last - least) / distance + 1)
    trainingEnds = (0..<kept).map { last - (kept - 1 - $0) * distance }
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
  }
}
