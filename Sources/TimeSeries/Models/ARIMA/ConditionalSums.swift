import NumericalMethods

/// The conditional sums of squares of one series, in the same memory.
struct ConditionalSums {
  /// The longest lag; as many zeros stand before values and errors.
  private let reach: Int

  private let count: Int
  private let known: Int
  private var values: [Double]
  private var errors: [Double]

  /// The steps whose values are known, without those missing between them.
  private let knownRuns: [Range<Int>]

  init(_ residuals: [Double], reach: Int) {
    self.reach = reach
    count = residuals.count
    var runs: [Range<Int>] = []
    for step in residuals.indices where !residuals[step].isNaN {
      let start = runs.last?.upperBound == step ? runs.removeLast().lowerBound : step
      runs.append(start..<step + 1)
    }
    knownRuns = runs
    known = runs.reduce(0) { $0 + $1.count }
    values = Array(repeating: 0, count: reach) + residuals
    errors = Array(repeating: 0, count: reach + count)
  }

  /// Half the logarithm of the mean squared error of the recursion e = w − Σφw − Σθe that begins
  /// with zeros.
  mutating func objective(
    _ phi: [(lag: Int, factor: Double)], _ theta: [(lag: Int, factor: Double)]
  ) -> Double {
    guard known > 0 else { return .nan }
    return 0.5 * Elementary.log(squares(phi, theta) / Double(known))
  }

  /// The sum of the squared errors.
  private mutating func squares(
    _ phi: [(lag: Int, factor: Double)], _ theta: [(lag: Int, factor: Double)]
  ) -> Double {
    let (reach, count) = (reach, count)
    return unsafe errors.withUnsafeMutableBufferPointer { errors in
      unsafe values.withUnsafeMutableBufferPointer { values in
        // Sound: `reach` zeros stand before both, and no lag is longer.
        let values = unsafe values.baseAddress.unsafelyUnwrapped + reach
        let errors = unsafe errors.baseAddress.unsafelyUnwrapped + reach
        var step = 0
        for run in knownRuns {
          unsafe Self.fill(values, errors, step..<run.lowerBound, phi, theta)
          unsafe ARMARecursion.run(values, errors, run, phi, theta)
          step = run.upperBound
        }
        unsafe Self.fill(values, errors, step..<count, phi, theta)
        return unsafe Self.squares(errors, count)
      }
    }
  }

  /// Takes missing values for what is expected of them: their errors are 0.
  @unsafe
  private static func fill(
    _ values: UnsafeMutablePointer<Double>, _ errors: UnsafeMutablePointer<Double>,
    _ missing: Range<Int>, _ phi: [(lag: Int, factor: Double)],
    _ theta: [(lag: Int, factor: Double)]
  ) {
    for step in missing {
      var expected = 0.0
      for (lag, factor) in phi { unsafe expected += factor * values[step - lag] }
      for (lag, factor) in theta { unsafe expected += factor * errors[step - lag] }
      unsafe values[step] = expected
      unsafe errors[step] = 0
    }
  }

  /// A sum of squares, in four lanes and a fixed tree.
  @unsafe
  private static func squares(_ errors: UnsafeMutablePointer<Double>, _ count: Int) -> Double {
    var lanes = SIMD4<Double>()
    var step = 0
    while step + 4 <= count {
      let errors = unsafe UnsafeRawPointer(errors + step).loadUnaligned(as: SIMD4<Double>.self)
      lanes += errors * errors
      step += 4
    }
    var sum = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])
    while step < count {
      unsafe sum += errors[step] * errors[step]
      step += 1
    }
    return sum
  }
}
