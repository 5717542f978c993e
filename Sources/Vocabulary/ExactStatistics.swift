/// The statistics of a column that are computed of all the digits of its numbers, where doubles
/// don't hold them.
package struct ExactStatistics: Sendable, Hashable {
  /// The smallest value, as a decimal number.
  package let minimum: String

  /// The largest value.
  package let maximum: String

  /// The most frequent value, of several the smallest.
  package let mode: String

  /// How often that value occurs.
  package let modeFrequency: Int

  /// The number of distinct values.
  package let distinct: Int

  /// Puts the parts together.
  package init(
    minimum: String, maximum: String, mode: String, modeFrequency: Int, distinct: Int
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.mode = mode
    self.modeFrequency = modeFrequency
    self.distinct = distinct
  }
}

extension Statistic {
  /// Whether it is computed of all digits where doubles don't hold them.
  package var isOfAllDigits: Bool {
    switch self {
    case .min, .max, .mode, .distinct: true
    default: false
    }
  }
}

extension ExactStatistics? {
  /// The value of a statistic of numbers that doubles don't hold; nil if it is computed of doubles.
  func value(of statistic: Statistic) -> StatisticValue? {
    guard statistic.isOfAllDigits else { return nil }
    guard let self else { return .number(nil) }
    switch statistic {
    case .min: return .digits(self.minimum)
    case .max: return .digits(self.maximum)
    case .distinct: return .count(self.distinct)
    default:
      let value = Double(self.mode) ?? .nan
      return .mode(Mode(value: value, frequency: self.modeFrequency, digits: self.mode))
    }
  }
}
