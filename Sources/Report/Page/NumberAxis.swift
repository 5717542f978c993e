import Vocabulary

/// An axis of numbers: the range that is shown, and where lines are drawn.
///
/// ```swift
/// let axis = NumberAxis(covering: [8.2, 17.9], ticks: 5)
/// axis.ticks.map(\.label)  // ["8", "10", "12", "14", "16"]
/// axis.position(of: 17.9)  // 0.96
/// ```
struct NumberAxis: Sendable {
  /// A place where a line is drawn.
  struct Tick: Sendable, Hashable {
    /// Its value.
    let value: Double

    /// The value as text; all of an axis have the same number of decimals.
    let label: String
  }

  /// What is shown: the values and a little more.
  let range: ClosedRange<Double>

  /// The lines in it: multiples of 1, 2 or 5 times a power of ten, ascending.
  let ticks: [Tick]

  /// The largest number that an axis reaches: twice that is a number, too.
  private static let largest = 4e307

  /// The part of the range that is left free at either end.
  private static let margin = 0.04

  /// Lays out an axis.
  ///
  /// - Parameters:
  ///   - values: what has to be shown; those that aren't finite are left out.
  ///   - count: about how many lines there are, at least 2.
  ///   - hasZero: whether the axis begins at zero; then no value is negative.
  init(covering values: some Sequence<Double>, ticks count: Int, hasZero: Bool = false) {
    var (low, high) = hasZero ? (0.0, 0.0) : (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, max(value, -Self.largest))
      high = max(high, min(value, Self.largest))
    }
    if low > high { (low, high) = (0, 1) }
    if low == high {
      // One value lies in the middle.
      let margin = max(abs(low) / 10, low == 0 ? 1 : 0)
      (low, high) = (hasZero && low >= 0 ? 0 : low - margin, high + margin)
    }
    let margin = Self.margin * (high - low)
    range = (hasZero ? low : low - margin)...high + margin
    let step = DecimalStep(dividing: high - low, into: count)
    let first = (range.lowerBound / step.value).rounded(.up)
    let last = (range.upperBound / step.value).rounded(.down)
    // Beyond that, multiples can't be told apart.
    guard max(abs(first), abs(last)) < 1e15 else {
      ticks = [low, high].map { Tick(value: $0, label: $0.roundedText(digits: 6)) }
      return
    }
    ticks = (Int(first)...Int(last)).map {
      Tick(value: step.value(of: $0), label: step.label(of: $0))
    }
  }

  private init(_ range: ClosedRange<Double>, _ ticks: [Tick]) {
    (self.range, self.ticks) = (range, ticks)
  }

  /// The same axis with other labels.
  ///
  /// - Parameter label: makes a label from the one that there is.
  /// - Returns: the axis.
  func labelled(_ label: (String) -> String) -> NumberAxis {
    NumberAxis(range, ticks.map { Tick(value: $0.value, label: label($0.label)) })
  }

  /// Where a value lies: 0 at the low end, 1 at the high one.
  func position(of value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}

/// 1, 2 or 5 times a power of ten.
private struct DecimalStep {
  private let factor: Int
  private let exponent: Int

  /// The length of the step.
  let value: Double

  /// The shortest step of which a number holds so many at most.
  init(dividing length: Double, into count: Int) {
    let least = max(length / Double(count), Double.leastNormalMagnitude)
    // log10(2) = 0.30103; what it is off by, the search makes good.
    var exponent = Int((Double(least.exponent) * 0.30103).rounded(.down)) - 1
    while true {
      for factor in [1, 2, 5] {
        let value = Double("\(factor)e\(exponent)") ?? .infinity
        guard value >= least * (1 - 1e-9) else { continue }
        (self.factor, self.exponent, self.value) = (factor, exponent, value)
        return
      }
      exponent += 1
    }
  }

  /// A multiple, as the nearest number to it.
  func value(of multiple: Int) -> Double {
    Double("\(multiple * factor)e\(exponent)") ?? Double(multiple) * value
  }

  /// A multiple as text, with as many decimals as the step has.
  func label(of multiple: Int) -> String {
    let digits = String(abs(multiple * factor))
    let sign = multiple < 0 ? "\u{2212}" : ""
    guard (-8...8).contains(exponent) else { return value(of: multiple).shortText }
    guard exponent < 0 else {
      return sign + digits + String(repeating: "0", count: multiple == 0 ? 0 : exponent)
    }
    let zeros = String(repeating: "0", count: max(0, 1 - exponent - digits.utf8.count))
    let padded = zeros + digits
    return sign + padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
  }
}
