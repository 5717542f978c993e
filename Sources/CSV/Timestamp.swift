/// A date and a time of day, to the microsecond.
///
/// The calendar is the proleptic Gregorian one, the years are 1 to 9999. There is no time zone in
/// it: it is what a clock on the wall shows, and timestamps are ordered as if all came from one
/// clock. Days have 24 hours, minutes 60 seconds.
public struct Timestamp: BitwiseCopyable, Sendable, Hashable {
  /// Year, month, day, second of the day and microsecond, from the highest bits to the lowest, so
  /// that the numbers are ordered as the timestamps are.
  @usableFromInline let bits: Int64

  @usableFromInline static let yearShift: Int64 = 46
  @usableFromInline static let monthShift: Int64 = 42
  @usableFromInline static let dayShift: Int64 = 37
  @usableFromInline static let secondShift: Int64 = 20

  /// Creates a timestamp; nil if there is no such date or time of day.
  ///
  /// - Parameters:
  ///   - year: 1 to 9999.
  ///   - month: 1 to 12.
  ///   - day: 1 to the number of the month's days.
  ///   - hour: 0 to 23.
  ///   - minute: 0 to 59.
  ///   - second: 0 to 59.
  ///   - microsecond: 0 to 999,999.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    microsecond: Int = 0
  ) {
    guard 1 <= year, year <= 9999, 1 <= month, month <= 12, 1 <= day,
      day <= Self.days(inMonth: month, of: year), 0 <= hour, hour <= 23, 0 <= minute, minute <= 59,
      0 <= second, second <= 59, 0 <= microsecond, microsecond <= 999_999
    else { return nil }
    let secondOfDay = hour &* 3600 &+ minute &* 60 &+ second
    bits =
      Int64(year) << Self.yearShift | Int64(month) << Self.monthShift
      | Int64(day) << Self.dayShift | Int64(secondOfDay) << Self.secondShift | Int64(microsecond)
  }

  /// The timestamp of an ``orderKey``.
  ///
  /// - Parameter orderKey: that of a timestamp.
  package init(orderKey: Int64) { bits = orderKey }

  /// By how much the ``orderKey`` grows with a second, on one day.
  package static let secondKey = Int64(1) << secondShift

  /// The number of days in a month, 28 to 31.
  private static func days(inMonth month: Int, of year: Int) -> Int {
    // From March to July and from August to January, months of 31 and 30 days alternate.
    guard month == 2 else { return 30 | (month ^ month >> 3) }
    // A year divisible by 4 and 25 is a leap year only if it is divisible by 16, too.
    let isLeap = year & 3 == 0 && (year % 25 != 0 || year & 15 == 0)
    return isLeap ? 29 : 28
  }

  /// The year, 1 to 9999.
  @inlinable public var year: Int { Int(truncatingIfNeeded: bits >> Self.yearShift) }

  /// The month of the year, 1 to 12.
  @inlinable public var month: Int { Int(truncatingIfNeeded: bits >> Self.monthShift & 15) }

  /// The day of the month, 1 to 31.
  @inlinable public var day: Int { Int(truncatingIfNeeded: bits >> Self.dayShift & 31) }

  /// The whole seconds since midnight, 0 to 86,399.
  @inlinable public var secondOfDay: Int {
    Int(truncatingIfNeeded: bits >> Self.secondShift & 0x1FFFF)
  }

  /// The hour of the day, 0 to 23.
  @inlinable public var hour: Int { secondOfDay / 3600 }

  /// The minute of the hour, 0 to 59.
  @inlinable public var minute: Int { secondOfDay / 60 % 60 }

  /// The second of the minute, 0 to 59.
  @inlinable public var second: Int { secondOfDay % 60 }

  /// The microsecond of the second, 0 to 999,999.
  @inlinable public var microsecond: Int { Int(truncatingIfNeeded: bits & 0xFFFFF) }

  /// A number that is smaller for an earlier timestamp, and the same for the same one; its
  /// differences mean nothing.
  @inlinable public var orderKey: Int64 { bits }
}

extension Timestamp: Comparable {
  /// Whether the first timestamp is earlier.
  @inlinable public static func < (first: Timestamp, second: Timestamp) -> Bool {
    first.bits < second.bits
  }
}

extension Timestamp: CustomStringConvertible {
  /// The timestamp as in ISO 8601, with a blank: `2017-05-22 13:00:00`, with microseconds if it has
  /// any.
  public var description: String {
    let time = [hour, minute, second].map { $0.padded(to: 2) }.joined(separator: ":")
    let fraction = microsecond == 0 ? "" : "." + microsecond.padded(to: 6)
    let date = TimestampPart.date
    return date.text(ofKey: date.key(of: self)) + " " + time + fraction
  }
}

extension BinaryInteger {
  /// The digits of a number that isn't negative, with zeros in front of them.
  func padded(to width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
