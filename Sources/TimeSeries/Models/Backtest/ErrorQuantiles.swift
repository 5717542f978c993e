/// Intervals from the errors that a method made from rolling origins, instead of from a model.
///
/// ```swift
/// let quantiles = ErrorQuantiles(run.forecasts.map(\.errors))
/// let (lower, upper) = quantiles.interval(around: forecast.means, level: 0.8)
/// ```
///
/// Whatever a model thinks of its errors, these came. Of n errors of a step, in order, the bounds of
/// level p are those at the places (n + 1)(1 ± p)/2, between two errors on the line through them
/// (definition 6 of Hyndman, Fan, <https://doi.org/10.2307/2684934>): the next error lies below the
/// k-th of n with probability k/(n + 1). Beyond the least and the greatest error nothing is known:
/// for 80 % there must be 9 errors, for 95 % 39; see ``isKnown(level:)``.
package struct ErrorQuantiles: Sendable, Equatable {
  /// The known errors of each step, ascending.
  package let errors: [[Double]]

  /// Sorts errors.
  ///
  /// - Parameter errors: the errors from each origin, by step; NaN is left out.
  /// - Precondition: as many steps from each origin.
  /// - Complexity: O(steps × origins × log origins).
  package init(_ errors: [[Double]]) {
    let horizon = errors.first?.count ?? 0
    precondition(errors.allSatisfy { $0.count == horizon }, "as many steps from each origin")
    self.errors = (0..<horizon).map { step in
      errors.map { $0[step] }.filter { !$0.isNaN }.sorted()
    }
  }

  /// Whether there are enough errors of each step for the bounds of a level to lie among them.
  ///
  /// - Parameter level: the probability, above 0 and below 1.
  /// - Returns: whether there are.
  package func isKnown(level: Double) -> Bool {
    // A little less, as 0.95 is no double.
    errors.allSatisfy { Double($0.count + 1) * (1 - level) >= 2 * (1 - 1e-9) }
  }

  /// The bounds between which values lie with some probability.
  ///
  /// - Parameters:
  ///   - means: the forecasts, no more than steps are known.
  ///   - level: the probability, above 0 and below 1.
  /// - Returns: the bounds; NaN where a step has no errors, and the least or greatest error where it
  ///   has too few.
  /// - Complexity: O(steps).
  package func interval(
    around means: [Double], level: Double
  ) -> (lower: [Double], upper: [Double]) {
    precondition(level > 0 && level < 1, "no probability")
    precondition(means.count <= errors.count, "errors of each step")
    return (
      means.indices.map { means[$0] + quantile((1 - level) / 2, errors[$0]) },
      means.indices.map { means[$0] + quantile((1 + level) / 2, errors[$0]) }
    )
  }

  private func quantile(_ probability: Double, _ sorted: [Double]) -> Double {
    guard let first = sorted.first, let last = sorted.last else { return .nan }
    let place = probability * Double(sorted.count + 1) - 1
    guard place > 0 else { return first }
    let index = Int(place)
    guard index < sorted.count - 1 else { return last }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}
