/// Lists of columns; the grammar stands at ``ColumnList``.
extension ConditionParser {
  /// Reads a whole list.
  ///
  /// - Parameter text: the list, which is that which was taken apart.
  /// - Returns: its items, at least one.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  mutating func parseColumns(of text: String) throws(ConditionError) -> [ColumnList.Item] {
    guard token.kind != .end else { throw error("the list of columns is empty") }
    var items = [try parseItem(of: text)]
    while token.kind == .comma {
      advance()
      items.append(try parseItem(of: text))
    }
    switch token.kind {
    case .end: return items
    case .closing: throw error("this parenthesis was never opened")
    case .comparison:
      throw error("a condition is no value; write case when x > 5 then 1 else 0 end")
    default: throw error("a comma, as and a name, or the end belongs here")
    }
  }

  private mutating func parseItem(of text: String) throws(ConditionError) -> ColumnList.Item {
    let start = token
    switch start.kind {
    case .comma, .end: throw error("a column or a value belongs here")
    case .sign(.product):
      advance()
      return .all(except: skip("except") ? try parseExceptions() : [])
    default: break
    }
    if endsItem(nextToken), let column = placedColumn {
      advance()
      return .column(column, name: try parseName())
    }
    operationCount = 0
    let value = try parseValue()
    let words = written(from: start)
    return .value(WrittenValue(value, in: text), name: try parseName() ?? words)
  }

  /// Whether an item is over where a word stands.
  private func endsItem(_ token: Token) -> Bool {
    token.kind == .comma || token.kind == .end || token.isWord("as")
  }

  /// The column that the word at hand is, if it is one.
  var placedColumn: ColumnList.PlacedColumn? {
    switch token.kind {
    case .word(let name), .name(let name):
      return ColumnList.PlacedColumn(column: ColumnReference(name), offset: token.offset)
    case .number(let number):
      // As everywhere, a column may have the number as its name. What isn't whole is a value.
      guard let whole = Int(exactly: number.value), whole > 0 else { return nil }
      return ColumnList.PlacedColumn(column: ColumnReference("\(whole)"), offset: token.offset)
    default: return nil
    }
  }

  private mutating func parseExceptions() throws(ConditionError) -> [ColumnList.PlacedColumn] {
    guard token.kind == .opening else {
      throw error("a list of columns belongs here: * except (a, b)")
    }
    var columns: [ColumnList.PlacedColumn] = []
    repeat {
      advance()
      guard let column = placedColumn else { throw error("a column's name belongs here") }
      columns.append(column)
      advance()
    } while token.kind == .comma
    try skipClosing("a comma or a closing parenthesis belongs here")
    return columns
  }

  /// Reads the new name of an item, if it has one.
  private mutating func parseName() throws(ConditionError) -> String? {
    guard skip("as") else { return nil }
    switch token.kind {
    case .word(let name), .name(let name):
      guard !name.isEmpty else { break }
      advance()
      return name
    case .text: throw error("a name stands in double quotes, and texts in single ones")
    default: break
    }
    throw error("a name belongs here: as celsius, or as \"any name\"")
  }
}
