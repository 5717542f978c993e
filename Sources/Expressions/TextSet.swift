import Glibc
import Vocabulary

/// The texts for which a predicate is true; texts are ordered by their bytes.
enum TextSet: Sendable {
  /// Some texts.
  case list(TextList)
  /// All between two texts, or on one side of one.
  case range(low: Bound?, high: Bound?)

  /// A text at which a range begins or ends.
  struct Bound {
    let text: [UInt8]
    /// Whether it belongs to the range.
    let isIncluded: Bool
  }

  /// Finds the texts for which a predicate is true.
  ///
  /// - Parameter predicate: not that of a missing value.
  init(_ predicate: Predicate<[UInt8]>) {
    switch predicate {
    case .compare(.equal, let text): self = .list(TextList([text]))
    case .compare(.less, let text):
      self = .range(low: nil, high: Bound(text: text, isIncluded: false))
    case .compare(.lessOrEqual, let text):
      self = .range(low: nil, high: Bound(text: text, isIncluded: true))
    case .compare(.greater, let text):
      self = .range(low: Bound(text: text, isIncluded: false), high: nil)
    case .compare(.greaterOrEqual, let text):
      self = .range(low: Bound(text: text, isIncluded: true), high: nil)
    case .between(let low, let high):
      self = .range(
        low: Bound(text: low, isIncluded: true), high: Bound(text: high, isIncluded: true))
    case .among(let texts): self = .list(TextList(texts))
    case .matches, .missing: self = .list(TextList([]))
    }
  }

  /// Whether the texts by which it is described are ASCII.
  var isASCII: Bool {
    let texts =
      switch self {
      case .list(let list): list.texts
      case .range(let low, let high): [low, high].compactMap { $0?.text }
      }
    return texts.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
  }

  /// Whether a text lies between two limits.
  ///
  /// - Complexity: O(length).
  static func isBetween(_ low: Bound?, _ high: Bound?, _ text: Span<UInt8>) -> Bool {
    if let low, order(text, low.text) < (low.isIncluded ? 0 : 1) { return false }
    if let high, order(text, high.text) > (high.isIncluded ? 0 : -1) { return false }
    return true
  }

  /// Negative if the first text comes before the second, 0 if they are the same, else positive.
  static func order(_ first: Span<UInt8>, _ second: [UInt8]) -> Int { order(first, second.span) }

  /// The same of two texts that stand in a file.
  static func order(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Int {
    let common = min(first.count, second.count)
    guard common > 0 else { return first.count - second.count }
    let found = unsafe first.withUnsafeBufferPointer { first in
      unsafe second.withUnsafeBufferPointer { second in
        // Sound: neither is empty, and both have so many bytes.
        unsafe memcmp(
          first.baseAddress.unsafelyUnwrapped, second.baseAddress.unsafelyUnwrapped, common)
      }
    }
    return found == 0 ? first.count - second.count : Int(found)
  }
}

/// Some texts, with a number in front of each that most other texts don't have.
struct TextList: Sendable {
  /// The numbers that ``head(of:)`` makes of the texts, ascending.
  private let heads: [UInt64]

  /// The texts, in the same order.
  let texts: [[UInt8]]

  init(_ texts: [[UInt8]]) {
    let sorted = texts.map { (Self.head(of: $0.span), $0) }.sorted { $0.0 < $1.0 }
    heads = sorted.map(\.0)
    self.texts = sorted.map(\.1)
  }

  /// Whether a text is in the list.
  ///
  /// - Complexity: O(length) and, in a list of *n* texts, O(log n).
  @inline(__always)
  func contains(_ text: Span<UInt8>) -> Bool {
    let head = Self.head(of: text)
    var index = heads.count > 8 ? heads.firstSorted(notLessThan: head) : 0
    while index < heads.count {
      if heads[index] == head, isText(index, text) { return true }
      if heads[index] > head { return false }
      index += 1
    }
    return false
  }

  @inline(never)
  private func isText(_ index: Int, _ text: Span<UInt8>) -> Bool {
    let wanted = texts[index]
    return wanted.count == text.count && (wanted.count <= 8 || TextSet.order(text, wanted) == 0)
  }

  /// A number made of a text's first bytes, of all of them if it has at most eight. Texts of the
  /// same length up to eight have the same number only if they are the same.
  @inline(__always)
  private static func head(of text: Span<UInt8>) -> UInt64 {
    let count = text.count
    // Sound: every access lies inside the text.
    if count >= 8 { return unsafe text.bytes.unsafeLoadUnaligned(as: UInt64.self) }
    if count >= 4 {
      let first = unsafe text.bytes.unsafeLoadUnaligned(as: UInt32.self)
      let last = unsafe text.bytes.unsafeLoadUnaligned(
        fromByteOffset: count - 4, as: UInt32.self)
      return UInt64(first) << 32 | UInt64(last)
    }
    guard count > 0 else { return 0 }
    // Each of one to three bytes is among these.
    return UInt64(text[0]) << 16 | UInt64(text[count / 2]) << 8 | UInt64(text[count - 1])
  }
}
