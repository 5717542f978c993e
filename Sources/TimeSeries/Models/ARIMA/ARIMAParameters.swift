import NumericalMethods

/// The coefficients of a model as numbers that may have any value, and back.
///
/// The partial autocorrelations of the autoregressive parts, and of the negated moving average
/// parts, are hyperbolic tangents of these, so that every point is a stationary and invertible
/// model (R. H. Jones, *Maximum likelihood fitting of ARMA models to time series with missing
/// observations*, 1980, <https://doi.org/10.1080/00401706.1980.10486171>).
struct ARIMAParameters: Sendable {
  let order: ARIMAOrder

  /// The parts' sizes, and whether each is a moving average.
  private var parts: [(count: Int, isMovingAverage: Bool)] {
    [
      (order.autoregressive, false), (order.movingAverage, true),
      (order.seasonalAutoregressive, false), (order.seasonalMovingAverage, true),
    ]
  }

  /// φ, θ, Φ, Θ of a point.
  func coefficients(_ point: [Double]) -> [Double] {
    var rest = point[...]
    var result: [Double] = []
    for (count, isMovingAverage) in parts {
      let partials = rest.prefix(count).map { Elementary.tanh($0) }
      rest = rest.dropFirst(count)
      let coefficients = LagPolynomial.coefficients(partialAutocorrelations: partials[...])
      result += isMovingAverage ? coefficients.map { -$0 } : coefficients
    }
    return result
  }

  /// The point of φ, θ, Φ, Θ; nil if they aren't stationary and invertible.
  func point(_ coefficients: [Double]) -> [Double]? {
    var rest = coefficients[...]
    var result: [Double] = []
    for (count, isMovingAverage) in parts {
      let part = rest.prefix(count).map { isMovingAverage ? -$0 : $0 }
      rest = rest.dropFirst(count)
      guard let partials = LagPolynomial.partialAutocorrelations(part) else { return nil }
      result += partials.map { Elementary.atanh($0) }
    }
    return result
  }

  /// A point with the same partial autocorrelations everywhere, of the one sign for what is
  /// autoregressive and of the other for moving averages.
  func point(autoregressive: Double, movingAverage: Double) -> [Double] {
    parts.flatMap {
      Array(repeating: $0.isMovingAverage ? movingAverage : autoregressive, count: $0.count)
    }
  }

  /// The derivatives of the coefficients, a column for each number of the point.
  func derivatives(_ point: [Double]) -> Matrix {
    var result = Matrix(rows: point.count, columns: point.count)
    for column in point.indices {
      var moved = point
      moved[column] += 1e-5
      let above = coefficients(moved)
      moved[column] = point[column] - 1e-5
      let below = coefficients(moved)
      for row in point.indices { result[row, column] = (above[row] - below[row]) / 2e-5 }
    }
    return result
  }
}
