/// What is said of how files are written. Everything that isn't said is found out, for each file, from
/// all its columns.
public struct DialectRequest: Sendable, Hashable {
  /// What divides fields.
  public enum Delimiter: Sendable, Hashable, ExpressibleByStringLiteral {
    /// Some characters, one or more.
    case text(String)
    /// Runs of blanks and tabs, as in reports of fixed width.
    case blanks

    /// Some characters, one or more.
    public init(stringLiteral text: String) { self = .text(text) }
  }

  /// What encloses fields.
  public enum Quote: Sendable, Hashable {
    /// An ASCII character.
    case character(UInt8)
    /// Nothing: quotes are text.
    case none
  }

  /// Whether the first row names the columns. If it doesn't, they are called by their numbers from 1.
  public enum Header: String, Sendable, Hashable, CaseIterable {
    /// As the rows behind it tell.
    case automatic = "auto"
    /// It does.
    case present = "yes"
    /// It doesn't.
    case absent = "no"
  }

  /// A decimal mark.
  public enum DecimalMark: String, Sendable, Hashable, CaseIterable {
    case point = "."
    case comma = ","
  }

  /// A mark between groups of an integer's digits.
  public enum ThousandsMark: String, Sendable, Hashable, CaseIterable {
    /// As in 1,234,567; and 12,34,567, as in India.
    case comma
    /// As in 1.234.567.
    case point
    /// As in 1 234 567, with any kind of blank.
    case blank
    /// As in 1'234'567.
    case apostrophe
    /// There is none.
    case none
  }

  /// Forms of numbers besides the plain one.
  public enum NumberForm: String, Sendable, Hashable, CaseIterable {
    /// With a percent sign or a currency, which is left out: 12 %, $ 5.
    case loose
    /// Hexadecimal integers: 0x1F.
    case hexadecimal = "hex"
  }

  /// What divides fields; nil to find it out: a comma, a semicolon, a tab or a bar.
  public var delimiter: Delimiter?

  /// What encloses fields; nil for double quotes.
  public var quote: Quote?

  /// The ASCII character in front of one that stands for itself; nil for none.
  public var escape: UInt8?

  /// The ASCII character with which a line begins that is no row; nil for none, but those in front of a
  /// header.
  public var comment: UInt8?

  /// The decimal mark; nil to find it out.
  public var decimal: DecimalMark?

  /// The mark between groups of digits; nil to find it out.
  public var thousands: ThousandsMark?

  /// The forms of numbers besides the plain one.
  public var numberForms: Set<NumberForm> = []

  /// The encoding, by a name that iconv knows; nil to find it out.
  public var encoding: String?

  /// Whether the first row names the columns.
  public var header = Header.automatic

  /// The number of lines in front of the header; nil to find it out.
  public var skippedRows: Int?

  /// The number of rows between the header and the data, such as one of units; nil to find it out.
  public var skippedAfterHeader: Int?

  /// Creates a request that says nothing.
  public init() {}
}
