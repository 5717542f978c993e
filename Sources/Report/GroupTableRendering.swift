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

  /// The table.
  var text: String {
    let columns = description.columns
    let names = Set(columns.lazy.map(\.column))
    let fields = CSVRendering.fields(of: request).filter {
      $0.name != "column" || names.count > 1
    }
    let head = columns.keyNames + fields.map(\.name)
    let lines = columns.map { column in
      column.group.map { Self.visible($0.text) }
        + fields.map { $0.text(column) }.map { $0.isEmpty ? "–" : $0 }
    }
    return TableRendering.head(description.input) + "\n"
      + Self.aligned([head] + lines, texts: columns.keyNames.count) + footer
  }

  /// How many groups there are, where not all of them are shown.
  private var footer: String {
    let groups = description.columns.groupCount ?? 0
    let columns = Set(description.columns.lazy.map(\.column)).count
    let shown = description.columns.count / max(columns, 1)
    return shown == groups ? "" : "\n\(shown) of \(groups) groups\n"
  }

  /// The most characters of a key that are shown: one long key would widen all lines.
  private static let longestKey = 60

  /// A key on one line: control characters made visible, cut if long.
  private static func visible(_ key: String) -> String {
    let start = String(key.prefix(longestKey))
    let shown = start.unicodeScalars.map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return shown.joined() + (start.utf8.count < key.utf8.count ? "…" : "")
  }

  /// Lines whose fields stand below each other: texts on the left, numbers on the right.
  static func aligned(_ lines: [[String]], texts: Int) -> String {
    var widths = lines[0].map { _ in 0 }
    for line in lines {
      for (index, field) in line.enumerated() { widths[index] = max(widths[index], field.count) }
    }
    return lines.map { line in
      let fields = line.enumerated().map { index, field in
        let padding = String(repeating: " ", count: widths[index] - field.count)
        return index < texts ? field + padding : padding + field
      }
      return "  " + fields.joined(separator: "  ").trimmingSuffix { $0 == " " } + "\n"
    }.joined()
  }
}
