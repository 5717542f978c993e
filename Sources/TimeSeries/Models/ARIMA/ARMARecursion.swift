/// The recursion of an ARMA model for its errors, e = w − Σφw − Σθe, and the one that goes back from
/// what a sum gains by errors to what it gains by coefficients.
enum ARMARecursion {
  /// A lag, and its coefficient.
  typealias Term = (lag: Int, factor: Double)

  /// e = w − Σφw − Σθe over a range of steps, in pieces that stay in the processor's first cache.
  @unsafe
  static func run(
    _ values: UnsafePointer<Double>, _ into: UnsafeMutablePointer<Double>, _ range: Range<Int>,
    _ phi: [Term], _ theta: [Term]
  ) {
    for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: 512) {
      let piece = start..<min(start + 512, range.upperBound)
      for step in piece { unsafe into[step] = values[step] }
      for (lag, factor) in phi {
        for step in piece { unsafe into[step] -= factor * values[step - lag] }
      }
      unsafe runMovingAverage(into + piece.lowerBound, piece.count, by: 1, theta)
    }
  }

  /// λ = −weight·e − Σθλ over a range of steps, from the last on, with λ of the steps behind.
  ///
  /// With λ of zeros behind the last step, −λ/2 is what a sum of squared errors times the weight
  /// gains by the error of a step, directly and by way of the errors behind it.
  @unsafe
  static func runBackward(
    _ errors: UnsafePointer<Double>, _ into: UnsafeMutablePointer<Double>, _ range: Range<Int>,
    weight: Double, _ theta: [Term]
  ) {
    var end = range.upperBound
    while end > range.lowerBound {
      let piece = max(end - 512, range.lowerBound)..<end
      for step in piece { unsafe into[step] = -weight * errors[step] }
      unsafe runMovingAverage(into + piece.upperBound - 1, piece.count, by: -1, theta)
      end = piece.lowerBound
    }
  }

  /// The part of the recursion in which each step waits for the one before.
  ///
  /// - Parameters:
  ///   - first: the first step.
  ///   - count: how many.
  ///   - direction: 1, or −1 for steps back, with the lags ahead.
  ///   - theta: the lags, the longest first.
  @unsafe
  private static func runMovingAverage(
    _ first: UnsafeMutablePointer<Double>, _ count: Int, by direction: Int, _ theta: [Term]
  ) {
    var into = unsafe first
    switch theta.count {
    case 0: return
    case 1:
      let one = (back: -direction * theta[0].lag, factor: theta[0].factor)
      for _ in 0..<count {
        unsafe into.pointee -= one.factor * into[one.back]
        unsafe into += direction
      }
    case 2:
      let one = (back: -direction * theta[0].lag, factor: theta[0].factor)
      let two = (back: -direction * theta[1].lag, factor: theta[1].factor)
      for _ in 0..<count {
        let rest = unsafe into.pointee - one.factor * into[one.back]
        unsafe into.pointee = rest - two.factor * into[two.back]
        unsafe into += direction
      }
    default:
      // The latest errors, which are waited for, last.
      let last = theta.suffix(3).map { (back: -direction * $0.lag, factor: $0.factor) }
      let (one, two, three) = (last[0], last[1], last[2])
      let others = theta.dropLast(3).map { (back: -direction * $0.lag, factor: $0.factor) }
      for _ in 0..<count {
        var rest = unsafe into.pointee
        for index in others.indices {
          unsafe rest -= others[index].factor * into[others[index].back]
        }
        unsafe rest -= one.factor * into[one.back]
        unsafe rest -= two.factor * into[two.back]
        unsafe into.pointee = rest - three.factor * into[three.back]
        unsafe into += direction
      }
    }
  }

  /// A sum of products, in eight lanes and a fixed tree.
  @unsafe
  static func dot(
    _ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, _ count: Int
  ) -> Double {
    var lanes = SIMD8<Double>()
    var step = 0
    while step + 8 <= count {
      let a = unsafe UnsafeRawPointer(left + step).loadUnaligned(as: SIMD8<Double>.self)
      let b = unsafe UnsafeRawPointer(right + step).loadUnaligned(as: SIMD8<Double>.self)
      lanes += a * b
      step += 8
    }
    var sum = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6]))
    sum += ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
    while step < count {
      unsafe sum += left[step] * right[step]
      step += 1
    }
    return sum
  }
}
