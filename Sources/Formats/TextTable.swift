import Values

/// The different texts of a column, numbered in the order in which they are first seen.
///
/// It is a hash table with open addressing whose texts stay where they are, in the row images.
struct TextTable {
  /// Where each text is in the images.
  private(set) var entries: [Range<Int>] = []

  private var hashes: [UInt64] = []

  /// What hashes begin with, and what they are multiplied by: no file can be made for them.
  private static let seed = (
    start: UInt64.random(in: 0...UInt64.max), factor: UInt64.random(in: 0...UInt64.max) | 1
  )

  private let seed = Self.seed

  /// Numbers of texts, −1 where there is none; a power of two, at most half of them taken.
  private var slots = [Int32](repeating: -1, count: 1 << 10)

  /// The most texts.
  private let limit: Int

  /// Makes an empty table.
  ///
  /// - Parameter limit: the most texts, less than 2³¹.
  init(limit: Int) { self.limit = limit }

  /// The number of a text, which is put in if it is new.
  ///
  /// - Parameters:
  ///   - field: where the text is.
  ///   - images: row images.
  /// - Returns: nil if the text is new and the table is full.
  /// - Complexity: O(length).
  mutating func number(of field: Range<Int>, in images: Span<UInt8>) -> Int? {
    let hash = hash(field, images)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, Self.areEqual(entries[number], field, images) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard entries.count < limit else { return nil }
    slots[slot] = Int32(entries.count)
    entries.append(field)
    hashes.append(hash)
    if 2 * entries.count > slots.count { grow() }
    return entries.count - 1
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 4 * slots.count)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// Mixes eight bytes at a time by a multiplication, of which both halves are kept.
  @inline(__always)
  private func hash(_ field: Range<Int>, _ images: Span<UInt8>) -> UInt64 {
    let factor = seed.factor
    var hash = UInt64(field.count) ^ seed.start
    var index = field.lowerBound
    while index < field.upperBound {
      var word: UInt64 = 0
      if index + 8 <= field.upperBound {
        // Sound: any eight bytes are a number, and the bounds are checked.
        word = unsafe images.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      } else {
        for place in index..<field.upperBound { word = word << 8 | UInt64(images[place]) }
      }
      let (high, low) = (hash ^ word).multipliedFullWidth(by: factor)
      hash = high ^ low
      index += 8
    }
    return hash
  }

  @inline(__always)
  private static func areEqual(
    _ one: Range<Int>, _ other: Range<Int>, _ images: Span<UInt8>
  ) -> Bool {
    guard one.count == other.count else { return false }
    var index = 0
    while index + 8 <= one.count {
      let places = (one.lowerBound + index, other.lowerBound + index)
      // Sound: any eight bytes are a number, and the bounds are checked.
      let first = unsafe images.bytes.unsafeLoadUnaligned(
        fromByteOffset: places.0, as: UInt64.self)
      let second = unsafe images.bytes.unsafeLoadUnaligned(
        fromByteOffset: places.1, as: UInt64.self)
      guard first == second else { return false }
      index += 8
    }
    while index < one.count {
      if images[one.lowerBound + index] != images[other.lowerBound + index] { return false }
      index += 1
    }
    return true
  }
}

/// The order of texts: that of their bytes, as Parquet has it for strings.
func precedes(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
  for index in 0..<min(one.count, other.count) where one[index] != other[index] {
    return one[index] < other[index]
  }
  return one.count < other.count
}
