package import Vocabulary

/// The seasons that the step of a series suggests: the day, the week and the year, in steps.
///
/// ```swift
/// Seasons(step: TimeSpan("1h")!).periods  // [24, 168, 8766]
/// ```
///
/// | step | seasons |
/// | --- | --- |
/// | 10 min | 144, 1008, 52596 |
/// | 1 h | 24, 168, 8766 |
/// | 1 d | 7, 365 |
/// | 1 week | 52 |
/// | 1 month | 12 |
/// | 3 months | 4 |
/// | 1 year | none |
///
/// A day or a week that isn't a whole number of steps is no season. A year has 365.25 days and is
/// rounded to whole steps, as nothing in it is sharper than a day; of months, it is exact.
package struct Seasons: Sendable, Hashable {
  /// The lengths of the seasons in steps, ascending, each at least 2.
  package let periods: [Int]

  /// The seasons that a step suggests.
  ///
  /// - Parameter step: the time from one value to the next.
  package init(step: TimeSpan) {
    periods = Self.periods(step).filter { $0 >= 2 }
  }

  /// Seasons that are given.
  ///
  /// - Parameter periods: their lengths in steps, each at least 2.
  package init(periods: [Int]) {
    precondition(periods.allSatisfy { $0 >= 2 }, "a season of a step")
    self.periods = Set(periods).sorted()
  }

  /// The shortest season; 1 if there is none.
  package var shortest: Int { periods.first ?? 1 }

  /// The season of a year, where the day or the week is another; nil otherwise.
  package var yearly: Int? { periods.count > 1 ? periods.last : nil }

  private static func periods(_ step: TimeSpan) -> [Int] {
    let count = step.count
    switch step.unit {
    case .seconds:
      let (day, year) = (86_400, 31_557_600)
      return [day, 7 * day].filter { $0 % count == 0 }.map { $0 / count } + [rounded(year, count)]
    case .days:
      // In quarters of a day.
      return (7 % count == 0 ? [7 / count] : []) + [rounded(1461, 4 * count)]
    case .months:
      return 12 % count == 0 ? [12 / count] : []
    }
  }

  /// A quotient, to the nearest whole number.
  private static func rounded(_ length: Int, _ step: Int) -> Int {
    (2 * length + step) / (2 * step)
  }
}
