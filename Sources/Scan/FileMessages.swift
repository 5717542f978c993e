package import CSV
package import Ranks

// The heads of files as ranks tell each other about them. The names of the columns travel once, however
// many files a table has.

/// The head of a later file, as far as it differs from that of the first one.
struct LaterHead: WireCodable {
  private let dataStart: Int
  private let dialect: Dialect
  private let fields: [Int]?

  /// Describes a head.
  init(_ head: FileHead) {
    dataStart = head.layout.dataStart
    dialect = head.layout.dialect
    fields = head.places?.fields
  }

  /// The head.
  ///
  /// - Parameter first: that of the first file.
  /// - Returns: the head as rank 0 knows it.
  func head(like first: FileHead) -> FileHead {
    FileHead(
      layout: FileLayout(
        columnNames: first.layout.columnNames, dataStart: dataStart, dialect: dialect,
        hasHeader: first.layout.hasHeader),
      tellingColumns: first.tellingColumns,
      places: fields.map { ColumnPlaces(fields: $0, decimal: dialect.decimal) })
  }

  func write(to message: inout WireWriter) { message.write(dataStart, dialect, fields) }

  init(from message: inout WireReader) {
    dataStart = message.read()
    dialect = message.read()
    fields = message.read()
  }
}

/// A later file of a stream, which ranks hear of before its first unit.
struct LaterFile: WireCodable {
  private let firstBlock: Int
  private let origin: Int
  private let head: LaterHead

  /// Describes a file.
  init(_ file: TableFile) {
    firstBlock = file.firstBlock
    origin = file.origin
    head = LaterHead(file.head)
  }

  /// The file.
  ///
  /// - Parameters:
  ///   - number: its number in the table.
  ///   - first: the head of the first file.
  /// - Returns: the file as rank 0 knows it.
  func file(_ number: Int, like first: FileHead) -> TableFile {
    TableFile(
      number: number, firstBlock: firstBlock, origin: origin, head: head.head(like: first))
  }

  func write(to message: inout WireWriter) { message.write(firstBlock, origin, head) }

  init(from message: inout WireReader) {
    firstBlock = message.read()
    origin = message.read()
    head = message.read()
  }
}

/// The heads of all files of a table; none on the ranks that are to hear of them.
struct HeadsMessage: WireCodable {
  /// The heads.
  let heads: [FileHead]

  /// Describes heads.
  init(_ heads: [FileHead]) { self.heads = heads }

  func write(to message: inout WireWriter) {
    let layout = heads[0].layout
    message.write(layout.columnNames, layout.hasHeader, heads[0].tellingColumns)
    message.write(heads.map { LaterHead($0) })
  }

  init(from message: inout WireReader) {
    let first = FileHead(
      layout: FileLayout(
        columnNames: message.read(), dataStart: 0, dialect: Dialect(), hasHeader: message.read()),
      tellingColumns: message.read())
    heads = message.read([LaterHead].self).map { $0.head(like: first) }
  }
}

extension Dialect: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(delimiter, decimal, isPlainText)
  }

  package init(from message: inout WireReader) {
    self.init(
      delimiter: message.read(), decimal: message.read(), isPlainText: message.read())
  }
}
