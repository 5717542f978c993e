/// A state machine that takes CSV bytes apart into records, one byte after the other.
///
/// ```swift
/// var scanner = RecordScanner(delimiter: UInt8(ascii: ","), wantedField: 3)
/// scanner.begin(at: offset)
/// var index = 0
/// while scanner.scanRecord(in: chunk, from: &index) { use(scanner.record) }
/// ```
///
/// It is fed chunks of any size, as the bytes come, and keeps its state between them; a record may
/// begin in one chunk and end in another. Nothing but the wanted field's content is kept.
///
/// What a byte means depends on the state alone:
///
/// | state | `"` | delimiter | LF | other |
/// | --- | --- | --- | --- | --- |
/// | record or field start | quoted | field ends | record ends | unquoted |
/// | unquoted | text | field ends | record ends | text |
/// | quoted | quote in quoted | text | text | text |
/// | quote in quoted | text, quoted | field ends | record ends | text, unquoted |
///
/// A CR directly before the LF that ends an unquoted field belongs to the line end.
///
/// - Complexity: O(bytes) time; the wanted field's length in space, up to ``fieldLimit``.
struct RecordScanner {
  /// The most bytes of a field's content that are kept; no number is longer.
  static let fieldLimit = 1 << 16

  /// A record's place, the number of its fields, and the wanted one of them.
  struct Record {
    /// The offset of the record's first byte.
    var start = 0

    /// The offset of the byte after the record's line end.
    var end = 0

    /// The number of fields.
    var fieldCount = 0

    /// Whether the line is empty.
    var isBlank = false

    /// The offset of the wanted field's first byte, its quote included.
    var fieldStart = 0

    /// The wanted field's content, without the quotes; empty if the record has no such field.
    var field: [UInt8] = []

    /// The wanted field's content exceeded ``fieldLimit``; `field` is its beginning.
    var fieldIsCut = false
  }

  private enum State {
    case recordStart
    case fieldStart
    case unquoted
    case quoted
    case quoteInQuoted
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

  /// The byte between two fields.
  let delimiter: UInt8
  private var wantedField: Int
  private let keeping: Keeping
  private var state = State.recordStart
  private var field = 0
  private var offset = 0
  private var lastByte: UInt8 = 0

  /// The offset of the quote that opened the last quoted field.
  private(set) var quoteStart = 0

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - delimiter: the byte between two fields.
  ///   - wantedField: the 0-based number of the field whose content is kept.
  ///   - keepsAllFields: whether the contents of the fields from that one on are kept in `fields`.
  init(delimiter: UInt8, wantedField: Int, keepsAllFields: Bool = false) {
    keeping = keepsAllFields ? .all : .none
    self.delimiter = delimiter
    self.wantedField = wantedField
  }

  /// Creates a scanner that keeps the contents of some fields of the record at hand in `fields`.
  ///
  /// - Parameters:
  ///   - delimiter: the byte between two fields.
  ///   - keptFields: the 0-based numbers of the fields, ascending.
  init(delimiter: UInt8, keptFields: [Int]) {
    keeping = .some(keptFields)
    self.delimiter = delimiter
    wantedField = keptFields.first ?? .max
  }

  /// Forgets everything and expects a record's first byte.
  ///
  /// - Parameter offset: that byte's offset.
  mutating func begin(at offset: Int) {
    self.offset = offset
    state = .recordStart
    startRecord()
  }

  /// The offset of the first byte of the record at hand.
  var recordStart: Int { record.start }

  /// Whether the bytes so far end inside a quoted field.
  var isInsideQuotes: Bool { state == .quoted }

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
      position += 1
      switch state {
      case .recordStart, .fieldStart, .unquoted, .quoteInQuoted:
        if byte == delimiter {
          endField(at: origin + position)
        } else if byte == Byte.lineFeed {
          endRecord(contentEnd: origin + position - 1, end: origin + position)
          return true
        } else if byte == Byte.quote && state != .unquoted {
          if state == .quoteInQuoted { keep(byte) } else { quoteStart = origin + position - 1 }
          state = .quoted
        } else {
          keep(byte)
          state = .unquoted
        }
      case .quoted:
        if byte == Byte.quote { state = .quoteInQuoted } else { keep(byte) }
      }
    }
    return false
  }

  /// Takes the end of the input for the end of a record that has begun.
  ///
  /// - Returns: true if a record was completed, false if none had begun. Inside quotes, the record
  ///   is what had been seen of it.
  mutating func finish() -> Bool {
    guard state != .recordStart else { return false }
    endRecord(contentEnd: offset, end: offset)
    return true
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

  private mutating func endField(at end: Int) {
    if field == wantedField { keepField() }
    field += 1
    state = .fieldStart
    if field == wantedField { record.fieldStart = end }
  }

  private mutating func endRecord(contentEnd: Int, end: Int) {
    let endsWithReturn = state == .unquoted && lastByte == Byte.carriageReturn
    if endsWithReturn, field == wantedField, !record.fieldIsCut { record.field.removeLast() }
    if field == wantedField { keepField() }
    if record.field.count > Self.fieldLimit {
      record.field.removeLast()
      record.fieldIsCut = true
    }
    record.isBlank = contentEnd - record.start == (endsWithReturn ? 1 : 0)
    record.fieldCount = field + 1
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
    field = 0
    record.start = offset
    record.fieldStart = offset
    record.field.removeAll(keepingCapacity: true)
    record.fieldIsCut = false
    guard case .some(let kept) = keeping else { return }
    wantedField = kept.first ?? .max
    fields.removeAll(keepingCapacity: true)
    fieldStarts.removeAll(keepingCapacity: true)
  }
}
