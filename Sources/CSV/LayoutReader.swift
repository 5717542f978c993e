/// Reads the head of a file: byte order mark, delimiter, header, decimal mark.
///
/// ```swift
/// let reader = LayoutReader(delimiter: nil, decimal: nil)
/// let head = try reader.readLayout(of: source, as: .first { _ in [3] })
/// ```
package struct LayoutReader: Sendable {
  /// The bytes that are looked at to tell the dialect.
  static let sampleBytes = 1 << 16

  /// The longest header that is read.
  static let longestHeader = 1 << 24

  private let delimiter: UInt8?
  private let decimal: UInt8?
  private let hasHeader: Bool
  private let isPlainText: Bool

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - delimiter: the byte between two fields; nil to find it out.
  ///   - decimal: the decimal mark; nil to find it out.
  ///   - hasHeader: whether the first row names the columns.
  ///   - isPlainText: whether the bytes are a plain text. It has one column, called "text", and may
  ///     be empty.
  package init(
    delimiter: UInt8? = nil, decimal: UInt8? = nil, hasHeader: Bool = true,
    isPlainText: Bool = false
  ) {
    self.isPlainText = isPlainText
    self.delimiter = delimiter
    self.decimal = decimal
    self.hasHeader = hasHeader
  }

  /// Why a file's head could not be read.
  package enum Failure: Error {
    /// The bytes could not be had.
    case source(SourceError)
    /// The bytes make no sense.
    case layout(LayoutError)
  }

  /// Reads the head of a file of a table.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - role: what the file is in its table.
  /// - Returns: what the head says.
  /// - Throws: ``Failure`` if the bytes can't be had or make no sense, or not in this table.
  package func readLayout(
    of source: borrowing some ByteSource & ~Copyable, as role: FileRole
  ) throws(Failure) -> FileHead {
    var size = min(source.byteCount, Self.sampleBytes)
    while true {
      let head: [UInt8]
      do throws(SourceError) {
        head = try source.readBytes(size, at: 0)
      } catch {
        throw .source(error)
      }
      let isWhole = size == source.byteCount
      if isWhole || isEnough(head) {
        do throws(LayoutError) {
          return try layout(head: head, isWhole: isWhole, as: role)
        } catch {
          throw .layout(error)
        }
      }
      size = min(source.byteCount, size * 4)
    }
  }

  /// Whether a file's first bytes have the whole header, or more than any header should have.
  func isEnough(_ head: [UInt8]) -> Bool {
    if isPlainText { return true }
    let sample = HeadSample(bytes: head, start: Self.headerStart(in: head), isWhole: false)
    return head.count >= Self.longestHeader
      || sample.hasWholeHeader(delimiters: delimiter.map { [$0] } ?? Dialect.delimiters)
  }

  /// Makes out the layout from a file's first bytes.
  ///
  /// - Parameters:
  ///   - head: the bytes.
  ///   - isWhole: whether these are all.
  ///   - role: what the file is in its table.
  /// - Returns: what the head says.
  /// - Throws: ``LayoutError`` if the bytes make no sense, or there is no such column.
  func layout(
    head: [UInt8], isWhole: Bool, as role: FileRole
  ) throws(LayoutError) -> FileHead {
    let sample = HeadSample(bytes: head, start: Self.headerStart(in: head), isWhole: isWhole)
    try checkMarks(head)
    if isPlainText { return role.head(FileLayout(plainTextFrom: sample.start), [0], [0]) }
    try check(sample)
    let delimiter = self.delimiter ?? sample.likelyDelimiter()
    guard let header = sample.header(delimiter: delimiter) else {
      throw .headerTooLong(bytes: head.count)
    }
    var layout = FileLayout(
      columnNames: hasHeader ? header.names : header.names.indices.map { "\($0 + 1)" },
      dataStart: hasHeader ? header.end : sample.start, dialect: Dialect(delimiter: delimiter),
      hasHeader: hasHeader)
    let (columns, fieldOfColumn) = try role.places(in: layout)
    layout.dialect.decimal =
      decimal
      ?? Self.likelyDecimal(
        of: columns.map { fieldOfColumn?[$0] ?? $0 }, in: sample, delimiter: delimiter)
    return role.head(layout, columns, fieldOfColumn)
  }

  /// The decimal mark that the first values of some fields tell.
  private static func likelyDecimal(
    of fields: [Int], in sample: HeadSample, delimiter: UInt8
  ) -> UInt8 {
    // Between commas, "1,234" may well be a thousand and some: it takes a word of the user.
    guard delimiter != Byte.comma else { return Byte.point }
    return likelyDecimal(sample.fields(ofColumns: fields, delimiter: delimiter).joined())
  }

  /// Where the header starts: behind a byte order mark.
  private static func headerStart(in head: [UInt8]) -> Int {
    head.starts(with: Byte.byteOrderMark) ? Byte.byteOrderMark.count : 0
  }

  /// Throws if the bytes are no UTF-8, as far as their beginning tells.
  private func checkMarks(_ head: [UInt8]) throws(LayoutError) {
    if [[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x4B, 3, 4]].contains(where: {
      head.starts(with: $0)
    }) {
      throw .compressed
    }
    let foreignMarks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0, 0, 0xFE, 0xFF]]
    if foreignMarks.contains(where: { head.starts(with: $0) }) { throw .notUTF8 }
  }

  private func check(_ sample: HeadSample) throws(LayoutError) {
    let head = sample.bytes
    if sample.isWhole, sample.isBlank { throw .empty }
    let hasLineFeed = head.contains(Byte.lineFeed)
    let returns = head.dropLast().contains(Byte.carriageReturn)
    if returns, !hasLineFeed, !head.contains(Byte.quote) { throw .carriageReturns }
  }

  /// A comma if some fields are numbers only with it and none is one only with a point.
  static func likelyDecimal(_ fields: some Sequence<[UInt8]>) -> UInt8 {
    func numbers(_ decimal: UInt8, butNot other: UInt8) -> Int {
      let column = NumericColumn(index: 0, nullTokens: [], decimal: decimal)
      let rival = NumericColumn(index: 0, nullTokens: [], decimal: other)
      return fields.count { field in
        guard case .number = column.read(field.span) else { return false }
        guard case .number = rival.read(field.span) else { return true }
        return false
      }
    }
    let commas = numbers(Byte.comma, butNot: Byte.point)
    let points = numbers(Byte.point, butNot: Byte.comma)
    return commas > 0 && points == 0 ? Byte.comma : Byte.point
  }
}
