/// How a file is written, as it was given or found out.
public struct DialectDescription: Sendable, Hashable {
  /// The characters between two fields; nil where runs of blanks divide them.
  public var delimiter: String? = ","

  /// The character that encloses fields; nil if none does.
  public var quote: String? = "\""

  /// The character in front of one that stands for itself; nil if there is none.
  public var escape: String?

  /// The character with which a line begins that is no row; nil if there is none.
  public var comment: String?

  /// The decimal mark; nil if neither the file nor the request tells it.
  public var decimal: String? = "."

  /// The mark between groups of digits; nil if there is none.
  public var thousands: DialectRequest.ThousandsMark?

  /// The encoding's name.
  public var encoding = "UTF-8"

  /// Whether the first row names the columns.
  public var hasHeader = true

  /// The number of rows in front of the header, or of the data, that were left out.
  public var skippedRows = 0

  /// The number of rows between the header and the data that were left out.
  public var skippedAfterHeader = 0

  /// Whether a CR alone ends a row.
  public var endsRowsAtReturn = false

  /// Describes the usual dialect.
  package init() {}
}
