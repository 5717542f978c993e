/// What a filter does once nothing but the next error is unknown of the state, P = θθᵀ, and until a
/// value is missing: the recursion of the model itself.
extension ARIMAFilter {
  /// Filters values without a gap when P = θθᵀ: the variance of each innovation is 1, and the gain
  /// is θ.
  mutating func runConverged(_ range: Range<Int>) {
    let (r, count) = (size, input.count)
    innovationCount += range.count
    // Until all values and innovations that the recursion reaches back for are of this range.
    let middle = min(range.lowerBound + r, range.upperBound)
    for column in 0..<input.width {
      let start = column * stride
      for step in range.lowerBound..<middle {
        let place = column * count + step
        let value = input.differenced[place]
        let innovation = value - states[start]
        innovations[place] = innovation
        for row in 0..<r {
          states[start + row] =
            phi[row] * value + states[start + row + 1] + theta[row + 1] * innovation
        }
      }
      recur(column, middle..<range.upperBound)
    }
    for column in 0..<input.width {
      for row in 0...column {
        products[column * input.width + row] += dot(column, row, range)
      }
    }
    if middle < range.upperBound { restoreState(at: range.upperBound) }
  }

  /// e = w − Σφw − Σθe.
  private mutating func recur(_ column: Int, _ range: Range<Int>) {
    let start = column * input.count
    let phi = autoregressiveLags.map { (lag: $0 + 1, factor: model.autoregressive[$0]) }
    // The longest lag first, so that the latest innovation is waited for last.
    let theta = movingAverageLags.dropFirst().reversed().map {
      (lag: $0, factor: model.movingAverage[$0])
    }
    unsafe innovations.withUnsafeMutableBufferPointer { innovations in
      unsafe input.differenced.withUnsafeBufferPointer { values in
        // Sound: the column's places; the lags reach back at most r steps, which lie inside the
        // series.
        let values = unsafe values.baseAddress.unsafelyUnwrapped + start
        let into = unsafe innovations.baseAddress.unsafelyUnwrapped + start
        unsafe ARMARecursion.run(values, into, range, phi, theta)
      }
    }
  }

  /// The sum of products of two columns' innovations.
  private func dot(_ left: Int, _ right: Int, _ range: Range<Int>) -> Double {
    let (one, other) = (left * input.count, right * input.count)
    return unsafe innovations.withUnsafeBufferPointer { innovations in
      // Sound: the range lies inside the series.
      let base = unsafe innovations.baseAddress.unsafelyUnwrapped + range.lowerBound
      return unsafe ARMARecursion.dot(base + one, base + other, range.count)
    }
  }

  /// The states that values and innovations of the last r steps amount to, when P = θθᵀ.
  private mutating func restoreState(at step: Int) {
    let r = size
    for column in 0..<input.width {
      let (start, base) = (column * stride, column * input.count)
      for row in 0..<r {
        var sum = 0.0
        for lag in autoregressiveLags where lag >= row {
          sum += model.autoregressive[lag] * input.differenced[base + step - 1 - (lag - row)]
        }
        for lag in movingAverageLags where lag > row {
          sum += model.movingAverage[lag] * innovations[base + step - (lag - row)]
        }
        states[start + row] = sum
      }
    }
    for index in covariance.indices { covariance[index] = 0 }
    addNoise()
  }
}
