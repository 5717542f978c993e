/// Decides how a file is written, from all columns of a sample of its rows.
///
/// One scorer judges each candidate by what it makes of the rows: how many have the same number of
/// fields, and how many fields become numbers or dates. What isn't certain is left open, so that
/// whoever needs it asks (see ``NumberSyntax/decimal``), or is said (see ``FileLayout/Assumption``).
struct DialectSniffer {
  /// The bytes of rows by which candidates for the delimiter are compared.
  private static let comparedBytes = 1 << 14

  private let options: DialectOptions
  private let sample: FileSample
  private let rule: NumericColumn

  /// Prepares to look at a sample.
  init(_ sample: FileSample, _ options: DialectOptions) {
    self.sample = sample
    self.options = options
    rule = NumericColumn(
      index: 0, nullTokens: options.nullTokens, numbers: NumberSyntax(decimal: Byte.point))
  }

  private func isMissing(_ cell: [UInt8]) -> Bool { rule.isMissing(cell.span) }

  /// Decides.
  ///
  /// - Returns: what the file says.
  /// - Throws: ``LayoutError`` if that makes no sense, or in two ways.
  func layout() throws(LayoutError) -> FileLayout {
    let beginning = try beginning()
    let encoding = encoding
    var options = options
    options.delimiter = beginning.delimiter
    if case .bytes(let bytes)? = options.delimiter, let own = encoding.bytes(of: bytes) {
      options.delimiter = .bytes(own)
    }
    let syntax = try likely(syntaxes(options, from: beginning.end), from: beginning.end)
    var rows = SampledRows(sample, syntax, from: beginning.end)
    rows.translate(from: encoding)
    guard !rows.head.isEmpty else { throw .headerTooLong(bytes: sample.head.count) }
    var shape = TableShape(rows, options, isMissing: isMissing)
    try shape.decideHeader()
    guard sample.isWhole || shape.isWhole else { throw .skipTooLong(bytes: sample.head.count) }
    return layout(shape, encoding, start: beginning.end, skipped: beginning.lineCount)
  }

  /// The lines that are left out before anything is known of rows, and what they say.
  private struct Beginning {
    /// The offset behind them.
    var end: Int
    /// How many they are.
    var lineCount = 0
    /// The delimiter that is given, or that they give.
    var delimiter: DialectOptions.Delimiter?
  }

  /// Leaves out as many lines as is said, or a line that names the delimiter.
  private func beginning() throws(LayoutError) -> Beginning {
    var beginning = Beginning(end: sample.start, delimiter: options.delimiter)
    guard let count = options.skippedRows else {
      if let (delimiter, end) = separatorLine(at: beginning.end) {
        beginning.delimiter = beginning.delimiter ?? .bytes([delimiter])
        (beginning.end, beginning.lineCount) = (end, 1)
      }
      return beginning
    }
    while beginning.lineCount < count {
      guard let end = endOfLine(from: beginning.end) else {
        throw sample.isWhole ? .nothingLeft : .skipTooLong(bytes: sample.head.count)
      }
      (beginning.end, beginning.lineCount) = (end, beginning.lineCount + 1)
    }
    guard beginning.end < sample.head.count || count == 0 else {
      throw sample.isWhole ? .nothingLeft : .skipTooLong(bytes: sample.head.count)
    }
    return beginning
  }

  /// The ways in which rows may be written.
  private func syntaxes(_ options: DialectOptions, from start: Int) -> [RowSyntax] {
    let endsAtReturn = endsRowsAtReturn(from: start)
    return options.syntaxes(sampleBytes: sample.head).map { syntax in
      var syntax = syntax
      syntax.endsRowsAtReturn = endsAtReturn
      return syntax
    }
  }

  private func layout(
    _ shape: TableShape, _ encoding: TextEncoding, start: Int, skipped: Int
  ) -> FileLayout {
    let rows = shape.rows
    let evidence = NumberEvidence(
      rows, data: shape.data, isLoose: options.forms.contains(.loose), isMissing: isMissing)
    var dialect = Dialect()
    dialect.rows = rows.syntax
    dialect.numbers = evidence.syntax(
      options, isCommaDelimited: rows.syntax.delimiter == [Byte.comma])
    dialect.encoding = encoding
    dialect.isEncodingAssumed = options.encoding == nil
    let first = rows.head[shape.first]
    let cells = rows.cells[first.cells]
    let names = cells.map { String(decoding: $0, as: UTF8.self).trimmingBlanks() }
    var layout = FileLayout(
      columnNames: shape.hasHeader ? names : names.indices.map { "\($0 + 1)" },
      dataStart: shape.dataStart ?? start, dialect: dialect, hasHeader: shape.hasHeader)
    if shape.hasHeader {
      for (column, cell) in cells.enumerated() where !cell.span.isUTF8 {
        layout.undecodedNames[column] = cell.trimmingBlanks()
      }
    }
    layout.rowsBeforeData = skipped + shape.rowsBeforeData
    layout.skippedRows = skipped + shape.first
    layout.skippedAfterHeader = shape.skippedAfter
    layout.assumptions = shape.assumptions
    layout.evidence = dialect.numbers.decimal.flatMap { evidence.place(of: $0) }
    layout.otherEvidence =
      dialect.numbers.decimal == nil
      ? [Byte.point, Byte.comma].compactMap { evidence.place(of: $0) } : []
    return layout
  }

  // MARK: - Lines

  /// The delimiter of a line `sep=;`, which Excel writes in front of a table, and where the line ends.
  private func separatorLine(at start: Int) -> (delimiter: UInt8, end: Int)? {
    let line = sample.head[start...]
    guard line.count > 5,
      line.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }),
      let end = endOfLine(from: start), (1...2).contains(end - start - 5)
    else { return nil }
    return (sample.head[start + 4], end)
  }

  /// The offset behind the line end that follows an offset.
  private func endOfLine(from start: Int) -> Int? {
    let line = sample.head[start...]
    guard
      let end = line.firstIndex(where: { $0 == Byte.lineFeed || $0 == Byte.carriageReturn })
    else { return nil }
    let isPair =
      sample.head[end] == Byte.carriageReturn && end + 1 < sample.head.count
      && sample.head[end + 1] == Byte.lineFeed
    return end + (isPair ? 2 : 1)
  }

  /// Whether more lines end with CR alone than with LF, quoted ones and an LF at the end aside.
  private func endsRowsAtReturn(from start: Int) -> Bool {
    guard sample.head.contains(Byte.carriageReturn) else { return false }
    let quote = options.quote == Optional(DialectOptions.Mark.none) ? nil : Byte.quote
    var (returns, feeds, isQuoted) = (0, 0, false)
    for index in start..<sample.head.count {
      let byte = sample.head[index]
      // In the middle of a field, a quote is text.
      if byte == quote, isQuoted || mayOpenField(behind: index, from: start) { isQuoted.toggle() }
      if isQuoted { continue }
      let isLast = index + 1 == sample.head.count
      if byte == Byte.lineFeed, !isLast || !sample.isWhole { feeds += 1 }
      if byte == Byte.carriageReturn, isLast || sample.head[index + 1] != Byte.lineFeed {
        returns += isLast && !sample.isWhole ? 0 : 1
      }
    }
    return returns > feeds
  }

  /// Whether a field may begin at an offset, whichever delimiter the file has.
  private func mayOpenField(behind index: Int, from start: Int) -> Bool {
    guard index > start else { return true }
    let before = sample.head[index - 1]
    if case .bytes(let delimiter)? = options.delimiter, before == delimiter.last { return true }
    return Dialect.delimiters.contains(before) || Byte.isBlank(before) || before == Byte.quote
      || before == Byte.lineFeed || before == Byte.carriageReturn
  }

  // MARK: - Encoding

  /// The encoding that was given, or is found out from what is no UTF-8.
  private var encoding: TextEncoding {
    if let given = options.encoding {
      return TextEncoding.isUTF8(given) ? .utf8 : TextEncoding(singleByte: given) ?? .utf8
    }
    let all = [sample.head] + sample.pieces.map(\.bytes)
    var (letters, strangers, hasControls) = (0, 0, false)
    for bytes in all { UTF8Census(bytes).add(to: &letters, &strangers, &hasControls) }
    guard strangers > letters else { return .utf8 }
    // Windows-1252 has the letters of Latin-1, and more where that has control characters.
    return TextEncoding(singleByte: hasControls ? "WINDOWS-1252" : "ISO-8859-1") ?? .utf8
  }

  // MARK: - Fields

  /// The syntax that makes most of the rows.
  ///
  /// - Throws: ``LayoutError/ambiguousDelimiter(_:)`` if two make as much of them.
  private func likely(_ syntaxes: [RowSyntax], from start: Int) throws(LayoutError) -> RowSyntax {
    let candidates = syntaxes.flatMap { syntax -> [Candidate] in
      let plain = candidate(syntax, from: start)
      guard hasBlankBeforeQuote(syntax) else { return [plain] }
      var other = syntax
      other.allowsBlankBeforeQuote = true
      let lenient = candidate(other, from: start)
      // If rows are as regular with it, the quotes were meant.
      return [lenient.agreement >= plain.agreement ? lenient : plain]
    }
    let dividing = candidates.filter { $0.fieldCount > 1 }
    guard let best = dividing.max(by: { ($0.score, $0.fieldCount) < ($1.score, $1.fieldCount) })
    else { return candidates[0].standIn(options) }
    let rivals = dividing.filter { $0.score == best.score && $0.fieldCount == best.fieldCount }
    guard rivals.count == 1 else { throw .ambiguousDelimiter(rivals.map { $0.syntax.delimiter }) }
    return best.syntax
  }

  /// Whether a quote stands behind a delimiter and a blank.
  private func hasBlankBeforeQuote(_ syntax: RowSyntax) -> Bool {
    guard let quote = syntax.quote, let delimiter = syntax.delimiter.last, !syntax.dividesAtBlanks
    else { return false }
    let bytes = sample.head.prefix(1 << 14)
    return zip(bytes, zip(bytes.dropFirst(), bytes.dropFirst(2))).contains { first, rest in
      first == delimiter && rest.0 == UInt8(ascii: " ") && rest.1 == quote
    }
  }

  /// What a syntax makes of the rows.
  private struct Candidate {
    let syntax: RowSyntax
    let fieldCount: Int
    let agreement: Double
    let score: Double

    /// The syntax for a file in which nothing divides fields.
    func standIn(_ options: DialectOptions) -> RowSyntax {
      guard options.delimiter == nil else { return syntax }
      var syntax = syntax
      syntax.delimiter = [Byte.comma]
      return syntax
    }
  }

  private func candidate(_ syntax: RowSyntax, from start: Int) -> Candidate {
    let rows = SampledRows(sample, syntax, from: start, limit: Self.comparedBytes)
    let count = rows.usualCount
    let agreement = rows.agreement(count)
    var (cells, typed) = (0, 0)
    // The first row may be a header, which says nothing, unless it is the only one.
    for row in rows.head.dropFirst(rows.head.count > 1 ? 1 : 0).prefix(100)
    where row.cells.count == count {
      for cell in rows.cells[row.cells] where !isMissing(cell) {
        cells += 1
        typed += HeaderEvidence.isTyped(cell) ? 1 : 0
      }
    }
    let share = cells == 0 ? 0 : Double(typed) / Double(cells)
    return Candidate(
      syntax: syntax, fieldCount: count, agreement: agreement,
      score: agreement * (1 + share) / 2)
  }
}
