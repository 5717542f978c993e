/// The recursion of an ARMA model for its errors, e = w − Σφw − Σθe.
enum ARMARecursion {
  /// e = w − Σφw − Σθe over a range of steps, in pieces that stay in the processor's first cache.
  @unsafe
  static func run(
    _ values: UnsafePointer<Double>, _ into: UnsafeMutablePointer<Double>, _ range: Range<Int>,
    _ phi: [(lag: Int, factor: Double)], _ theta: [(lag: Int, factor: Double)]
  ) {
    for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: 512) {
      let piece = start..<min(start + 512, range.upperBound)
      for step in piece { unsafe into[step] = values[step] }
      for (lag, factor) in phi {
        for step in piece { unsafe into[step] -= factor * values[step - lag] }
      }
      unsafe runMovingAverage(into, piece, theta)
    }
  }

  /// The part of the recursion in which each step waits for the one before.
  @unsafe
  private static func runMovingAverage(
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
      // The latest errors, which are waited for, last.
      var step = range.lowerBound
      let last = (one: theta[theta.count - 2], two: theta[theta.count - 1])
      while step < range.upperBound {
        var rest = unsafe into[step]
        for index in 0..<theta.count - 2 {
          unsafe rest -= theta[index].factor * into[step - theta[index].lag]
        }
        unsafe rest -= last.one.factor * into[step - last.one.lag]
        unsafe into[step] = rest - last.two.factor * into[step - last.two.lag]
        step += 1
      }
    }
  }
}
