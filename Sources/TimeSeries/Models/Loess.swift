/// Local regression on equally spaced values, as the decomposition ``STL`` needs it.
///
/// At a place x a line, or a constant, is fitted to the `window` nearest values by least squares,
/// weighted by (1 − (|i − x| / h)³)³, h being the distance to the farthest of them; the fit at x is
/// the smoothed value. Where the series is shorter than the window, h grows as if it weren't.
///
/// With a `jump` of more than one, only every so many places are fitted, and those between lie on
/// lines: nearly the same, and so many times faster.
///
/// Cleveland, W. S. (1979), doi:10.1080/01621459.1979.10481038; the details, the bounds 0.001 and
/// 0.999 among them, are those of the authors' program `netlib/a/stl`, so that results can be
/// compared to the last digits.
package struct Loess: Sendable, Equatable {
  /// How many values a fit sees: odd, three or more.
  package let window: Int
  /// The degree of the polynomial that is fitted: zero or one.
  package let degree: Int
  /// The distance of the places that are fitted.
  package let jump: Int

  /// A smoother.
  ///
  /// - Parameters:
  ///   - window: how many values a fit sees; made odd and at least three by rounding up.
  ///   - degree: zero for a constant, one for a line.
  ///   - jump: the distance of the places that are fitted; nil for a tenth of the window, rounded
  ///     up.
  /// - Precondition: the degree is 0 or 1, and the jump at least 1.
  package init(window: Int, degree: Int, jump: Int? = nil) {
    precondition(degree == 0 || degree == 1, "a local polynomial is a constant or a line")
    precondition(jump ?? 1 >= 1, "a jump leads on")
    self.window = Swift.max(3, window | 1)
    self.degree = degree
    self.jump = jump ?? Swift.max(1, (window + 9) / 10)
  }

  /// What the fits of one series share.
  struct Input {
    /// The values, without gaps.
    var values: [Double]
    /// A factor for the weight of each value; empty where all are one.
    var robustness: [Double] = []
  }

  /// Smooths a series.
  ///
  /// - Parameters:
  ///   - input: the values.
  ///   - smoothed: where the smoothed values go, as many as `input` has.
  ///   - weights: scratch, at least as long as `input`.
  /// - Complexity: O(n × window / jump).
  func smooth(_ input: Input, into smoothed: inout [Double], weights: inout [Double]) {
    let count = input.values.count
    guard count > 1 else {
      if count == 1 { smoothed[0] = input.values[0] }
      return
    }
    let step = Swift.min(jump, count - 1)
    for place in stride(from: 0, to: count, by: step) {
      smoothed[place] =
        fit(at: place, input, window(around: place, count), &weights) ?? input.values[place]
    }
    guard step > 1 else { return }
    let last = (count - 1) / step * step
    for start in stride(from: 0, to: last, by: step) {
      Self.connect(start, start + step, &smoothed)
    }
    guard last < count - 1 else { return }
    // The program that is compared with fits the last place in the window of the last one before
    // it.
    smoothed[count - 1] =
      fit(at: count - 1, input, window(around: last, count), &weights) ?? input.values[count - 1]
    Self.connect(last, count - 1, &smoothed)
  }

  /// The values that a fit sees.
  private func window(around place: Int, _ count: Int) -> Range<Int> {
    guard window < count else { return 0..<count }
    let first = Swift.min(Swift.max(place - window / 2, 0), count - window)
    return first..<first + window
  }

  /// Puts what lies between two places on the line through them.
  private static func connect(_ start: Int, _ end: Int, _ smoothed: inout [Double]) {
    let slope = (smoothed[end] - smoothed[start]) / Double(end - start)
    for place in start + 1..<Swift.max(end, start + 1) {
      smoothed[place] = smoothed[start] + slope * Double(place - start)
    }
  }

  /// The fit at one place, which may lie one step outside.
  ///
  /// - Parameters:
  ///   - place: where.
  ///   - input: the values.
  ///   - range: those that are seen.
  ///   - weights: scratch.
  /// - Returns: the fit, or nil where all weights are zero.
  func fit(
    at place: Int, _ input: Input, _ range: Range<Int>, _ weights: inout [Double]
  ) -> Double? {
    let sum = weigh(from: place, input, range, &weights)
    guard sum > 0 else { return nil }
    for index in range { weights[index] /= sum }
    if degree == 1 { tilt(towards: place, input.values.count, range, &weights) }
    var fitted = 0.0
    for index in range { fitted += weights[index] * input.values[index] }
    return fitted
  }

  /// Sets the weights by distance and robustness; returns their sum.
  private func weigh(
    from place: Int, _ input: Input, _ range: Range<Int>, _ weights: inout [Double]
  ) -> Double {
    let count = input.values.count
    var reach = Double(Swift.max(place - range.lowerBound, range.upperBound - 1 - place))
    if window > count { reach += Double((window - count) / 2) }
    let (near, far) = (0.001 * reach, 0.999 * reach)
    let isRobust = !input.robustness.isEmpty
    var sum = 0.0
    for index in range {
      let distance = Double(abs(index - place))
      guard distance <= far else {
        weights[index] = 0
        continue
      }
      var weight = 1.0
      if distance > near {
        let part = distance / reach
        let rest = 1 - part * part * part
        weight = rest * rest * rest
      }
      if isRobust { weight *= input.robustness[index] }
      weights[index] = weight
      sum += weight
    }
    return sum
  }

  /// Makes the weights of a constant those of a line.
  private func tilt(
    towards place: Int, _ count: Int, _ range: Range<Int>, _ weights: inout [Double]
  ) {
    var centre = 0.0
    for index in range { centre += weights[index] * Double(index) }
    var spread = 0.0
    for index in range {
      let distance = Double(index) - centre
      spread += weights[index] * distance * distance
    }
    guard spread.squareRoot() > 0.001 * Double(count - 1) else { return }
    let slope = (Double(place) - centre) / spread
    for index in range { weights[index] *= slope * (Double(index) - centre) + 1 }
  }
}
