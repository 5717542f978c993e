/// A state machine that takes CSV bytes apart into records, one byte after the other.
///
/// ```swift
/// var scanner = RecordScanner(syntax, wantedField: 3)
/// scanner.begin(at: offset)
/// var index = 0
/// while scanner.scanRecord(in: chunk, from: &index) { use(scanner.record) }
/// ```
///
/// It is fed chunks of any size, as the bytes come, and keeps its state between them; a record may
/// begin in one chunk and end in another. Nothing but the wanted field's content is kept.
///
/// What a byte means depends on the state alone. In the standard syntax:
///
/// | state | `"` | delimiter | LF | other |
/// | --- | --- | --- | --- | --- |
/// | record or field start | quoted | field ends | record ends | unquoted |
/// | unquoted | text | field ends | record ends | text |
/// | quoted | quote in quoted | text | text | text |
/// | quote in quoted | text, quoted | field ends | record ends | blank: nothing; else stray text |
///
/// A CR directly before the LF that ends a field outside quotes belongs to the line end. Stray text is
/// kept, and its place noted: a record that has some is not to be used.
///
/// - Complexity: O(bytes) time; the wanted field's length in space, up to ``fieldLimit``.
struct RecordScanner {
  /// The most bytes of a field's content that are kept; no number is longer.
  static let fieldLimit = 1 << 16

  private enum State {
    case recordStart
    case fieldStart
    /// Blanks in front of what may be an opening quote.
    case leadingBlank
    case unquoted
    case quoted
    case quoteInQuoted
    /// Blanks, or the CR of a line end, behind a closing quote.
    case behindQuote
    case escaped
    case escapedInQuotes
    case comment
    /// Blanks that divide fields.
    case betweenFields
  }

  /// Which fields' contents are kept, besides that of the wanted one.
  private enum Keeping {
    case none
    case all
    case some([Int])
  }

  /// The contents of the kept fields: of all records, if all fields are kept, of the record at hand,
  /// if some are. What exceeds ``fieldLimit`` is cut one byte behind it.
  private(set) var fields: [[UInt8]] = []

  /// The offset of the first byte of each of these fields, its quote included.
  private(set) var fieldStarts: [Int] = []

  /// The record that was completed last.
  private(set) var record = Record()

  /// How the bytes fall into rows and fields.
  let syntax: RowSyntax
  private let roles: ByteRoles
  private var wantedField: Int
  private let firstWanted: Int
  private let keeping: Keeping
  private var state = State.recordStart
  private var field = 0
  private var offset = 0
  private var lastByte: UInt8 = 0

  /// The number of bytes of the delimiter, if it has several, that have been seen.
  private var matched = 0

  /// The offset of the quote that opened the last quoted field.
  private(set) var quoteStart = 0

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - syntax: how the bytes fall into rows and fields.
  ///   - wantedField: the 0-based number of the field whose content is kept.
  ///   - keepsAllFields: whether the contents of the fields from that one on are kept in `fields`.
  init(_ syntax: RowSyntax, wantedField: Int, keepsAllFields: Bool = false) {
    keeping = keepsAllFields ? .all : .none
    self.syntax = syntax
    roles = ByteRoles(syntax)
    self.wantedField = wantedField
    firstWanted = wantedField
  }

  /// Creates a scanner that keeps the contents of some fields of the record at hand in `fields`.
  ///
  /// - Parameters:
  ///   - syntax: how the bytes fall into rows and fields.
  ///   - keptFields: the 0-based numbers of the fields, ascending.
  init(_ syntax: RowSyntax, keptFields: [Int]) {
    keeping = .some(keptFields)
    self.syntax = syntax
    roles = ByteRoles(syntax)
    wantedField = keptFields.first ?? .max
    firstWanted = wantedField
  }

  /// Forgets everything and expects a record's first byte.
  ///
  /// - Parameter offset: that byte's offset.
  mutating func begin(at offset: Int) {
    self.offset = offset
    startRecord()
  }

  /// The offset of the first byte of the record at hand.
  var recordStart: Int { record.start }

  /// Whether the bytes so far end inside a quoted field.
  var isInsideQuotes: Bool { state == .quoted || state == .escapedInQuotes }

  /// Consumes bytes up to the end of a record, or all of them.
  ///
  /// - Parameters:
  ///   - chunk: bytes that follow those consumed before.
  ///   - index: the position in the chunk of the next byte; advanced by what was consumed.
  /// - Returns: true if a record was completed, false if the chunk was consumed before that.
  mutating func scanRecord(in chunk: Span<UInt8>, from index: inout Int) -> Bool {
    if state == .recordStart { startRecord() }
    let origin = offset - index
    var position = index
    defer {
      index = position
      offset = origin + position
    }
    while position < chunk.count {
      let byte = chunk[position]
      let place = origin + position
      position += 1
      if consume(byte, roles[byte], at: place) { return true }
    }
    return false
  }

  /// Takes the end of the input for the end of a record that has begun.
  ///
  /// - Returns: true if a record was completed, false if none had begun. Inside quotes, the record
  ///   is what had been seen of it.
  mutating func finish() -> Bool {
    guard state != .recordStart || matched > 0 else { return false }
    while matched > 0 { releaseMatched() }
    record.isNone = state == .comment
    endRecord(contentEnd: offset, end: offset)
    return true
  }

  /// Consumes a byte; whether it ends the record.
  @inline(__always)
  private mutating func consume(_ byte: UInt8, _ role: ByteRole, at place: Int) -> Bool {
    switch state {
    case .unquoted, .recordStart, .fieldStart, .leadingBlank, .betweenFields:
      return consumeOutside(byte, role, at: place)
    case .quoted:
      switch role {
      case .quote: state = .quoteInQuoted
      case .escape: state = .escapedInQuotes
      default: keep(byte)
      }
      return false
    case .escapedInQuotes:
      keep(byte)
      state = .quoted
      return false
    case .escaped:
      keep(byte)
      state = .unquoted
      return false
    case .quoteInQuoted, .behindQuote: return consumeBehindQuote(byte, role, at: place)
    case .comment:
      guard role == .lineEnd else { return false }
      record.isNone = true
      endRecord(contentEnd: place, end: place + 1)
      return true
    }
  }

  /// Consumes a byte outside quotes.
  @inline(__always)
  private mutating func consumeOutside(_ byte: UInt8, _ role: ByteRole, at place: Int) -> Bool {
    while matched > 0, role != .delimiterPart || byte != syntax.delimiter[matched] {
      releaseMatched()
    }
    if state == .betweenFields, role != .blank, role != .lineEnd {
      record.fieldStart = place
      state = .fieldStart
    }
    switch role {
    case .text:
      keep(byte)
      state = .unquoted
    case .delimiter: endField(at: place + 1)
    case .lineEnd:
      if syntax.endsRowsAtReturn, byte == Byte.lineFeed, place == record.start {
        record.isNone = true
      }
      endRecord(contentEnd: place, end: place + 1)
      return true
    case .quote:
      if state == .unquoted {
        keep(byte)
      } else {
        if state == .leadingBlank { dropBlanks() }
        quoteStart = place
        state = .quoted
      }
    case .escape: state = .escaped
    case .comment:
      if place == record.start {
        state = .comment
      } else {
        keep(byte)
        state = .unquoted
      }
    case .blank:
      if syntax.dividesAtBlanks {
        divide(at: place)
      } else {
        keep(byte)
        let mayLead = state != .unquoted && syntax.allowsBlankBeforeQuote
        state = mayLead ? .leadingBlank : .unquoted
      }
    case .delimiterPart: matchDelimiter(byte, at: place)
    }
    return false
  }

  /// Consumes a byte behind a quote that closes a field, unless it is doubled.
  private mutating func consumeBehindQuote(
    _ byte: UInt8, _ role: ByteRole, at place: Int
  ) -> Bool {
    if matched > 0, role != .delimiterPart || byte != syntax.delimiter[matched] {
      noteStrayText(at: place - matched)
      return consumeOutside(byte, role, at: place)
    }
    if state == .behindQuote, lastByte == Byte.carriageReturn, role != .lineEnd {
      // It was no line end.
      noteStrayText(at: place - 1)
      keep(lastByte)
      state = .unquoted
      return consumeOutside(byte, role, at: place)
    }
    switch role {
    case .quote where state == .quoteInQuoted:
      keep(byte)
      state = .quoted
    case .delimiter: endField(at: place + 1)
    case .lineEnd:
      endRecord(contentEnd: place, end: place + 1)
      return true
    case .delimiterPart: matchDelimiter(byte, at: place)
    case .blank where syntax.dividesAtBlanks: divide(at: place)
    case .blank:
      lastByte = byte
      state = .behindQuote
    case _ where byte == Byte.carriageReturn:
      lastByte = byte
      state = .behindQuote
    default:
      noteStrayText(at: place)
      keep(byte)
      state = .unquoted
    }
    return false
  }

  /// Takes a byte of a delimiter of several.
  private mutating func matchDelimiter(_ byte: UInt8, at place: Int) {
    guard byte == syntax.delimiter[matched] else {
      if state == .quoteInQuoted || state == .behindQuote { noteStrayText(at: place) }
      keep(byte)
      state = .unquoted
      return
    }
    matched += 1
    guard matched == syntax.delimiter.count else { return }
    matched = 0
    endField(at: place + 1)
  }

  /// Takes bytes that looked like a delimiter's for text; but those at their end that may begin one
  /// go on to do so.
  private mutating func releaseMatched() {
    let seen = syntax.delimiter[..<matched]
    matched -= 1
    while matched > 0, !seen.suffix(matched).elementsEqual(seen.prefix(matched)) { matched -= 1 }
    for byte in seen.dropLast(matched) { keep(byte) }
    state = .unquoted
  }

  /// Ends a field at a blank that divides, unless none has begun since the last one.
  private mutating func divide(at place: Int) {
    if state != .recordStart, state != .betweenFields { endField(at: place) }
    state = .betweenFields
  }

  private mutating func noteStrayText(at place: Int) {
    if record.strayText == nil { record.strayText = place }
  }

  @inline(__always)
  private mutating func keep(_ byte: UInt8) {
    lastByte = byte
    guard field == wantedField else { return }
    // One more, because the last may turn out to be the CR of a line end.
    if record.field.count <= Self.fieldLimit {
      record.field.append(byte)
    } else {
      record.fieldIsCut = true
    }
  }

  /// Forgets the blanks in front of an opening quote.
  private mutating func dropBlanks() {
    guard field == wantedField else { return }
    record.field.removeAll(keepingCapacity: true)
  }

  private mutating func endField(at end: Int) {
    if field == wantedField { keepField() }
    field += 1
    state = .fieldStart
    if field == wantedField { record.fieldStart = end }
  }

  private mutating func endRecord(contentEnd: Int, end: Int) {
    let endsWithReturn =
      state == .unquoted && lastByte == Byte.carriageReturn && !syntax.endsRowsAtReturn
    if endsWithReturn, field == wantedField, !record.fieldIsCut { record.field.removeLast() }
    let hasBegunField = state != .betweenFields
    if hasBegunField, field == wantedField { keepField() }
    if record.field.count > Self.fieldLimit {
      record.field.removeLast()
      record.fieldIsCut = true
    }
    record.fieldCount = field + (hasBegunField ? 1 : 0)
    record.isBlank =
      contentEnd - record.start == (endsWithReturn ? 1 : 0) || record.fieldCount == 0
    record.end = end
    state = .recordStart
  }

  private mutating func keepField() {
    switch keeping {
    case .none: return
    case .all: wantedField += 1
    case .some(let kept):
      wantedField = fields.count + 1 < kept.count ? kept[fields.count + 1] : .max
    }
    fieldStarts.append(record.fieldStart)
    fields.append(record.field)
    record.field.removeAll()
    record.fieldIsCut = false
  }

  private mutating func startRecord() {
    state = .recordStart
    field = 0
    matched = 0
    lastByte = 0
    record.start = offset
    record.isNone = false
    record.strayText = nil
    record.fieldStart = offset
    record.field.removeAll(keepingCapacity: true)
    record.fieldIsCut = false
    wantedField = firstWanted
    guard case .some = keeping else { return }
    fields.removeAll(keepingCapacity: true)
    fieldStarts.removeAll(keepingCapacity: true)
  }
}
