import NumericalMethods

/// The conditional sums of squares of one series, in the same memory.
struct ConditionalSums {
  /// The longest lag; as many zeros stand before values and errors.
  private let reach: Int

  private let count: Int
  private let known: Int
  private var values: [Double]
  private var errors: [Double]

  /// What the sum of squares gains by errors and by missing values, with zeros behind; see
  /// ``slopes(_:_:lags:)``.
  private var gains: [Double]

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
    gains = []
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

  /// The gradient of the objective that was computed last, by coefficients.
  ///
  /// Going back from the last step, λ is what the sum loses by the error of a known value, or gains by
  /// a missing one, which is Σφw + Σθe: λ = −2e − Σθλ for the one, and Σφλ for the other, the lags
  /// ahead. Each coefficient contributes to either, so that the slope by φ of a lag is Σλ(t)w(t − lag),
  /// that by θ Σλ(t)e(t − lag): one more recursion, whatever the number of coefficients (reverse
  /// differentiation: A. Griewank, A. Walther, *Evaluating Derivatives*, 2008, chapter 3,
  /// <https://doi.org/10.1137/1.9780898717761>).
  ///
  /// - Parameters:
  ///   - phi: the model's coefficients, as they were given last.
  ///   - theta: the same.
  ///   - lags: the lags whose coefficients are meant.
  /// - Returns: for each of these lags the slope.
  /// - Complexity: O(steps × lags).
  mutating func slopes(
    _ phi: [ARMARecursion.Term], _ theta: [ARMARecursion.Term],
    lags: (autoregressive: [Int], movingAverage: [Int])
  ) -> (autoregressive: [Double], movingAverage: [Double]) {
    let (reach, count, runs) = (reach, count, knownRuns)
    if gains.isEmpty { gains = Array(repeating: 0, count: count + reach) }
    return unsafe gains.withUnsafeMutableBufferPointer { gains in
      unsafe errors.withUnsafeBufferPointer { errors in
        unsafe values.withUnsafeBufferPointer { values in
          // Sound: `reach` zeros stand before values and errors and behind gains, and no lag is
          // longer.
          let values = unsafe values.baseAddress.unsafelyUnwrapped + reach
          let errors = unsafe errors.baseAddress.unsafelyUnwrapped + reach
          let gains = unsafe gains.baseAddress.unsafelyUnwrapped
          var end = count
          for run in runs.reversed() {
            unsafe Self.fillBackward(gains, run.upperBound..<end, phi)
            unsafe ARMARecursion.runBackward(errors, gains, run, weight: 2, theta)
            end = run.lowerBound
          }
          unsafe Self.fillBackward(gains, 0..<end, phi)
          let squares = unsafe 2 * Self.squares(errors, count)
          return (
            lags.autoregressive.map {
              unsafe ARMARecursion.dot(gains, values - $0, count) / squares
            },
            lags.movingAverage.map { unsafe ARMARecursion.dot(gains, errors - $0, count) / squares }
          )
        }
      }
    }
  }

  /// What the sum gains by missing values.
  @unsafe
  private static func fillBackward(
    _ gains: UnsafeMutablePointer<Double>, _ missing: Range<Int>, _ phi: [ARMARecursion.Term]
  ) {
    for step in missing.reversed() {
      var gain = 0.0
      for (lag, factor) in phi { unsafe gain += factor * gains[step + lag] }
      unsafe gains[step] = gain
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
  private static func squares(_ errors: UnsafePointer<Double>, _ count: Int) -> Double {
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
