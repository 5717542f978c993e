import Vocabulary

/// A histogram of a few bins, drawn with block characters: a line for each bin.
struct HistogramBars {
  private let histogram: Histogram
  private let style: TableStyle

  /// The cells of the longest bar, where there is room.
  private static let longest = 40

  /// An eighth of a cell, two eighths, and so on, to a whole one.
  private static let blocks: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]

  init(_ histogram: Histogram, _ style: TableStyle) {
    self.histogram = histogram
    self.style = style
  }

  /// The lines, each ended: where a bin begins and ends, its bar, and how many values lie in it.
  var text: String {
    let table = table(barWidth: Self.longest)
    guard let width = style.width, table.width > width else { return table.text }
    let room = Self.longest - (table.width - width)
    return self.table(barWidth: max(room, 8)).text
  }

  /// The bins as a table in Markdown.
  ///
  /// - Parameter name: the name of the column.
  /// - Returns: the lines, each ended.
  func markdown(_ name: String) -> String {
    MarkdownTable.text(
      [("\(name): from", true), ("to", true), ("count", true)],
      zip(edges, zip(edges.dropFirst(), histogram.counts)).map { [$0, $1.0, "\($1.1)"] })
  }

  private var edges: [String] { histogram.edges.map(style.text) }

  private func table(barWidth: Int) -> TextTable {
    let most = histogram.counts.max() ?? 0
    let edges = edges
    let rows = histogram.counts.indices.map { bin in
      [
        edges[bin], edges[bin + 1], Self.bar(histogram.counts[bin], of: most, barWidth),
        "\(histogram.counts[bin])",
      ]
    }
    return TextTable(
      [.decimals("from"), .decimals("to"), .text(), .number("count")], rows, indent: 4)
  }

  /// A bar as long as a count is large; what isn't zero is seen.
  private static func bar(_ count: Int, of most: Int, _ width: Int) -> String {
    guard count > 0 else { return "" }
    let eighths = max(1, Int((Double(count) / Double(most) * Double(8 * width)).rounded()))
    let whole = String(repeating: blocks[7], count: eighths / 8)
    return eighths % 8 == 0 ? whole : whole + String(blocks[eighths % 8 - 1])
  }
}
