/// The columns and dialect of a file, and where its data begin: what the head of the file says.
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
  /// A column can't be found.
  case column(ColumnError)
  /// A later file of a table has no such column, or not as often as the first file.
  case missingColumn(String)
  /// A later file of a table has a column that the first file doesn't have, or not as often.
  case foreignColumn(String)
  /// A later file of a table has its columns in another order, and several have this name.
  case repeatedColumn(String)
  /// A later file of a table without headers has another number of columns than the first.
  case otherColumnCount(found: Int, expected: Int)
}
