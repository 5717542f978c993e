/// A length of time: `15 min`, `1 h`, `1 d`, `3 months`.
///
/// Days are those of a calendar: where clocks are changed, one may have 23 hours or 25. Months are those of a
/// calendar, too.
public struct TimeSpan: Sendable, Hashable, CustomStringConvertible {
  /// What a length is counted in.
  package enum Unit: UInt8, Sendable {
    /// Seconds, as clocks that are never changed count them.
    case seconds
    /// Days of the calendar.
    case days
    /// Months of the calendar.
    case months
  }

  /// The number of units, at least 1.
  package let count: Int

  /// What they are.
  package let unit: Unit

  /// The length as it is written: a number and a unit.
  public let description: String

  /// The units there are, for a sentence.
  package static let units = "s, min, h, d, w, months and years"

  /// Reads a length; nil if the text is none.
  ///
  /// A whole number of days is that, however it is written: 24 h is a day.
  ///
  /// - Parameter text: a whole number, not zero, and a unit: `s`, `m` or `min`, `h`, `d`, `w`, `month`, `year`,
  ///   or the same in full. There may be blanks between them: `15 min`.
  public init?(_ text: String) {
    let (digits, name) = DateBin.parts(of: text)
    guard digits.count <= 9, let count = Int(digits), count > 0,
      let unit = Self.lengths[name.lowercased()]
    else { return nil }
    var (total, kind) = (count * unit.length, unit.unit)
    if kind == .seconds, total % 86_400 == 0 { (total, kind) = (total / 86_400, .days) }
    self.count = total
    self.unit = kind
    description = "\(count) \(unit.name)\(unit.isWord && count > 1 ? "s" : "")"
  }

  /// An hour.
  public static let hour = TimeSpan("1 h") ?? { preconditionFailure("an hour") }()

  private struct Length {
    let length: Int
    let unit: Unit
    let name: String

    /// Whether its name has a plural.
    var isWord = false
  }

  private static let lengths: [String: Length] = {
    let units: [(names: [String], length: Length)] = [
      (["s", "sec", "second", "seconds"], Length(length: 1, unit: .seconds, name: "s")),
      (["m", "min", "minute", "minutes"], Length(length: 60, unit: .seconds, name: "min")),
      (["h", "hour", "hours"], Length(length: 3600, unit: .seconds, name: "h")),
      (["d", "day", "days"], Length(length: 1, unit: .days, name: "d")),
      (["w", "week", "weeks"], Length(length: 7, unit: .days, name: "w")),
      (["month", "months"], Length(length: 1, unit: .months, name: "month", isWord: true)),
      (["y", "year", "years"], Length(length: 12, unit: .months, name: "year", isWord: true)),
    ]
    return units.reduce(into: [:]) { table, unit in
      for name in unit.names { table[name] = unit.length }
    }
  }()

  /// Why a grid can't have this step; nil if it can.
  ///
  /// Steps of less than a day divide it, so that all are of one length, and begin at the same times every day.
  package var faultAsStep: String? {
    switch unit {
    case .seconds where 86_400 % count != 0:
      "\(self) don't divide a day; the last step of each would be shorter"
    case .days where count > 10_000, .months where count > 12_000: "\(self) are too long a step"
    default: nil
    }
  }

  /// Whether a gap of this length may hold a single missing step of another: whether a value, the step without
  /// one and the next value fit.
  package func holds(twice step: TimeSpan) -> Bool {
    // Days and months have no fixed lengths; the shortest count.
    let seconds: (TimeSpan) -> Int = { span in
      switch span.unit {
      case .seconds: span.count
      case .days: span.count * 86_400
      case .months: span.count * 28 * 86_400
      }
    }
    return unit == step.unit ? count >= 2 * step.count : seconds(self) >= 2 * seconds(step)
  }
}
