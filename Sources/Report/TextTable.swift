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

    /// Whether numbers stand so that their decimal points lie below each other.
    var alignsPoints = false

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

    /// A column of numbers that end together.
    package static func number(_ name: String) -> Column {
      Column(name: name, isRight: true, limit: nil)
    }

    /// A column of numbers whose decimal points lie below each other, but for those with an exponent.
    package static func decimals(_ name: String) -> Column {
      Column(name: name, isRight: true, alignsPoints: true, limit: nil)
    }
  }

  private let columns: [Column]
  private let hasHeader: Bool
  private let indent: Int

  /// The cells of all lines, one line after the other.
  private var cells: [VisibleText] = []

  /// The width of each column, what is aligned by its point aside.
  private var cellWidths: [Int]

  /// The most cells before the points of a column, and from the points on.
  private var wholes: [Int]
  private var fractions: [Int]

  /// The width of each column.
  private var widths: [Int] {
    columns.indices.map { max(cellWidths[$0], wholes[$0] + fractions[$0]) }
  }

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
    self.hasHeader = hasHeader
    self.indent = indent
    cellWidths = columns.map { _ in 0 }
    (wholes, fractions) = (cellWidths, cellWidths)
    if hasHeader { append(columns.map(\.name), isHeader: true) }
    for row in rows { append(row) }
  }

  private mutating func append(_ row: [String], isHeader: Bool = false) {
    for index in columns.indices {
      let text = index < row.count ? row[index] : ""
      let cell = VisibleText(text, limit: columns[index].limit)
      if columns[index].alignsPoints, !isHeader, let fraction = Self.fraction(of: cell) {
        fractions[index] = max(fractions[index], fraction)
        wholes[index] = max(wholes[index], cell.width - fraction)
      } else {
        cellWidths[index] = max(cellWidths[index], cell.width)
      }
      isCut = isCut || cell.isCut
      cells.append(cell)
    }
  }

  /// The cells of the longest line.
  var width: Int { indent + widths.reduce(0, +) + 2 * (widths.count - 1) }

  /// The cells of a number from its decimal point on; nil if it isn't aligned by it, as it has an exponent or isn't there.
  private static func fraction(of cell: VisibleText) -> Int? {
    guard !cell.text.isEmpty, !cell.text.utf8.contains(UInt8(ascii: "e")) else { return nil }
    let point = cell.text.utf8.lastIndex(of: UInt8(ascii: "."))
    return point.map { cell.text.utf8.distance(from: $0, to: cell.text.utf8.endIndex) } ?? 0
  }

  /// The lines, header included, each ended. They have no blanks at their ends but those of texts.
  var lines: some Sequence<String> {
    let widths = widths
    return stride(from: 0, to: cells.count, by: columns.count).lazy.map { start in
      line(of: cells[start...], widths, isHeader: hasHeader && start == 0)
    }
  }

  /// The lines as one text.
  package var text: String { lines.joined() }

  private func line(of cells: ArraySlice<VisibleText>, _ widths: [Int], isHeader: Bool) -> String {
    var line = ""
    // Blanks are written when something comes behind them.
    var blanks = indent
    for (cell, index) in zip(cells, columns.indices) {
      let padding = widths[index] - cell.width
      let behind = columns[index].isRight ? blanksBehind(cell, index, isHeader) : padding
      blanks += padding - behind
      if !cell.text.isEmpty {
        line += String(repeating: " ", count: blanks) + cell.text
        blanks = 0
      }
      blanks += behind + 2
    }
    return line + "\n"
  }

  /// The blanks between a text at the right and the end of its column.
  private func blanksBehind(_ cell: VisibleText, _ index: Int, _ isHeader: Bool) -> Int {
    guard columns[index].alignsPoints, !isHeader, let fraction = Self.fraction(of: cell) else {
      return 0
    }
    return fractions[index] - fraction
  }

  /// The note below a table of which something was cut.
  static let cutNote = "Texts that end in … were cut; as CSV or JSON they are whole.\n"
}
