/// The things to count, and the table to count them in: options that have been checked.
public struct FrequencyRequest: Sendable {
  /// The things that can be counted in columns.
  public enum Subject: Sendable, Hashable {
    /// The texts of fields as they stand there, of several columns together.
    case texts
    /// The numbers that fields stand for: `20` and `20.0` are the same.
    case numbers
    /// The words in the fields.
    case words
  }

  /// The table and how to read it.
  public var table: TableRequest

  /// The columns, or parts of their dates, whose combinations are counted.
  public var keys: KeySelection

  /// The things that are counted in those columns.
  public var subject = Subject.texts

  /// The number of keys that are reported; nil for all.
  public var limit: Int?

  /// How often a key must occur to be reported.
  public var minimumCount = 1

  /// Whether keys are reported in their own order, and not the most frequent first.
  public var ordersByKey = false

  /// Creates a request with every option at its default.
  ///
  /// - Parameters:
  ///   - table: the table and how to read it.
  ///   - keys: the columns, or parts of their dates.
  public init(table: TableRequest, keys: KeySelection) {
    self.table = table
    self.keys = keys
  }

  /// Creates a request for the words of plain texts.
  ///
  /// - Parameter texts: the texts and how to read them.
  public init(wordsOf texts: TableRequest) {
    self.init(table: texts, keys: [.column(ColumnReference(number: 1))])
    table.isPlainText = true
    subject = .words
  }
}
