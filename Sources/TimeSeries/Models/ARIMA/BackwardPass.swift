/// The steps back where P hasn't converged, on the memory of a ``LikelihoodSlopes``.
@unsafe
struct BackwardPass {
  let size: Int
  let stride: Int
  let mask: Int
  let gains: UnsafeMutablePointer<Double>
  let columns: UnsafeMutablePointer<Double>
  let total: UnsafeMutablePointer<Double>
  let gain: UnsafeMutablePointer<Double>
  let products: UnsafeMutablePointer<Double>
  let ofMissing: UnsafeMutablePointer<Double>

  /// 1/σ².
  let precision: Double

  /// Goes back a step whose value is known.
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
    unsafe multiply(step, size - 1)
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

  /// Goes back a step whose value is missing.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - phi: φ.
  ///   - first: the first column of P.
  func takeMissing(_ step: Int, _ phi: [Double], _ first: UnsafePointer<Double>) {
    let size = unsafe self.size
    // By φ, P₀₀ is multiplied twice, and the rest of its column once.
    for row in 0..<size { unsafe gain[row + 1] = row + 1 < size ? first[row + 1] : 0 }
    unsafe multiply(step, size)
    for row in 0..<size { unsafe ofMissing[row] += 2 * products[row] }
    for row in 0..<size { unsafe gain[row + 1] = phi[row] }
    unsafe multiply(step, size)
    let next = unsafe gains + step
    let into = unsafe columns + (step & mask) * stride
    var (moved, variance) = (0.0, 0.0)
    for row in 0..<size {
      let product = unsafe products[row]
      unsafe ofMissing[row] += 2 * product * first[0]
      unsafe moved += phi[row] * next[row + 1]
      variance += phi[row] * product
      guard row + 1 < size else { continue }
      unsafe into[row + 1] = product
      unsafe total[row + 1] += product
    }
    unsafe into[0] = variance
    unsafe total[0] += variance
    unsafe gains[step] = moved
    // The gain of a known value has no element here.
    unsafe gain[size] = 0
  }

  /// What is gained by P of the next step, times the vector that stands in the gain from its second
  /// place on: the columns of the steps that follow are P's from the diagonal on.
  ///
  /// - Parameters:
  ///   - step: the step.
  ///   - last: the number of elements that count.
  @inline(__always)
  private func multiply(_ step: Int, _ last: Int) {
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
