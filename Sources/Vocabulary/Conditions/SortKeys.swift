/// The order of a table's rows.
///
/// ```swift
/// let keys = try SortKeys("station, month(datetime) desc, temperature")
/// ```
///
///     order = key { "," key }
///     key   = ( column | value ) [ "asc" | "desc" ]
///
/// Columns and values are those of a ``ColumnList``; the name of a column that is written goes before that of
/// one that is read. Numbers are ordered by size, times by time, texts by
/// bytes: a column by itself is what its first values are. What is missing comes last, whichever way the
/// order goes. Rows of which all keys are the same stay in the order in which they are.
public struct SortKeys: Sendable, CustomStringConvertible {
  /// A key.
  package struct Key: Sendable {
    /// The value by which rows are ordered.
    package let value: WrittenValue

    /// Whether the largest comes first.
    package let isDescending: Bool
  }

  /// The order as it was written.
  public let text: String

  /// The keys, at least one.
  package let keys: [Key]

  /// Reads an order. Whether its columns exist is known only when a file is there.
  ///
  /// - Parameter text: the order.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  public init(_ text: String) throws(ConditionError) {
    self.text = text
    var parser = try ConditionParser(text)
    keys = try parser.parseOrder(of: text)
  }

  /// The order as it was written.
  public var description: String { text }

  /// The values by which rows are ordered.
  ///
  /// - Parameter outputs: the columns that are written, whose names go before those of the columns that
  ///   are read.
  /// - Returns: the value of each key.
  package func values(orOf outputs: [ColumnList.Column]) -> [WrittenValue] {
    keys.map { key in
      guard case .subject(let subject) = key.value.expression, subject.part == nil,
        let output = outputs.named(subject.column)
      else { return key.value }
      switch output {
      case .value(let value, _): return value
      case .field(let position, _):
        let column = ColumnReference(number: position + 1)
        return WrittenValue(
          .subject(ConditionSubject(column: column, part: nil, offset: subject.offset)), in: text)
      }
    }
  }
}

extension ConditionParser {
  /// Reads a whole order.
  ///
  /// - Parameter text: the order, which is that which was taken apart.
  /// - Returns: its keys, at least one.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  fileprivate mutating func parseOrder(of text: String) throws(ConditionError) -> [SortKeys.Key] {
    var keys: [SortKeys.Key] = []
    repeat {
      if !keys.isEmpty { advance() }
      guard token.kind != .comma, token.kind != .end else {
        throw error("a column or a value belongs here")
      }
      operationCount = 0
      let value = WrittenValue(try parseKey(), in: text)
      let isDescending = skip("desc")
      if !isDescending { _ = skip("asc") }
      keys.append(SortKeys.Key(value: value, isDescending: isDescending))
    } while token.kind == .comma
    guard token.kind == .end else {
      throw error("a comma, asc, desc or the end belongs here")
    }
    return keys
  }

  private mutating func parseKey() throws(ConditionError) -> ValueExpression {
    let next = nextToken
    let isOver =
      next.kind == .comma || next.kind == .end || next.isWord("asc") || next.isWord("desc")
    guard isOver, let column = placedColumn else { return try parseValue() }
    advance()
    return .subject(ConditionSubject(column: column.column, part: nil, offset: column.offset))
  }
}
