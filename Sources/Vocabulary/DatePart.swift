package import CSV

/// A part of a date by which rows are grouped, counted or chosen.
///
/// `year`, `month`, `day` and `hour` are the numbers that SQL's `extract` gives: `month` is the month
/// of any year. `date` is the day of the calendar.
public enum DatePart: String, Sendable, CaseIterable {
  /// The year, 1 to 9999.
  case year
  /// The month of the year, 1 to 12.
  case month
  /// The day of the month, 1 to 31.
  case day
  /// The hour of the day, 0 to 23.
  case hour
  /// Year, month and day together.
  case date

  /// The part of a timestamp that is meant.
  package var timestampPart: TimestampPart {
    switch self {
    case .year: .year
    case .month: .month
    case .day: .day
    case .hour: .hour
    case .date: .date
    }
  }
}
