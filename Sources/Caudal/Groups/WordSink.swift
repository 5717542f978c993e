import CSV
import Filter

/// Counts the words in a column of the units that a thread scans.
struct WordSink: UnitRowSink {
  static var replacesUnits: Bool { false }

  private let column: Int
  private let isPlainText: Bool
  private let share: MemoryBudget.Share
  private var selector: RowSelector?
  private var splitter = WordSplitter()
  private var counter = WordCounter()

  /// The words so far, a group for each.
  var table: GroupTable { counter.table }

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
        splitter.forEachWord(in: text) { word in counter.count(word, of: text, at: start) }
        counter.finish(text, at: start)
      }
    }
    return unusable
  }

  mutating func endBlock(_ block: ScannedBlock) { share.note(counter.table.byteCount) }

  mutating func endUnit(_ number: Int, _ scan: SliceScan) {}
}

/// Counts words, some hundreds at a time, so that they are looked for together.
private struct WordCounter {
  /// The words so far, a group for each.
  private(set) var table = GroupTable(columnCount: 0)

  private var words: [Range<Int>] = []
  private var batch = KeyBatch()
  private var numbers = [UInt32](repeating: 0, count: RowBatch.limit)

  /// Counts a word, now or later.
  ///
  /// - Parameters:
  ///   - word: where it is in the text.
  ///   - text: the same for all words until ``finish(_:at:)``.
  ///   - start: the offset of the row.
  @inline(__always)
  mutating func count(_ word: Range<Int>, of text: Span<UInt8>, at start: Int) {
    words.append(word)
    if words.count == RowBatch.limit { finish(text, at: start) }
  }

  /// Counts the words of a text that haven't been counted yet.
  @inline(never)
  mutating func finish(_ text: Span<UInt8>, at start: Int) {
    guard !words.isEmpty else { return }
    table.keys.readNumbers(of: words, in: text, with: &batch, into: &numbers)
    let known = table.count
    if table.keys.count > known { table.addGroups(upTo: table.keys.count) }
    for group in known..<table.count { table.groups[group].first = start }
    for index in words.indices { table.groups[Int(numbers[index])].rows += 1 }
    words.removeAll(keepingCapacity: true)
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

  /// Calls a closure with the place of each word of a text.
  mutating func forEachWord(in text: Span<UInt8>, _ body: (Range<Int>) -> Void) {
    let isASCIIOfWord = Self.isASCIIOfWord
    let ofWord = isASCIIOfWord.span
    var start = 0
    var index = 0
    while index < text.count {
      let byte = Int(text[index])
      let (length, isOfWord) = byte < 0x80 ? (1, ofWord[byte]) : longCharacter(at: index, in: text)
      if !isOfWord {
        if start < index { body(start..<index) }
        start = index + length
      }
      index += length
    }
    if start < index { body(start..<index) }
  }

  /// The length of a character beyond ASCII, and whether it belongs to a word.
  @inline(never)
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
