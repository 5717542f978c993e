import CSV
import Filter

/// Counts the words in a column of the units that a thread scans.
struct WordSink: UnitRowSink {
  static var replacesUnits: Bool { false }

  /// The words so far, a group for each.
  private(set) var table = GroupTable(columnCount: 0)

  private let column: Int
  private let isPlainText: Bool
  private let share: MemoryBudget.Share
  private var selector: RowSelector?
  private var splitter = WordSplitter()

  /// Creates a sink.
  ///
  /// - Parameters:
  ///   - column: the column's 0-based position.
  ///   - isPlainText: whether the rows are parts of a plain text, which may have any length.
  ///   - selector: what chooses rows; nil for all.
  ///   - budget: how much memory may be used.
  init(
    column: Int, isPlainText: Bool = false, _ selector: RowSelector?, _ budget: MemoryBudget
  ) {
    self.column = column
    self.isPlainText = isPlainText
    self.selector = selector
    share = MemoryBudget.Share(of: budget)
  }

  mutating func beginUnit(_ number: Int, _ blocks: Range<Int>) {}

  mutating func take(_ rows: borrowing RowBatch) -> UnusableField? {
    let selection = selector?.select(from: rows)
    var mask = selection?.rows ?? RowMask(first: rows.count)
    var unusable = selection?.unusable
    // The state machine would lose the words at its end.
    if !isPlainText, let long = rows.firstLongText(of: column, in: mask, as: "text"),
      long.row < unusable?.row ?? .max
    {
      unusable = long
      mask = mask & RowMask(first: long.row)
    }
    guard !share.mustLeaveOut() else { return unusable }
    for row in 0..<rows.count where mask.contains(row) {
      let start = rows.start(ofRow: row)
      rows.withText(of: column, inRow: row) { text in
        splitter.forEachWord(in: text) { word in table.countRow(of: word, at: start) }
      }
    }
    return unusable
  }

  mutating func endBlock(_ block: ScannedBlock) { share.note(table.byteCount) }

  mutating func endUnit(_ number: Int, _ scan: SliceScan) {}
}

extension GroupTable {
  /// Counts a row, or something in it, in the group of a key.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - start: the offset of the row.
  mutating func countRow(of key: Span<UInt8>, at start: Int) {
    let group = keys.number(of: key)
    if group == count {
      addGroups(upTo: group + 1)
      groups[group].first = start
    }
    groups[group].rows += 1
  }
}

/// Finds words in UTF-8: the longest runs of letters, marks, decimal digits and `_`, as Unicode has
/// them.
///
/// Letters keep their case and their form: `Río` and `río`, or an `í` of one or of two characters,
/// are different words. Bytes that are no UTF-8 belong to no word.
struct WordSplitter: Sendable {
  /// The last answers for characters beyond ASCII: the character and whether it is of a word.
  private var known = [(scalar: UInt32, isOfWord: Bool)](repeating: (0, false), count: 1024)

  private static let isASCIIOfWord: [Bool] = (0..<128).map { byte in
    let character = Character(Unicode.Scalar(UInt8(byte)))
    return character.isLetter || character.isNumber || character == "_"
  }

  /// Calls a closure with each word of a text.
  mutating func forEachWord(in text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    var start = 0
    var index = 0
    while index < text.count {
      let (length, isOfWord) = character(at: index, in: text)
      if !isOfWord {
        if start < index { body(text.extracting(start..<index)) }
        start = index + length
      }
      index += length
    }
    if start < index { body(text.extracting(start..<index)) }
  }

  /// The length of the character at an index, and whether it belongs to a word.
  @inline(__always)
  private mutating func character(at index: Int, in text: Span<UInt8>) -> (Int, Bool) {
    let byte = text[index]
    if byte < 0x80 { return (1, Self.isASCIIOfWord[Int(byte)]) }
    return longCharacter(at: index, in: text)
  }

  private mutating func longCharacter(at index: Int, in text: Span<UInt8>) -> (Int, Bool) {
    guard let (scalar, length) = Self.decode(text, at: index) else { return (1, false) }
    let slot = Int(scalar.value & 1023)
    if known[slot].scalar != scalar.value { known[slot] = (scalar.value, Self.isOfWord(scalar)) }
    return (length, known[slot].isOfWord)
  }

  /// The character beyond ASCII at an index, and its length in bytes; nil if the bytes are no UTF-8
  /// (the Unicode Standard, table 3-7).
  private static func decode(
    _ text: Span<UInt8>, at index: Int
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    let first = UInt32(text[index])
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard (0xC2...0xF4).contains(first), index + length <= text.count else { return nil }
    var value = first & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = UInt32(text[index + offset])
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | byte & 0x3F
    }
    // The shortest form only; a surrogate, or what is beyond the last character, is no scalar.
    let least: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0x80
    guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber:
      true
    default: false
    }
  }
}
