import NumericalMethods

/// The conditional sums of squares of one series, in the same memory.
struct ConditionalSums {
  /// The longest lag; as many zeros stand before values and errors.
  private let reach: Int

  private let count: Int
  private let known: Int
  private var values: [Double]
  private var errors: [Double]
  private let isMissing: [Bool]

  init(_ residuals: [Double], reach: Int) {
    self.reach = reach
    count = residuals.count
    isMissing = residuals.map { $0.isNaN }
    known = isMissing.count { !$0 }
    values = Array(repeating: 0, count: reach) + residuals
    errors = Array(repeating: 0, count: reach + count)
  }

  /// Half the logarithm of the mean squared error of the recursion e = w − Σφw − Σθe that begins
  /// with zeros.
  mutating func objective(
    _ phi: [(lag: Int, factor: Double)], _ theta: [(lag: Int, factor: Double)]
  ) -> Double {
    guard known > 0 else { return .nan }
    let sum = known == count ? complete(phi, theta) : withGaps(phi, theta)
    return 0.5 * Elementary.log(sum / Double(known))
  }

  private mutating func complete(
    _ phi: [(lag: Int, factor: Double)], _ theta: [(lag: Int, factor: Double)]
  ) -> Double {
    let (reach, count) = (reach, count)
    return unsafe errors.withUnsafeMutableBufferPointer { errors in
      unsafe values.withUnsafeBufferPointer { values in
        // Sound: `reach` zeros stand before both, and no lag is longer.
        let from = unsafe values.baseAddress.unsafelyUnwrapped + reach
        let into = unsafe errors.baseAddress.unsafelyUnwrapped + reach
        unsafe ARMARecursion.run(from, into, 0..<count, phi, theta)
        var lanes = SIMD4<Double>()
        var step = 0
        while step + 4 <= count {
          let errors = unsafe UnsafeRawPointer(into + step).loadUnaligned(as: SIMD4<Double>.self)
          lanes += errors * errors
          step += 4
        }
        var sum = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])
        while step < count {
          unsafe sum += into[step] * into[step]
          step += 1
        }
        return sum
      }
    }
  }

  private mutating func withGaps(
    _ phi: [(lag: Int, factor: Double)], _ theta: [(lag: Int, factor: Double)]
  ) -> Double {
    let (reach, count) = (reach, count)
    return unsafe errors.withUnsafeMutableBufferPointer { errors in
      unsafe values.withUnsafeMutableBufferPointer { values in
        // Sound: `reach` zeros stand before both, and no lag is longer.
        let values = unsafe values.baseAddress.unsafelyUnwrapped + reach
        let errors = unsafe errors.baseAddress.unsafelyUnwrapped + reach
        var sum = 0.0
        for step in 0..<count {
          var expected = 0.0
          for (lag, factor) in phi { unsafe expected += factor * values[step - lag] }
          for (lag, factor) in theta { unsafe expected += factor * errors[step - lag] }
          if isMissing[step] {
            unsafe values[step] = expected
            unsafe errors[step] = 0
          } else {
            let error = unsafe values[step] - expected
            unsafe errors[step] = error
            sum += error * error
          }
        }
        return sum
      }
    }
  }
}
