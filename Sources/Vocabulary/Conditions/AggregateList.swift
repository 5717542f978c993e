/// What is made of the values that fall into one step of a grid.
public enum Aggregate: String, Sendable, CaseIterable {
  /// Their mean.
  case mean
  /// Their sum.
  case sum
  /// The smallest.
  case min
  /// The largest.
  case max
  /// That of the first row, in the order of the table.
  case first
  /// That of the last row, in the order of the table.
  case last
  /// Their number.
  case count

  /// Whether it can be made of texts.
  package var takesTexts: Bool { self == .first || self == .last || self == .count }

  /// The names of all, for a sentence.
  public static var listing: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }
}

/// What is made of the values of each column.
///
/// ```swift
/// let aggregates = try AggregateList("mean, rain sum, \"wind speed\" max")
/// ```
///
///     list = item { "," item }
///     item = aggregate | column aggregate
///
/// An aggregate by itself is that of all columns which aren't named; without one it is the mean.
public struct AggregateList: Sendable, CustomStringConvertible {
  /// A column and what is made of it.
  package struct Item: Sendable {
    /// The column.
    package let column: ColumnList.PlacedColumn

    /// What is made of its values.
    package let aggregate: Aggregate
  }

  /// The list as it was written.
  public let text: String

  /// What is made of columns that aren't named.
  package let standard: Aggregate

  /// The columns that are named.
  package let items: [Item]

  /// One for all columns.
  ///
  /// - Parameter aggregate: what is made of each.
  public init(_ aggregate: Aggregate) {
    text = aggregate.rawValue
    standard = aggregate
    items = []
  }

  /// Reads a list. Whether its columns exist is known only when a file is there.
  ///
  /// - Parameter text: the list.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  public init(_ text: String) throws(ConditionError) {
    self.text = text
    var parser = try ConditionParser(text)
    (standard, items) = try parser.parseAggregates()
  }

  /// The list as it was written.
  public var description: String { text }
}

extension ConditionParser {
  private static let aggregateReason = "an aggregate belongs here: \(Aggregate.listing)"

  /// Reads a whole list.
  fileprivate mutating func parseAggregates() throws(ConditionError) -> (
    Aggregate, [AggregateList.Item]
  ) {
    var standard: Aggregate?
    var items: [AggregateList.Item] = []
    repeat {
      if standard != nil || !items.isEmpty { advance() }
      let isAlone = nextToken.kind == .comma || nextToken.kind == .end
      if isAlone, let aggregate = aggregate(of: token) {
        guard standard == nil else {
          throw error("there is one already; name the column that this is for: rain sum")
        }
        standard = aggregate
      } else {
        guard let column = placedColumn else { throw error(Self.aggregateReason) }
        advance()
        guard let aggregate = aggregate(of: token) else {
          throw error("behind a column, \(Self.aggregateReason)")
        }
        items.append(AggregateList.Item(column: column, aggregate: aggregate))
      }
      advance()
    } while token.kind == .comma
    guard token.kind == .end else { throw error("a comma or the end belongs here") }
    return (standard ?? .mean, items)
  }

  private func aggregate(of token: Token) -> Aggregate? {
    guard case .word(let word) = token.kind else { return nil }
    return Aggregate(rawValue: word.lowercased())
  }
}
