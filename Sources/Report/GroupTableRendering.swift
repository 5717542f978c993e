import Algorithms
import Vocabulary

/// A result by groups as a table for people: a line for each group, the numbers below each other.
struct GroupTableRendering {
  private let description: Description
  private let request: DescribeRequest

  init(_ description: Description, _ request: DescribeRequest) {
    self.description = description
    self.request = request
  }

  /// The table, in parts: the line that says what was read, the lines of groups, and a footer.
  var parts: some Sequence<String> {
    let columns = description.columns
    let fields = CSVRendering.fields(of: request, columns).filter {
      $0.name != "column" || columns.columnNames.count > 1
    }
    let table = TextTable(
      columns.keyNames.map { .key($0) }
        + fields.map { $0.name == "column" ? .key($0.name) : .number($0.name) },
      columns.lazy.map { column in
        column.group.map(\.text) + fields.lazy.map { $0.text(column) }.map { $0.isEmpty ? "–" : $0 }
      }, indent: 2)
    return chain(
      chain([TableRendering.head(description.input) + "\n"], table.lines),
      [footer(isCut: table.isCut), TableRendering.unusableRows(description.input)])
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
