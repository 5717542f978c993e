/// How dates are written: which of year, month and day comes first.
///
/// The date is three numbers with `/`, `-` or `.` between them, the same twice: the year with four
/// digits, month and day with one or two. A time of day may follow after blanks or a `T`, as
/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f…`, on the clock of 24 hours, or on that of 12 with `AM` or
/// `PM` (also `am`, `a.m.`, `p. m.`) behind it: 12 AM is midnight, 12 PM is noon. Without a time of
/// day a date means its midnight.
///
/// A time zone behind the time of day (`Z`, `+hh:mm`, `-hhmm`, `±hh`) is accepted and left out: a
/// timestamp is what the clock showed where it was read. Digits beyond microseconds are cut off.
/// There is no 24th hour and no leap second.
package enum TimestampFormat: String, CaseIterable, Sendable, Hashable {
  /// `MM/DD/YYYY`, as Colombia's open data have it: `05/22/2017 12:00:00 AM`.
  case monthFirst = "mdy"
  /// `DD/MM/YYYY`.
  case dayFirst = "dmy"
  /// `YYYY-MM-DD`, as in ISO 8601, or `YYYY/MM/DD`.
  case yearFirst = "ymd"

  /// The date's form, for people: `MM/DD/YYYY`.
  package var pattern: String {
    switch self {
    case .monthFirst: "MM/DD/YYYY"
    case .dayFirst: "DD/MM/YYYY"
    case .yearFirst: "YYYY-MM-DD"
    }
  }

  /// Reads a timestamp.
  ///
  /// - Parameter text: the whole text; blanks around it don't matter.
  /// - Returns: nil if it is none, or one that the calendar or the clock doesn't have.
  /// - Complexity: O(length); 10 to 15 ns for `05/22/2017 12:00:00 AM`.
  package func parse(_ text: Span<UInt8>) -> Timestamp? {
    let quick =
      switch self {
      case .monthFirst: Self.parseTwelveHours(text, monthAt: 0, dayAt: 3)
      case .dayFirst: Self.parseTwelveHours(text, monthAt: 3, dayAt: 0)
      case .yearFirst: Self.parseStandard(text)
      }
    return quick ?? TimestampReader(format: self).read(text)
  }
}
