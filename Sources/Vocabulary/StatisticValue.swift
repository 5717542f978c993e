/// The value of a statistic. What isn't defined is nil.
public enum StatisticValue: Sendable, Hashable {
  /// A number of rows, of values or of other things.
  case count(Int)
  /// A number.
  case number(Double?)
  /// A number with more digits than a double holds, as a decimal number.
  case digits(String)
  /// The most frequent value, of several the smallest, with its frequency.
  case mode(Mode?)
  /// Percentiles, in the order in which they were asked for.
  case percentiles([Percentile])
  /// The sum of the variances of windows.
  case windows(RollingDescription)

  /// The number as it is printed; nil if there isn't just one, or it isn't defined.
  package var numberText: String? {
    switch self {
    case .count(let count): String(count)
    case .digits(let digits): digits
    case .mode(let mode): mode?.text
    case .number, .windows, .percentiles: number?.shortText
    }
  }

  /// The value as a count; nil if it is something else.
  public var count: Int? {
    guard case .count(let count) = self else { return nil }
    return count
  }

  /// The value as one number, rounded to a double: that of a count, of the mode, or the sum over all windows; nil if it
  /// isn't defined, or there are several.
  public var number: Double? {
    switch self {
    case .count(let count): Double(count)
    case .number(let number): number
    case .digits(let digits): Double(digits)
    case .mode(let mode): mode?.value
    case .windows(let windows): windows.sum
    case .percentiles: nil
    }
  }
}

/// The most frequent value of a column.
public struct Mode: Sendable, Hashable {
  /// The value.
  public let value: Double

  /// How often it occurs.
  public let frequency: Int

  /// The value as a decimal number, if it has more digits than the double.
  public let digits: String?

  /// Puts the parts together.
  package init(value: Double, frequency: Int, digits: String? = nil) {
    self.value = value
    self.frequency = frequency
    self.digits = digits
  }

  /// The value as it is printed.
  package var text: String { digits ?? value.shortText }
}

/// A percentile of a column.
public struct Percentile: Sendable, Hashable {
  /// Which percentile, 0 to 100.
  public let percent: Double

  /// Its value; nil if the column has no values.
  public let value: Double?

  /// Puts the parts together.
  package init(percent: Double, value: Double?) {
    self.percent = percent
    self.value = value
  }
}

/// The sum of the variances of all windows but the last.
public struct RollingDescription: Sendable, Hashable {
  /// The number of values in a window.
  public let window: Int

  /// The number of windows in the sum.
  public let windows: Int

  /// The sum; nil if there are no windows, w ≤ ddof, or the sum left the range of doubles.
  public let sum: Double?

  /// Puts the parts together.
  package init(window: Int, windows: Int, sum: Double?) {
    self.window = window
    self.windows = windows
    self.sum = sum
  }
}
