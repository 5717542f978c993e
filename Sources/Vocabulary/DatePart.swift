package import CSV

/// A part of a date by which rows are grouped, counted or chosen.
///
/// `year`, `month`, `day`, `hour`, `minute` and `quarter` are the numbers that SQL's `extract` gives:
/// `month` is the month of any year. `week` and `weekday` are those of ISO 8601. `date` is the day of
/// the calendar.
public enum DatePart: String, Sendable, CaseIterable {
  /// The year, 1 to 9999. It begins with the month ``TableRequest/yearStarts``, and is named after
  /// the year in which it ends.
  case year
  /// The quarter of the year, 1 to 4; it begins in January.
  case quarter
  /// The month of the year, 1 to 12.
  case month
  /// The week of the year, 1 to 53: weeks begin on Monday, and week 1 has the year's first Thursday.
  case week
  /// The day of the month, 1 to 31.
  case day
  /// The day of the year, 1 to 366; January 1 is the first.
  case dayofyear
  /// The day of the week, 1 for Monday to 7 for Sunday.
  case weekday
  /// The season of meteorologists in the north: DJF for December to February, MAM, JJA, SON.
  case season
  /// The hour of the day, 0 to 23.
  case hour
  /// The minute of the hour, 0 to 59.
  case minute
  /// Year, month and day together.
  case date

  /// The part of a timestamp that is meant.
  ///
  /// - Parameter yearStarts: the month with which years begin, 1 to 12.
  /// - Returns: the part.
  package func timestampPart(yearStarts: Int = 1) -> TimestampPart {
    switch self {
    case .year: yearStarts == 1 ? .year : .yearFrom(month: yearStarts)
    case .quarter: .quarter
    case .month: .month
    case .week: .week
    case .day: .day
    case .dayofyear: .dayOfYear
    case .weekday: .weekday
    case .season: .season
    case .hour: .hour
    case .minute: .minute
    case .date: .date
    }
  }

  /// The names of all parts, for a sentence: `year, month and date`.
  public static var listing: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}

/// Spans of time of one length by which rows are grouped or counted: `15 min`.
///
/// Spans shorter than a day begin at midnight, so the last one of a day is shorter if they don't divide
/// it. Spans of days are counted from 0001-01-01, a Monday: so those of 7 days begin on Mondays. The
/// beginning of a span belongs to it, the end doesn't.
public struct DateBin: Sendable, Hashable, CustomStringConvertible {
  /// The span as it is written: a number and `s`, `min`, `h` or `d`.
  public let description: String

  /// The spans of timestamps that are meant.
  package let timestampBin: TimestampBin

  /// Reads a span; nil if the text is none, or one longer than a day that isn't made of whole days.
  ///
  /// - Parameter text: a whole number and a unit, `s`, `min`, `h` or `d`, with blanks between them or
  ///   without: `15 min`.
  public init?(_ text: String) {
    let (digits, unit) = Self.parts(of: text)
    guard digits.count <= 9, let count = Int(digits), let length = Self.seconds[unit],
      let bin = TimestampBin(seconds: count * length)
    else { return nil }
    description = "\(count) \(unit)"
    timestampBin = bin
  }

  /// The seconds of each unit.
  private static let seconds: [Substring: Int] = ["s": 1, "min": 60, "h": 3600, "d": 86_400]

  /// The number and the unit that a text is made of; either may be empty.
  static func parts(of text: some StringProtocol) -> (digits: Substring, unit: Substring) {
    let digits = Substring(text.prefix { $0.isASCII && $0.isWholeNumber })
    return (digits, Substring(text.dropFirst(digits.count).drop { $0 == " " }))
  }

  /// What is wrong with a key that was meant as spans of time: `bin(Fecha, 7 q)`.
  ///
  /// - Parameter key: a key that is no column.
  /// - Returns: the end of a sentence; nil if the key isn't written as spans of time, or is right.
  package static func fault(inKey key: String) -> String? {
    guard key.lowercased().hasPrefix("bin("), key.hasSuffix(")") else { return nil }
    guard let comma = key.lastIndex(of: ",") else { return "it has no length, such as 15 min" }
    let span = String(key[key.index(after: comma)...].dropLast().drop { $0 == " " })
    guard DateBin(span) == nil else { return nil }
    let (digits, unit) = parts(of: span)
    if digits.isEmpty { return "\"\(span)\" is no length, such as 15 min" }
    if seconds[unit] == nil { return "there is no unit \"\(unit)\"; the units are s, min, h and d" }
    return "\"\(span)\" is no length: more than nothing, and whole days if longer than one"
  }
}

/// What is taken of the dates in a column to group or count rows: a part, or a span of time.
public enum DateKey: Sendable, Hashable {
  /// A part of each date.
  case part(DatePart)
  /// The span of time in which each date lies.
  case bin(DateBin)

  /// The key of the dates in a column as it is written.
  ///
  /// - Parameter column: the column's name.
  /// - Returns: `year(FechaObservacion)`, `bin(FechaObservacion, 15 min)`.
  package func name(of column: String) -> String {
    switch self {
    case .part(let part): "\(part)(\(column))"
    case .bin(let bin): "bin(\(column), \(bin))"
    }
  }

  /// The part of a timestamp that is meant.
  ///
  /// - Parameter yearStarts: the month with which years begin, 1 to 12.
  /// - Returns: the part.
  package func timestampPart(yearStarts: Int) -> TimestampPart {
    switch self {
    case .part(let part): part.timestampPart(yearStarts: yearStarts)
    case .bin(let bin): .bin(bin.timestampBin)
    }
  }
}
