#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The texts for which a predicate is true; texts are ordered by their bytes.
enum TextSet: Sendable {
  /// One text.
  case one([UInt8])
  /// Some texts, ascending.
  case list([[UInt8]])
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
    case .compare(.equal, let text): self = .one(text)
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
    case .among(let texts): self = .list(texts.sorted { $0.lexicographicallyPrecedes($1) })
    case .missing: self = .list([])
    }
  }

  /// Whether the set is given by its limits, not by its members.
  var isRange: Bool {
    switch self {
    case .one, .list: false
    case .range: true
    }
  }

  /// Whether a text is in the set.
  ///
  /// - Complexity: O(length); of a list of *n* texts O(length · log n).
  func contains(_ text: Span<UInt8>) -> Bool {
    switch self {
    case .one(let wanted): return wanted.count == text.count && Self.order(text, wanted) == 0
    case .list(let texts):
      var (low, high) = (0, texts.count)
      while low < high {
        let middle = (low + high) / 2
        let order = Self.order(text, texts[middle])
        if order == 0 { return true }
        if order > 0 { low = middle + 1 } else { high = middle }
      }
      return false
    case .range(let low, let high):
      if let low, Self.order(text, low.text) < (low.isIncluded ? 0 : 1) { return false }
      if let high, Self.order(text, high.text) > (high.isIncluded ? 0 : -1) { return false }
      return true
    }
  }

  /// Negative if the first text comes before the second, 0 if they are the same, else positive.
  private static func order(_ first: Span<UInt8>, _ second: [UInt8]) -> Int {
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
