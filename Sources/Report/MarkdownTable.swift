import Algorithms

/// Tables in Markdown, as GitHub and most readers know them.
enum MarkdownTable {
  /// A table.
  ///
  /// - Parameters:
  ///   - columns: the names of the columns, and whether each has numbers, which stand at the right.
  ///   - rows: the texts of each row, as many as there are columns.
  /// - Returns: the lines, each ended.
  static func text(
    _ columns: [(name: String, isNumber: Bool)], _ rows: some Sequence<[String]>
  ) -> String {
    lines(columns, rows).joined()
  }

  /// A table, line by line, so that of millions none is held.
  static func lines(
    _ columns: [(name: String, isNumber: Bool)], _ rows: some Sequence<[String]>
  ) -> some Sequence<String> {
    let head = line(columns.map { escaped($0.name) })
    let rule = line(columns.map { $0.isNumber ? "--:" : "---" })
    return chain([head, rule], rows.lazy.map { line($0.map(escaped)) })
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }

  /// A text that is nothing but a text in Markdown, made visible.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.visible {
      if "\\`*_{}[]<>#|&~".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
