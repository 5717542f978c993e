import NumericalMethods

/// Polynomials in the lag operator, as the arrays of their coefficients.
enum LagPolynomial {
  /// The product of two polynomials, constants first.
  static func product(_ left: [Double], _ right: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: left.count + right.count - 1)
    for (place, one) in left.enumerated() where one != 0 {
      for (other, factor) in right.enumerated() { result[place + other] += one * factor }
    }
    return result
  }

  /// A polynomial in Bᵐ as one in B.
  static func spread(_ coefficients: [Double], over season: Int) -> [Double] {
    var result = Array(repeating: 0.0, count: (coefficients.count - 1) * season + 1)
    for (place, coefficient) in coefficients.enumerated() { result[place * season] = coefficient }
    return result
  }

  /// (1 − B)ᵈ(1 − Bᵐ)ᴰ, whose coefficients are whole numbers.
  static func differences(_ order: ARIMAOrder) -> [Double] {
    var result = [1.0]
    for _ in 0..<order.differences { result = product(result, [1, -1]) }
    for _ in 0..<order.seasonalDifferences {
      result = product(result, spread([1, -1], over: order.season))
    }
    return result
  }

  /// The coefficients φ of a stationary autoregression that has given partial autocorrelations.
  ///
  /// The recursion of J. Durbin; the map is one to one from the open cube (J. F. Monahan, *A note
  /// on enforcing stationarity in autoregressive-moving average models*, 1984,
  /// <https://doi.org/10.1093/biomet/71.2.403>).
  static func coefficients(partialAutocorrelations: ArraySlice<Double>) -> [Double] {
    var result: [Double] = []
    for partial in partialAutocorrelations {
      result = result.indices.map { result[$0] - partial * result[result.count - 1 - $0] }
      result.append(partial)
    }
    return result
  }

  /// The partial autocorrelations of an autoregression, the first first; nil if it isn't
  /// stationary.
  static func partialAutocorrelations(_ coefficients: [Double]) -> [Double]? {
    var work = coefficients
    var result = Array(repeating: 0.0, count: coefficients.count)
    while let last = work.popLast() {
      guard abs(last) < 1 else { return nil }
      result[work.count] = last
      let scale = 1 / ((1 - last) * (1 + last))
      if last != 0 {
        work = work.indices.map { (work[$0] + last * work[work.count - 1 - $0]) * scale }
      }
    }
    return result
  }

  /// The autocovariances of an autoregression with errors of variance 1, for lags 0 to `count` − 1;
  /// nil if it isn't stationary.
  ///
  /// - Complexity: O(p² + p·count).
  static func autocovariances(_ coefficients: [Double], count: Int) -> [Double]? {
    guard let partials = partialAutocorrelations(coefficients) else { return nil }
    // The variance is that of the error, divided by what each lag leaves of it.
    let variance = partials.reduce(1) { $0 / ((1 - $1) * (1 + $1)) }
    guard variance < .infinity else { return nil }
    var result = [variance]
    var (order, rest) = ([Double](), variance)
    for partial in partials where result.count < count {
      var next = partial * rest
      for (index, coefficient) in order.enumerated() {
        next += coefficient * result[result.count - 1 - index]
      }
      result.append(next)
      order = order.indices.map { order[$0] - partial * order[order.count - 1 - $0] } + [partial]
      rest *= (1 - partial) * (1 + partial)
    }
    let lags = coefficients.indices.filter { coefficients[$0] != 0 }
    while result.count < count {
      result.append(lags.reduce(0) { $0 + coefficients[$1] * result[result.count - 1 - $1] })
    }
    return result
  }
}
