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
///   distinct text, and 16 to 128 bytes for its slots.
public struct KeyTable: Sendable {
  /// A distinct text. Its first 16 bytes are here, padded by zeros.
  private struct Entry: BitwiseCopyable {
    var first: UInt64
    var second: UInt64
    var start: Int
    var length: UInt32
    /// The half of the hash that isn't in the slot.
    var lowHash: UInt32
  }

  /// The upper half of the hash above, the number plus one below; 0 if empty. The upper half also
  /// says at which slot a text is looked for first.
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

  /// A text, by its number.
  public func text(_ number: Int) -> [UInt8] { Array(texts[range(of: entries[number])]) }

  private func range(of entry: Entry) -> Range<Int> {
    entry.start..<entry.start + Int(entry.length)
  }

  /// A hash of a text that is the same in every table and on every rank, unlike its number; not the
  /// half of it that chooses slots.
  public func hash(_ number: Int) -> UInt32 { entries[number].lowHash }

  /// The number of a text, which is added if it is new.
  public mutating func number(of text: Span<UInt8>) -> Int {
    number(of: KeyText(text), text)
  }

  /// The numbers of another table's texts, which are added if they are new.
  ///
  /// - Parameter other: the other table.
  /// - Returns: for each of its texts the number here.
  public mutating func numbers(of other: KeyTable) -> [UInt32] {
    other.entries.map { entry in
      let text = other.texts.span.extracting(other.range(of: entry))
      return UInt32(truncatingIfNeeded: number(of: KeyText(text), text))
    }
  }

  /// The number of a text of which everything is known.
  mutating func number(of key: KeyText, _ text: Span<UInt8>) -> Int {
    var slot = firstSlot(of: key.hash)
    while true {
      let found = slots[slot]
      if found == 0 { return insert(text, key, slot: slot) }
      let number = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) - 1
      if (found ^ key.hash) >> 32 == 0, isText(text, key, number) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
  }

  @inline(__always)
  private func firstSlot(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
  }

  @inline(__always)
  private func isText(_ text: Span<UInt8>, _ key: KeyText, _ number: Int) -> Bool {
    let entry = entries[number]
    guard entry.first == key.first, entry.second == key.second, Int(entry.length) == key.length
    else { return false }
    guard key.length > 16 else { return true }
    return unsafe text.withUnsafeBytes { text in
      unsafe texts.withUnsafeBytes { texts in
        let known = unsafe UnsafeRawBufferPointer(rebasing: texts[range(of: entry)])
        // Sound: both have as many bytes, more than none.
        let (left, right) = unsafe (
          known.baseAddress.unsafelyUnwrapped, text.baseAddress.unsafelyUnwrapped
        )
        return unsafe memcmp(left, right, key.length) == 0
      }
    }
  }

  @inline(never)
  private mutating func insert(_ text: Span<UInt8>, _ key: KeyText, slot: Int) -> Int {
    precondition(
      entries.count < Int(UInt32.max) - 1 && text.count <= Int(UInt32.max),
      "too many distinct texts for one table, or too long a text")
    entries.append(
      Entry(
        first: key.first, second: key.second, start: texts.count, length: UInt32(text.count),
        lowHash: UInt32(truncatingIfNeeded: key.hash)))
    unsafe text.withUnsafeBufferPointer { unsafe texts.append(contentsOf: $0) }
    slots[slot] = key.hash & ~0xFFFF_FFFF | UInt64(entries.count)
    if entries.count * occupancy > slots.count { grow() }
    return entries.count - 1
  }

  /// How many slots there are for an entry before the table grows. A table that fits the caches has
  /// many, so that hardly any text has to look at two.
  private var occupancy: Int { slots.count < 1 << 16 ? 8 : 2 }

  /// Makes more slots, by a power of two. What was at one slot goes to one of a few: the old slots are
  /// read in order, and the new ones written in as many orders.
  private mutating func grow() {
    var grown = [UInt64](repeating: 0, count: slots.count * (slots.count < 1 << 16 ? 2 : 4))
    let mask = grown.count - 1
    for found in slots where found != 0 {
      var slot = Int(truncatingIfNeeded: found >> 32) & mask
      while grown[slot] != 0 { slot = (slot + 1) & mask }
      grown[slot] = found
    }
    slots = grown
  }
}

/// Room for what is known of the texts of a batch of rows.
public struct KeyBatch: Sendable {
  fileprivate var keys = [KeyText](repeating: KeyText(), count: RowBatch.limit)
  fileprivate var found = [UInt64](repeating: 0, count: RowBatch.limit)
  fileprivate var isFound = [Bool](repeating: false, count: RowBatch.limit)

  /// Creates room.
  public init() {}
}

extension KeyTable {
  /// The numbers of a field's texts, which are added if they are new.
  ///
  /// The texts are looked for together, step by step: all hashes, all slots, all entries. No step
  /// waits for the one before it, so a table that is far from the processor answers many at a time.
  ///
  /// - Parameters:
  ///   - column: the field's 0-based position.
  ///   - rows: rows.
  ///   - mask: the rows whose texts are wanted.
  ///   - batch: room.
  ///   - numbers: where the numbers go, each to the place of its row; ``RowBatch/limit`` of them.
  public mutating func readNumbers(
    ofColumn column: Int, in rows: borrowing RowBatch, _ mask: RowMask, with batch: inout KeyBatch,
    into numbers: inout [UInt32]
  ) {
    var rest = mask & RowMask(first: rows.count)
    Self.readKeys(ofColumn: column, in: rows, &rest, into: &batch.keys)
    let keys = batch.keys
    findFirst(keys.span, &batch.found, &batch.isFound)
    for word in 0..<4 {
      var bits = rest.words[word]
      while bits != 0 {
        let row = 64 * word + bits.trailingZeroBitCount
        bits &= bits - 1
        if batch.isFound[row] {
          numbers[row] = UInt32(truncatingIfNeeded: batch.found[row] & 0xFFFF_FFFF) - 1
        } else {
          let range = rows.rawField(column, inRow: row)
          // Sound: the range lies between two separators, inside the bytes.
          let text = unsafe Span(
            _unsafeStart: rows.bytes + range.lowerBound, count: range.count)
          numbers[row] = UInt32(truncatingIfNeeded: number(of: batch.keys[row], text))
        }
      }
    }
    // Those with quotes, whose contents may stand elsewhere.
    for row in 0..<rows.count where mask.contains(row) && !rest.contains(row) {
      numbers[row] = UInt32(
        truncatingIfNeeded: rows.withText(of: column, inRow: row) { number(of: $0) })
    }
  }

  /// The numbers of parts of a text, which are added if they are new; looked for together, too.
  ///
  /// - Parameters:
  ///   - parts: where the parts are; not more than ``RowBatch/limit``, none of them empty.
  ///   - text: the text.
  ///   - batch: room.
  ///   - numbers: where the numbers go, in the order of the parts; ``RowBatch/limit`` of them.
  public mutating func readNumbers(
    of parts: [Range<Int>], in text: Span<UInt8>, with batch: inout KeyBatch,
    into numbers: inout [UInt32]
  ) {
    precondition(parts.count <= RowBatch.limit, "too many parts")
    unsafe text.withUnsafeBytes { bytes in
      for (index, part) in parts.enumerated() {
        let content = text.extracting(part)
        guard let start = bytes.baseAddress, part.lowerBound + 16 <= text.count else {
          batch.keys[index] = KeyText(content)
          continue
        }
        // Sound: the part lies inside the text, and 16 bytes from its first one on do, too.
        batch.keys[index] = unsafe KeyText(start + part.lowerBound, length: part.count)
      }
    }
    let keys = batch.keys
    findFirst(keys.span, &batch.found, &batch.isFound)
    for (index, part) in parts.enumerated() {
      numbers[index] =
        batch.isFound[index]
        ? UInt32(truncatingIfNeeded: batch.found[index] & 0xFFFF_FFFF) - 1
        : UInt32(truncatingIfNeeded: number(of: keys[index], text.extracting(part)))
    }
  }

  /// Looks at the texts of rows; those that begin with a quote are left out of the mask.
  private static func readKeys(
    ofColumn column: Int, in rows: borrowing RowBatch, _ rest: inout RowMask,
    into keys: inout [KeyText]
  ) {
    precondition(column < rows.fieldCount && keys.count >= rows.count, "no such field, or no room")
    var keys = keys.mutableSpan
    for word in 0..<4 {
      var bits = rest.words[word]
      while bits != 0 {
        let row = 64 * word + bits.trailingZeroBitCount
        bits &= bits - 1
        let range = rows.rawField(column, inRow: row)
        // Sound: the field lies inside the bytes, behind which as many are readable as a kernel may
        // touch: more than 16.
        let field = unsafe UnsafeRawPointer(rows.bytes) + range.lowerBound
        let key = unsafe KeyText(field, length: range.count)
        if UInt8(truncatingIfNeeded: key.first) == Byte.quote, !rows.isUnquoted {
          rest.words[word] &= ~(1 << UInt64(row & 63))
        }
        keys[row] = key
      }
    }
  }

  /// Looks at the slot at which each text is looked for first, and at the entry there.
  private func findFirst(
    _ keys: Span<KeyText>, _ found: inout [UInt64], _ isFound: inout [Bool]
  ) {
    let (slots, entries) = (slots.span, entries.span)
    let mask = slots.count - 1
    var found = found.mutableSpan
    for row in 0..<RowBatch.limit {
      // Sound: the mask leaves less than the number of slots.
      let slot = Int(truncatingIfNeeded: keys[row].hash >> 32) & mask
      found[row] = unsafe slots[unchecked: slot]
    }
    var isFound = isFound.mutableSpan
    guard entries.count > 0 else {
      for row in 0..<RowBatch.limit { isFound[row] = false }
      return
    }
    for row in 0..<RowBatch.limit {
      let key = keys[row]
      let number = Int(truncatingIfNeeded: found[row] & 0xFFFF_FFFF)
      // Sound: a slot holds the number of an entry, plus one; an empty one is made to mean the first.
      let entry = unsafe entries[unchecked: max(number - 1, 0)]
      // In Swift, | and ^ bind equally.
      let difference =
        (entry.first ^ key.first) | (entry.second ^ key.second)
        | (UInt64(entry.length) ^ UInt64(truncatingIfNeeded: key.length))
      isFound[row] = difference == 0 && number != 0 && key.length <= 16
    }
  }
}
