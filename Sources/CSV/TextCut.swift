/// Where a plain text may be cut without cutting a word.
///
/// A text is not read line by line: some have lines of many megabytes, and one line of all. It is
/// cut behind any byte that is an ASCII character other than a letter, a digit or `_`: a blank, a
/// line end, a comma. Such a byte is in no word, and in no character of several bytes either. What
/// lies between two cuts is called a row, like the rows of a table, and as with these it is never a
/// guess in the end where one begins; but how many rows there are depends on how the text is read.
enum TextCut {
  /// For each byte whether the text may be cut behind it.
  private static let isCut: [Bool] = (0..<256).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      false
    default: true
    }
  }

  /// The first place at which a text may be cut.
  ///
  /// - Parameter text: bytes.
  /// - Returns: the position behind the first byte that is in no word; nil if there is none.
  /// - Complexity: O(result).
  static func first(in text: Span<UInt8>) -> Int? {
    text.indices.first { isCut[Int(text[$0])] }.map { $0 + 1 }
  }

  /// The last place at which a text may be cut.
  ///
  /// - Parameter text: bytes.
  /// - Returns: the position behind the last byte that is in no word; nil if there is none.
  /// - Complexity: O(bytes behind the result).
  static func last(in text: Span<UInt8>) -> Int? {
    text.indices.last { isCut[Int(text[$0])] }.map { $0 + 1 }
  }
}
