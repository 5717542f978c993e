/// The search of a smooth function's minimum within bounds, by its gradient.
///
/// ```swift
/// let search = BoundedBFGS(lower: [0, -.infinity], upper: [1, .infinity])
/// let found = search.minimum(from: [0.5, 0]) { point, gradient in … }
/// ```
///
/// The inverse of the Hessian is learnt from the steps after Broyden, Fletcher, Goldfarb and
/// Shanno. A step bends where it meets a bound; arguments that lie on one and would leave it don't
/// take part (D. P. Bertsekas, *Projected Newton methods for optimization problems with simple
/// constraints*, 1982, <https://doi.org/10.1137/0320018>). Bounds are reached exactly.
///
/// Arguments should be of the size of 1. What a function isn't defined for may have an infinite
/// value: steps are shortened until they don't lead there.
package struct BoundedBFGS: Sendable {
  /// Sets the gradient and returns the value.
  package typealias Objective = (_ point: [Double], _ gradient: inout [Double]) -> Double

  /// The least value of each argument; −∞ for none.
  package var lower: [Double]
  /// The greatest value of each argument; ∞ for none.
  package var upper: [Double]
  /// A search ends when a step is expected to lower the value by no more than this.
  package var tolerance = 1e-9
  /// The same as a part of the value, which allows for its rounding.
  package var relativeTolerance = 1e-14
  /// The most that an argument changes in one step.
  package var longestStep = 2.0
  /// The most steps.
  package var mostSteps = 500

  /// A search within bounds.
  ///
  /// - Parameters:
  ///   - lower: the least value of each argument.
  ///   - upper: the greatest, none below the least; as many.
  package init(lower: [Double], upper: [Double]) {
    precondition(zip(lower, upper).allSatisfy { $0 <= $1 }, "bounds that leave nothing")
    precondition(lower.count == upper.count, "two bounds for each argument")
    self.lower = lower
    self.upper = upper
  }

  /// The minimum that is found from a start.
  ///
  /// - Parameters:
  ///   - start: where to begin; put within the bounds first.
  ///   - objective: the function and its gradient.
  /// - Returns: the minimum; its value is infinite if the function's is at the start.
  /// - Complexity: O(arguments²) for each evaluation, and that of the function.
  package func minimum(from start: [Double], of objective: Objective) -> Minimum {
    withoutActuallyEscaping(objective) { objective in
      var search = Search(at: start, self, objective)
      return search.run()
    }
  }
}

extension BoundedBFGS {
  /// A search on its way.
  private struct Search {
    private let settings: BoundedBFGS
    private let objective: Objective
    private let count: Int
    private var point: [Double]
    private var gradient: [Double]
    private var value = Double.infinity
    private var next: [Double]
    private var nextGradient: [Double]
    private var direction: [Double]
    private var image: [Double]
    /// The inverse of the Hessian, row by row.
    private var inverse: [Double]
    /// Whether nothing is known of the Hessian but, at most, its size.
    private var isFresh = true
    /// The size of the inverse Hessian as the last step has it.
    private var size: Double?
    private var evaluations = 0

    init(at start: [Double], _ settings: BoundedBFGS, _ objective: @escaping Objective) {
      self.settings = settings
      self.objective = objective
      count = start.count
      let zeros = [Double](repeating: 0, count: count)
      (gradient, nextGradient, direction, image) = (zeros, zeros, zeros, zeros)
      point = start.indices.map { min(max(start[$0], settings.lower[$0]), settings.upper[$0]) }
      next = point
      inverse = [Double](repeating: 0, count: count * count)
    }

    mutating func run() -> Minimum {
      value = objective(point, &gradient)
      evaluations = 1
      if value.isNaN { value = .infinity }
      var hasConverged = false
      if value < .infinity {
        forget()
        for _ in 0..<settings.mostSteps where !hasConverged { hasConverged = step() }
      }
      return Minimum(
        point: point, value: value, evaluations: evaluations, hasConverged: hasConverged)
    }

    /// Takes the inverse Hessian for a multiple of the identity.
    private mutating func forget() {
      for index in inverse.indices { inverse[index] = 0 }
      for index in 0..<count { inverse[index * count + index] = size ?? 1 }
      isFresh = true
    }

    /// Whether an argument lies on a bound that it would leave downhill.
    private func isHeld(_ index: Int) -> Bool {
      gradient[index] > 0 && point[index] <= settings.lower[index]
        || gradient[index] < 0 && point[index] >= settings.upper[index]
    }

    /// Goes a step; says whether the minimum was found.
    private mutating func step() -> Bool {
      let (slope, longest) = setDirection()
      let small = settings.tolerance + settings.relativeTolerance * abs(value)
      // Of a direction that nothing is known of, the slope says nothing of what can be gained.
      let isDone = isFresh ? longest == 0 : -slope <= small
      if isDone || !lineSearch(slope, longest) {
        guard !isFresh else { return true }
        forget()
        return !hasSteepDescent(small)
      }
      advance()
      return false
    }

    /// Makes the next point the present one.
    private mutating func advance() {
      learn()
      swap(&point, &next)
      swap(&gradient, &nextGradient)
    }

    /// Looks once more downhill when the steps have come to an end; says whether that led on.
    private mutating func hasSteepDescent(_ small: Double) -> Bool {
      let (slope, longest) = setDirection()
      let before = value
      guard longest > 0, lineSearch(slope, longest) else { return false }
      advance()
      return before - value > small
    }

    private mutating func setDirection() -> (slope: Double, longest: Double) {
      var (slope, longest) = (0.0, 0.0)
      for row in 0..<count {
        var sum = 0.0
        if !isHeld(row) {
          for column in 0..<count where !isHeld(column) {
            sum -= inverse[row * count + column] * gradient[column]
          }
        }
        direction[row] = sum
        slope += sum * gradient[row]
        longest = max(longest, abs(sum))
      }
      return (slope, longest)
    }

    /// Finds the next point, whose value is enough below the present one; says whether there is
    /// one.
    private mutating func lineSearch(_ slope: Double, _ longest: Double) -> Bool {
      guard slope < 0, longest < .infinity else { return false }
      // The first step downhill is a tenth of the arguments' size.
      var part = min(1, (size == nil ? 0.1 : settings.longestStep) / longest)
      for _ in 0..<60 {
        var (gain, moved) = (0.0, false)
        for index in 0..<count {
          let wanted = point[index] + part * direction[index]
          next[index] = min(max(wanted, settings.lower[index]), settings.upper[index])
          gain += gradient[index] * (next[index] - point[index])
          moved = moved || next[index] != point[index]
        }
        guard moved else { return false }
        let nextValue = objective(next, &nextGradient)
        evaluations += 1
        if nextValue < value, nextValue <= value + 1e-4 * gain {
          value = nextValue
          return true
        }
        // The minimum of the parabola through value, slope and new value, kept within bounds.
        let curvature = nextValue - value - gain
        let proposed = curvature < .infinity && curvature > 0 ? -0.5 * gain / curvature : 0
        part *= min(max(proposed, 0.1), 0.5)
      }
      return false
    }

    /// Takes the step and the change of the gradient into what is known of the Hessian.
    private mutating func learn() {
      var (product, moves, changes) = (0.0, 0.0, 0.0)
      // `direction` becomes the step, `gradient` its change; arguments that stay tell nothing.
      for index in 0..<count {
        let move = next[index] - point[index]
        let change = move == 0 ? 0 : nextGradient[index] - gradient[index]
        direction[index] = move
        gradient[index] = change
        product += move * change
        moves += move * move
        changes += change * change
      }
      guard product > 1e-12 * (moves * changes).squareRoot() else { return }
      size = product / changes
      if isFresh {
        for index in 0..<count { inverse[index * count + index] = product / changes }
        isFresh = false
      }
      var quadratic = 0.0
      for row in 0..<count {
        var sum = 0.0
        for column in 0..<count { sum += inverse[row * count + column] * gradient[column] }
        image[row] = sum
        quadratic += sum * gradient[row]
      }
      let factor = (1 + quadratic / product) / product
      for row in 0..<count {
        let (move, half) = (direction[row], image[row] / product)
        for column in 0..<count {
          inverse[row * count + column] +=
            (factor * move - half) * direction[column] - move / product * image[column]
        }
      }
    }
  }
}
