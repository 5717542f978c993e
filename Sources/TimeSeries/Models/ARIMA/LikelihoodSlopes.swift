import NumericalMethods

/// What −2·loglikelihood gains by the coefficients of a model, had from one pass back through a filter
/// that has gone through a series without gaps (reverse differentiation: A. Griewank, A. Walther,
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
/// The state's elements are shifted, so what the sum gains by aᵢ is what it gains by a₀ i steps later:
/// one number λ a step. The same is true of P, whose gains are one column c a step, from where P has
/// converged on zero.
struct LikelihoodSlopes {
  /// λ for each step, with r zeros behind.
  private var gains: [Double]

  /// The columns c of the last steps, in a ring.
  private var columns: [Double]

  /// The sum of the columns of all steps.
  private var total: [Double]

  /// The innovations and the values of the series without what the regressors explain; empty without
  /// regressors.
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
    let noise = noiseSlopes(filter, first)
    let (autoregressive, movingAverage) = (
      changes.lags(\.autoregressive), changes.lags(\.movingAverage)
    )
    let ofLags = lagSlopes(filter, first, autoregressive, movingAverage)
    return changes.map { change in
      var sum = 0.0
      for (index, lag) in autoregressive.enumerated() {
        sum += change.autoregressive[lag] * ofLags.autoregressive[index]
      }
      for (index, lag) in movingAverage.enumerated() {
        sum += change.movingAverage[lag] * (ofLags.movingAverage[index] + noise[lag])
      }
      sum += startSlope(change.covariance, first)
      return sum / (2 * Double(likelihood.count))
    }
  }

  /// Takes away what regressors explain.
  private mutating func setSeries(_ filter: ARIMAFilter, _ regression: [Double]) {
    guard !regression.isEmpty else { return }
    let count = filter.input.count
    innovations = Array(filter.innovations.prefix(count))
    values = Array(filter.input.differenced.prefix(count))
    for (index, factor) in regression.enumerated() {
      let start = (index + 1) * count
      for step in 0..<count {
        innovations[step] -= factor * filter.innovations[start + step]
        values[step] -= factor * filter.input.differenced[start + step]
      }
    }
  }

  /// Finds λ of all steps, and c of those before P has converged.
  private mutating func goBack(_ filter: ARIMAFilter, _ first: Int, _ variance: Double) {
    let (size, stride, mask) = (size, stride, mask)
    let count = filter.input.count
    let middle = first + filter.unsteadySteps
    let theta = filter.movingAverageLags.dropFirst().reversed().map {
      (lag: $0, factor: filter.theta[$0])
    }
    for index in columns.indices { columns[index] = 0 }
    for index in total.indices { total[index] = 0 }
    let series = innovations.isEmpty ? filter.innovations : innovations
    unsafe gains.withUnsafeMutableBufferPointer { gains in
      unsafe columns.withUnsafeMutableBufferPointer { columns in
        unsafe total.withUnsafeMutableBufferPointer { total in
          unsafe gain.withUnsafeMutableBufferPointer { gain in
            unsafe products.withUnsafeMutableBufferPointer { products in
              unsafe series.withUnsafeBufferPointer { series in
                unsafe filter.keptColumns.withUnsafeBufferPointer { kept in
                  // Sound: none is empty; there is a λ for each step and r behind, and a kept
                  // column for each step before the middle.
                  let series = unsafe series.baseAddress.unsafelyUnwrapped
                  let gains = unsafe gains.baseAddress.unsafelyUnwrapped
                  unsafe ARMARecursion.runBackward(
                    series, gains, middle..<count, weight: 2 / variance, theta)
                  let pass = unsafe BackwardPass(
                    size: size, stride: stride, mask: mask, gains: gains,
                    columns: columns.baseAddress.unsafelyUnwrapped,
                    total: total.baseAddress.unsafelyUnwrapped,
                    gain: gain.baseAddress.unsafelyUnwrapped,
                    products: products.baseAddress.unsafelyUnwrapped,
                    precision: 1 / variance)
                  let kept = unsafe kept.baseAddress.unsafelyUnwrapped
                  for step in (first..<middle).reversed() {
                    unsafe pass.take(step, series[step], kept + (step - first) * size)
                  }
                }
              }
            }
          }
        }
      }
    }
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
    // Before P has converged, θ acts by P alone.
    let middle = first + filter.unsteadySteps
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
            movingAverage.map { place in
              unsafe ARMARecursion.dot(series + middle, gains + middle + place, count - middle)
            }
          )
        }
      }
    }
  }

  /// What is gained by θ through θθᵀ.
  private func noiseSlopes(_ filter: ARIMAFilter, _ first: Int) -> [Double] {
    // The sums of what is gained by an element of P, over all steps but the first: what is gained
    // by those on one diagonal differs by the columns of the first steps.
    var sums: [[Double]] = []
    var rest = total
    for place in 0..<size {
      let start = ((first + place) & mask) * stride
      for row in 0..<size { rest[row] -= columns[start + row] }
      sums.append(rest)
    }
    var slopes = Array(repeating: 0.0, count: size + 1)
    for row in 0..<size {
      for column in filter.movingAverageLags {
        slopes[row] += 2 * sums[min(row, column)][abs(row - column)] * filter.theta[column]
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

/// The steps back where P hasn't converged, on the memory of a ``LikelihoodSlopes``.
@unsafe
private struct BackwardPass {
  let size: Int
  let stride: Int
  let mask: Int
  let gains: UnsafeMutablePointer<Double>
  let columns: UnsafeMutablePointer<Double>
  let total: UnsafeMutablePointer<Double>
  let gain: UnsafeMutablePointer<Double>
  let products: UnsafeMutablePointer<Double>

  /// 1/σ².
  let precision: Double

  /// Goes back a step.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - innovation: v.
  ///   - first: the first column of P.
  @inline(__always)
  func take(_ step: Int, _ innovation: Double, _ first: UnsafePointer<Double>) {
    let (size, precision) = unsafe (self.size, self.precision)
    let reciprocal = unsafe 1 / first[0]
    let next = unsafe gains + step
    var moved = 0.0
    for row in 1..<max(size, 1) {
      let element = unsafe first[row] * reciprocal
      unsafe gain[row] = element
      unsafe moved += next[row] * element
    }
    unsafe multiply(step)
    let scaled = innovation * reciprocal
    let into = unsafe columns + (step & mask) * stride
    var variance = reciprocal - scaled * (scaled * precision + moved)
    for row in 1..<max(size, 1) {
      let product = unsafe products[row - 1]
      unsafe variance += product * gain[row]
      let half = unsafe 0.5 * next[row] * scaled - product
      unsafe into[row] = half
      unsafe total[row] += half
    }
    unsafe into[0] = variance
    unsafe total[0] += variance
    unsafe gains[step] = -(2 * scaled * precision + moved)
  }

  /// What is gained by P of the next step, times K: the columns of the steps that follow are its
  /// columns from the diagonal on.
  @inline(__always)
  private func multiply(_ step: Int) {
    let last = unsafe size - 1
    for row in Swift.stride(from: 0, to: last, by: 4) {
      unsafe Self.store(SIMD4(), at: products + row)
    }
    for column in 0..<max(last, 0) {
      let from = unsafe columns + ((step + 1 + column) & mask) * self.stride
      let factor = unsafe gain[column + 1]
      unsafe products[column] += from[0] * factor
      var sums = SIMD4<Double>()
      var row = 1
      while column + row < last {
        // Sound: there are numbers behind all of these; where they are no elements, the gain is
        // zero, and products aren't read.
        let elements = unsafe Self.vector(from + row)
        let into = unsafe products + column + row
        unsafe Self.store(Self.vector(into) + elements * factor, at: into)
        unsafe sums += elements * Self.vector(gain + column + 1 + row)
        row += 4
      }
      unsafe products[column] += (sums[0] + sums[2]) + (sums[1] + sums[3])
    }
  }

  @inline(__always)
  private static func vector(_ pointer: UnsafeMutablePointer<Double>) -> SIMD4<Double> {
    unsafe UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Double>.self)
  }

  @inline(__always)
  private static func store(
    _ vector: SIMD4<Double>, at pointer: UnsafeMutablePointer<Double>
  ) {
    unsafe UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD4<Double>.self)
  }
}
