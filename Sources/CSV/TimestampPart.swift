/// A part of a timestamp by which rows are grouped or chosen, such as `year(FechaObservacion)`.
///
/// `year`, `month`, `day`, `hour`, `minute` and `quarter` are the numbers that SQL's `extract` gives:
/// `month` is the month of any year. `week` and `weekday` are those of ISO 8601. `date` is the day of
/// the calendar.
public enum TimestampPart: Sendable, Hashable {
  /// The year, 1 to 9999.
  case year
  /// The month of the year, 1 to 12.
  case month
  /// The day of the month, 1 to 31.
  case day
  /// The hour of the day, 0 to 23.
  case hour
  /// The minute of the hour, 0 to 59.
  case minute
  /// The quarter of the year, 1 to 4.
  case quarter
  /// The week of the year, 1 to 53: weeks begin on Monday, and week 1 has the year's first Thursday.
  case week
  /// The day of the week, 1 for Monday to 7 for Sunday.
  case weekday
  /// The day of the year, 1 to 366.
  case dayOfYear
  /// The season of meteorologists in the north, 1 to 4: DJF is December to February, then MAM, JJA
  /// and SON.
  case season
  /// Year, month and day together.
  case date
  /// The year, if it begins with another month than January; it is named after the year in which it
  /// ends, as the water years of the United States' Geological Survey are.
  case yearFrom(month: Int)
  /// The beginning of the span of time of this length in which it lies; see ``TimestampBin``.
  case bin(TimestampBin)

  /// The part of a timestamp, as a number: a key to group by.
  ///
  /// - Parameter timestamp: any timestamp.
  /// - Returns: the number of the year, month and so on; for `date` and `bin`, a number that stands
  ///   for the date or the span, is larger for a later one, and is made a text by
  ///   ``text(ofKey:)``.
  @inlinable public func key(of timestamp: Timestamp) -> Int64 {
    key(ofOrderKey: timestamp.orderKey)
  }

  /// The same of a timestamp that is known by its ``Timestamp/orderKey``.
  ///
  /// Of what is no order key it is some number; nothing traps.
  @inlinable public func key(ofOrderKey orderKey: Int64) -> Int64 {
    switch self {
    case .year: orderKey >> Timestamp.yearShift
    case .month: orderKey >> Timestamp.monthShift & 15
    case .day: orderKey >> Timestamp.dayShift & 31
    case .hour: (orderKey >> Timestamp.secondShift & 0x1FFFF) / 3600
    case .minute: (orderKey >> Timestamp.secondShift & 0x1FFFF) / 60 % 60
    case .quarter: ((orderKey >> Timestamp.monthShift & 15) &+ 2) / 3
    case .season: (orderKey >> Timestamp.monthShift & 15) % 12 / 3 &+ 1
    case .date: orderKey >> Timestamp.dayShift
    case .week, .weekday, .dayOfYear, .yearFrom, .bin: calendarKey(ofOrderKey: orderKey)
    }
  }

  /// A key for which the calendar has to be asked.
  @usableFromInline func calendarKey(ofOrderKey orderKey: Int64) -> Int64 {
    let year = Int(truncatingIfNeeded: orderKey >> Timestamp.yearShift)
    let month = Int(truncatingIfNeeded: orderKey >> Timestamp.monthShift & 15)
    let day = Int(truncatingIfNeeded: orderKey >> Timestamp.dayShift & 31)
    switch self {
    case .weekday: return Int64(Timestamp.dayNumber(year: year, month: month, day: day) % 7 &+ 1)
    case .dayOfYear: return Int64(Timestamp.dayOfYear(year: year, month: month, day: day))
    case .week:
      // The week belongs to the year that has its Thursday.
      let number = Timestamp.dayNumber(year: year, month: month, day: day)
      let thursday = number &- number % 7 &+ 3
      let first = Timestamp.dayNumber(year: Timestamp.date(ofDay: thursday).year, month: 1, day: 1)
      return Int64((thursday &- first) / 7 &+ 1)
    case .yearFrom(let first): return Int64(first > 1 && month >= first ? year &+ 1 : year)
    case .bin(let bin): return bin.key(ofOrderKey: orderKey)
    default: return key(ofOrderKey: orderKey)
    }
  }

  /// The texts of the seasons, from 1 to 4.
  public static let seasons = ["DJF", "MAM", "JJA", "SON"]

  /// The text of a key, such as `2017`, `05` or `2017-05-22`.
  ///
  /// Zeros fill the texts up to the same length, so that they are ordered as the keys are, those of
  /// seasons aside.
  ///
  /// - Parameter key: what ``key(of:)`` has made of a timestamp.
  /// - Returns: as many digits as the largest number has, `YYYY-MM-DD` for a date, `DJF` for a
  ///   season, `YYYY-MM-DD hh:mm` for most spans of time.
  public func text(ofKey key: Int64) -> String {
    switch self {
    case .year, .yearFrom: return key.padded(to: 4)
    case .month, .day, .hour, .minute, .week: return key.padded(to: 2)
    case .dayOfYear: return key.padded(to: 3)
    case .quarter, .weekday: return String(key)
    case .season: return Self.seasons[Int(key) - 1]
    case .bin(let bin): return bin.text(ofKey: key)
    case .date:
      // A date's key is a timestamp's bits without those of the time of day.
      let month = key >> (Timestamp.monthShift - Timestamp.dayShift) & 15
      let year = key >> (Timestamp.yearShift - Timestamp.dayShift)
      return [year.padded(to: 4), month.padded(to: 2), (key & 31).padded(to: 2)]
        .joined(separator: "-")
    }
  }
}

/// Spans of time of one length, into which days are divided, or which are made of days.
///
/// Spans shorter than a day begin at midnight, so the last one of a day is shorter if they don't divide
/// it. Spans of days are counted from 0001-01-01, a Monday: so those of 7 days begin on Mondays. The
/// beginning of a span belongs to it, the end doesn't. They are spans of the clock: of an hour that a
/// clock shows twice both are in the same.
public struct TimestampBin: Sendable, Hashable {
  /// The length in seconds.
  public let seconds: Int

  /// Creates spans; nil if they don't fit into days, nor days into them.
  ///
  /// - Parameter seconds: their length: up to 86,400, or a multiple of that, and at most 10,000 days.
  public init?(seconds: Int) {
    guard seconds > 0, seconds <= 864_000_000, seconds <= 86_400 || seconds % 86_400 == 0 else {
      return nil
    }
    self.seconds = seconds
  }

  private var isOfDays: Bool { seconds >= 86_400 }

  /// The order key of the beginning of the span, without microseconds.
  func key(ofOrderKey orderKey: Int64) -> Int64 {
    let date = orderKey >> Timestamp.dayShift
    guard isOfDays else {
      let second = orderKey >> Timestamp.secondShift & 0x1FFFF
      let start = second &- second % Int64(seconds)
      return date << (Timestamp.dayShift - Timestamp.secondShift) | start
    }
    let number = Timestamp.dayNumber(
      year: Int(date >> 9), month: Int(date >> 5 & 15), day: Int(date & 31))
    let start = Timestamp.date(ofDay: number &- number % (seconds / 86_400))
    let key = Int64(start.year) << 9 | Int64(start.month) << 5 | Int64(start.day)
    return key << (Timestamp.dayShift - Timestamp.secondShift)
  }

  /// `2023-01-01`, `2023-01-01 05:15` or `2023-01-01 05:15:30`, as fine as the spans are.
  func text(ofKey key: Int64) -> String {
    let shift = Timestamp.dayShift - Timestamp.secondShift
    let date = TimestampPart.date.text(ofKey: key >> shift)
    guard !isOfDays else { return date }
    let second = key & (1 << shift - 1)
    let parts = [second / 3600, second / 60 % 60] + (seconds % 60 == 0 ? [] : [second % 60])
    return date + " " + parts.map { $0.padded(to: 2) }.joined(separator: ":")
  }
}
