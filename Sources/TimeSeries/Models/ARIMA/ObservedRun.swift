import NumericalMethods

/// The steps of a filter in which a value is known, and the state is the ARMA part alone.
///
/// It works on the memory of an ``ARIMAFilter``, whose columns have room for a vector behind their
/// r elements: what is read there is zero, and what is written there is zero.
@unsafe
struct ObservedRun {
  let size: Int
  let stride: Int
  let width: Int
  let count: Int
  let covariance: UnsafeMutablePointer<Double>
  let first: UnsafeMutablePointer<Double>
  let gain: UnsafeMutablePointer<Double>
  let states: UnsafeMutablePointer<Double>
  let innovations: UnsafeMutablePointer<Double>
  let products: UnsafeMutablePointer<Double>
  let phi: UnsafePointer<Double>
  let theta: UnsafePointer<Double>
  let values: UnsafePointer<Double>

  /// Where first columns of P are kept, r numbers for each step of the series; nil if nobody wants them.
  let kept: UnsafeMutablePointer<Double>?

  let movingAverageLags: [Int]
  var determinant: ScaledProduct

  /// How far P may be from its limit.
  static let convergence = 1e-13

  /// Takes in values until there are no more, or P has converged; returns the step behind them.
  mutating func run(_ range: Range<Int>) -> Int {
    var step = range.lowerBound
    while step < range.upperBound {
      if unsafe covariance[0] - 1 <= Self.convergence, unsafe hasConverged { break }
      unsafe observe(step)
      if let kept = unsafe kept {
        let start = unsafe kept + step * size
        for row in unsafe 0..<size { unsafe start[row] = first[row] }
      }
      step += 1
    }
    return step
  }

  /// Whether nothing but the next error is unknown of the state.
  private var hasConverged: Bool {
    // P − θθᵀ is non-negative, so its diagonal bounds the rest.
    let (size, convergence) = unsafe (self.size, Self.convergence)
    for row in 0..<size {
      let limit = unsafe theta[row] * theta[row]
      let rest = unsafe covariance[row * stride + row] - limit
      if !(rest <= convergence * max(1, limit)) { return false }
    }
    return true
  }

  /// Takes in a value, and predicts the next one.
  @inline(__always)
  private mutating func observe(_ step: Int) {
    let (size, width, count) = unsafe (self.size, self.width, self.count)
    let variance = unsafe covariance[0]
    let reciprocal = 1 / variance
    for row in 0..<size {
      let element = unsafe covariance[row]
      unsafe first[row] = element
      unsafe gain[row] = element * reciprocal
    }
    unsafe determinant.multiply(by: variance)
    for column in 0..<width {
      let place = column * count + step
      let innovation = unsafe values[place] - states[column * stride]
      unsafe innovations[place] = innovation
      unsafe advance(column, value: values[place], innovation: innovation)
      let weighted = innovation * reciprocal
      for row in 0...column {
        unsafe products[column * width + row] += weighted * innovations[row * count + step]
      }
    }
    unsafe downdate()
    for column in unsafe movingAverageLags {
      for row in unsafe movingAverageLags where row >= column {
        unsafe covariance[column * stride + row] += theta[row] * theta[column]
      }
    }
  }

  /// The next state of a column whose value is known: φᵢ·value + stateᵢ₊₁ + gainᵢ₊₁·innovation.
  @inline(__always)
  private func advance(_ column: Int, value: Double, innovation: Double) {
    let size = unsafe self.size
    let state = unsafe states + column * stride
    var row = 0
    while row < size {
      // Sound: there are four numbers behind the last element. Elements are read before they are
      // written.
      let next = unsafe Self.vector(state + row + 1) + innovation * Self.vector(gain + row + 1)
      unsafe Self.store(Self.vector(phi + row) * value + next, at: state + row)
      row += 4
    }
  }

  /// P shifted up and to the left, less the outer product of its first column and the gain.
  @inline(__always)
  private func downdate() {
    let size = unsafe self.size
    for column in 0..<size {
      let factor = unsafe gain[column + 1]
      let into = unsafe covariance + column * stride
      let from = unsafe into + stride + 1
      // Whole vectors; the first may begin above the diagonal, where nothing is read.
      var row = column & ~3
      while row < size {
        // Sound: there are four numbers behind the last element, and a column behind the last.
        // Elements are read before they are written.
        let outer = unsafe Self.vector(first + row + 1) * factor
        unsafe Self.store(Self.vector(from + row) - outer, at: into + row)
        row += 4
      }
    }
  }

  @inline(__always)
  private static func vector(_ pointer: UnsafePointer<Double>) -> SIMD4<Double> {
    unsafe UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Double>.self)
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
