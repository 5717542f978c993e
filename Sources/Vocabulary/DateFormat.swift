package import CSV

/// How the dates of a column are written.
public enum DateFormat: Sendable, Hashable {
  /// In numbers, the month first, as in 05/22/2017.
  case mdy
  /// In numbers, the day first, as in 22/05/2017 or 22.05.17.
  case dmy
  /// In numbers, the year first, with four digits, as in 2017-05-22.
  case ymd
  /// As seconds since 1970-01-01 00:00 UTC.
  case epoch
  /// As milliseconds since 1970-01-01 00:00 UTC.
  case epochMilliseconds
  /// As a pattern says.
  case pattern(DatePattern)

  /// Reads the name of a format.
  ///
  /// - Parameter text: `mdy`, `dmy`, `ymd`, `epoch`, `epoch-ms`, or a pattern with a `%`.
  /// - Throws: ``Failure`` if it is none.
  public init(_ text: String) throws(Failure) {
    switch text {
    case "mdy": self = .mdy
    case "dmy": self = .dmy
    case "ymd": self = .ymd
    case "epoch": self = .epoch
    case "epoch-ms": self = .epochMilliseconds
    case _ where text.contains("%"): self = .pattern(try DatePattern(text))
    default:
      throw Failure(
        reason: "is no format of dates; there are mdy, dmy, ymd, epoch, epoch-ms and patterns"
          + " such as '%d/%m/%Y %H:%M'")
    }
  }

  /// A text that is no format.
  public struct Failure: Error, Hashable {
    /// What is wrong, as the end of a sentence that the text begins.
    public let reason: String
  }

  /// The format of timestamps that is meant.
  package var timestampFormat: TimestampFormat {
    switch self {
    case .mdy: .monthFirst
    case .dmy: .dayFirst
    case .ymd: .yearFirst
    case .epoch: .epoch
    case .epochMilliseconds: .epochMilliseconds
    case .pattern(let pattern): .pattern(pattern.pattern)
    }
  }
}

/// A form of dates as C's `strptime` describes it: `%d/%m/%Y %H:%M`.
///
/// There are `%Y`, `%y`, `%m`, `%d`, `%e`, `%j`, `%b` (also `%B`, `%h`; in English or Spanish), `%G`, `%V`,
/// `%u`, `%a` (also `%A`; means nothing), `%H`, `%I`, `%M`, `%S`, `%f` (decimals of a second), `%p`, `%z`,
/// `%s`, `%F`, `%T`, `%R`, `%D`, `%n`, `%t` and `%%`. A blank stands for any blanks, or none.
public struct DatePattern: Sendable, Hashable {
  package let pattern: TimestampPattern

  /// Reads a pattern.
  ///
  /// - Parameter text: the pattern.
  /// - Throws: ``DateFormat/Failure`` if it makes no sense.
  public init(_ text: String) throws(DateFormat.Failure) {
    do throws(TimestampPattern.Failure) { pattern = try TimestampPattern(text) } catch {
      throw DateFormat.Failure(reason: error.reason)
    }
  }
}

/// How the dates of a column were read.
public struct DateDescription: Sendable, Hashable {
  /// The column's name.
  public let column: String

  /// The form of its dates, such as `DD/MM/YYYY`.
  public let format: String

  /// The time zone on whose clocks they are: nil if nobody has named one, and the dates don't tell.
  public let timeZone: String?

  /// Puts the parts together.
  package init(column: String, format: String, timeZone: String?) {
    self.column = column
    self.format = format
    self.timeZone = timeZone
  }
}
