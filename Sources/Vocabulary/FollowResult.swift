/// What has been found so far in rows that still come.
public struct FollowResult: Sendable {
  /// A window, or all rows if there are none.
  public struct Part: Sendable {
    /// When the window begins, as the clock of its times shows it; nil without windows.
    public let start: String?

    /// When it ends; that moment isn't in it.
    public let end: String?

    /// Whether no more rows can come into it.
    public let isClosed: Bool

    /// What has been found in it.
    public let table: FollowedTable

    /// Puts the parts together.
    package init(start: String?, end: String?, isClosed: Bool, _ table: FollowedTable) {
      self.start = start
      self.end = end
      self.isClosed = isClosed
      self.table = table
    }
  }

  /// The number of the result, from 1.
  public let number: Int

  /// Whether it is the last one.
  public let isLast: Bool

  /// Whether anything is in it that wasn't in the one before; only the last one may have nothing new.
  public let isNew: Bool

  /// How many rows were read, those that were left out included; nil of a plain text.
  public let rows: Int?

  /// How many rows were too late for a window that had closed.
  public let lateRows: Int

  /// How many rows have no time, and are in no window.
  public let rowsWithoutTime: Int

  /// How many rows were unusable, and why.
  public let unusable: UnusableRowCounts

  /// How many values hold bytes that no encoding explains.
  public let undecodedValues: Int

  /// How the rows are written.
  public let input: InputDescription

  /// The windows, in the order of their beginnings.
  public let parts: [Part]

  /// Puts the parts together.
  package init(
    number: Int, isLast: Bool, isNew: Bool, rows: Int?, lateRows: Int, rowsWithoutTime: Int,
    unusable: UnusableRowCounts, undecodedValues: Int, input: InputDescription, parts: [Part]
  ) {
    self.number = number
    self.isLast = isLast
    self.isNew = isNew
    self.rows = rows
    self.lateRows = lateRows
    self.rowsWithoutTime = rowsWithoutTime
    self.unusable = unusable
    self.undecodedValues = undecodedValues
    self.input = input
    self.parts = parts
  }
}

/// What has been found in a window.
public enum FollowedTable: Sendable {
  /// Statistics of columns, in groups if there are groups.
  case described(DescribedColumns)
  /// Counts of keys.
  case counted(CountedKeys)
}

/// Keys, and how often they occur.
public struct CountedKeys: Sendable {
  /// The names of the parts of keys.
  public let names: [String]

  /// The number of all that was counted.
  public let total: Int

  /// The number of rows that have nothing to be counted.
  public let missing: Int

  /// The number of distinct keys, whether they are reported or not.
  public let distinct: Int

  /// The keys that are reported, in their order.
  public let entries: Frequencies.LazyEntries

  /// Puts the parts together.
  package init(
    names: [String], total: Int, missing: Int, distinct: Int, entries: Frequencies.LazyEntries
  ) {
    self.names = names
    self.total = total
    self.missing = missing
    self.distinct = distinct
    self.entries = entries
  }
}
