/// Days and seconds in a row, as far as the calendar of ``Timestamp`` goes.
///
/// The formulas are those of Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms* (2013): years
/// begin in March, so that the day that leap years have more is the last one.
extension Timestamp {
  /// The number of days from 0001-01-01, a Monday, to 1970-01-01.
  @usableFromInline package static let epochDay = 719_162

  /// The number of days from 0001-01-01 to the day behind 9999-12-31.
  static let dayCount = 3_652_059

  /// The number of days from 0001-01-01, which is a Monday, to a date.
  ///
  /// Of what is no date it is some number; nothing traps.
  public static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year &- 1 : year
    let (era, yearOfEra) = (year / 400, year % 400)
    let dayOfYear = (153 &* (month &+ (month > 2 ? -3 : 9)) &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    return era &* 146_097 &+ dayOfEra &- 306
  }

  /// The date of a day.
  ///
  /// - Parameter number: the number of days from 0001-01-01 to it, not negative.
  /// - Returns: year, month and day, of which those of other numbers mean nothing.
  public static func date(ofDay number: Int) -> (year: Int, month: Int, day: Int) {
    let number = number &+ 306
    let (era, dayOfEra) = (number / 146_097, number % 146_097)
    let yearOfEra =
      (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    let part = (5 &* dayOfYear &+ 2) / 153
    let month = part < 10 ? part &+ 3 : part &- 9
    let year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear &- (153 &* part &+ 2) / 5 &+ 1)
  }

  /// The number of days from 0001-01-01, a Monday, to this date.
  public var dayNumber: Int { Self.dayNumber(year: year, month: month, day: day) }

  /// The seconds from 1970-01-01 00:00 to here, all days having 24 hours; microseconds left out.
  package var epochSecond: Int { (dayNumber &- Self.epochDay) &* 86_400 &+ secondOfDay }

  /// Creates the timestamp that lies so many seconds behind 1970-01-01 00:00.
  ///
  /// - Parameters:
  ///   - epochSecond: the seconds, which may be negative.
  ///   - microsecond: 0 to 999,999.
  package init?(epochSecond: Int, microsecond: Int = 0) {
    // Twice the years that there are, so that nothing overflows.
    guard abs(epochSecond / 86_400) <= 2 * Self.dayCount else { return nil }
    let second = epochSecond &+ Self.epochDay &* 86_400
    guard second >= 0, second / 86_400 < Self.dayCount else { return nil }
    let date = Self.date(ofDay: second / 86_400)
    let secondOfDay = second % 86_400
    self.init(
      year: date.year, month: date.month, day: date.day, hour: secondOfDay / 3600,
      minute: secondOfDay / 60 % 60, second: secondOfDay % 60, microsecond: microsecond)
  }

  /// The timestamp some seconds later, or earlier; nil beyond the years 1 to 9999.
  package func moved(bySeconds seconds: Int) -> Timestamp? {
    seconds == 0
      ? self : Timestamp(epochSecond: epochSecond &+ seconds, microsecond: microsecond)
  }

  /// The number of the last ISO week of a year, 52 or 53.
  static func weeks(in year: Int) -> Int {
    // A year has 53 Thursdays if it begins on one, or if it is a leap year and ends on one.
    let first = dayNumber(year: year, month: 1, day: 1) % 7
    let last = dayNumber(year: year, month: 12, day: 31) % 7
    return first == 3 || last == 3 ? 53 : 52
  }

  /// The day of the year, 1 to 366.
  static func dayOfYear(year: Int, month: Int, day: Int) -> Int {
    dayNumber(year: year, month: month, day: day)
      &- dayNumber(year: year, month: 1, day: 1) &+ 1
  }
}
