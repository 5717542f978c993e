/// Texts below each other in columns, for a terminal.
///
/// Every text is made visible first, so that nothing in a cell can leave its cell. Widths are those of
/// a terminal's cells, where a Chinese character takes two.
package struct TextTable {
  /// A column of a table.
  package struct Column {
    /// The name above it.
    let name: String

    /// Whether texts stand at the right, as numbers do.
    let isRight: Bool

    /// The most cells that a text takes, or the name; longer ones are cut. Nil to cut none.
    let limit: Int?

    /// A column of texts that are short.
    package static func text(_ name: String = "") -> Column {
      Column(name: name, isRight: false, limit: nil)
    }

    /// A column of texts from a file, which may be of any length.
    package static func key(_ name: String, limit: Int = 60) -> Column {
      Column(name: name, isRight: false, limit: limit)
    }

    /// A column of numbers.
    package static func number(_ name: String) -> Column {
      Column(name: name, isRight: true, limit: nil)
    }
  }

  private let columns: [Column]
  private let indent: Int

  /// The cells of all lines, one line after the other.
  private var cells: [VisibleText] = []

  /// The width of each column.
  private var widths: [Int]

  /// Whether some text was cut.
  private(set) var isCut = false

  /// Lays out a table.
  ///
  /// - Parameters:
  ///   - columns: the columns, at least one.
  ///   - rows: the texts of each row; where there are fewer than columns, the last ones are empty.
  ///   - hasHeader: whether the first line has the columns' names.
  ///   - indent: the number of blanks at the beginning of each line.
  /// - Complexity: O(the length of the texts as they are shown) time and memory.
  package init(
    _ columns: [Column], _ rows: some Sequence<[String]>, hasHeader: Bool = true, indent: Int = 0
  ) {
    self.columns = columns
    self.indent = indent
    widths = columns.map { _ in 0 }
    if hasHeader { append(columns.map(\.name)) }
    for row in rows { append(row) }
  }

  private mutating func append(_ row: [String]) {
    for index in columns.indices {
      let text = index < row.count ? row[index] : ""
      let cell = VisibleText(text, limit: columns[index].limit)
      widths[index] = max(widths[index], cell.width)
      isCut = isCut || cell.isCut
      cells.append(cell)
    }
  }

  /// The cells of the longest line.
  var width: Int { indent + widths.reduce(0, +) + 2 * (widths.count - 1) }

  /// Numbers with so many blanks behind them that their points stand below each other where they end together.
  ///
  /// - Parameter numbers: the texts of numbers; of those without a point the last digit stands before it. Empty ones
  ///   stay so.
  /// - Returns: the texts with blanks.
  static func aligned(_ numbers: [String]) -> [String] {
    func decimals(_ text: String) -> Int {
      text.lastIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) } ?? 0
    }
    let most = numbers.lazy.filter { !$0.contains("e") }.map(decimals).max() ?? 0
    return numbers.map { text in
      guard !text.isEmpty, !text.contains("e") else { return text }
      return text + String(repeating: " ", count: most - decimals(text))
    }
  }

  /// The lines, header included, each ended. They have no blanks at their ends but those of texts.
  var lines: some Sequence<String> {
    stride(from: 0, to: cells.count, by: columns.count).lazy.map { line(of: cells[$0...]) }
  }

  /// The lines as one text.
  package var text: String { lines.joined() }

  private func line(of cells: ArraySlice<VisibleText>) -> String {
    var line = ""
    // Blanks are written when something comes behind them.
    var blanks = indent
    for (cell, (column, width)) in zip(cells, zip(columns, widths)) {
      let padding = width - cell.width
      if column.isRight { blanks += padding }
      // The blanks behind a number that align its point are written like all others.
      let behind = column.isRight ? cell.text.utf8.reversed().prefix { $0 == 0x20 }.count : 0
      if cell.text.utf8.count > behind {
        line += String(repeating: " ", count: blanks) + cell.text.dropLast(behind)
        blanks = 0
      }
      blanks += (column.isRight ? behind : padding) + 2
    }
    return line + "\n"
  }

  /// The note below a table of which something was cut.
  static let cutNote = "Texts that end in … were cut; as CSV or JSON they are whole.\n"
}
