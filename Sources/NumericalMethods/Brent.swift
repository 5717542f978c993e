/// The search of a function's minimum between two bounds, of one argument.
///
/// ```swift
/// let minimum = Brent().minimum(between: 0, and: 1) { alpha in … }
/// ```
///
/// R. P. Brent, *Algorithms for Minimization without Derivatives*, 1973, chapter 5: golden
/// sections, and parabolas where they fit. It finds a local minimum; the value is certain to half
/// the digits of a double.
package struct Brent: Sendable {
  /// How close to a minimum the search ends, as a part of the argument.
  package var relativeTolerance = 1.5e-8

  /// The most evaluations.
  package var mostEvaluations = 200

  /// Creates a search with its usual tolerance.
  package init() {}

  /// The minimum that is found between two bounds.
  ///
  /// - Parameters:
  ///   - lower: the lower bound.
  ///   - upper: the upper bound, not below it.
  ///   - objective: the function; where it has no value it counts as infinite.
  /// - Returns: the minimum, with one argument.
  package func minimum(
    between lower: Double, and upper: Double, of objective: (Double) -> Double
  ) -> Minimum {
    precondition(lower <= upper, "bounds in the wrong order")
    func evaluate(_ x: Double) -> Double {
      let value = objective(x)
      return value.isNaN ? .infinity : value
    }
    // 1 − 1/φ, the smaller part of a golden section.
    let golden = 0.3819660112501051
    var (low, high) = (lower, upper)
    var best = low + golden * (high - low)
    var bestValue = evaluate(best)
    var (second, secondValue, third, thirdValue) = (best, bestValue, best, bestValue)
    var (step, stepBeforeLast) = (0.0, 0.0)
    var evaluations = 1
    while evaluations < mostEvaluations {
      let middle = 0.5 * (low + high)
      let tolerance = relativeTolerance * abs(best) + 1e-12
      if abs(best - middle) <= 2 * tolerance - 0.5 * (high - low) {
        return Minimum(
          point: [best], value: bestValue, evaluations: evaluations,
          hasConverged: bestValue < .infinity)
      }
      var proposed: Double?
      if abs(stepBeforeLast) > tolerance {
        // The lowest point of the parabola through the three best points.
        let r = (best - second) * (bestValue - thirdValue)
        var q = (best - third) * (bestValue - secondValue)
        var p = (best - third) * q - (best - second) * r
        q = 2 * (q - r)
        if q > 0 { p = -p } else { q = -q }
        if abs(p) < abs(0.5 * q * stepBeforeLast), p > q * (low - best), p < q * (high - best) {
          proposed = p / q
        }
      }
      if let parabola = proposed {
        stepBeforeLast = step
        step = parabola
        let next = best + step
        if next - low < 2 * tolerance || high - next < 2 * tolerance {
          step = best < middle ? tolerance : -tolerance
        }
      } else {
        stepBeforeLast = best < middle ? high - best : low - best
        step = golden * stepBeforeLast
      }
      let next = best + (abs(step) >= tolerance ? step : step > 0 ? tolerance : -tolerance)
      let value = evaluate(next)
      evaluations += 1
      if value <= bestValue {
        if next < best { high = best } else { low = best }
        (third, thirdValue) = (second, secondValue)
        (second, secondValue) = (best, bestValue)
        (best, bestValue) = (next, value)
      } else {
        if next < best { low = next } else { high = next }
        if value <= secondValue || second == best {
          (third, thirdValue) = (second, secondValue)
          (second, secondValue) = (next, value)
        } else if value <= thirdValue || third == best || third == second {
          (third, thirdValue) = (next, value)
        }
      }
    }
    return Minimum(
      point: [best], value: bestValue, evaluations: evaluations, hasConverged: false)
  }
}
