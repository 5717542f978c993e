import NumericalMethods

/// The Kalman filter of an ARIMA model, over a series and its regressors at once.
///
/// Each column goes through the same filter, so that the standardised innovations are those columns
/// for which generalised least squares are ordinary ones (R. Kohn, C. F. Ansley, 1985,
/// <https://doi.org/10.1093/biomet/72.3.694>). Their sums of products, and the determinant, are all
/// that a likelihood needs.
///
/// - A step costs about r² operations, since after an observation the state's first element is
///   known, and only a shift and an outer product are left of T·P·Tᵀ.
/// - Once what is known of the state can't grow any more, P = θθᵀ, the innovations follow from the
///   recursion of the model itself, which costs as many operations as it has coefficients, until a
///   value is missing.
/// - Where the series is differenced, a value is the ARMA part plus known values before. A missing
///   one becomes an element of the state until no difference needs it any more; one of the first d
///   + mD has an infinite variance, exactly (J. Durbin, S. J. Koopman, *Time Series Analysis by
///   State Space Methods*, 2012, chapter 5,
///   <https://doi.org/10.1093/acprof:oso/9780199641178.001.0001>; C. F. Ansley, R. Kohn, 1985,
///   <https://doi.org/10.1214/aos/1176349739>). The likelihood is the density of the known values,
///   all others integrated out: without gaps that of the differenced series.
struct ARIMAFilter: Sendable {
  private(set) var model: ARMAStateSpace
  let input: FilterInput

  /// r.
  let size: Int

  /// The distance of columns of P, and of the states of columns: r and zeros behind, so that whole
  /// vectors may be read.
  let stride: Int

  /// P, the lower triangle, column by column, and a column of zeros.
  var covariance: [Double]

  /// The state of each column, r numbers and zeros.
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

  /// What is known of the value of the step at hand, while values before it are unknown.
  var measurement: Measurement

  /// The first columns of P, r numbers for each step in which P hasn't converged, if they are kept.
  private(set) var keptColumns: [Double] = []

  /// The steps in which P has converged, if columns are kept.
  private(set) var steadyRanges: [Range<Int>] = []

  /// Whether columns of all other steps are kept: not those of a long gap.
  var hasKeptAll = false

  /// Scratch: the first column of P, and the gain, with zeros behind.
  private var first: [Double]
  private var gain: [Double]

  /// φ and θ, with zeros behind.
  private(set) var phi: [Double]
  private(set) var theta: [Double]

  /// The places of the elements of θ that aren't zero, and the lags of φ.
  private(set) var movingAverageLags: [Int]
  private(set) var autoregressiveLags: [Int]

  /// Prepares to filter; nil if the model isn't stationary.
  init?(_ model: ARMAStateSpace, _ input: FilterInput) {
    self.init(unstarted: model, input, unknownValues: input.longestLag)
    guard restart(model) else { return nil }
  }

  /// Makes room, for a state that the caller knows.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - input: the series.
  ///   - unknownValues: over how many steps, k at most, values may be unknown at once.
  init(unstarted model: ARMAStateSpace, _ input: FilterInput, unknownValues: Int) {
    self.model = model
    self.input = input
    size = model.size
    stride = size + 4
    covariance = Array(repeating: 0, count: stride * (size + 1))
    states = Array(repeating: 0, count: input.width * stride)
    innovations = Array(repeating: 0, count: input.width * input.count)
    products = Array(repeating: 0, count: input.width * input.width)
    unknown = UnknownValues(
      reach: input.longestLag, capacity: unknownValues, size: size, width: input.width)
    measurement = Measurement(size: size, capacity: unknownValues, width: input.width)
    first = Array(repeating: 0, count: stride)
    (gain, phi, theta) = (first, first, first)
    (movingAverageLags, autoregressiveLags) = ([], [])
    setModel(model)
  }

  private mutating func setModel(_ model: ARMAStateSpace) {
    self.model = model
    for row in 0..<size {
      phi[row] = model.autoregressive[row]
      theta[row] = model.movingAverage[row]
    }
    movingAverageLags = model.movingAverage.indices.filter { model.movingAverage[$0] != 0 }
    autoregressiveLags = model.autoregressive.indices.filter { model.autoregressive[$0] != 0 }
  }

  /// The most numbers that are kept of first columns of P.
  private static let mostKept = 1 << 21

  /// Keeps from now on what slopes of the likelihood need of each step; false where that is too
  /// much, or values are missing that differences need.
  mutating func keepColumns() -> Bool {
    guard input.isWhole || input.longestLag == 0, input.count * size <= Self.mostKept
    else { return false }
    if keptColumns.isEmpty { keptColumns = Array(repeating: 0, count: input.count * size) }
    return true
  }

  /// Keeps what slopes need of a missing step: the column, and what is expected of the value as if
  /// that were an innovation.
  mutating func keepMissing(_ step: Int) {
    guard !keptColumns.isEmpty else { return }
    for row in 0..<size { keptColumns[step * size + row] = covariance[row] }
    for column in 0..<input.width {
      innovations[column * input.count + step] = states[column * stride]
    }
  }

  /// Starts anew with another model of the same order; false if it isn't stationary.
  mutating func restart(_ model: ARMAStateSpace) -> Bool {
    guard let start = model.stationaryCovariance() else { return false }
    setModel(model)
    for column in 0..<size {
      for row in 0..<size { covariance[column * stride + row] = start[column * size + row] }
    }
    for index in states.indices { states[index] = 0 }
    for index in products.indices { products[index] = 0 }
    determinant = ScaledProduct()
    innovationCount = 0
    unknown.steps.removeAll()
    steadyRanges.removeAll(keepingCapacity: true)
    hasKeptAll = !keptColumns.isEmpty
    return true
  }

  /// Filters the whole series.
  ///
  /// - Complexity: O(steps × r²) until the gain has converged, then O(steps × coefficients); for a long gap
  ///   O((r + k)³ × log(steps)).
  mutating func run() {
    let longest = input.longestLag
    for step in 0..<min(longest, input.count) where !input.isKnown[step] {
      unknown.addDiffuse(step)
    }
    var step = longest
    while step < input.count {
      if !input.isKnown[step] {
        let end = input.endOfGap(from: step)
        passMissing(step..<end)
        step = end
      } else if unknown.isEmpty {
        var end = step + 1
        while end < input.count, input.isKnown[end] { end += 1 }
        runKnown(step..<end)
        step = end
      } else {
        stepWithUnknown(step)
        step += 1
      }
    }
  }

  /// Filters the steps from one on, each by itself, so that the state is the same to the bit however
  /// the steps come in parts.
  ///
  /// - Complexity: O(steps × r²) at most.
  mutating func run(stepByStepFrom first: Int) {
    for step in first..<input.count {
      if !unknown.isEmpty || (!input.isKnown[step] && input.longestLag > 0) {
        stepWithUnknown(step)
      } else if input.isKnown[step] {
        runKnown(step..<step + 1)
      } else {
        predict()
      }
    }
  }

  /// Filters values without a gap.
  private mutating func runKnown(_ range: Range<Int>) {
    let end = observe(range)
    guard end < range.upperBound else { return }
    if !keptColumns.isEmpty { steadyRanges.append(end..<range.upperBound) }
    runConverged(end..<range.upperBound)
  }

  /// Takes in values until there are no more, or P has converged; returns the step behind them.
  private mutating func observe(_ range: Range<Int>) -> Int {
    unsafe covariance.withUnsafeMutableBufferPointer { covariance in
      unsafe first.withUnsafeMutableBufferPointer { first in
        unsafe gain.withUnsafeMutableBufferPointer { gain in
          unsafe states.withUnsafeMutableBufferPointer { states in
            unsafe innovations.withUnsafeMutableBufferPointer { innovations in
              unsafe products.withUnsafeMutableBufferPointer { products in
                unsafe phi.withUnsafeBufferPointer { phi in
                  unsafe theta.withUnsafeBufferPointer { theta in
                    unsafe input.differenced.withUnsafeBufferPointer { values in
                      unsafe keptColumns.withUnsafeMutableBufferPointer { kept in
                        // Sound: none of them is empty, and they live as long as this block; what
                        // is kept has room for all steps.
                        var run = unsafe ObservedRun(
                          size: size, stride: stride, width: input.width, count: input.count,
                          covariance: covariance.baseAddress.unsafelyUnwrapped,
                          first: first.baseAddress.unsafelyUnwrapped,
                          gain: gain.baseAddress.unsafelyUnwrapped,
                          states: states.baseAddress.unsafelyUnwrapped,
                          innovations: innovations.baseAddress.unsafelyUnwrapped,
                          products: products.baseAddress.unsafelyUnwrapped,
                          phi: phi.baseAddress.unsafelyUnwrapped,
                          theta: theta.baseAddress.unsafelyUnwrapped,
                          values: values.baseAddress.unsafelyUnwrapped,
                          kept: kept.isEmpty ? nil : kept.baseAddress,
                          movingAverageLags: movingAverageLags, determinant: determinant)
                        let end = unsafe run.run(range)
                        determinant = unsafe run.determinant
                        innovationCount += end - range.lowerBound
                        return end
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
  }

  /// Adds the products of the innovations of a step to the sums.
  mutating func addProducts(_ step: Int, weight: Double) {
    let (width, count) = (input.width, input.count)
    for column in 0..<width {
      let weighted = innovations[column * count + step] * weight
      for row in 0...column {
        products[column * width + row] += weighted * innovations[row * count + step]
      }
    }
  }

  /// Adds θθᵀ to P.
  mutating func addNoise() {
    for column in movingAverageLags {
      for row in movingAverageLags where row >= column {
        covariance[column * stride + row] += theta[row] * theta[column]
      }
    }
  }

  /// T·P·Tᵀ + θθᵀ, and T times the states: a step without an observation, or behind one that both
  /// have taken in.
  mutating func predict() {
    let r = size
    for row in 0..<r { first[row] = covariance[row] }
    for column in 0..<r {
      let factor = phi[column] * first[0] + first[column + 1]
      let (from, into) = ((column + 1) * stride + 1, column * stride)
      for row in column..<r {
        covariance[into + row] =
          covariance[from + row] + phi[row] * factor + phi[column] * first[row + 1]
      }
    }
    addNoise()
    for column in 0..<input.width {
      let start = column * stride
      let value = states[start]
      for row in 0..<r { states[start + row] = phi[row] * value + states[start + row + 1] }
    }
  }
}
