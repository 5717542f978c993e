#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The distinct texts of a field, or of several fields together, each with a number.
///
/// The numbers count from 0 in the order in which the texts are first seen. A table is an open hash
/// table of slots of eight bytes, half of the hash and the number, so that a text that is found
/// costs two or three cache lines: slot, entry and, beyond 16 bytes, the text itself.
///
/// - Complexity: O(length) time for a text, amortised. Memory: 32 bytes and the text for each
///   distinct text, and 16 to 64 bytes for its slots.
public struct KeyTable: Sendable {
  /// A distinct text. Its first 16 bytes are here, padded by zeros.
  private struct Entry: BitwiseCopyable {
    var prefix: (UInt64, UInt64)
    var start: Int
    var length: Int
  }

  /// Half of the hash above, the number plus one below; 0 if empty.
  private var slots: [UInt64]
  private var entries: [Entry] = []
  private var texts: [UInt8] = []

  /// Creates an empty table.
  public init() { slots = Array(repeating: 0, count: 1 << 12) }

  /// The number of distinct texts.
  public var count: Int { entries.count }

  /// The bytes of memory that the table takes.
  public var byteCount: Int {
    slots.capacity * 8 + entries.capacity * MemoryLayout<Entry>.stride + texts.capacity
  }

  /// Calls a closure with a text.
  ///
  /// - Parameters:
  ///   - number: the text's number.
  ///   - body: what is done with the text.
  /// - Returns: what the closure returned.
  public func withText<Result>(_ number: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    let entry = entries[number]
    return body(texts.span.extracting(entry.start..<entry.start + entry.length))
  }

  /// A text.
  public func text(_ number: Int) -> [UInt8] {
    let entry = entries[number]
    return Array(texts[entry.start..<entry.start + entry.length])
  }

  /// A hash of a text that is the same in every table and on every rank, unlike its number.
  public func hash(_ number: Int) -> UInt64 {
    withText(number) { Self.hash(Self.prefix($0), $0) }
  }

  /// The number of a text, which is added if it is new.
  public mutating func number(of text: Span<UInt8>) -> Int {
    let prefix = Self.prefix(text)
    return number(of: text, prefix, Self.hash(prefix, text))
  }

  /// The numbers of a field's texts, which are added if they are new.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - rows: rows.
  ///   - mask: the rows whose texts are wanted.
  ///   - numbers: where the numbers go, each to the place of its row; ``RowBatch/limit`` of them.
  public mutating func readNumbers(
    ofColumn column: Int, in rows: borrowing RowBatch, _ mask: RowMask,
    into numbers: inout [UInt32]
  ) {
    precondition(
      column < rows.fieldCount && numbers.count >= rows.count, "no such field, or no room")
    var rest = mask & RowMask(first: rows.count)
    while let row = readKnown(ofColumn: column, in: rows, &rest, into: &numbers) {
      numbers[row] = UInt32(
        truncatingIfNeeded: rows.withText(of: column, inRow: row) { number(of: $0) })
    }
  }

  /// Finds the numbers of texts that are in the table already.
  ///
  /// - Parameter rest: the rows whose texts are wanted; those that are done are taken out.
  /// - Returns: the first row whose text isn't in the table, or begins with a quote; nil if all are
  ///   done.
  private func readKnown(
    ofColumn column: Int, in rows: borrowing RowBatch, _ rest: inout RowMask,
    into numbers: inout [UInt32]
  ) -> Int? {
    var numbers = numbers.mutableSpan
    let (slots, entries) = (slots.span, entries.span)
    for word in 0..<4 {
      var bits = rest.words[word]
      defer { rest.words[word] = bits }
      while bits != 0 {
        let row = 64 * word + bits.trailingZeroBitCount
        bits &= bits - 1
        let range = rows.rawField(column, inRow: row)
        // Sound: the field lies inside the bytes, behind which as many are readable as a kernel may
        // touch: more than the 16 that are read here.
        let field = unsafe UnsafeRawPointer(rows.bytes) + range.lowerBound
        let first = unsafe field.loadUnaligned(as: UInt64.self).littleEndian
        if UInt8(truncatingIfNeeded: first) == Byte.quote, !rows.isUnquoted { return row }
        let second = unsafe field.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
        let prefix = Self.cut(first, second, length: range.count)
        var hash = Self.start(prefix, length: range.count)
        if range.count > 16 { hash = unsafe Self.hashRest(of: field, length: range.count, hash) }
        hash = Self.finish(hash)
        var slot = Int(truncatingIfNeeded: hash & UInt64(slots.count - 1))
        while true {
          // Sound: the mask leaves less than the number of slots, and they hold numbers of entries.
          let found = unsafe slots[unchecked: slot]
          if found == 0 { return row }
          if (found ^ hash) >> 32 == 0 {
            let number = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) - 1
            let entry = unsafe entries[unchecked: number]
            if entry.length == range.count, entry.prefix == prefix,
              unsafe range.count <= 16 || hasRest(entry, field)
            {
              numbers[row] = UInt32(truncatingIfNeeded: number)
              break
            }
          }
          slot = (slot + 1) & (slots.count - 1)
        }
      }
    }
    return nil
  }

  /// Whether a text of more than 16 bytes goes on as an entry's does.
  ///
  /// Sound as long as the field has as many bytes as the entry.
  @unsafe
  private func hasRest(_ entry: Entry, _ field: UnsafeRawPointer) -> Bool {
    unsafe texts.withUnsafeBytes { texts in
      let text = unsafe texts.baseAddress.unsafelyUnwrapped + entry.start
      return unsafe memcmp(text + 16, field + 16, entry.length - 16) == 0
    }
  }

  @inline(__always)
  private mutating func number(
    of text: Span<UInt8>, _ prefix: (UInt64, UInt64), _ hash: UInt64
  ) -> Int {
    let tag = hash & ~0xFFFF_FFFF
    var slot = Int(truncatingIfNeeded: hash & UInt64(slots.count - 1))
    while true {
      let found = slots[slot]
      if found == 0 { return insert(text, prefix, tag, slot: slot) }
      let number = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) - 1
      if found & ~0xFFFF_FFFF == tag, isText(text, prefix, number) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
  }

  @inline(__always)
  private func isText(_ text: Span<UInt8>, _ prefix: (UInt64, UInt64), _ number: Int) -> Bool {
    let entry = entries[number]
    guard entry.length == text.count, entry.prefix == prefix else { return false }
    return text.count <= 16 || isLongText(text, entry)
  }

  private func isLongText(_ text: Span<UInt8>, _ entry: Entry) -> Bool {
    (16..<text.count).allSatisfy { texts[entry.start + $0] == text[$0] }
  }

  @inline(never)
  private mutating func insert(
    _ text: Span<UInt8>, _ prefix: (UInt64, UInt64), _ tag: UInt64, slot: Int
  ) -> Int {
    precondition(entries.count < Int(UInt32.max) - 1, "too many distinct texts for one table")
    entries.append(Entry(prefix: prefix, start: texts.count, length: text.count))
    unsafe text.withUnsafeBufferPointer { unsafe texts.append(contentsOf: $0) }
    slots[slot] = tag | UInt64(entries.count)
    if entries.count * occupancy > slots.count { grow() }
    return entries.count - 1
  }

  /// How many slots there are for an entry before the table grows. A table that fits the caches has
  /// many, so that hardly any text has to look at two.
  private var occupancy: Int { slots.count < 1 << 16 ? 8 : 2 }

  private mutating func grow() {
    var grown = [UInt64](repeating: 0, count: slots.count * 2)
    for number in entries.indices {
      let hash = hash(number)
      var slot = Int(truncatingIfNeeded: hash & UInt64(grown.count - 1))
      while grown[slot] != 0 { slot = (slot + 1) & (grown.count - 1) }
      grown[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
    }
    slots = grown
  }

  /// The first 16 bytes of a text, padded by zeros.
  private static func prefix(_ text: Span<UInt8>) -> (UInt64, UInt64) {
    var words: (UInt64, UInt64) = (0, 0)
    for index in 0..<min(8, text.count) { words.0 |= UInt64(text[index]) << UInt64(8 * index) }
    guard text.count > 8 else { return words }
    for index in 8..<min(16, text.count) {
      words.1 |= UInt64(text[index]) << UInt64(8 * (index - 8))
    }
    return words
  }

  /// The first bytes of two words, the others replaced by zeros.
  @inline(__always)
  private static func cut(_ first: UInt64, _ second: UInt64, length: Int) -> (UInt64, UInt64) {
    (first & mask(min(length, 8)), second & mask(min(max(length - 8, 0), 8)))
  }

  /// The lowest bytes of a word, 0 to 8 of them; without a branch, as lengths can't be foretold.
  @inline(__always)
  private static func mask(_ bytes: Int) -> UInt64 {
    let bits = UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* bytes)
    return bits & UInt64(bitPattern: Int64(-bytes) >> 63)
  }

  private static func hash(_ prefix: (UInt64, UInt64), _ text: Span<UInt8>) -> UInt64 {
    var hash = start(prefix, length: text.count)
    if text.count > 16 {
      hash = unsafe text.withUnsafeBytes { bytes in
        // Sound: the text is longer than 16 bytes, so it has a first byte.
        unsafe hashRest(of: bytes.baseAddress.unsafelyUnwrapped, length: text.count, hash)
      }
    }
    return finish(hash)
  }

  // The hash mixes words of eight bytes by multiplications of 64 × 64 bits whose halves are folded
  // (Wang Yi's wyhash).

  @inline(__always)
  private static func start(_ prefix: (UInt64, UInt64), length: Int) -> UInt64 {
    fold(
      prefix.0 ^ 0xA076_1D64_78BD_642F,
      prefix.1 ^ 0xE703_7ED1_A0B4_28DB ^ UInt64(truncatingIfNeeded: length))
  }

  /// Mixes the bytes behind the first 16 of a longer text in, the last eight of them perhaps twice.
  ///
  /// Sound as long as there are `length` bytes, more than 16.
  @unsafe
  private static func hashRest(
    of text: UnsafeRawPointer, length: Int, _ start: UInt64
  ) -> UInt64 {
    var hash = start
    var offset = 16
    while offset + 8 < length {
      let word = unsafe text.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
      hash = fold(hash ^ word, 0x5899_65CC_7537_4CC3)
      offset += 8
    }
    let last = unsafe text.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self).littleEndian
    return fold(hash ^ last, 0x1D8E_4E27_C47D_124F)
  }

  @inline(__always)
  private static func finish(_ hash: UInt64) -> UInt64 { fold(hash, 0x8EBC_6AF0_9C88_C6E3) }

  @inline(__always)
  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
