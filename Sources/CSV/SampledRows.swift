/// The bytes of a file by which its dialect is decided.
struct FileSample {
  /// The file's first bytes.
  let head: [UInt8]

  /// Whether these are all, so that the last row ends with them.
  let isWhole: Bool

  /// Bytes from its middle and from its end, if it can be read there.
  var pieces: [Piece] = []

  /// Some bytes from within a file, and their offset.
  struct Piece {
    let offset: Int
    let bytes: [UInt8]

    /// Whether the file ends with them.
    let isLast: Bool
  }

  /// Whether there is nothing but line ends.
  var isBlank: Bool {
    head[start...].allSatisfy { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
  }

  /// Where rows may start: behind a byte order mark.
  var start: Int {
    head.starts(with: Byte.byteOrderMark) ? Byte.byteOrderMark.count : 0
  }
}

/// Rows of a file's beginning, middle and end, taken apart by one syntax.
struct SampledRows {
  /// A row.
  struct Row {
    /// The offset of its first byte.
    let start: Int

    /// The offset behind its line end.
    let end: Int

    /// Where its fields are among the cells.
    let cells: Range<Int>

    /// Whether text stands behind a closing quote.
    let hasStrayText: Bool
  }

  /// How they were taken apart.
  let syntax: RowSyntax

  /// The contents of all fields.
  private(set) var cells: [[UInt8]] = []

  /// The rows at the beginning that are no blank lines.
  private(set) var head: [Row] = []

  /// The rows of the middle and the end.
  private(set) var others: [Row] = []

  /// Takes a sample apart.
  ///
  /// - Parameters:
  ///   - sample: the bytes.
  ///   - syntax: how they fall into rows and fields.
  ///   - start: the offset of the first row.
  ///   - limit: the most bytes of the beginning that are looked at; a row is always looked at.
  /// - Complexity: O(bytes).
  init(_ sample: FileSample, _ syntax: RowSyntax, from start: Int, limit: Int = .max) {
    self.syntax = syntax
    let end = sample.head.count - start > limit ? start + limit : sample.head.count
    head = read(sample.head, from: start, offset: 0, isLast: sample.isWhole) {
      $0 >= end
    }
    guard limit == .max else { return }
    for piece in sample.pieces {
      guard let first = piece.bytes.firstIndex(of: syntax.lineEnd) else { continue }
      others += read(
        piece.bytes, from: first + 1, offset: piece.offset, isLast: piece.isLast
      ) { _ in false }
    }
  }

  private mutating func read(
    _ bytes: [UInt8], from start: Int, offset: Int, isLast: Bool, until isEnough: (Int) -> Bool
  ) -> [Row] {
    var rows: [Row] = []
    var scanner = RecordScanner(syntax, wantedField: 0, keepsAllFields: true)
    var index = start
    scanner.begin(at: offset + start)
    let first = cells.count
    func take(_ record: RecordScanner.Record) {
      guard !record.isBlank, !record.isNone else { return }
      let end = first + scanner.fields.count
      rows.append(
        Row(
          start: record.start, end: record.end, cells: end - record.fieldCount..<end,
          hasStrayText: record.strayText != nil))
    }
    while scanner.scanRecord(in: bytes.span, from: &index) {
      take(scanner.record)
      if isEnough(index), !rows.isEmpty { break }
    }
    if index == bytes.count, isLast, !scanner.isInsideQuotes, scanner.finish() {
      take(scanner.record)
    }
    cells += scanner.fields
    return rows
  }

  /// Turns the contents into UTF-8.
  mutating func translate(from encoding: TextEncoding) {
    guard encoding.isTranslated else { return }
    for index in cells.indices where cells[index].contains(where: { $0 >= 0x80 }) {
      let cell = cells[index]
      cells[index] = encoding.translated(cell.span)
    }
  }

  /// The number of fields that most rows at the beginning have, the later ones if two numbers are as
  /// frequent.
  var usualCount: Int {
    var counts: [Int: Int] = [:]
    var best = (count: 0, rows: 0)
    for row in head {
      counts[row.cells.count, default: 0] += 1
      let rows = counts[row.cells.count, default: 0]
      if rows >= best.rows { best = (row.cells.count, rows) }
    }
    return best.count
  }

  /// The share of rows that have a number of fields and no stray text, from one on.
  func agreement(_ count: Int, from first: Int = 0) -> Double {
    let rows = head[first...]
    let agreeing = rows.count { $0.cells.count == count && !$0.hasStrayText }
    return rows.isEmpty ? 1 : Double(agreeing) / Double(rows.count)
  }

  /// The content of a row's field.
  func cell(_ column: Int, of row: Row) -> [UInt8] { cells[row.cells.lowerBound + column] }

  /// A row's contents as text, for messages.
  func excerpt(_ row: Row) -> String {
    let names = cells[row.cells].prefix(8).map { RecordFailure.excerpt($0) }
    return names.joined(separator: " | ") + (row.cells.count > 8 ? " | …" : "")
  }
}

extension [UInt8] {
  /// The bytes without spaces and tabs at their ends.
  func trimmingBlanks() -> [UInt8] {
    guard let first = firstIndex(where: { !Byte.isBlank($0) }),
      let last = lastIndex(where: { !Byte.isBlank($0) })
    else { return [] }
    return Array(self[first...last])
  }
}

extension String {
  /// The text without spaces and tabs at its ends.
  package func trimmingBlanks() -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}
