import Algorithms
package import Vocabulary

/// How columns, or rows, are listed.
package enum RowsFormat: String, CaseIterable, Sendable {
  /// A table for people.
  case table
  /// The same table as Markdown.
  case markdown
  /// A document for programs.
  case json
  /// A header, and a row for each.
  case csv

  /// The format of a file, as its name ends; nil if that says nothing.
  package init?(ofFile path: String) {
    guard let format = FileSuffix(path).flatMap({ Self(rawValue: $0.format) }) else { return nil }
    self = format
  }

  /// The columns of a table, as text, its last line ended.
  ///
  /// - Parameters:
  ///   - outline: the columns.
  ///   - style: how a table looks.
  /// - Returns: UTF-8, in parts.
  package func render(_ outline: TableOutline, _ style: TableStyle) -> any Sequence<[UInt8]> {
    let columns = outline.columns
    func kind(_ column: TableOutline.Column) -> String { column.kind?.rawValue ?? "empty" }
    switch self {
    case .table:
      let table = Self.fitted(style) { limit in
        TextTable(
          [
            .number(""), .key("column", limit: limit), .text("type"),
            .key("values", limit: 2 * limit),
          ],
          columns.map { ["\($0.number)", $0.name, kind($0), $0.values.joined(separator: ", ")] },
          indent: 2)
      }
      return chain([TableRendering.head(outline.input) + "\n"], Self.lines(table, style)).asBytes
    case .markdown:
      return [
        MarkdownTable.text(
          [("", true), ("column", false), ("type", false), ("values", false)],
          columns.map { ["\($0.number)", $0.name, kind($0), $0.values.joined(separator: ", ")] })
      ].asBytes
    case .csv:
      let rows = columns.map { column in
        CSVText.row([
          "\(column.number)", column.name, kind(column), column.values.first ?? "",
        ])
      }
      return [CSVText.row(["column_number", "column", "type", "value"])] + rows
    case .json:
      let items = columns.map { column in
        JSON.object([
          ("column", .string(column.name)), ("column_number", .integer(column.number)),
          ("type", .string(kind(column))), ("values", .array(column.values.map(JSON.string))),
        ])
      }
      return JSON.document([("schema", .string("caudal.columns/1"))], list: "columns", items, [])
        .asBytes
    }
  }

  /// The first rows of a table, as text, its last line ended.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - style: how a table looks.
  /// - Returns: UTF-8, in parts.
  package func render(_ rows: FirstRows, _ style: TableStyle) -> any Sequence<[UInt8]> {
    switch self {
    case .table:
      let table = Self.fitted(style) { limit in
        TextTable(
          zip(rows.names, rows.areNumbers).map { $1 ? .decimals($0) : .key($0, limit: limit) },
          rows.rows)
      }
      return Self.lines(table, style).asBytes
    case .markdown:
      return [MarkdownTable.text(zip(rows.names, rows.areNumbers).map { ($0, $1) }, rows.rows)]
        .asBytes
    case .csv: return [CSVText.row(rows.names)] + rows.rows.map { CSVText.row($0) }
    case .json:
      let items = rows.rows.map { row in
        JSON.object(zip(rows.names, row).map { ($0, .string($1)) })
      }
      return JSON.document([("schema", .string("caudal.rows/1"))], list: "rows", items, []).asBytes
    }
  }

  /// A table whose texts are cut until its lines fit.
  private static func fitted(_ style: TableStyle, _ make: (_ limit: Int) -> TextTable) -> TextTable
  {
    let limits = [60, 40, 30, 20, 14, 10]
    for limit in limits {
      let table = make(limit)
      if table.width <= style.width ?? .max { return table }
    }
    return make(limits[limits.count - 1])
  }

  private static func lines(_ table: TextTable, _ style: TableStyle) -> [String] {
    var lines = Array(table.lines)
    if let first = lines.first { lines[0] = style.head(first) }
    return lines + (table.isCut ? ["\n" + style.note(TextTable.cutNote)] : [])
  }
}
