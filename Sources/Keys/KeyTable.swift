package import CSV

/// The distinct texts of a field, or of several fields together, each with a number.
///
/// The numbers count from 0 in the order in which the texts are first seen. A table is an open hash
/// table of slots of eight bytes, half of the hash and the number, so that a text that is found
/// costs two cache lines, slot and key, and beyond 16 bytes that of the text itself.
///
/// - Complexity: O(length) time for a text, amortised. Memory: that of a ``KeyList``, and for the
///   slots of each distinct text 16 to 32 bytes, in a roomy table 16 to 128.
package struct KeyTable: Sendable {
  /// The texts, by their numbers.
  package internal(set) var list = KeyList()

  /// The upper half of the hash above, the number plus one below; 0 if empty. The upper half also
  /// says at which slot a text is looked for first.
  private(set) var slots: [UInt64]

  /// Whether hardly any text has to look at two slots.
  let isRoomy: Bool

  /// Creates an empty table.
  ///
  /// - Parameter isRoomy: whether there are many slots for each of few texts, so that hardly any has
  ///   to look at two: for a table that stays in the processor's caches.
  package init(isRoomy: Bool = true) {
    self.isRoomy = isRoomy
    slots = Array(repeating: 0, count: isRoomy ? 1 << 12 : 1 << 5)
  }

  /// The number of distinct texts.
  package var count: Int { list.count }

  /// The bytes of memory that the table takes.
  package var byteCount: Int { slots.capacity * 8 + list.byteCount }

  /// A text, by its number.
  package func text(_ number: Int) -> [UInt8] { list.text(number) }

  /// Forgets all texts, but keeps the memory.
  package mutating func removeAll() {
    list.removeAll()
    for slot in slots.indices { slots[slot] = 0 }
  }

  /// The number of a text, which is added if it is new.
  package mutating func number(of text: Span<UInt8>) -> Int {
    number(of: KeyText(text), text)
  }

  /// Looks for a text.
  ///
  /// - Parameter text: the text.
  /// - Returns: its number; nil if it isn't there.
  package func find(_ text: Span<UInt8>) -> Int? {
    let key = KeyText(text)
    var slot = firstSlot(of: key.hash)
    while true {
      let found = slots[slot]
      if found == 0 { return nil }
      let number = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) - 1
      if (found ^ key.hash) >> 32 == 0, isText(text, key, number) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
  }

  /// The number of a text of which everything is known.
  ///
  /// - Parameters:
  ///   - key: what is known.
  ///   - text: the bytes; those of a short text aren't looked at.
  /// - Returns: the number.
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

  /// Counts rows.
  ///
  /// - Parameters:
  ///   - numbers: the numbers of the rows' texts, each at the place of its row.
  ///   - mask: the rows that are counted.
  package mutating func countRows(_ numbers: [UInt32], _ mask: RowMask) {
    var entries = list.entries.mutableSpan
    for word in 0..<4 {
      var bits = mask.words[word]
      while bits != 0 {
        let row = 64 * word + bits.trailingZeroBitCount
        bits &= bits - 1
        entries[Int(numbers[row])].rows += 1
      }
    }
  }

  @inline(__always)
  func firstSlot(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
  }

  @inline(__always)
  private func isText(_ text: Span<UInt8>, _ key: KeyText, _ number: Int) -> Bool {
    let known = list.entries[number]
    guard known.isAlike(key) else { return false }
    return !key.isLong || list.isSame(known, as: text)
  }

  @inline(never)
  private mutating func insert(_ text: Span<UInt8>, _ key: KeyText, slot: Int) -> Int {
    precondition(list.count < Int(UInt32.max) - 1, "too many distinct texts for one table")
    list.append(key, text)
    slots[slot] = key.hash & ~0xFFFF_FFFF | UInt64(list.count)
    if list.count * occupancy > slots.count { grow() }
    return list.count - 1
  }

  /// How many slots there are for a text before the table grows.
  private var occupancy: Int { isRoomy && slots.count < 1 << 16 ? 8 : 2 }

  /// Doubles the slots. What was at one slot goes to one of two: the old slots are read in order, and
  /// the new ones written in two orders.
  private mutating func grow() {
    var grown = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = grown.count - 1
    for found in slots where found != 0 {
      var slot = Int(truncatingIfNeeded: found >> 32) & mask
      while grown[slot] != 0 { slot = (slot + 1) & mask }
      grown[slot] = found
    }
    slots = grown
  }
}
