/// How a file is written and where its data begin: what its rows say.
package struct FileLayout: Sendable, Hashable {
  /// Something that was taken to be so, though it may be otherwise.
  package enum Assumption: Sendable, Hashable {
    /// The first row has numbers or dates like the others, and so is data; with what it says.
    case noHeader(firstRow: String)
    /// So many rows in front of the header are no part of the table.
    case preamble(rows: Int)
  }

  /// A place in a file that tells something.
  package struct Evidence: Sendable, Hashable {
    /// The offset of its row.
    package let byteOffset: Int

    /// The field's content, for a message.
    package let text: String

    /// Describes a place.
    package init(byteOffset: Int, text: String) {
      self.byteOffset = byteOffset
      self.text = text
    }
  }

  /// The columns' names, without quotes; invalid UTF-8 is repaired.
  package internal(set) var columnNames: [String]

  /// The bytes, in UTF-8 as far as the encoding explains them, of the names that were repaired; by the
  /// columns' 0-based positions.
  package var undecodedNames: [Int: [UInt8]] = [:]

  /// The offset of the first data row.
  package let dataStart: Int

  /// How its bytes are read.
  package var dialect: Dialect

  /// Whether the first row names the columns. If not, they are called by their numbers from 1.
  package let hasHeader: Bool

  /// The number of rows in front of the first data row: the header, and what was left out.
  package var rowsBeforeData: Int

  /// The number of rows in front of the header, or of the data, that were left out.
  package var skippedRows = 0

  /// The number of rows between the header and the data that were left out.
  package var skippedAfterHeader = 0

  /// Whether the rows are those of a database, where nobody counts bytes or a header.
  package var isOfDatabase = false

  /// What was taken to be so.
  package var assumptions: [Assumption] = []

  /// The number that told the decimal mark; nil if it was given, or nothing told it.
  package var evidence: Evidence?

  /// Where the decimal mark isn't known although numbers have one: two that contradict each other.
  package var otherEvidence: [Evidence] = []

  /// Creates a layout from its parts.
  ///
  /// - Parameters:
  ///   - columnNames: the columns' names.
  ///   - dataStart: the offset of the first data row.
  ///   - dialect: how its bytes are read.
  ///   - hasHeader: whether the first row names the columns.
  package init(
    columnNames: [String], dataStart: Int, dialect: Dialect, hasHeader: Bool = true
  ) {
    self.columnNames = columnNames
    self.dataStart = dataStart
    self.dialect = dialect
    self.hasHeader = hasHeader
    rowsBeforeData = hasHeader ? 1 : 0
  }

  /// The bytes of a column's name: those of the file where they aren't UTF-8.
  ///
  /// - Parameter column: the column's 0-based position.
  /// - Returns: the name in UTF-8, or what it was made of.
  package func nameBytes(ofColumn column: Int) -> [UInt8] {
    undecodedNames[column] ?? Array(columnNames[column].utf8)
  }

  /// The bytes of the names that were repaired, by the columns' numbers from 1.
  package var undecodedNamesByNumber: [Int: [UInt8]] {
    Dictionary(uniqueKeysWithValues: undecodedNames.map { ($0 + 1, $1) })
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
  /// The file isn't in the encoding that was given, or that isn't known: its name.
  case unknownEncoding(String)
  /// What is read is compressed still: it was so twice.
  case compressed
  /// The file isn't delimited text, but of another form.
  case foreign(ForeignForm)
  /// A quoted field of the header is open at the end of the file or of the longest header.
  case headerTooLong(bytes: Int)
  /// All rows are among those that are to be left out in front of the data.
  case nothingLeft
  /// The rows that are to be left out in front of the data end behind what is looked at of the file.
  case skipTooLong(bytes: Int)
  /// Two delimiters make as much of the rows.
  case ambiguousDelimiter([[UInt8]])
  /// The first row, with what it says, may name the columns or be data.
  case ambiguousHeader(String)
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
