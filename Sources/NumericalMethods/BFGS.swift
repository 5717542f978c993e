/// The search of a smooth function's minimum after Broyden, Fletcher, Goldfarb and Shanno.
///
/// ```swift
/// let minimum = BFGS().minimum(from: [[0, 0], [0.1, 0.1]]) { point in … }
/// ```
///
/// The gradient is that of central differences where nobody knows it better, the inverse of the
/// Hessian is learnt from the steps (J. Nocedal, S. J. Wright, *Numerical Optimization*, 2006, chapter 6,
/// <https://doi.org/10.1007/978-0-387-40065-5>), and a step is shortened until the value falls
/// enough. Arguments and values should be of the size of 1.
package struct BFGS: Sendable {
  /// A step that changes the value by less than this part of it, or of 1, is the last.
  package var relativeChange = 1e-15

  /// A gradient whose elements are all smaller ends the search.
  package var smallestGradient = 1e-10

  /// The step of the central differences, for arguments up to 1 in size.
  package var differenceStep = 6e-6

  /// The most steps from one start.
  package var mostSteps = 200

  /// Creates a search with its usual tolerances.
  package init() {}

  /// The smallest of the minima that are found from several starts; of equal ones the first.
  ///
  /// - Parameters:
  ///   - starts: where to begin, at least one.
  ///   - objective: the function.
  ///   - slopes: its gradient; nil for central differences.
  /// - Returns: the minimum, with the evaluations from all starts; its value is infinite where the
  ///   function has no value at any start.
  package func minimum(
    from starts: [[Double]], of objective: Objective, slopes: Gradient? = nil
  ) -> Minimum {
    var best: Minimum?
    var evaluations = 0
    for start in starts {
      let found = minimum(from: start, of: objective, slopes: slopes)
      evaluations += found.evaluations
      if found.value < best?.value ?? .infinity || best == nil { best = found }
    }
    guard var best else { preconditionFailure("no start") }
    best.evaluations = evaluations
    return best
  }

  /// The minimum that is found from one start.
  ///
  /// - Parameters:
  ///   - start: where to begin.
  ///   - inverseHessian: what is known beforehand of the inverse of the second derivatives;
  ///     symmetric and positive definite.
  ///   - objective: the function.
  ///   - slopes: its gradient; nil for central differences.
  /// - Returns: the minimum; its value is infinite where the function has none at the start.
  package func minimum(
    from start: [Double], inverseHessian: Matrix? = nil, of objective: Objective,
    slopes: Gradient? = nil
  ) -> Minimum {
    withoutActuallyEscaping(objective) { objective in
      var search = Search(at: start, inverseHessian, with: self, of: objective, slopes)
      return search.run()
    }
  }

  /// A search on its way.
  private struct Search {
    private let settings: BFGS
    private let objective: Objective
    private let slopes: Gradient?
    private var point: [Double]
    private var value: Double
    private var gradient: [Double] = []
    private var inverseHessian: Matrix
    /// Whether nothing is known of the Hessian but, at most, its size.
    private var isFresh: Bool
    private var evaluations = 0

    init(
      at start: [Double], _ inverseHessian: Matrix?, with settings: BFGS,
      of objective: @escaping Objective, _ slopes: Gradient?
    ) {
      self.settings = settings
      self.objective = objective
      self.slopes = slopes
      point = start
      value = .infinity
      isFresh = inverseHessian == nil
      self.inverseHessian = inverseHessian ?? Self.identity(start.count)
    }

    private static func identity(_ size: Int) -> Matrix {
      var matrix = Matrix(rows: size, columns: size)
      for row in 0..<size { matrix[row, row] = 1 }
      return matrix
    }

    private mutating func evaluate(_ point: [Double]) -> Double {
      evaluations += 1
      let value = objective(point)
      return value.isNaN ? .infinity : value
    }

    /// The gradient at the present point, the last one that has been evaluated.
    private mutating func gradient(at point: [Double]) -> [Double] {
      if let known = slopes?(point), known.allSatisfy(\.isFinite) {
        evaluations += 1
        return known
      }
      return point.indices.map { index in
        var moved = point
        let step = settings.differenceStep * max(1, abs(point[index]))
        moved[index] = point[index] + step
        let (high, above) = (moved[index], evaluate(moved))
        moved[index] = point[index] - step
        let (low, below) = (moved[index], evaluate(moved))
        // At the border of where there are values, the slope of the side that has them.
        if above < .infinity, below < .infinity { return (above - below) / (high - low) }
        if above < .infinity { return (above - value) / (high - point[index]) }
        return below < .infinity ? (value - below) / (point[index] - low) : 0
      }
    }

    mutating func run() -> Minimum {
      value = evaluate(point)
      var hasConverged = point.isEmpty || value == .infinity
      if !hasConverged { gradient = gradient(at: point) }
      var steps = 0
      while !hasConverged, steps < settings.mostSteps {
        steps += 1
        hasConverged = step()
      }
      return Minimum(
        point: point, value: value, evaluations: evaluations,
        hasConverged: hasConverged && value < .infinity)
    }

    /// Goes a step; says whether it was the last.
    private mutating func step() -> Bool {
      if gradient.allSatisfy({ abs($0) < settings.smallestGradient }) { return true }
      guard let (next, nextValue) = lineSearch() else {
        // What is known of the Hessian may be wrong: once more downhill.
        guard !isFresh else { return true }
        inverseHessian = Self.identity(point.count)
        isFresh = true
        return false
      }
      let change = value - nextValue
      let isLast = change <= settings.relativeChange * max(1, abs(nextValue))
      let move = zip(next, point).map { $0 - $1 }
      (point, value) = (next, nextValue)
      if isLast { return true }
      let nextGradient = gradient(at: point)
      learn(move: move, change: zip(nextGradient, gradient).map { $0 - $1 })
      gradient = nextGradient
      return false
    }

    /// The first point on the way downhill whose value is enough below the present one; nil if
    /// there is none.
    private mutating func lineSearch() -> ([Double], Double)? {
      var direction = (inverseHessian * gradient).map { -$0 }
      var slope = dot(direction, gradient)
      if !(slope < 0) {
        direction = gradient.map { -$0 }
        slope = -dot(gradient, gradient)
      }
      // No argument moves further than 1 at once.
      let longest = direction.reduce(0) { max($0, abs($1)) }
      guard longest > 0, longest < .infinity else { return nil }
      var part = min(1, 1 / longest)
      let rounding = 4e-16 * max(1, abs(value))
      while part * longest > 1e-13 {
        let next = zip(point, direction).map { $0 + part * $1 }
        let nextValue = evaluate(next)
        // Below the rounding errors of the values, the gradient alone says where to go.
        if nextValue <= value + 1e-4 * part * slope + rounding { return (next, nextValue) }
        // The minimum of the parabola through value, slope and new value, kept within bounds.
        let curvature = nextValue - value - part * slope
        let proposed = curvature < .infinity ? -0.5 * slope * part * part / curvature : 0
        part = min(max(proposed, 0.1 * part), 0.5 * part)
      }
      return nil
    }

    /// Takes a step and the change of the gradient into what is known of the Hessian.
    private mutating func learn(move: [Double], change: [Double]) {
      let product = dot(move, change)
      guard product > 1e-12 * (dot(move, move) * dot(change, change)).squareRoot() else { return }
      if isFresh {
        let size = product / dot(change, change)
        for row in point.indices { inverseHessian[row, row] = size }
        isFresh = false
      }
      let image = inverseHessian * change
      let factor = (1 + dot(change, image) / product) / product
      for row in point.indices {
        for column in point.indices {
          inverseHessian[row, column] +=
            factor * move[row] * move[column]
            - (image[row] * move[column] + move[row] * image[column]) / product
        }
      }
    }

    private func dot(_ left: [Double], _ right: [Double]) -> Double {
      zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}
