/// The extremes of texts: by their bytes, and by their lengths.
///
/// Two of them are brought together in any order, so it doesn't matter who has seen which texts.
package struct TextRange: Sendable, Hashable {
  /// The text that comes first, by its bytes.
  package private(set) var first: [UInt8]

  /// The text that comes last.
  package private(set) var last: [UInt8]

  /// The fewest letters of a text: Unicode scalars, and of what is no UTF-8 the bytes that begin none.
  package private(set) var shortest: Int

  /// The most letters of a text.
  package private(set) var longest: Int

  /// The extremes of one text.
  init(of text: [UInt8]) {
    (first, last) = (text, text)
    shortest = text.count { $0 & 0xC0 != 0x80 }
    longest = shortest
  }

  /// Puts extremes together, such as those that another rank has found.
  init(first: [UInt8], last: [UInt8], shortest: Int, longest: Int) {
    (self.first, self.last) = (first, last)
    (self.shortest, self.longest) = (shortest, longest)
  }

  /// Takes what others have found.
  mutating func merge(_ other: TextRange) {
    if other.first.lexicographicallyPrecedes(first) { first = other.first }
    if last.lexicographicallyPrecedes(other.last) { last = other.last }
    shortest = min(shortest, other.shortest)
    longest = max(longest, other.longest)
  }

  /// The extremes of both; those of the one that there is.
  static func joined(_ first: TextRange?, _ second: TextRange?) -> TextRange? {
    guard var joined = first else { return second }
    if let second { joined.merge(second) }
    return joined
  }
}
