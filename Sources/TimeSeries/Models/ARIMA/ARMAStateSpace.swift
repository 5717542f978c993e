import NumericalMethods

/// A stationary ARMA model in Harvey's companion form, with errors of variance 1.
///
/// The state has r = max(p, q + 1) elements: the first is the value, the others what is known of
/// the next ones, αₜ₊₁,ᵢ = φᵢαₜ,₁ + αₜ,ᵢ₊₁ + θᵢ₋₁εₜ₊₁ (A. C. Harvey, *Forecasting, Structural Time
/// Series Models and the Kalman Filter*, 1990, chapter 3,
/// <https://doi.org/10.1017/CBO9781107049994>).
struct ARMAStateSpace: Sendable {
  /// φ, padded with zeros to r elements.
  let autoregressive: [Double]

  /// 1, θ₁ …, padded with zeros to r elements, and one zero more.
  let movingAverage: [Double]

  /// δ: what lags contribute to a value before the ARMA part, y = Σδⱼyₜ₋ⱼ + w. Empty without
  /// differences.
  let differences: [Double]

  /// The number of elements of the state.
  var size: Int { autoregressive.count }

  /// Expands the polynomials of a model.
  ///
  /// - Parameters:
  ///   - order: the order.
  ///   - coefficients: φ, θ, Φ, Θ, one after the other; θ with the sign of Box and Jenkins' 1 + θB.
  init(_ order: ARIMAOrder, _ coefficients: [Double]) {
    var rest = coefficients[...]
    func take(_ count: Int, sign: Double) -> [Double] {
      defer { rest = rest.dropFirst(count) }
      return [1] + rest.prefix(count).map { sign * $0 }
    }
    let ar = take(order.autoregressive, sign: -1)
    let ma = take(order.movingAverage, sign: 1)
    let seasonalAR = take(order.seasonalAutoregressive, sign: -1)
    let seasonalMA = take(order.seasonalMovingAverage, sign: 1)
    let phi = LagPolynomial.product(ar, LagPolynomial.spread(seasonalAR, over: order.season))
    let theta = LagPolynomial.product(ma, LagPolynomial.spread(seasonalMA, over: order.season))
    let size = max(phi.count - 1, theta.count)
    autoregressive =
      phi.dropFirst().map { -$0 } + Array(repeating: 0, count: size - phi.count + 1)
    movingAverage = theta + Array(repeating: 0, count: size + 1 - theta.count)
    differences = LagPolynomial.differences(order).dropFirst().map { -$0 }
  }

  /// The covariance of the state before anything is known, its lower triangle, column by column;
  /// nil if the model isn't stationary.
  ///
  /// The first column is had from the autocovariances; the others follow by the equation of the
  /// stationary state, Pᵢⱼ = Pᵢ₊₁,ⱼ₊₁ + φᵢφⱼP₀₀ + φᵢP₀,ⱼ₊₁ + φⱼPᵢ₊₁,₀ + θᵢθⱼ, from the last corner
  /// on. It is what G. Gardner, A. C. Harvey and G. D. A. Phillips (AS 154, 1980,
  /// <https://doi.org/10.2307/2346910>) solve a system for.
  ///
  /// - Complexity: O(r²).
  func stationaryCovariance() -> [Double]? {
    let r = size
    guard let first = firstColumn() else { return nil }
    var covariance = Array(repeating: 0.0, count: r * r)
    for row in 0..<r { covariance[row] = first[row] }
    for column in stride(from: r - 1, to: 0, by: -1) {
      for row in stride(from: r - 1, through: column, by: -1) {
        let next = row + 1 < r ? covariance[(column + 1) * r + row + 1] : 0
        let firstNext = (
          row: row + 1 < r ? first[row + 1] : 0, column: column + 1 < r ? first[column + 1] : 0
        )
        covariance[column * r + row] =
          next + autoregressive[row] * autoregressive[column] * first[0]
          + autoregressive[row] * firstNext.column + autoregressive[column] * firstNext.row
          + movingAverage[row] * movingAverage[column]
      }
    }
    return covariance
  }

  /// The covariances of the state's elements with its first.
  private func firstColumn() -> [Double]? {
    let r = size
    let lags = autoregressive.indices.filter { autoregressive[$0] != 0 }
    let phi = Array(autoregressive.prefix((lags.last ?? -1) + 1))
    let terms = movingAverage.indices.filter { movingAverage[$0] != 0 }
    guard let pure = LagPolynomial.autocovariances(phi, count: 2 * r + 1) else { return nil }
    // Those of the autoregression, filtered with the moving average twice.
    var gamma = Array(repeating: 0.0, count: r + 1)
    for one in terms {
      for other in terms {
        let weight = movingAverage[one] * movingAverage[other]
        for lag in gamma.indices { gamma[lag] += weight * pure[abs(lag + one - other)] }
      }
    }
    var impulses = Array(repeating: 0.0, count: r)
    for lag in impulses.indices {
      impulses[lag] = lags.reduce(movingAverage[lag]) {
        $0 + ($1 < lag ? autoregressive[$1] * impulses[lag - 1 - $1] : 0)
      }
    }
    var column = Array(repeating: 0.0, count: r)
    column[0] = gamma[0]
    for row in 1..<max(r, 1) {
      for lag in lags where lag >= row { column[row] += autoregressive[lag] * gamma[lag - row + 1] }
      for term in terms where term >= row {
        column[row] += movingAverage[term] * impulses[term - row]
      }
    }
    return column[0] < .infinity && column[0] > 0 ? column : nil
  }
}
