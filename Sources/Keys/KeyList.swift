import CSV
import Glibc

/// A text of a list, as far as it is short, and how often it was counted.
package struct KeyEntry: BitwiseCopyable, Sendable {
  /// The first 16 bytes, padded by zeros.
  let first: UInt64
  let second: UInt64

  /// The number of rows with this text that have been counted.
  package internal(set) var rows = 0

  /// The number of bytes.
  let length: UInt32

  /// Where a long text begins among the bytes of its list, in units of 16 bytes.
  private var unit: UInt32 = 0

  fileprivate init(_ key: KeyText) {
    (first, second, length) = (key.first, key.second, key.length)
  }

  /// Whether there are more than the first 16 bytes.
  @inline(__always)
  var isLong: Bool { length > 16 }

  /// Whether a text has the same length and the same first 16 bytes.
  @inline(__always)
  func isAlike(_ key: KeyText) -> Bool {
    // In Swift, | and ^ bind equally.
    (first ^ key.first) | (second ^ key.second) | UInt64(length ^ key.length) == 0
  }

  /// Where a long text begins among the bytes of its list: at a multiple of 16.
  fileprivate var start: Int {
    get { Int(unit) << 4 }
    set {
      precondition(newValue & 15 == 0 && newValue >> 4 <= UInt32.max, "too much text for one list")
      unit = UInt32(newValue >> 4)
    }
  }

  /// Where a long text is among the bytes of its list.
  fileprivate var range: Range<Int> { start..<start + Int(length) }

  /// The bytes from the beginning of a long text to that of the next.
  fileprivate var stride: Int { (Int(length) + 15) & ~15 }

  /// The bytes of a short text.
  fileprivate var shortText: [UInt8] {
    (0..<Int(length)).map { index in
      UInt8(truncatingIfNeeded: (index < 8 ? first : second) >> UInt64(8 * (index & 7)))
    }
  }
}

/// Texts, each with a number from 0 and with the number of its rows.
///
/// A text of at most 16 bytes stands in its ``KeyEntry``; only longer ones have their bytes
/// elsewhere, of all together up to 64 GiB.
///
/// - Complexity: 32 bytes of memory for a text, and the text itself if it is longer than 16 bytes.
package struct KeyList: Sendable {
  /// The texts.
  package internal(set) var entries: [KeyEntry] = []

  /// The bytes of the texts that are longer than 16 bytes, one after the other, each with zeros up to
  /// a multiple of 16 behind it.
  package private(set) var longTexts: [UInt8] = []

  /// Whether a text is UTF-8.
  ///
  /// - Parameter number: its number.
  /// - Returns: true if all its bytes are letters.
  /// - Complexity: O(1) for a short one in ASCII, else O(length).
  package func isUTF8(_ number: Int) -> Bool {
    let entry = entries[number]
    if entry.isLong { return longTexts.span.extracting(entry.range).isUTF8 }
    let isASCII = (entry.first | entry.second) & 0x8080_8080_8080_8080 == 0
    return isASCII || entry.shortText.span.isUTF8
  }

  /// Creates a list without texts.
  package init() {}

  /// Puts a list together from its parts, such as those of other ranks, one after the other.
  ///
  /// - Parameters:
  ///   - entries: the texts.
  ///   - longTexts: the bytes of the long ones, in the same order, with the zeros.
  package init(entries: consuming [KeyEntry], longTexts: [UInt8]) {
    var end = 0
    for number in entries.indices where entries[number].isLong {
      entries[number].start = end
      end += entries[number].stride
    }
    precondition(end == longTexts.count, "the bytes aren't those of the texts")
    self.entries = entries
    self.longTexts = longTexts
  }

  /// The number of texts.
  package var count: Int { entries.count }

  /// The bytes of memory that the list takes.
  package var byteCount: Int {
    entries.capacity * MemoryLayout<KeyEntry>.stride + longTexts.capacity
  }

  /// A text, by its number.
  package func text(_ number: Int) -> [UInt8] {
    let entry = entries[number]
    return entry.isLong ? Array(longTexts[entry.range]) : entry.shortText
  }

  /// A text's beginning and its hash, by which it is looked for.
  @inline(__always)
  package func key(_ number: Int) -> KeyText {
    let entry = entries[number]
    return entry.isLong ? withText(of: entry) { KeyText($0) } : KeyText(short: entry)
  }

  /// Makes room for texts.
  package mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

  /// Appends all texts of another list, with their rows.
  package mutating func append(contentsOf other: borrowing KeyList) {
    for number in 0..<other.count { append(number, of: other) }
  }

  /// Appends a text of another list, with its rows.
  package mutating func append(_ number: Int, of other: borrowing KeyList) {
    var entry = other.entries[number]
    if entry.isLong {
      let text = other.longTexts[entry.start..<entry.start + entry.stride]
      entry.start = longTexts.count
      longTexts += text
    }
    entries.append(entry)
  }

  /// Whether the bytes of a text come before those of another; a text comes before what begins with
  /// it.
  package func precedes(_ first: Int, _ second: Int) -> Bool {
    let (left, right) = (entries[first], entries[second])
    if left.first != right.first { return left.first.byteSwapped < right.first.byteSwapped }
    if left.second != right.second { return left.second.byteSwapped < right.second.byteSwapped }
    // Where one has ended, zeros of the other may look like its padding.
    guard left.isLong, right.isLong else { return left.length < right.length }
    return longTexts[left.range].lexicographicallyPrecedes(longTexts[right.range])
  }

  /// Forgets all texts, but keeps the memory.
  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    longTexts.removeAll(keepingCapacity: true)
  }

  /// Appends a text of which everything is known, without rows.
  mutating func append(_ key: KeyText, _ text: Span<UInt8>) {
    var entry = KeyEntry(key)
    if key.isLong {
      entry.start = longTexts.count
      unsafe text.withUnsafeBufferPointer { unsafe longTexts.append(contentsOf: $0) }
      longTexts.append(contentsOf: repeatElement(0, count: entry.stride - text.count))
    }
    entries.append(entry)
  }

  /// Whether a long text of this list is the same as one of the same length.
  func isSame(_ entry: KeyEntry, as text: Span<UInt8>) -> Bool {
    precondition(text.count == entry.range.count, "texts of one length are compared")
    return withText(of: entry) { known in
      unsafe known.withUnsafeBytes { known in
        unsafe text.withUnsafeBytes { text in
          guard let left = known.baseAddress, let right = text.baseAddress else { return true }
          // Sound: both have as many bytes.
          return unsafe memcmp(left, right, text.count) == 0
        }
      }
    }
  }

  /// Calls a closure with the bytes of a long text of this list; with none if it is a short one.
  func withText<Result>(of entry: KeyEntry, _ body: (Span<UInt8>) -> Result) -> Result {
    guard entry.isLong else { return body(Span()) }
    return unsafe longTexts.withUnsafeBufferPointer { bytes in
      body(unsafe UnsafeBufferPointer(rebasing: bytes[entry.range]).span)
    }
  }
}
