/// Follows the quotes of bytes that begin with a row, and finds where rows start.
struct RowFinder {
  /// The bytes that a kernel looks at together; longer rows are followed by the state machine.
  private static let pieceBytes = 1 << 18

  private let syntax: RowSyntax

  /// Whether the bytes are a plain text.
  let isPlainText: Bool

  private let kernel = ByteKernel.preferred
  private var positions: [UInt32] = []

  /// The scanner that follows the last row, if that is longer than a piece, and how far it has got:
  /// however often there are more bytes, it looks at each of them once.
  private var longRow: (scanner: RecordScanner, position: Int)?

  /// How far a plain text has been searched for a place behind the border.
  private var searched = 0

  /// The position of the last row start that is known.
  private(set) var lastRow = 0

  /// Creates a finder, at a row start.
  ///
  /// - Parameters:
  ///   - syntax: how the bytes fall into rows and fields.
  ///   - isPlainText: whether the bytes are a plain text, whose rows are what ``TextCut`` says.
  init(_ syntax: RowSyntax, isPlainText: Bool = false) {
    self.syntax = syntax
    self.isPlainText = isPlainText
  }

  /// Finds the first row that starts at a position or behind it.
  ///
  /// - Parameters:
  ///   - border: the position, behind all row starts that are known.
  ///   - bytes: the bytes looked at before, and perhaps more; then as many as a kernel may touch.
  ///   - count: the number of the bytes that count.
  /// - Returns: the position of the row's first byte, or the one behind the bytes if they end with
  ///   a row; nil if more bytes are needed to tell.
  mutating func firstRow(from border: Int, in bytes: [UInt8], count: Int) -> Int? {
    if isPlainText { return firstCut(from: border, in: bytes.span.extracting(0..<count)) }
    while lastRow < count {
      if longRow != nil {
        guard followLongRow(in: bytes, count: count) else { return nil }
        if lastRow >= border { return lastRow }
        continue
      }
      let piece = lastRow..<min(count, lastRow + Self.pieceBytes)
      let before = lastRow
      if let found = look(at: piece, of: bytes, border: border) {
        lastRow = found
        return found
      }
      guard lastRow == before else { continue }
      if piece.count < Self.pieceBytes { return nil }
      var scanner = RecordScanner(syntax, wantedField: .max)
      scanner.begin(at: lastRow)
      longRow = (scanner, lastRow)
    }
    return nil
  }

  /// Finds the first place at which a plain text may be cut, at a position or behind it.
  private mutating func firstCut(from border: Int, in text: Span<UInt8>) -> Int? {
    // What lies in front of the border is looked at once, backwards, and what lies behind it once.
    if searched < border {
      guard text.count >= border else { return nil }
      let before = text.extracting(0..<border)
      lastRow = TextCut.last(in: before) ?? 0
      searched = border
    }
    guard lastRow < border else { return lastRow }
    let found = TextCut.first(in: text.extracting(searched..<text.count)).map { searched + $0 }
    if let found { lastRow = found }
    searched = found ?? text.count
    return found
  }

  /// Moves on to the end of a row that is longer than a piece, if it is among the bytes.
  private mutating func followLongRow(in bytes: [UInt8], count: Int) -> Bool {
    guard var (scanner, position) = longRow.take() else { return false }
    let span = bytes.span.extracting(0..<count)
    guard scanner.scanRecord(in: span, from: &position) else {
      longRow = (scanner, position)
      return false
    }
    lastRow = position
    return true
  }

  /// Forgets the first bytes, which end with a row.
  mutating func drop(_ used: Int) {
    lastRow = max(0, lastRow - used)
    searched = 0
    longRow = nil
  }

  /// Moves on to the last row that starts in a piece, or right behind it; or finds the wanted one.
  private mutating func look(at piece: Range<Int>, of bytes: [UInt8], border: Int) -> Int? {
    guard let delimiter = syntax.kernelDelimiter,
      !bytes.span.extracting(piece).contains(anyOf: syntax.unknownBytes)
    else { return lookSlowly(at: piece, of: bytes, border: border) }
    if positions.count < piece.count + ByteKernel.padding {
      positions = [UInt32](repeating: 0, count: piece.count + ByteKernel.padding)
    }
    precondition(piece.upperBound + ByteKernel.padding <= bytes.count, "the padding is missing")
    let found = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe positions.withUnsafeMutableBufferPointer { positions in
        // Sound: as many bytes and positions as the kernel may touch are there.
        unsafe kernel.scan(
          bytes.baseAddress.unsafelyUnwrapped + piece.lowerBound, count: piece.count,
          delimiter: delimiter, positions: positions.baseAddress.unsafelyUnwrapped)
      }
    }
    if found.hasMisplacedQuote { return lookSlowly(at: piece, of: bytes, border: border) }
    guard found.lineFeedCount > 0 else { return nil }
    var first: Int?
    // Backwards: the last line feed, and before it the wanted one, if it is here.
    for index in stride(from: found.separatorCount - 1, through: 0, by: -1) {
      let position = piece.lowerBound + Int(positions[index])
      guard bytes[position] == Byte.lineFeed else { continue }
      if lastRow <= position { lastRow = position + 1 }
      guard position + 1 >= border else { break }
      first = position + 1
    }
    return first
  }

  /// The same, by the state machine.
  private mutating func lookSlowly(at piece: Range<Int>, of bytes: [UInt8], border: Int) -> Int? {
    var scanner = RecordScanner(syntax, wantedField: .max)
    scanner.begin(at: piece.lowerBound)
    var index = piece.lowerBound
    let span = bytes.span.extracting(0..<piece.upperBound)
    while scanner.scanRecord(in: span, from: &index) {
      lastRow = index
      if index >= border { return index }
    }
    return nil
  }
}
