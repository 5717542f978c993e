/// Groups and frequencies with their true values: the contents of `groups_expected.json`.
public struct ExpectedGroups: Decodable, Sendable {
  /// A column, and what its rows are grouped by.
  public struct Grouping: Decodable, Sendable, CustomStringConvertible {
    /// The name of the grouping here.
    public let name: String
    /// The fixture that is read.
    public let file: String
    /// The parts of the keys: names of columns, or of a part of a date as in `year(FechaObservacion)`.
    public let by: [String]
    /// The column of values.
    public let column: String
    /// How many groups there are.
    public let groups: Int

    /// The name.
    public var description: String { name }
  }

  /// A group with its true statistics.
  public struct Group: Decodable, Sendable {
    /// The name of the grouping.
    public let grouping: String
    /// The parts of the key, as they are without quotes.
    public let key: [String]
    /// The number of rows.
    public let rows: Int
    /// The number of values.
    public let count: Int
    /// The number of rows without a value.
    public let missing: Int
    /// The true statistics.
    public let expected: ExpectedColumn.Statistics
    /// The sizes of the terms that statistics are summed from.
    public let scale: ExpectedColumn.Scale
    /// Statistics too large for a double.
    public let overflows: [String]
    /// Statistics that aren't zero and too small for a normal double.
    public let underflows: [String]
  }

  /// The things that can be counted in a table of frequencies.
  public enum Kind: String, Decodable, Sendable {
    /// Fields as they are, alone or several together.
    case keys
    /// The numbers that fields stand for.
    case numbers
    /// The words in the fields of a column, or in a text as a whole.
    case words
  }

  /// A table of frequencies.
  public struct Table: Decodable, Sendable, CustomStringConvertible {
    /// The name of the table here.
    public let name: String
    /// The fixture that is read.
    public let file: String
    /// The columns that are counted; none if the words of a text are.
    public let columns: [String]
    /// The things that are counted.
    public let kind: Kind
    /// The sum of all counts.
    public let total: Int
    /// The number of fields that aren't counted, because they hold no number.
    public let missing: Int
    /// How many different keys there are.
    public let distinct: Int

    /// The name.
    public var description: String { name }
  }

  /// A row of a table of frequencies.
  public struct Count: Decodable, Sendable {
    /// The name of the table.
    public let table: String
    /// The parts of the key; of a number, the shortest digits that read back as the same double.
    public let key: [String]
    /// How often it occurs.
    public let count: Int
    /// Its count divided by the table's total, correctly rounded.
    public let share: Double
    /// The sum of the counts up to this one, divided by the total, correctly rounded.
    public let cumulativeShare: Double

    private enum CodingKeys: String, CodingKey {
      case table
      case key
      case count
      case share
      case cumulativeShare = "cumulative_share"
    }
  }

  /// The lengths of the rolling windows.
  public let windows: [Int]
  /// The percents of the percentiles.
  public let percentiles: [String]
  /// The groupings: columns, and what their rows are grouped by.
  public let groupings: [Grouping]
  /// The groups of all groupings, each grouping's in the order in which they are first seen.
  public let groups: [Group]
  /// The tables of frequencies.
  public let tables: [Table]
  /// The rows of all tables, each table's by falling count, equal counts by the bytes of their keys.
  public let counts: [Count]

  /// The groups and frequencies of the fixture.
  ///
  /// - Returns: all of them.
  /// - Throws: an error if the fixture can't be read.
  public static func load() throws -> ExpectedGroups {
    try Fixtures.decode("groups_expected.json", as: ExpectedGroups.self)
  }

  /// The groups of a grouping.
  ///
  /// - Parameter grouping: one of `groupings`.
  /// - Returns: its groups, as they are first seen in the file.
  /// - Complexity: O(groups).
  public func groups(of grouping: Grouping) -> [Group] {
    groups.filter { $0.grouping == grouping.name }
  }

  /// The rows of a table of frequencies.
  ///
  /// - Parameter table: one of `tables`.
  /// - Returns: its rows, the most frequent key first, equal counts by the bytes of their keys.
  /// - Complexity: O(counts).
  public func counts(of table: Table) -> [Count] {
    counts.filter { $0.table == table.name }
  }
}
