import NumericalMethods

/// How a model changes with one of the numbers that are searched: derivatives, by differences.
struct ModelChange {
  /// Those of φ.
  var autoregressive: [Double] = []

  /// Those of 1, θ₁, θ₂ ….
  var movingAverage: [Double] = []

  /// Those of the covariance of the state before anything is known; empty if nobody wants them.
  var covariance: [Double] = []

  /// The distances of the models that are compared, and the weights of their differences: those of one
  /// and of two steps together leave an error of the step's fourth power, 10⁻¹².
  ///
  /// Near a unit root covariances are large and rounded accordingly, which a smaller step would make
  /// the more of.
  private static let differences = [(0x1p-10, 0x1p10 * 8 / 12), (0x1p-9, -0x1p10 / 12)]

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
      var change = ModelChange()
      for (distance, factor) in differences {
        var moved = point
        moved[index] = point[index] + distance
        let above = parameters.model(moved)
        moved[index] = point[index] - distance
        let below = parameters.model(moved)
        add(above.autoregressive, below.autoregressive, factor, to: &change.autoregressive)
        add(above.movingAverage, below.movingAverage, factor, to: &change.movingAverage)
        guard withCovariance else { continue }
        guard let high = above.stationaryCovariance(), let low = below.stationaryCovariance()
        else { return nil }
        add(high, low, factor, to: &change.covariance)
      }
      changes.append(change)
    }
    return changes
  }

  private static func add(
    _ above: [Double], _ below: [Double], _ factor: Double, to sum: inout [Double]
  ) {
    if sum.isEmpty { sum = Array(repeating: 0, count: above.count) }
    for place in sum.indices { sum[place] += (above[place] - below[place]) * factor }
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
