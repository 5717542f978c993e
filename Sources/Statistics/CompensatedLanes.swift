/// Eight running sums side by side, each with the sum of its own rounding errors.
///
/// The value at position *i* of a block goes to lane *i* mod 8, and the lanes are added up in a
/// fixed tree, so the bits of the total depend on the values and their order alone, whatever vector
/// width the processor has. Adding zero to a lane changes nothing, so a short last vector is padded
/// with zeros.
///
/// The error of the total is that of a sum in twice the precision: T. Ogita, S. M. Rump, S. Oishi,
/// *Accurate sum and dot product* (2005), algorithm Sum2, <https://doi.org/10.1137/030601818>.
struct CompensatedLanes {
  private var sum = SIMD8<Double>.zero
  private var error = SIMD8<Double>.zero

  /// Adds one value to each lane.
  @inline(__always)
  mutating func add(_ values: SIMD8<Double>) {
    let next = sum + values
    let added = next - sum
    error += (sum - (next - added)) + (values - added)
    sum = next
  }

  /// The sum of all lanes, in the fixed order (0+4)+(2+6) + ((1+5)+(3+7)).
  var total: DoubleDouble {
    func lane(_ index: Int) -> DoubleDouble { DoubleDouble(sum: sum[index], error[index]) }
    let even = (lane(0) + lane(4)) + (lane(2) + lane(6))
    let odd = (lane(1) + lane(5)) + (lane(3) + lane(7))
    return even + odd
  }
}

extension Span<Double> {
  /// Calls a closure with each eight neighbouring values; the last vector is padded.
  ///
  /// - Parameters:
  ///   - padding: what stands in the lanes behind the last value.
  ///   - body: what is done with each vector.
  @inline(__always)
  func forEachVector(padding: Double, _ body: (SIMD8<Double>) -> Void) {
    let whole = count & ~7
    unsafe withUnsafeBytes { bytes in
      var index = 0
      while index < whole {
        // Sound: index + 8 ≤ count, so all 64 bytes lie inside the span.
        body(
          unsafe bytes.loadUnaligned(
            fromByteOffset: index * MemoryLayout<Double>.stride, as: SIMD8<Double>.self))
        index += 8
      }
    }
    guard whole < count else { return }
    var last = SIMD8<Double>(repeating: padding)
    for index in whole..<count { last[index - whole] = self[index] }
    body(last)
  }
}
