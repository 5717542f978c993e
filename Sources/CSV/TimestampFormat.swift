/// How the dates of a column are written.
///
/// A time of day may follow a date, after blanks or a `T`, as `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f…`
/// (with a point or a comma), on the clock of 24 hours, or on that of 12 with `AM` or `PM` (also `am`,
/// `a.m.`, `p. m.`) behind it: 12 AM is midnight, 12 PM is noon. `24:00` is the end of the day, and so
/// the midnight of the next one. Without a time of day a date means its midnight.
///
/// An offset from UTC may stand behind the time of day: `Z`, `UTC`, `+hh:mm`, `-hhmm`, `±hh`. Digits
/// beyond microseconds are cut off. There is no leap second.
///
/// Years have four digits, or two: then 70 to 99 are 1970 to 1999, and 00 to 69 are 2000 to 2069, as
/// POSIX has it.
package enum TimestampFormat: Sendable, Hashable {
  /// `MM/DD/YYYY` or `MM-DD-YYYY`, as Colombia's open data have it: `05/22/2017 12:00:00 AM`.
  case monthFirst
  /// `DD/MM/YYYY`, also with `-` or `.`.
  case dayFirst
  /// `YYYY-MM-DD`, as in ISO 8601, also with `/` or `.`.
  case yearFirst
  /// `YY-MM-DD`, also with `/`.
  case shortYearFirst
  /// `20230101`, `2023010105`, `202301010530`, `20230101T0530Z`.
  case digits
  /// `2023-032` or `2023032`: the day of the year.
  case dayOfYear
  /// `2023-W05`, its Monday, or `2023-W05-3`, as in ISO 8601.
  case week
  /// `2023-01` or `2023/01`: the first of the month.
  case yearMonth
  /// `01/2023` or `01-2023`: the first of the month.
  case monthYear
  /// `01-Jan-2023`, `1 de enero de 2023`, `01/ene./23`.
  case dayNameYear
  /// `Jan 1, 2023`.
  case nameDayYear
  /// `2023-Jan-01`.
  case yearNameDay
  /// Seconds since 1970-01-01 00:00 UTC, perhaps with decimals.
  case epoch
  /// Milliseconds since 1970-01-01 00:00 UTC.
  case epochMilliseconds
  /// As a pattern says.
  case pattern(TimestampPattern)

  /// Those that are found out by looking, in an order that means nothing.
  package static let recognized: [TimestampFormat] = [
    .monthFirst, .dayFirst, .yearFirst, .shortYearFirst, .digits, .dayOfYear, .week, .yearMonth,
    .monthYear, .dayNameYear, .nameDayYear, .yearNameDay, .epoch, .epochMilliseconds,
  ]

  /// Those among them that tell a day; columns are often called by months and weeks.
  package static let ofDays = recognized.filter { ![.week, .yearMonth, .monthYear].contains($0) }

  /// The form, for people: `MM/DD/YYYY`.
  package var name: String {
    switch self {
    case .monthFirst: "MM/DD/YYYY"
    case .dayFirst: "DD/MM/YYYY"
    case .yearFirst: "YYYY-MM-DD"
    case .shortYearFirst: "YY-MM-DD"
    case .digits: "YYYYMMDD[hhmm]"
    case .dayOfYear: "YYYY-DDD"
    case .week: "YYYY-Www-D"
    case .yearMonth: "YYYY-MM"
    case .monthYear: "MM/YYYY"
    case .dayNameYear: "DD month YYYY"
    case .nameDayYear: "month DD, YYYY"
    case .yearNameDay: "YYYY month DD"
    case .epoch: "epoch seconds"
    case .epochMilliseconds: "epoch milliseconds"
    case .pattern(let pattern): pattern.text
    }
  }

  /// The form as one may ask for it: an order of three letters, `epoch`, `epoch-ms`, or a pattern.
  package var code: String {
    switch self {
    case .monthFirst: "mdy"
    case .dayFirst: "dmy"
    case .yearFirst: "ymd"
    case .shortYearFirst: "%y-%m-%d"
    case .digits: "%Y%m%d"
    case .dayOfYear: "%Y-%j"
    case .week: "%G-W%V-%u"
    case .yearMonth: "%Y-%m"
    case .monthYear: "%m/%Y"
    case .dayNameYear: "%d %b %Y"
    case .nameDayYear: "%b %d, %Y"
    case .yearNameDay: "%Y %b %d"
    case .epoch: "epoch"
    case .epochMilliseconds: "epoch-ms"
    case .pattern(let pattern): pattern.text
    }
  }

  /// Reads the forms that most files have.
  ///
  /// - Parameter text: the whole text.
  /// - Returns: nil if it is of another form; ``read(_:)`` tells whether it is one. There is a time of
  ///   day, or none, but never an offset from UTC.
  /// - Complexity: O(1); 10 to 15 ns for `05/22/2017 12:00:00 AM`.
  @inline(__always)
  func readQuickly(_ text: Span<UInt8>) -> Timestamp? {
    switch self {
    case .monthFirst:
      Self.parseTwelveHours(text, monthAt: 0, dayAt: 3)
        ?? Self.parseSlashes(text, monthAt: 0, dayAt: 3)
    case .dayFirst:
      Self.parseTwelveHours(text, monthAt: 3, dayAt: 0)
        ?? Self.parseSlashes(text, monthAt: 3, dayAt: 0)
    case .yearFirst: Self.parseStandard(text) ?? Self.parseMinutes(text)
    default: nil
    }
  }

  /// Reads a timestamp as it stands there.
  ///
  /// - Parameter text: the whole text; blanks around it don't matter.
  /// - Returns: nil if it is none, or one that the calendar or the clock doesn't have.
  /// - Complexity: O(length).
  package func read(_ text: Span<UInt8>) -> ClockReading? {
    switch self {
    case .pattern(let pattern): pattern.read(text)
    case .epoch, .epochMilliseconds: EpochReader(isOfMilliseconds: self != .epoch).read(text)
    default: TimestampReader(format: self).read(text)
    }
  }

  /// Reads what the clock showed, wherever it hangs.
  ///
  /// - Parameter text: the whole text; blanks around it don't matter.
  /// - Returns: nil if it is no timestamp.
  /// - Complexity: O(length); 10 to 15 ns for `05/22/2017 12:00:00 AM`.
  package func parse(_ text: Span<UInt8>) -> Timestamp? {
    readQuickly(text) ?? read(text)?.timestamp
  }
}

/// A timestamp as it stands in a text.
package struct ClockReading: BitwiseCopyable, Sendable, Hashable {
  /// What the clock showed.
  package let timestamp: Timestamp

  /// By how many seconds the clock was ahead of UTC; nil if that isn't told.
  package let offset: Int?

  /// Whether there is a time of day.
  package let hasTime: Bool

  /// Puts the parts together.
  package init(timestamp: Timestamp, offset: Int?, hasTime: Bool) {
    self.timestamp = timestamp
    self.offset = offset
    self.hasTime = hasTime
  }
}

/// Reads seconds or milliseconds since 1970.
struct EpochReader {
  let isOfMilliseconds: Bool

  func read(_ text: Span<UInt8>) -> ClockReading? {
    var (index, end) = (0, text.count)
    while index < end, Byte.isBlank(text[index]) { index += 1 }
    while index < end, Byte.isBlank(text[end - 1]) { end -= 1 }
    let isNegative = index < end && text[index] == Byte.minus
    if isNegative { index += 1 }
    let start = index
    var number = 0
    while index < end, text[index] &- Byte.zero <= 9, index - start < 15 {
      number = number * 10 + Int(text[index] &- Byte.zero)
      index += 1
    }
    guard index > start else { return nil }
    // In microseconds, as far as there are so many decimals.
    var weight = isOfMilliseconds ? 1000 : 1_000_000
    guard number < 1_000_000_000_000 || isOfMilliseconds else { return nil }
    number *= weight
    if index < end {
      guard text[index] == Byte.point || text[index] == Byte.comma, index + 1 < end else {
        return nil
      }
      index += 1
      while index < end, text[index] &- Byte.zero <= 9 {
        weight /= 10
        number += Int(text[index] &- Byte.zero) * weight
        index += 1
      }
    }
    guard index == end else { return nil }
    if isNegative { number = -number }
    // Rounded down, as microseconds aren't negative.
    let second = number >= 0 ? number / 1_000_000 : (number - 999_999) / 1_000_000
    return Timestamp(epochSecond: second, microsecond: number - second * 1_000_000).map {
      ClockReading(timestamp: $0, offset: 0, hasTime: true)
    }
  }
}
