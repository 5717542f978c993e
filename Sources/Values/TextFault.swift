/// Why a text can't be stored in a database.
package enum TextFault: Hashable {
  /// A NUL byte in what is UTF-8 otherwise.
  case nul

  /// Bytes that are no UTF-8.
  case notUTF8

  /// What is wrong with the text.
  package var problem: String {
    switch self {
    case .nul: "has a NUL byte, which texts of a database can't have"
    case .notUTF8: "isn't UTF-8"
    }
  }

  /// Looks for what is wrong with a text; nil if nothing is.
  ///
  /// - Complexity: O(length); eight bytes at a time as long as they are ASCII.
  package init?(in text: Span<UInt8>) {
    var index = 0
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while index + 8 <= text.count {
      // Sound: any eight bytes are a number, and the bounds are checked.
      let word = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      // The high bit of a byte is set if the byte is 0, or beyond ASCII.
      guard ((word &- ones) | word) & highs == 0 else { break }
      index += 8
    }
    while index < text.count, text[index] &- 1 < 0x7F { index += 1 }
    guard index < text.count else { return nil }
    // What was passed over ends with a whole letter.
    let rest = text.extracting(index...)
    guard (try? UTF8Span(validating: rest)) != nil else {
      self = .notUTF8
      return
    }
    for place in 0..<rest.count where rest[place] == 0 {
      self = .nul
      return
    }
    return nil
  }
}
