/// What is to be counted, of what: options that have been checked.
public struct FrequencyRequest: TableRequest {
  /// What is counted.
  public enum Subject: Sendable, Hashable {
    /// The texts of fields as they stand there, of several columns together.
    case texts
    /// The numbers that fields stand for: `20` and `20.0` are the same.
    case numbers
    /// The words in the fields.
    case words
  }

  /// The paths of the files, at least one, which form one table in this order; `-` for standard
  /// input.
  public var paths: [String]

  /// How the files come to the ranks.
  public var input = InputWay.automatic

  /// Whether the first row names the columns.
  public var hasHeader = true

  /// Whether the file is a plain text, whose words are counted; it has no columns.
  public var isPlainText = false

  /// The byte between two fields; nil to find it out.
  public var delimiter: UInt8?

  /// The decimal mark; nil to find it out.
  public var decimal: UInt8?

  /// The texts that mean a missing value, besides the empty one.
  public var nullTokens: [String] = DescribeRequest.standardNullTokens

  /// How dates are written; nil to find it out.
  public var dateFormat: DateOrder?

  /// Which rows are looked at; nil for all.
  public var condition: String?

  /// The number of threads of each rank; nil for a fair share of the host's processors.
  public var threads: Int?

  /// The bytes in a block of the grid.
  public var blockBytes = DescribeRequest.standardBlockBytes

  /// The bytes read at a time; nil for as many as suit the machine.
  public var chunkBytes: Int?

  /// The bytes of memory that keys may take on each rank; nil for a fair share of what is there.
  public var memoryBytes: Int?

  /// What counts the bytes that have been read; nil if nobody wants to know.
  public var progress: InputProgress?

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
  ///   - paths: the paths of the files, at least one; `-` for standard input.
  ///   - columns: the columns.
  public init(paths: [String], columns: String) {
    precondition(!paths.isEmpty, "a table has at least one file")
    self.paths = paths
    self.columns = columns
  }

  /// Creates a request for the words of plain texts with every option at its default.
  ///
  /// - Parameter paths: the paths of the files; `-` for standard input.
  public init(wordsOfTexts paths: [String]) {
    self.init(paths: paths, columns: "1")
    isPlainText = true
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
