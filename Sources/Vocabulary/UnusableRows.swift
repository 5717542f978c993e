/// What is done with rows that can't be used: those with another number of fields than the header, or
/// with a field that is no number, or no date, where one is wanted.
///
/// A quoted field that is never closed ends a job in any case.
public struct UnusableRows: Sendable {
  /// What is done with a row that can't be used.
  public enum Handling: String, Sendable, CaseIterable {
    /// It ends the job.
    case fail
    /// It is left out, and counted.
    case skip
    /// A field that can't be used counts as missing; a row with another number of fields is left out.
    /// Both are counted.
    case missing
  }

  /// What is done with a row that can't be used.
  public var handling = Handling.fail

  /// The most rows and fields that may be unusable before the job ends for that; nil for any number.
  public var limit: Int?

  /// Whether the fields that a row lacks are missing values.
  public var fillsShortRows = false

  /// What takes the rows that are left out, on rank 0; nil if nobody wants them: CSV with the columns
  /// file, row, byte, column, reason and text, in the order of the files.
  public var rejected: (any RowWriter)?

  /// Every unusable row ends the job.
  public init() {}
}

/// How many rows were unusable, and why.
public struct UnusableRowCounts: Sendable, Hashable {
  /// A reason why a row, or a field, can't be used. Its name is that in files and documents.
  public enum Reason: String, Sendable, CaseIterable {
    /// The row has another number of fields than the header.
    case fieldCount = "field_count"
    /// The field is not a number.
    case notANumber = "not_a_number"
    /// The field is a number beyond the largest double.
    case outOfRange = "out_of_range"
    /// The field is not a date of the expected form.
    case notADate = "not_a_date"
    /// The field is too long to be a key.
    case tooLong = "too_long"
    /// Text stands behind a closing quote.
    case textBehindQuote = "text_behind_quote"
    /// A quote is open at the end of the message that has the row.
    case openQuote = "open_quote"

    /// The reason in words.
    public var words: String {
      switch self {
      case .fieldCount: "another number of fields"
      case .notANumber: "not a number"
      case .outOfRange: "beyond the largest double"
      case .notADate: "not a date"
      case .tooLong: "too long"
      case .textBehindQuote: "text behind a quote"
      case .openQuote: "a quote that is never closed"
      }
    }
  }

  /// A reason, and how often it was one.
  public struct Count: Sendable, Hashable {
    /// The reason.
    public let reason: Reason

    /// How many rows, or fields, it concerns.
    public let count: Int

    /// Puts the parts together.
    package init(_ reason: Reason, _ count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  /// The rows that were left out, by reason, in the order of the reasons; those without any aren't
  /// there.
  public let rejected: [Count]

  /// The fields that were taken for missing, in the same way.
  public let takenForMissing: [Count]

  /// The number of rows that lacked fields, which were taken for missing.
  public let filled: Int

  /// Puts the parts together.
  package init(rejected: [Count] = [], takenForMissing: [Count] = [], filled: Int = 0) {
    self.rejected = rejected
    self.takenForMissing = takenForMissing
    self.filled = filled
  }

  /// The number of rows that were left out.
  public var rejectedRows: Int { rejected.reduce(0) { $0 + $1.count } }

  /// The number of fields that were taken for missing.
  public var missingFields: Int { takenForMissing.reduce(0) { $0 + $1.count } }
}
