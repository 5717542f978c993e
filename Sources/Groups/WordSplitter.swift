import CSV
import Keys
import MPI
import Ranks
import Scan
import Statistics
import Vocabulary

/// Finds words in UTF-8: the longest runs of letters, marks, decimal digits and `_`, as Unicode has
/// them.
///
/// Letters keep their case and their form: `Río` and `río`, or an `í` of one or of two characters,
/// are different words. Bytes that are no UTF-8 belong to no word.
struct WordSplitter: Sendable {
  /// The last answers for characters beyond ASCII: the character and whether it is of a word.
  private var known = [(scalar: UInt32, isOfWord: Bool)](repeating: (0, false), count: 1024)

  /// Whether some bytes weren't UTF-8.
  private(set) var hasSeenStrangers = false

  private static let isASCIIOfWord: [Bool] = (0..<128).map { byte in
    let character = Character(Unicode.Scalar(UInt8(byte)))
    return character.isLetter || character.isNumber || character == "_"
  }

  /// Calls a closure with the place of each word of a text.
  mutating func forEachWord(in text: Span<UInt8>, _ body: (Range<Int>) -> Void) {
    let isASCIIOfWord = Self.isASCIIOfWord
    let ofWord = isASCIIOfWord.span
    var start = 0
    var index = 0
    while index < text.count {
      let byte = Int(text[index])
      let (length, isOfWord) = byte < 0x80 ? (1, ofWord[byte]) : longCharacter(at: index, in: text)
      if !isOfWord {
        if start < index { body(start..<index) }
        start = index + length
      }
      index += length
    }
    if start < index { body(start..<index) }
  }

  /// The length of a character beyond ASCII, and whether it belongs to a word.
  @inline(never)
  private mutating func longCharacter(at index: Int, in text: Span<UInt8>) -> (Int, Bool) {
    guard let (scalar, length) = Self.decode(text, at: index) else {
      hasSeenStrangers = true
      return (1, false)
    }
    let slot = Int(scalar.value & 1023)
    if known[slot].scalar != scalar.value { known[slot] = (scalar.value, Self.isOfWord(scalar)) }
    return (length, known[slot].isOfWord)
  }

  /// The character beyond ASCII at an index, and its length in bytes; nil if the bytes are no UTF-8
  /// (the Unicode Standard, table 3-7).
  private static func decode(
    _ text: Span<UInt8>, at index: Int
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    let first = UInt32(text[index])
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard (0xC2...0xF4).contains(first), index + length <= text.count else { return nil }
    var value = first & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = UInt32(text[index + offset])
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | byte & 0x3F
    }
    // The shortest form only; a surrogate, or what is beyond the last character, is no scalar.
    let least: UInt32 = length == 4 ? 0x1_0000 : length == 3 ? 0x800 : 0x80
    guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber:
      true
    default: false
    }
  }
}
