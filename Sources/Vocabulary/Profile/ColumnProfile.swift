/// What a column of a table holds, of whatever kind.
public struct ColumnProfile: Sendable {
  /// What all values of a column are.
  public enum Kind: String, Sendable, CaseIterable {
    /// Whole numbers.
    case integer
    /// Numbers, of which some are not whole.
    case number
    /// Days, and times of the day.
    case time
    /// One of two words, such as `true` and `false`, or `sí` and `no`.
    case boolean
    /// Anything else, and whole numbers with zeros in front, as codes have.
    case text
    /// Nothing: no row has a value.
    case empty

    /// Whether there are numbers in it.
    public var isNumeric: Bool { self == .integer || self == .number }
  }

  /// A text, and how many rows have it.
  public struct FrequentText: Sendable, Hashable {
    /// The text; bytes that are no letter are U+FFFD.
    public let text: String

    /// How many rows have it.
    public let count: Int

    /// Puts both together.
    package init(text: String, count: Int) { (self.text, self.count) = (text, count) }
  }

  /// The texts of a column.
  public struct Texts: Sendable {
    /// The text that comes first in the order of bytes.
    public let first: String

    /// The text that comes last.
    public let last: String

    /// The letters of the shortest text.
    public let shortest: Int

    /// The letters of the longest text.
    public let longest: Int

    /// Puts them together.
    package init(first: String, last: String, shortest: Int, longest: Int) {
      (self.first, self.last, self.shortest, self.longest) = (first, last, shortest, longest)
    }
  }

  /// The times of a column.
  public struct Times: Sendable {
    /// The earliest: `2017-05-22 13:00:00`, with a `Z` where times have offsets or a zone.
    public let first: String

    /// The latest.
    public let last: String

    /// The most frequent distance between neighbours among the distinct times, in seconds, of several the
    /// shortest; nil if there are fewer than two.
    public let step: Double?

    /// How many of those distances are longer than the step.
    public let gaps: Int

    /// The longest distance, in seconds; nil if there are fewer than two times.
    public let longestGap: Double?

    /// The time behind which it begins, the earliest of several.
    public let longestGapBegin: String?

    /// Puts them together.
    package init(
      first: String, last: String, step: Double?, gaps: Int, longestGap: Double?,
      longestGapBegin: String?
    ) {
      (self.first, self.last, self.step, self.gaps) = (first, last, step, gaps)
      (self.longestGap, self.longestGapBegin) = (longestGap, longestGapBegin)
    }
  }

  /// The first value that kept a column from being what its first rows showed.
  public struct Misfit: Sendable {
    /// What the rows looked at had shown: numbers, or times.
    public let expected: String

    /// The number of its row in its file, the header counted as the first.
    public let row: Int

    /// The file's name.
    public let file: String

    /// The value, of a long one the beginning.
    public let text: String

    /// Puts them together.
    package init(expected: String, row: Int, file: String, text: String) {
      (self.expected, self.row, self.file, self.text) = (expected, row, file, text)
    }
  }

  /// The column's name.
  public let column: String

  /// The column's position in the first file, from 1.
  public let columnNumber: Int

  /// What all its values are.
  public let kind: Kind

  /// The number of rows, those that were left out included.
  public let rows: Int

  /// The number of rows that were left out.
  public let rejected: Int

  /// The number of rows with a value.
  public let count: Int

  /// The number of distinct values: of numbers and times by what they mean, of texts by their bytes. Nil if a text is
  /// longer than 65,536 bytes, and so isn't counted.
  public let distinct: Int?

  /// The most frequent texts, the most frequent first; nothing of numbers, which have a mode, and of times. Texts that
  /// occur equally often are in the order of their bytes.
  public let frequent: [FrequentText]

  /// The statistics of numbers.
  public let numbers: ColumnDescription?

  /// What there is of texts and Booleans.
  public let texts: Texts?

  /// What there is of times.
  public let times: Times?

  /// The first value that is none of what the others had seemed to be.
  public let misfit: Misfit?

  /// The number of rows without a value, those that were left out aside.
  public var missing: Int { rows - rejected - count }

  /// Describes a column.
  package init(
    column: String, columnNumber: Int, _ kind: Kind, rows: Int, rejected: Int, count: Int,
    distinct: Int?, frequent: [FrequentText] = [], numbers: ColumnDescription? = nil,
    texts: Texts? = nil, times: Times? = nil, misfit: Misfit? = nil
  ) {
    (self.column, self.columnNumber, self.kind) = (column, columnNumber, kind)
    (self.rows, self.rejected, self.count) = (rows, rejected, count)
    (self.distinct, self.frequent, self.misfit) = (distinct, frequent, misfit)
    (self.numbers, self.texts, self.times) = (numbers, texts, times)
  }
}
