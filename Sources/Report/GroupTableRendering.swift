import Algorithms
import Vocabulary

/// A result by groups as a table for people: a line for each group, the numbers below each other.
struct GroupTableRendering {
  private let description: Description
  private let request: DescribeRequest
  private let style: TableStyle

  init(_ description: Description, _ request: DescribeRequest, _ style: TableStyle) {
    self.description = description
    self.request = request
    self.style = style
  }

  /// The table, in parts: the line that says what was read, the lines of groups, and a footer.
  var parts: some Sequence<String> {
    let columns = description.columns
    let fields = fields
    let table = TextTable(
      columns.keyNames.map { .key($0) }
        + fields.map { $0.name == "column" ? .key($0.name) : .decimals($0.name) },
      rows(fields), indent: 2)
    let head = table.lines.prefix(1).map(style.head)
    return chain(
      chain([TableRendering.head(description.input) + "\n"], chain(head, table.lines.dropFirst())),
      [footer(isCut: table.isCut), TableRendering.unusableRows(description.input)])
  }

  /// The table as Markdown.
  var markdown: String {
    let fields = fields
    let names =
      description.columns.keyNames.map { ($0, false) }
      + fields.map { ($0.name, $0.name != "column") }
    return MarkdownTable.text(names, rows(fields))
  }

  /// The columns behind the keys.
  private var fields: [CSVRendering.Field] {
    CSVRendering.fields(of: request, description.columns, style).filter {
      $0.name != "column" || description.columns.columnNames.count > 1
    }
  }

  private func rows(_ fields: [CSVRendering.Field]) -> some Sequence<[String]> {
    description.columns.lazy.map { column in
      column.group.map(\.text) + fields.lazy.map { $0.text(column) }.map { $0.isEmpty ? "–" : $0 }
    }
  }

  /// How many groups there are, where not all of them are shown, and that texts were cut.
  private func footer(isCut: Bool) -> String {
    let groups = description.columns.groupCount ?? 0
    let shown = description.columns.count / max(description.columns.columnNames.count, 1)
    let notes =
      (shown == groups ? "" : "\(shown) of \(groups) groups\n") + (isCut ? TextTable.cutNote : "")
    return notes.isEmpty ? "" : "\n" + notes
  }
}
