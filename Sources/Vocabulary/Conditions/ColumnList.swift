package import CSV

/// The columns of a table that is made of another: some that are there, renamed or not, and computed ones.
///
/// ```swift
/// let columns = try ColumnList("datetime, \"San Francisco\" as temperature, (f - 32) * 5 / 9 as celsius")
/// ```
///
///     list   = item { "," item }
///     item   = "*" [ "except" "(" column { "," column } ")" ]
///            | column [ "as" name ]
///            | value [ "as" name ]
///     column = name | a column's number
///     name   = letters, digits and "_", not beginning with a digit | '"' any characters '"'
///
/// `*` are all columns. A whole number that stands alone is a column's number; in parentheses it is a
/// value. Values are those of ``Condition``: numbers, texts in single quotes, dates, `year(C)` and the other
/// parts of ``DatePart``, `+ - * /`, `abs(x)`, `round(x, 2)`, `convert(x, 'F', 'C')`, `coalesce(x, y)` and
/// `case when … then … else … end`. A value without a name is called as it is written.
///
/// What arithmetic makes is a number, and `date(C)` a date. Columns in `coalesce` and `case` are what stands
/// beside them, and by themselves what their first values are: numbers, times or texts.
public struct ColumnList: Sendable, CustomStringConvertible {
  /// One or several columns of the new table.
  package enum Item: Sendable {
    /// A column of the old one, with its new name if it gets one.
    case column(PlacedColumn, name: String?)
    /// All columns of the old one but some, in order.
    case all(except: [PlacedColumn])
    /// A value that is computed.
    case value(WrittenValue, name: String)
  }

  /// A column, and where it stands in the list.
  package struct PlacedColumn: Sendable {
    /// The column.
    package let column: ColumnReference

    /// The number of scalars in front of it.
    package let offset: Int
  }

  /// The list as it was written.
  public let text: String

  /// What it lists, at least one item.
  package let items: [Item]

  /// Reads a list. Whether its columns exist is known only when a file is there.
  ///
  /// - Parameter text: the list.
  /// - Throws: ``ConditionError`` at the first word that doesn't fit.
  public init(_ text: String) throws(ConditionError) {
    self.text = text
    var parser = try ConditionParser(text)
    items = try parser.parseColumns(of: text)
  }

  /// The list as it was written.
  public var description: String { text }
}

/// A value that is computed of a row, with the text that errors point at.
package struct WrittenValue: Sendable {
  /// The value.
  package let expression: ValueExpression

  /// The whole text in which it stands: that in which the places of its parts are counted.
  package let text: String

  /// Puts a value and its text together.
  package init(_ expression: ValueExpression, in text: String) {
    self.expression = expression
    self.text = text
  }
}

// MARK: - Of a file

extension ColumnList {
  /// A column of the new table, of a file that there is.
  package enum Column: Sendable {
    /// A column of the file, by its 0-based position.
    case field(Int, name: String)
    /// A value that is computed.
    case value(WrittenValue, name: String)

    /// The column's name.
    package var name: String {
      switch self {
      case .field(_, let name), .value(_, let name): name
      }
    }
  }

  /// The columns of the new table that is made of a file.
  ///
  /// - Parameters:
  ///   - layout: the file's columns.
  ///   - outputs: columns that are made of the file, whose names go before those of the file.
  /// - Returns: the columns in order. Several may have the same name.
  /// - Throws: ``ConditionError`` at the first column that isn't there; those that values are made of are
  ///   looked for later.
  /// - Complexity: O(columns).
  package func columns(
    of layout: FileLayout, orOf outputs: [Column] = []
  ) throws(ConditionError) -> [Column] {
    let finder = ColumnFinder(layout)
    var columns: [Column] = []
    for item in items {
      switch item {
      case .column(let column, let name):
        if let output = outputs.named(column.column) {
          columns.append(output)
          continue
        }
        let position = try position(of: column, by: finder)
        columns.append(.field(position, name: name ?? layout.columnNames[position]))
      case .all(let exceptions):
        var left = Set(layout.columnNames.indices)
        for column in exceptions { left.remove(try position(of: column, by: finder)) }
        for position in left.sorted() {
          columns.append(.field(position, name: layout.columnNames[position]))
        }
      case .value(let value, let name): columns.append(.value(value, name: name))
      }
    }
    return columns
  }

  private func position(
    of column: PlacedColumn, by finder: ColumnFinder
  ) throws(ConditionError) -> Int {
    do throws(ColumnError) {
      return try finder.position(of: column.column)
    } catch {
      throw ConditionError(
        ConditionError.reason(of: error), in: text.unicodeScalars, at: column.offset)
    }
  }
}

extension [ColumnList.Column] {
  /// The column that has a name, if there is exactly one.
  package func named(_ reference: ColumnReference) -> ColumnList.Column? {
    let found = filter { $0.name == reference.name }
    return found.count == 1 ? found[0] : nil
  }
}
