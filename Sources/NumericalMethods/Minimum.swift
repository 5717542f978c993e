/// Where a function is smallest, as far as a search has found.
package struct Minimum: Sendable, Equatable {
  /// The arguments.
  package var point: [Double]

  /// The function's value there.
  package var value: Double

  /// How often the function was evaluated.
  package var evaluations: Int

  /// Whether the search ended by its tolerance, and not by the number of its steps.
  package var hasConverged: Bool

  /// Creates a minimum.
  package init(point: [Double], value: Double, evaluations: Int, hasConverged: Bool) {
    self.point = point
    self.value = value
    self.evaluations = evaluations
    self.hasConverged = hasConverged
  }
}

/// A function of several arguments that is to be made small; NaN and ∞ mean that there is no value.
package typealias Objective = (_ point: [Double]) -> Double

/// The gradient of a function at a point; nil where it isn't known but by differences.
package typealias Gradient = (_ point: [Double]) -> [Double]?
