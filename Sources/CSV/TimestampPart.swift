/// A part of a timestamp by which rows are grouped or chosen, such as `year(FechaObservacion)`.
///
/// `year`, `month`, `day` and `hour` are the numbers that SQL's `extract` gives: `month` is the
/// month of any year. `date` is the day of the calendar.
package enum TimestampPart: String, CaseIterable, Sendable, Hashable {
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

  /// The part of a timestamp, as a number: a key to group by.
  ///
  /// - Parameter timestamp: any timestamp.
  /// - Returns: the number of the year, month, day or hour; for `date`, a number that stands for the
  ///   date, is larger for a later one, and is made a text by ``text(ofKey:)``.
  @inlinable public func key(of timestamp: Timestamp) -> Int64 {
    key(ofOrderKey: timestamp.orderKey)
  }

  /// The same of a timestamp that is known by its ``Timestamp/orderKey``.
  @inlinable public func key(ofOrderKey orderKey: Int64) -> Int64 {
    switch self {
    case .year: orderKey >> Timestamp.yearShift
    case .month: orderKey >> Timestamp.monthShift & 15
    case .day: orderKey >> Timestamp.dayShift & 31
    case .hour: (orderKey >> Timestamp.secondShift & 0x1FFFF) / 3600
    case .date: orderKey >> Timestamp.dayShift
    }
  }

  /// The text of a key, such as `2017`, `05` or `2017-05-22`.
  ///
  /// Zeros fill the texts up to the same length, so that they are ordered as the keys are.
  ///
  /// - Parameter key: what ``key(of:)`` has made of a timestamp.
  /// - Returns: four digits for a year, two for month, day and hour, `YYYY-MM-DD` for a date.
  public func text(ofKey key: Int64) -> String {
    switch self {
    case .year: return key.padded(to: 4)
    case .month, .day, .hour: return key.padded(to: 2)
    case .date:
      // A date's key is a timestamp's bits without those of the time of day.
      let month = key >> (Timestamp.monthShift - Timestamp.dayShift) & 15
      let year = key >> (Timestamp.yearShift - Timestamp.dayShift)
      return [year.padded(to: 4), month.padded(to: 2), (key & 31).padded(to: 2)]
        .joined(separator: "-")
    }
  }
}
