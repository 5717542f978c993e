/// Another table whose columns stand beside those of the first, in rows that have the same keys.
public struct JoinRequest: Sendable {
  /// Which rows there are.
  public enum Kind: String, Sendable, CaseIterable {
    /// Those that match.
    case inner
    /// All of the first table; where nothing matches, the other's columns are missing.
    case left
    /// Those of the first table that nothing matches, without the other's columns.
    case anti
  }

  /// The row that is nearest in time, by the last key; the others must be the same.
  public struct Nearest: Sendable, Hashable {
    /// Which rows are looked at.
    public enum Direction: String, Sendable, CaseIterable {
      /// The last one that isn't later. Of several at one time, the last in the files.
      case backward
      /// The first one that isn't earlier. Of several at one time, the first in the files.
      case forward
      /// The nearer one of both; the earlier one where both are as near.
      case nearest
    }

    /// Which rows are looked at.
    public var direction: Direction

    /// The longest time between two rows that match, which may be as long; nil if any may.
    public var tolerance: DateBin?

    /// Asks for the nearest row.
    ///
    /// - Parameters:
    ///   - direction: which rows are looked at.
    ///   - tolerance: the longest time between two rows that match; nil if any may.
    public init(_ direction: Direction = .backward, within tolerance: DateBin? = nil) {
      self.direction = direction
      self.tolerance = tolerance
    }
  }

  /// The other table and how to read it.
  public var table: TableRequest

  /// What rows have in common that match.
  public var keys: JoinKeys

  /// Which rows there are.
  public var kind = Kind.inner

  /// Whether the last key is a time of which the nearest row counts; nil if it must be the same.
  public var nearest: Nearest?

  /// Whether it is an error that two rows of the other table have the same keys.
  public var expectsUnique = false

  /// The most rows that there may be for each of the first table.
  public var maxGrowth = JoinRequest.standardMaxGrowth

  /// The most rows that there may be for each of the first table, unless another number is asked for.
  public static let standardMaxGrowth = 10.0

  /// Joins a table.
  ///
  /// - Parameters:
  ///   - table: the other table.
  ///   - keys: what rows have in common that match.
  public init(_ table: TableRequest, on keys: JoinKeys) {
    self.table = table
    self.keys = keys
  }
}

/// The columns in which rows of two tables are the same.
///
/// ```swift
/// let keys = try JoinKeys("station, datetime = time")
/// ```
///
///     keys = key { "," key }
///     key  = column [ "=" column ]
///
/// The first of two columns is that of the first table. Columns that both hold dates are the same if they
/// name the same instant, however it is written; all others if their texts are the same, byte by byte.
/// What is missing is the same as nothing.
public struct JoinKeys: Sendable, CustomStringConvertible {
  /// Two columns that are the same.
  package struct Key: Sendable {
    /// That of the first table.
    package let left: ColumnList.PlacedColumn

    /// That of the other one.
    package let right: ColumnList.PlacedColumn
  }

  /// The keys as they were written.
  public let text: String

  /// The keys, at least one.
  package let keys: [Key]

  /// Reads keys. Whether there are such columns is known only when files are there.
  ///
  /// - Parameter text: the keys.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  public init(_ text: String) throws(ConditionError) {
    self.text = text
    var parser = try ConditionParser(text)
    keys = try parser.parseJoinKeys()
  }

  /// The keys as they were written.
  public var description: String { text }
}

extension ConditionParser {
  /// Reads the keys of a join, to the end.
  fileprivate mutating func parseJoinKeys() throws(ConditionError) -> [JoinKeys.Key] {
    var keys: [JoinKeys.Key] = []
    repeat {
      if !keys.isEmpty { advance() }
      let left = try parseKeyColumn()
      guard token.kind == .comparison(.equal) else {
        keys.append(JoinKeys.Key(left: left, right: left))
        continue
      }
      advance()
      keys.append(JoinKeys.Key(left: left, right: try parseKeyColumn()))
    } while token.kind == .comma
    guard token.kind == .end else {
      throw error("a comma, = and a column, or the end belongs here")
    }
    return keys
  }

  private mutating func parseKeyColumn() throws(ConditionError) -> ColumnList.PlacedColumn {
    guard let column = placedColumn else { throw error("a column's name belongs here") }
    advance()
    return column
  }
}
