import Foundation

/// The times of stages as a table in Markdown.
struct StageTable: CustomStringConvertible {
  private let rows: [[String]]

  /// Lays out a table.
  ///
  /// - Parameter times: its rows.
  init(_ times: [StageTime]) {
    rows =
      [["stage", "GB/s", "min–max", "million values/s"], ["---", "---:", "---:", "---:"]]
      + times.map(Self.row)
  }

  private static func row(_ time: StageTime) -> [String] {
    let rates = time.seconds.map { Double(time.bytes) / $0 / 1e9 }
    let range = "\(text(rates.min() ?? 0))–\(text(rates.max() ?? 0))"
    let values = time.values.map { text(Double($0) / time.median / 1e6) } ?? ""
    return [time.name, text(Double(time.bytes) / time.median / 1e9), range, values]
  }

  private static func text(_ rate: Double) -> String {
    String(format: rate < 100 ? "%.2f" : "%.0f", rate)
  }

  /// The rows, one a line.
  var description: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + blanks : blanks + row[column]
      }
      return "| " + cells.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }
}
