import NumericalMethods

/// What −2·loglikelihood gains by the coefficients of a model, had from one pass back through a filter
/// that has gone through a series (reverse differentiation: A. Griewank, A. Walther,
/// *Evaluating Derivatives*, 2008, chapter 3, <https://doi.org/10.1137/1.9780898717761>).
///
/// With v an innovation and F its variance the filter sums up v²/σ² · 1/F + ln F. As σ² and the
/// regressors' coefficients are at their best, they may be held, and the series be taken for the one
/// from which the regressors are taken away: their own slopes are zero.
///
/// A step computes, for a known value w, with K = P·₀/F,
///
///     v = w − a₀, a′ᵢ = φᵢw + aᵢ₊₁ + Kᵢ₊₁v, P′ᵢⱼ = Pᵢ₊₁,ⱼ₊₁ − Pᵢ₊₁,₀Pⱼ₊₁,₀/F + θᵢθⱼ.
///
/// For a missing one a′ᵢ = φᵢa₀ + aᵢ₊₁, and P′ the same of P. The state's elements are shifted, so what the sum gains by aᵢ is what it gains by a₀ i steps later:
/// one number λ a step. The same is true of P, whose gains are one column c a step; where P has
/// converged it is θθᵀ, whatever it was before.
struct LikelihoodSlopes {
  /// λ for each step, with r zeros behind.
  private var gains: [Double]

  /// The columns c of the last steps, in a ring.
  private var columns: [Double]

  /// The sum of the columns of steps since P had converged behind them.
  private var total: [Double]

  /// The sums over steps of what is gained by the elements of P that begin a diagonal of P, r numbers
  /// from each element of its diagonal on.
  private var diagonals: [Double]

  /// What is gained by φ through P where values are missing.
  private var ofMissing: [Double]

  /// The innovations and the values of the series without what the regressors explain; of missing
  /// values what is expected. Empty if that is what the filter has.
  private var innovations: [Double] = []
  private var values: [Double] = []

  private var gain: [Double]
  private var products: [Double]

  private let size: Int
  private let stride: Int
  private let mask: Int

  /// Makes room for a series and a state.
  init(size: Int, count: Int) {
    self.size = size
    stride = size + 4
    mask = (1 << (Int.bitWidth - (size + 1).leadingZeroBitCount)) - 1
    gains = Array(repeating: 0, count: count + size)
    columns = Array(repeating: 0, count: (mask + 1) * stride)
    total = Array(repeating: 0, count: size)
    diagonals = Array(repeating: 0, count: size * size)
    ofMissing = total
    gain = Array(repeating: 0, count: size + 8)
    products = gain
  }

  /// The slopes of −2·loglikelihood/2n along changes of the model.
  ///
  /// - Parameters:
  ///   - filter: a filter that has kept its columns.
  ///   - likelihood: what it has found.
  ///   - changes: derivatives of the model.
  /// - Returns: a slope for each.
  /// - Complexity: O(steps × coefficients), and O(r²) for each step before P has converged.
  mutating func slopes(
    _ filter: ARIMAFilter, _ likelihood: ARIMALikelihood, along changes: [ModelChange]
  ) -> [Double] {
    setSeries(filter, likelihood.regression)
    let first = filter.input.longestLag
    goBack(filter, first, likelihood.variance)
    let noise = noiseSlopes(filter)
    let (autoregressive, movingAverage) = (
      changes.lags(\.autoregressive), changes.lags(\.movingAverage)
    )
    let ofLags = lagSlopes(filter, first, autoregressive, movingAverage)
    return changes.map { change in
      var sum = 0.0
      for (index, lag) in autoregressive.enumerated() {
        sum += change.autoregressive[lag] * (ofLags.autoregressive[index] + ofMissing[lag])
      }
      for (index, lag) in movingAverage.enumerated() {
        sum += change.movingAverage[lag] * (ofLags.movingAverage[index] + noise[lag])
      }
      sum += startSlope(change.covariance, first)
      return sum / (2 * Double(likelihood.count))
    }
  }

  /// Takes away what regressors explain, and takes what is expected for missing values.
  private mutating func setSeries(_ filter: ARIMAFilter, _ regression: [Double]) {
    let (input, count) = (filter.input, filter.input.count)
    guard !regression.isEmpty || !input.isWhole else { return }
    innovations = Array(filter.innovations.prefix(count))
    values = Array(input.differenced.prefix(count))
    for (index, factor) in regression.enumerated() {
      let start = (index + 1) * count
      for step in 0..<count {
        innovations[step] -= factor * filter.innovations[start + step]
        values[step] -= factor * input.differenced[start + step]
      }
    }
    guard !input.isWhole, input.longestLag == 0 else { return }
    for step in 0..<count where !input.isKnown[step] { values[step] = innovations[step] }
  }

  /// Finds λ of all steps, and what is gained by P where it hasn't converged.
  private mutating func goBack(_ filter: ARIMAFilter, _ first: Int, _ variance: Double) {
    let theta = filter.movingAverageLags.dropFirst().reversed().map {
      (lag: $0, factor: filter.theta[$0])
    }
    for index in columns.indices { columns[index] = 0 }
    for index in total.indices { total[index] = 0 }
    for index in diagonals.indices { diagonals[index] = 0 }
    for index in ofMissing.indices { ofMissing[index] = 0 }
    var end = filter.input.count
    for range in filter.steadyRanges.reversed() {
      takeUnsteady(range.upperBound..<end, filter, variance)
      endDiagonals(at: range.upperBound, isBehindSteady: true)
      let series = innovations.isEmpty ? filter.innovations : innovations
      unsafe gains.withUnsafeMutableBufferPointer { gains in
        unsafe series.withUnsafeBufferPointer { series in
          // Sound: neither is empty; there is a λ for each step and r behind.
          unsafe ARMARecursion.runBackward(
            series.baseAddress.unsafelyUnwrapped, gains.baseAddress.unsafelyUnwrapped, range,
            weight: 2 / variance, theta)
        }
      }
      end = range.lowerBound
    }
    takeUnsteady(first..<end, filter, variance)
    endDiagonals(at: first, isBehindSteady: false)
  }

  /// Goes back over steps in which P hasn't converged.
  private mutating func takeUnsteady(
    _ range: Range<Int>, _ filter: ARIMAFilter, _ variance: Double
  ) {
    let (size, stride, mask) = (size, stride, mask)
    let series = innovations.isEmpty ? filter.innovations : innovations
    unsafe gains.withUnsafeMutableBufferPointer { gains in
      unsafe columns.withUnsafeMutableBufferPointer { columns in
        unsafe total.withUnsafeMutableBufferPointer { total in
          unsafe gain.withUnsafeMutableBufferPointer { gain in
            unsafe products.withUnsafeMutableBufferPointer { products in
              unsafe ofMissing.withUnsafeMutableBufferPointer { ofMissing in
                unsafe filter.keptColumns.withUnsafeBufferPointer { kept in
                  // Sound: none is empty; there is a λ for each step and r behind, and a kept
                  // column for each of the steps.
                  let pass = unsafe BackwardPass(
                    size: size, stride: stride, mask: mask,
                    gains: gains.baseAddress.unsafelyUnwrapped,
                    columns: columns.baseAddress.unsafelyUnwrapped,
                    total: total.baseAddress.unsafelyUnwrapped,
                    gain: gain.baseAddress.unsafelyUnwrapped,
                    products: products.baseAddress.unsafelyUnwrapped,
                    ofMissing: ofMissing.baseAddress.unsafelyUnwrapped,
                    precision: 1 / variance)
                  let kept = unsafe kept.baseAddress.unsafelyUnwrapped
                  for step in range.reversed() {
                    if filter.input.isKnown[step] {
                      unsafe pass.take(step, series[step], kept + step * size)
                    } else {
                      unsafe pass.takeMissing(step, filter.phi, kept + step * size)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Adds up what is gained by θθᵀ in the steps that have been gone back over.
  ///
  /// Elements on one diagonal of P gain what the first of them gains in later steps, so that their sums
  /// differ by the columns of the first steps.
  ///
  /// - Parameters:
  ///   - step: the first of the steps.
  ///   - isBehindSteady: whether P is θθᵀ there.
  private mutating func endDiagonals(at step: Int, isBehindSteady: Bool) {
    for place in 0..<size {
      let start = ((step + place) & mask) * stride
      for row in 0..<size {
        let before = total[row]
        total[row] -= columns[start + row]
        diagonals[place * size + row] += isBehindSteady ? before : total[row]
      }
    }
    guard isBehindSteady else { return }
    for index in columns.indices { columns[index] = 0 }
    for index in total.indices { total[index] = 0 }
  }

  /// What is gained by the coefficients of lags, but for θθᵀ.
  ///
  /// - Parameters:
  ///   - filter: the filter.
  ///   - first: its first step.
  ///   - autoregressive: places in φ, whose lags are one more.
  ///   - movingAverage: places in θ, which are its lags.
  /// - Returns: for each place the gain.
  private func lagSlopes(
    _ filter: ARIMAFilter, _ first: Int, _ autoregressive: [Int], _ movingAverage: [Int]
  ) -> (autoregressive: [Double], movingAverage: [Double]) {
    let count = filter.input.count
    let series = innovations.isEmpty ? filter.innovations : innovations
    let known = values.isEmpty ? filter.input.differenced : values
    return unsafe gains.withUnsafeBufferPointer { gains in
      unsafe series.withUnsafeBufferPointer { series in
        unsafe known.withUnsafeBufferPointer { known in
          // Sound: none is empty, and r zeros stand behind the gains.
          let gains = unsafe gains.baseAddress.unsafelyUnwrapped
          let series = unsafe series.baseAddress.unsafelyUnwrapped
          let known = unsafe known.baseAddress.unsafelyUnwrapped
          return (
            autoregressive.map { place in
              unsafe ARMARecursion.dot(known + first, gains + first + place + 1, count - first)
            },
            // Where P hasn't converged, θ acts by P alone.
            movingAverage.map { place in
              filter.steadyRanges.reduce(0) { sum, range in
                let start = range.lowerBound
                return unsafe sum
                  + ARMARecursion.dot(series + start, gains + start + place, range.count)
              }
            }
          )
        }
      }
    }
  }

  /// What is gained by θ through θθᵀ.
  private func noiseSlopes(_ filter: ARIMAFilter) -> [Double] {
    var slopes = Array(repeating: 0.0, count: size + 1)
    for row in 0..<size {
      for column in filter.movingAverageLags {
        let sum = diagonals[min(row, column) * size + abs(row - column)]
        slopes[row] += 2 * sum * filter.theta[column]
      }
    }
    return slopes
  }

  /// What is gained by the covariance that the filter begins with.
  private func startSlope(_ change: [Double], _ first: Int) -> Double {
    var sum = 0.0
    for column in 0..<size {
      let start = ((first + column) & mask) * stride
      sum += columns[start] * change[column * size + column]
      for row in column + 1..<max(size, column + 1) {
        sum += 2 * columns[start + row - column] * change[column * size + row]
      }
    }
    return sum
  }
}
