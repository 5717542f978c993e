import NumericalMethods

/// A series and its regressors, as the filter takes them.
struct FilterInput: Sendable {
  /// The number of steps.
  let count: Int

  /// The series, then the regressors: one column after the other. Where the series has no value, the regressors' are not
  /// used.
  let columns: [Double]

  /// The number of columns.
  let width: Int

  /// Whether the series has a value at each step.
  let isKnown: [Bool]

  /// What the differences make of the columns; NaN where a value that is needed is missing.
  let differenced: [Double]

  /// The lags with a difference, and what they contribute.
  let lags: [(lag: Int, factor: Double)]

  /// The longest of these lags: k, the number of values that the differences take.
  var longestLag: Int { lags.last?.lag ?? 0 }

  /// Differences columns.
  ///
  /// - Parameters:
  ///   - columns: the series, NaN where it is missing, and the regressors, equally long.
  ///   - differences: δ₁, δ₂ …: what lags contribute to a value.
  init(_ columns: [[Double]], differences: [Double]) {
    count = columns[0].count
    width = columns.count
    self.columns = columns.flatMap { $0 }
    isKnown = columns[0].map { !$0.isNaN }
    lags = differences.enumerated().compactMap { $1 == 0 ? nil : ($0 + 1, $1) }
    var differenced = self.columns
    let longest = lags.last?.lag ?? 0
    for column in columns.indices {
      for step in 0..<count {
        let place = column * count + step
        guard step >= longest, isKnown[step] else {
          differenced[place] = .nan
          continue
        }
        for (lag, factor) in lags {
          differenced[place] -= isKnown[step - lag] ? factor * self.columns[place - lag] : .nan
        }
      }
    }
    self.differenced = differenced
  }
}

/// The Kalman filter of an ARIMA model, over a series and its regressors at once.
///
/// Each column goes through the same filter, so that the standardised innovations are those columns for which generalised
/// least squares are ordinary ones (R. Kohn, C. F. Ansley, 1985, <https://doi.org/10.1093/biomet/72.3.694>). Their sums of
/// products, and the determinant, are all that a likelihood needs.
///
/// - A step costs about r² operations, since after an observation the state's first element is known, and only a shift and
///   an outer product are left of T·P·Tᵀ.
/// - Once what is known of the state can't grow any more, P = θθᵀ, the innovations follow from the recursion of the model
///   itself, which costs as many operations as it has coefficients, until a value is missing.
/// - Where the series is differenced, a value is the ARMA part plus known values before. A missing one becomes an element of
///   the state until no difference needs it any more; one of the first d + mD has an infinite variance, exactly (J. Durbin, S. J.
///   Koopman, *Time Series Analysis by State Space Methods*, 2012, chapter 5,
///   <https://doi.org/10.1093/acprof:oso/9780199641178.001.0001>; C. F. Ansley, R. Kohn, 1985,
///   <https://doi.org/10.1214/aos/1176349739>). The likelihood is the density of the known values, all others integrated out:
///   without gaps that of the differenced series.
struct ARIMAFilter: Sendable {
  private(set) var model: ARMAStateSpace
  let input: FilterInput

  /// r.
  let size: Int

  /// P, the lower triangle, column by column.
  var covariance: [Double]

  /// The state of each column, r numbers and a zero.
  var states: [Double]

  /// The innovations, where the recursion of the model needs them.
  var innovations: [Double]

  /// The sums of products of standardised innovations of each pair of columns.
  var products: [Double]

  /// The product of the variances of innovations.
  var determinant = ScaledProduct()

  /// The number of innovations.
  var innovationCount = 0

  /// The values that are elements of the state because they are missing.
  var unknown: UnknownValues

  /// Scratch: the first column of P, and the gain.
  var first: [Double]
  var gain: [Double]

  /// The places of the elements of θ that aren't zero, and the lags of φ.
  private(set) var movingAverageLags: [Int]
  private(set) var autoregressiveLags: [Int]

  /// How far P may be from its limit.
  static let convergence = 1e-13

  /// Prepares to filter; nil if the model isn't stationary.
  init?(_ model: ARMAStateSpace, _ input: FilterInput) {
    guard let start = model.stationaryCovariance() else { return nil }
    self.model = model
    self.input = input
    size = model.size
    covariance = start
    states = Array(repeating: 0, count: input.width * (size + 1))
    innovations = Array(repeating: 0, count: input.width * input.count)
    products = Array(repeating: 0, count: input.width * input.width)
    unknown = UnknownValues(capacity: input.longestLag, size: size, width: input.width)
    first = Array(repeating: 0, count: size + 1)
    gain = Array(repeating: 0, count: size + 1)
    movingAverageLags = model.movingAverage.indices.filter { model.movingAverage[$0] != 0 }
    autoregressiveLags = model.autoregressive.indices.filter { model.autoregressive[$0] != 0 }
  }

  /// Starts anew with another model of the same order; false if it isn't stationary.
  mutating func restart(_ model: ARMAStateSpace) -> Bool {
    guard let start = model.stationaryCovariance() else { return false }
    self.model = model
    covariance = start
    for index in states.indices { states[index] = 0 }
    for index in products.indices { products[index] = 0 }
    determinant = ScaledProduct()
    innovationCount = 0
    unknown.steps.removeAll()
    movingAverageLags = model.movingAverage.indices.filter { model.movingAverage[$0] != 0 }
    autoregressiveLags = model.autoregressive.indices.filter { model.autoregressive[$0] != 0 }
    return true
  }

  /// Filters the whole series.
  ///
  /// - Complexity: O(steps × r²) until the gain has converged, then O(steps × coefficients).
  mutating func run() {
    let longest = input.longestLag
    for step in 0..<min(longest, input.count) where !input.isKnown[step] {
      unknown.addDiffuse(step)
    }
    var step = longest
    while step < input.count {
      if !unknown.isEmpty {
        stepWithUnknown(step)
        step += 1
      } else if input.isKnown[step] {
        var end = step + 1
        while end < input.count, input.isKnown[end] { end += 1 }
        step = runKnown(step..<end)
      } else {
        if longest > 0 { stepWithUnknown(step) } else { predict() }
        step += 1
      }
    }
  }

  /// Filters values without a gap; returns the step behind them.
  private mutating func runKnown(_ range: Range<Int>) -> Int {
    var step = range.lowerBound
    while step < range.upperBound {
      if covariance[0] - 1 <= Self.convergence, hasConverged {
        runConverged(step..<range.upperBound)
        return range.upperBound
      }
      observe(step)
      step += 1
    }
    return step
  }

  /// Whether nothing but the next error is unknown of the state.
  private var hasConverged: Bool {
    // P − θθᵀ is non-negative, so its diagonal bounds the rest.
    (0..<size).allSatisfy { row in
      let limit = model.movingAverage[row] * model.movingAverage[row]
      return covariance[row * size + row] - limit <= Self.convergence * max(1, limit)
    }
  }

  /// Takes in a value, and predicts the next one.
  private mutating func observe(_ step: Int) {
    let (r, width, count) = (size, input.width, input.count)
    let variance = covariance[0]
    let reciprocal = 1 / variance
    for row in 0..<r {
      first[row] = covariance[row]
      gain[row] = covariance[row] * reciprocal
    }
    determinant.multiply(by: variance)
    innovationCount += 1
    for column in 0..<width {
      let place = column * count + step
      innovations[place] = input.differenced[place] - states[column * (r + 1)]
    }
    addProducts(step, weight: reciprocal)
    for column in 0..<width {
      let value = input.differenced[column * count + step]
      advance(column, value: value, innovation: innovations[column * count + step], gain)
    }
    Self.downdate(&covariance, size: r, first: first, gain: gain)
    addNoise()
  }

  /// The next state of a column whose value is known: φᵢ·value + stateᵢ₊₁ + gainᵢ₊₁·innovation.
  @inline(__always)
  private mutating func advance(
    _ column: Int, value: Double, innovation: Double, _ gain: [Double]
  ) {
    let (r, start) = (size, column * (size + 1))
    for row in 0..<r {
      states[start + row] =
        model.autoregressive[row] * value + states[start + row + 1] + gain[row + 1] * innovation
    }
  }

  mutating func addProducts(_ step: Int, weight: Double) {
    let (width, count) = (input.width, input.count)
    for column in 0..<width {
      let weighted = innovations[column * count + step] * weight
      for row in 0...column {
        products[column * width + row] += weighted * innovations[row * count + step]
      }
    }
  }

  /// P shifted up and to the left, less the outer product of its first column and the gain.
  private static func downdate(
    _ covariance: inout [Double], size: Int, first: [Double], gain: [Double]
  ) {
    let r = size
    unsafe covariance.withUnsafeMutableBufferPointer { covariance in
      unsafe first.withUnsafeBufferPointer { first in
        for column in 0..<r - 1 {
          let factor = gain[column + 1]
          // Sound: the next column lies behind this one, and rows end at r − 1. Elements are read before the place
          // behind them is written.
          let from = unsafe covariance.baseAddress.unsafelyUnwrapped + (column + 1) * r + 1
          let into = unsafe covariance.baseAddress.unsafelyUnwrapped + column * r
          let rows = unsafe first.baseAddress.unsafelyUnwrapped + 1
          for row in column..<r - 1 { unsafe into[row] = from[row] - rows[row] * factor }
        }
      }
    }
    for column in 0..<r { covariance[column * r + r - 1] = 0 }
  }

  /// Adds θθᵀ to P.
  private mutating func addNoise() {
    for column in movingAverageLags {
      for row in movingAverageLags where row >= column {
        covariance[column * size + row] += model.movingAverage[row] * model.movingAverage[column]
      }
    }
  }

  /// T·P·Tᵀ + θθᵀ, and T times the states: a step without an observation, or behind one that both have taken in.
  mutating func predict() {
    let (r, phi) = (size, model.autoregressive)
    for row in 0..<r { first[row] = covariance[row] }
    for column in 0..<r {
      for row in column..<r {
        let next = row + 1 < r ? covariance[(column + 1) * r + row + 1] : 0
        covariance[column * r + row] =
          next + phi[row] * phi[column] * first[0] + phi[row] * first[column + 1]
          + phi[column] * first[row + 1]
      }
    }
    addNoise()
    for column in 0..<input.width {
      let start = column * (r + 1)
      let value = states[start]
      for row in 0..<r { states[start + row] = phi[row] * value + states[start + row + 1] }
    }
  }

  /// Filters values without a gap when P = θθᵀ: the variance of each innovation is 1, and the gain is θ.
  private mutating func runConverged(_ range: Range<Int>) {
    let (r, count) = (size, input.count)
    innovationCount += range.count
    // Until all values and innovations that the recursion reaches back for are of this range.
    let middle = min(range.lowerBound + r, range.upperBound)
    for column in 0..<input.width {
      for step in range.lowerBound..<middle {
        let place = column * count + step
        let value = input.differenced[place]
        innovations[place] = value - states[column * (r + 1)]
        advance(column, value: value, innovation: innovations[place], model.movingAverage)
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
        // Sound: the column's places; the lags reach back at most r steps, which lie inside the series.
        let values = unsafe values.baseAddress.unsafelyUnwrapped + start
        let into = unsafe innovations.baseAddress.unsafelyUnwrapped + start
        for step in range { unsafe into[step] = values[step] }
        for (lag, factor) in phi {
          for step in range { unsafe into[step] -= factor * values[step - lag] }
        }
        unsafe Self.recurMovingAverage(into, range, theta)
      }
    }
  }

  /// The part of the recursion in which each step waits for the one before.
  @unsafe
  private static func recurMovingAverage(
    _ into: UnsafeMutablePointer<Double>, _ range: Range<Int>,
    _ theta: [(lag: Int, factor: Double)]
  ) {
    switch theta.count {
    case 0: return
    case 1:
      let one = theta[0]
      for step in range { unsafe into[step] -= one.factor * into[step - one.lag] }
    case 2:
      let (one, two) = (theta[0], theta[1])
      for step in range {
        unsafe into[step] =
          (into[step] - one.factor * into[step - one.lag]) - two.factor * into[step - two.lag]
      }
    case 3:
      let (one, two, three) = (theta[0], theta[1], theta[2])
      for step in range {
        let rest =
          unsafe (into[step] - one.factor * into[step - one.lag])
          - two.factor * into[step - two.lag]
        unsafe into[step] = rest - three.factor * into[step - three.lag]
      }
    default:
      for step in range {
        var rest = unsafe into[step]
        for (lag, factor) in theta { unsafe rest -= factor * into[step - lag] }
        unsafe into[step] = rest
      }
    }
  }

  /// The sum of products of two columns' innovations, in eight lanes and a fixed tree.
  private func dot(_ left: Int, _ right: Int, _ range: Range<Int>) -> Double {
    let (one, other) = (left * input.count, right * input.count)
    var lanes = SIMD8<Double>()
    var step = range.lowerBound
    unsafe innovations.withUnsafeBufferPointer { innovations in
      // Sound: the range lies inside the series.
      let base = unsafe innovations.baseAddress.unsafelyUnwrapped
      while step + 8 <= range.upperBound {
        let a = unsafe UnsafeRawPointer(base + one + step).loadUnaligned(as: SIMD8<Double>.self)
        let b = unsafe UnsafeRawPointer(base + other + step).loadUnaligned(as: SIMD8<Double>.self)
        lanes += a * b
        step += 8
      }
    }
    var sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
    sum += ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
    while step < range.upperBound {
      sum += innovations[one + step] * innovations[other + step]
      step += 1
    }
    return sum
  }

  /// The states that values and innovations of the last r steps amount to, when P = θθᵀ.
  private mutating func restoreState(at step: Int) {
    let r = size
    for column in 0..<input.width {
      let (start, base) = (column * (r + 1), column * input.count)
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
