/// What the head of a file says: its columns, where its data begin, and in which dialect it is
/// written.
package struct FileLayout: Sendable, Hashable {
  /// The columns' names, without quotes; invalid UTF-8 is repaired.
  package internal(set) var columnNames: [String]

  /// The offset of the first data row.
  package let dataStart: Int

  /// Delimiter and decimal mark.
  package var dialect: Dialect

  /// Whether the first row names the columns. If not, they are called by their numbers from 1.
  package let hasHeader: Bool

  /// Creates a layout from its parts.
  ///
  /// - Parameters:
  ///   - columnNames: the columns' names.
  ///   - dataStart: the offset of the first data row.
  ///   - dialect: delimiter and decimal mark.
  ///   - hasHeader: whether the first row names the columns.
  package init(
    columnNames: [String], dataStart: Int, dialect: Dialect, hasHeader: Bool = true
  ) {
    self.columnNames = columnNames
    self.dataStart = dataStart
    self.dialect = dialect
    self.hasHeader = hasHeader
  }

  /// Creates the layout of a plain text, which has one column, called "text".
  ///
  /// - Parameter dataStart: the offset of the first byte, behind a byte order mark.
  init(plainTextFrom dataStart: Int) {
    self.init(
      columnNames: ["text"], dataStart: dataStart, dialect: Dialect(isPlainText: true),
      hasHeader: false)
  }
}

/// Why the head of a file makes no sense.
package enum LayoutError: Error, Hashable, Sendable {
  /// The file has no bytes, or nothing but a byte order mark.
  case empty
  /// The file begins with the mark of UTF-16 or UTF-32.
  case notUTF8
  /// The file is compressed, by gzip, zstd or zip.
  case compressed
  /// A quoted field of the header is open at the end of the file or of the longest header.
  case headerTooLong(bytes: Int)
  /// The file ends its lines with CR alone, as Mac OS did before 2001.
  case carriageReturns
  /// No column has the name; the names there are.
  case noSuchColumn(String, columns: [String])
  /// Several columns have the name; their 1-based numbers.
  case ambiguousColumn(String, numbers: [Int])
  /// A later file of a table has no such column, or not as often as the first file.
  case missingColumn(String)
  /// A later file of a table has a column that the first file doesn't have, or not as often.
  case foreignColumn(String)
  /// A later file of a table has its columns in another order, and several have this name.
  case repeatedColumn(String)
  /// A later file of a table without headers has another number of columns than the first.
  case otherColumnCount(found: Int, expected: Int)
}

extension FileLayout {
  /// Finds a column.
  ///
  /// An exact name is looked for first, then one that differs in case alone, then a 1-based number.
  ///
  /// - Parameter text: a name or a number.
  /// - Returns: the column's 0-based position.
  /// - Throws: ``LayoutError/noSuchColumn(_:columns:)`` or
  ///   ``LayoutError/ambiguousColumn(_:numbers:)``.
  package func columnIndex(_ text: String) throws(LayoutError) -> Int {
    let exact = columnNames.indices.filter { columnNames[$0] == text }
    let folded = text.lowercased()
    let matches =
      exact.isEmpty
      ? columnNames.indices.filter { columnNames[$0].lowercased() == folded } : exact
    if matches.count > 1 { throw .ambiguousColumn(text, numbers: matches.map { $0 + 1 }) }
    if let match = matches.first { return match }
    if let number = Int(text), columnNames.indices.contains(number - 1) { return number - 1 }
    throw .noSuchColumn(text, columns: columnNames)
  }

  /// Whether a list of columns stands for all of them.
  package func isEveryColumn(_ list: String) -> Bool {
    list == "*" && !columnNames.contains("*")
  }

  /// Finds one or several columns.
  ///
  /// - Parameter list: a name or a number, or several, separated by commas, or `*` for all. A column
  ///   whose name is the whole text goes before a list, and before all.
  /// - Returns: the columns' 0-based positions, in the order of the list.
  /// - Throws: as ``columnIndex(_:)``.
  package func columnIndices(_ list: String) throws(LayoutError) -> [Int] {
    let folded = list.lowercased()
    let isName = columnNames.contains { $0 == list || $0.lowercased() == folded }
    if isEveryColumn(list) { return Array(columnNames.indices) }
    if isName || !list.contains(",") { return [try columnIndex(list)] }
    var indices: [Int] = []
    for item in list.split(separator: ",", omittingEmptySubsequences: false) {
      indices.append(try columnIndex(String(item).trimmingBlanks()))
    }
    return indices
  }
}
