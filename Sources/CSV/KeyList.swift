#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Texts, each with a number from 0 and with what a ``KeyTable`` wants to know of it.
///
/// A text of at most 16 bytes stands in its ``KeyText``; only longer ones have their bytes
/// elsewhere.
///
/// - Complexity: 32 bytes of memory for a text, and the text itself if it is longer than 16 bytes.
public struct KeyList: Sendable {
  /// What is known of each text.
  public private(set) var keys: [KeyText] = []

  /// The bytes of the texts that are longer than 16 bytes, one after the other.
  public private(set) var longTexts: [UInt8] = []

  /// Creates a list without texts.
  public init() {}

  /// Puts a list together from its parts, such as those of other ranks, one after the other.
  ///
  /// - Parameters:
  ///   - keys: what was known of each text there.
  ///   - longTexts: the bytes of the long ones, in the same order.
  public init(keys: consuming [KeyText], longTexts: [UInt8]) {
    var end = 0
    for number in keys.indices where keys[number].isLong {
      keys[number].start = UInt32(end)
      end += Int(keys[number].length)
    }
    precondition(end == longTexts.count, "the bytes aren't those of the texts")
    self.keys = keys
    self.longTexts = longTexts
  }

  /// The number of texts.
  public var count: Int { keys.count }

  /// The bytes of memory that the list takes.
  public var byteCount: Int { keys.capacity * MemoryLayout<KeyText>.stride + longTexts.capacity }

  /// A text, by its number.
  public func text(_ number: Int) -> [UInt8] {
    let key = keys[number]
    return key.isLong ? Array(longTexts[key.range]) : key.shortText
  }

  /// Appends a text of another list.
  public mutating func append(_ number: Int, of other: borrowing KeyList) {
    let key = other.keys[number]
    other.withText(of: key) { append(key, $0) }
  }

  /// Whether the bytes of a text come before those of another; a text comes before what begins with
  /// it.
  public func precedes(_ first: Int, _ second: Int) -> Bool {
    let (left, right) = (keys[first], keys[second])
    if left.first != right.first { return left.first.byteSwapped < right.first.byteSwapped }
    if left.second != right.second { return left.second.byteSwapped < right.second.byteSwapped }
    // Where one has ended, zeros of the other may look like its padding.
    guard left.isLong, right.isLong else { return left.length < right.length }
    return longTexts[left.range].lexicographicallyPrecedes(longTexts[right.range])
  }

  /// Forgets all texts, but keeps the memory.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    longTexts.removeAll(keepingCapacity: true)
  }

  /// Appends a text of which everything is known.
  mutating func append(_ key: KeyText, _ text: Span<UInt8>) {
    guard key.isLong else {
      keys.append(key)
      return
    }
    precondition(longTexts.count + text.count <= UInt32.max, "too much text for one list")
    var key = key
    key.start = UInt32(longTexts.count)
    keys.append(key)
    unsafe text.withUnsafeBufferPointer { unsafe longTexts.append(contentsOf: $0) }
  }

  /// Whether a long text of this list is the same as one of the same length.
  func isSame(_ key: KeyText, as text: Span<UInt8>) -> Bool {
    precondition(text.count == key.range.count, "texts of one length are compared")
    return withText(of: key) { known in
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
  func withText<Result>(of key: KeyText, _ body: (Span<UInt8>) -> Result) -> Result {
    guard key.isLong else { return body(Span()) }
    return unsafe longTexts.withUnsafeBufferPointer { bytes in
      body(unsafe UnsafeBufferPointer(rebasing: bytes[key.range]).span)
    }
  }
}
