/// What is to be counted, of what: options that have been checked.
public struct FrequencyRequest: Sendable {
  /// What is counted.
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

  /// The columns, or parts of their dates, whose combinations are counted, separated by commas.
  public var columns: String

  /// What is counted of them.
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
  ///   - columns: the columns.
  public init(table: TableRequest, columns: String) {
    self.table = table
    self.columns = columns
  }

  /// Creates a request for the words of plain texts.
  ///
  /// - Parameter texts: the texts and how to read them.
  public init(wordsOf texts: TableRequest) {
    self.init(table: texts, columns: "1")
    table.isPlainText = true
    subject = .words
  }
}

/// How often keys occur.
public struct Frequencies: Sendable {
  /// A key with its count.
  public struct Entry: Sendable {
    /// The parts of the key.
    public let key: [String]

    /// How often it occurs.
    public let count: Int

    /// The count as a part of all: 0 to 1.
    public let share: Double

    /// The share of this key and of all that are reported before it.
    public let cumulativeShare: Double
  }

  /// The names of the parts of keys.
  public let keyNames: [String]

  /// The number of all that was counted, whether it is reported or not.
  public let total: Int

  /// The number of rows that have nothing to be counted: no number, where numbers are counted.
  public let missing: Int

  /// The number of distinct keys, whether they are reported or not.
  public let distinct: Int

  /// The keys that are reported, in their order; none on other ranks than 0. Each is put together
  /// when it is looked at.
  public let entries: LazyEntries

  /// What was read.
  public let input: InputDescription

  /// How it was done. The only part that depends on the way of running.
  public let run: RunDescription

  /// Keys with their counts, of which each is put together when it is looked at.
  public struct LazyEntries: RandomAccessCollection, Sendable {
    let element: @Sendable (Int) -> Entry

    /// 0.
    public let startIndex = 0

    /// The number of keys.
    public let endIndex: Int

    /// A key with its count.
    public subscript(position: Int) -> Entry { element(position) }
  }
}
