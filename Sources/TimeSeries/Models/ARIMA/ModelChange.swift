import NumericalMethods

/// How a model changes with one of the numbers that are searched: derivatives, by central differences.
struct ModelChange {
  /// Those of φ.
  var autoregressive: [Double]

  /// Those of 1, θ₁, θ₂ ….
  var movingAverage: [Double]

  /// Those of the covariance of the state before anything is known; empty if nobody wants them.
  var covariance: [Double] = []

  /// The step of the differences, for numbers up to 1 in size.
  private static let step = 6e-6

  /// The derivatives at a point.
  ///
  /// - Parameters:
  ///   - point: the point.
  ///   - parameters: what it means.
  ///   - withCovariance: whether those of the covariance are wanted.
  /// - Returns: for each number of the point how the model changes; nil where a model near it isn't
  ///   stationary.
  /// - Complexity: O(numbers × r²).
  static func all(
    at point: [Double], _ parameters: ARIMAParameters, withCovariance: Bool
  ) -> [ModelChange]? {
    var changes: [ModelChange] = []
    for index in point.indices {
      var moved = point
      let step = Self.step * max(1, abs(point[index]))
      moved[index] = point[index] + step
      let (high, above) = (moved[index], parameters.model(moved))
      moved[index] = point[index] - step
      let (low, below) = (moved[index], parameters.model(moved))
      let scale = 1 / (high - low)
      func derivatives(_ one: [Double], _ other: [Double]) -> [Double] {
        one.indices.map { (one[$0] - other[$0]) * scale }
      }
      var change = ModelChange(
        autoregressive: derivatives(above.autoregressive, below.autoregressive),
        movingAverage: derivatives(above.movingAverage, below.movingAverage))
      if withCovariance {
        guard let one = above.stationaryCovariance(), let other = below.stationaryCovariance()
        else { return nil }
        change.covariance = derivatives(one, other)
      }
      changes.append(change)
    }
    return changes
  }
}

extension ARIMAParameters {
  /// The model of a point.
  func model(_ point: [Double]) -> ARMAStateSpace { ARMAStateSpace(order, coefficients(point)) }
}

extension [ModelChange] {
  /// The places of coefficients that change.
  func lags(_ coefficients: KeyPath<ModelChange, [Double]>) -> [Int] {
    guard let first else { return [] }
    return first[keyPath: coefficients].indices.filter { place in
      contains { $0[keyPath: coefficients][place] != 0 }
    }
  }
}
