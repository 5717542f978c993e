package import CSV
package import Ranks

// The heads of files as ranks tell each other about them. The names of the columns travel once, however
// many files a table has.

/// The head of a file, but for the names of its columns.
struct NamelessHead: WireCodable {
  private let layout: FileLayout
  private let fields: [Int]?

  /// Describes a head.
  init(_ head: FileHead) {
    layout = head.layout
    fields = head.places?.fields
  }

  /// The head.
  ///
  /// - Parameter names: the names of the columns.
  /// - Returns: the head as rank 0 knows it, as far as others need it.
  func head(_ names: HeadsMessage.Names) -> FileHead {
    var named = FileLayout(
      columnNames: names.texts, dataStart: layout.dataStart, dialect: layout.dialect,
      hasHeader: layout.hasHeader)
    named.undecodedNames = names.undecoded
    named.rowsBeforeData = layout.rowsBeforeData
    named.skippedRows = layout.skippedRows
    named.skippedAfterHeader = layout.skippedAfterHeader
    named.isOfDatabase = layout.isOfDatabase
    named.evidence = layout.evidence
    named.otherEvidence = layout.otherEvidence
    return FileHead(
      layout: named, places: fields.map { ColumnPlaces(fields: $0, layout.dialect) })
  }

  func write(to message: inout WireWriter) {
    message.write(layout.dataStart, layout.dialect, layout.hasHeader)
    message.write(layout.rowsBeforeData, layout.skippedRows, layout.skippedAfterHeader)
    message.write(layout.isOfDatabase)
    message.write(layout.evidence.map { [$0] } ?? [], layout.otherEvidence, fields)
  }

  init(from message: inout WireReader) {
    var layout = FileLayout(
      columnNames: [], dataStart: message.read(), dialect: message.read(),
      hasHeader: message.read())
    layout.rowsBeforeData = message.read()
    layout.skippedRows = message.read()
    layout.skippedAfterHeader = message.read()
    layout.isOfDatabase = message.read()
    layout.evidence = message.read([FileLayout.Evidence].self).first
    layout.otherEvidence = message.read()
    self.layout = layout
    fields = message.read()
  }
}

/// A later file of a stream, which ranks hear of before its first unit.
struct LaterFile: WireCodable {
  private let firstBlock: Int
  private let origin: Int
  private let head: NamelessHead

  /// Describes a file.
  init(_ file: TableFile) {
    firstBlock = file.firstBlock
    origin = file.origin
    head = NamelessHead(file.head)
  }

  /// The file.
  ///
  /// - Parameters:
  ///   - number: its number in the table.
  ///   - first: the head of the first file.
  /// - Returns: the file as rank 0 knows it.
  func file(_ number: Int, like first: FileHead) -> TableFile {
    TableFile(
      number: number, firstBlock: firstBlock, origin: origin,
      head: head.head(HeadsMessage.Names(first.layout)))
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
  /// The names of a table's columns.
  struct Names: WireCodable {
    /// The names.
    let texts: [String]

    /// The bytes of those that were repaired, by their places.
    let undecoded: [Int: [UInt8]]

    init(_ layout: FileLayout) {
      (texts, undecoded) = (layout.columnNames, layout.undecodedNames)
    }

    func write(to message: inout WireWriter) {
      let columns = undecoded.keys.sorted()
      message.write(texts, columns, columns.map { undecoded[$0] ?? [] })
    }

    init(from message: inout WireReader) {
      texts = message.read()
      let columns = message.read([Int].self)
      undecoded = Dictionary(uniqueKeysWithValues: zip(columns, message.read([[UInt8]].self)))
    }
  }

  /// The heads.
  let heads: [FileHead]

  /// Describes heads.
  init(_ heads: [FileHead]) { self.heads = heads }

  func write(to message: inout WireWriter) {
    message.write(Names(heads[0].layout), heads.map { NamelessHead($0) })
  }

  init(from message: inout WireReader) {
    let names: Names = message.read()
    heads = message.read([NamelessHead].self).map { $0.head(names) }
  }
}

extension FileLayout.Evidence: WireCodable {
  package func write(to message: inout WireWriter) { message.write(byteOffset, text) }

  package init(from message: inout WireReader) {
    self.init(byteOffset: message.read(), text: message.read())
  }
}

extension Dialect: WireCodable {
  package func write(to message: inout WireWriter) {
    message.write(rows.delimiter, rows.dividesAtBlanks, rows.quote, rows.escape, rows.comment)
    message.write(rows.allowsBlankBeforeQuote, rows.endsRowsAtReturn)
    message.write(numbers.decimal, numbers.thousands?.rawValue, numbers.forms.rawValue)
    message.write(encoding.name, encoding.upperHalf, isEncodingAssumed, isPlainText)
  }

  package init(from message: inout WireReader) {
    self.init()
    rows.delimiter = message.read()
    rows.dividesAtBlanks = message.read()
    rows.quote = message.read()
    rows.escape = message.read()
    rows.comment = message.read()
    rows.allowsBlankBeforeQuote = message.read()
    rows.endsRowsAtReturn = message.read()
    numbers.decimal = message.read()
    numbers.thousands = message.read(String?.self).flatMap { .init(rawValue: $0) }
    numbers.forms = NumberSyntax.Forms(rawValue: message.read())
    encoding = TextEncoding(name: message.read(), upperHalf: message.read())
    isEncodingAssumed = message.read()
    isPlainText = message.read()
  }
}
