import Keys
import TestSupport
import Testing

@testable import Groups
@testable import Ranks

/// Words are found in bytes as they are in the text that the bytes mean.
@Suite struct WordSplitterTests {
  private func words(_ bytes: [UInt8], _ splitter: inout WordSplitter) -> [[UInt8]] {
    var words: [[UInt8]] = []
    splitter.forEachWord(in: bytes.span) { words.append(Array(bytes[$0])) }
    return words
  }

  /// The words after the standard library has decoded the bytes; what is no UTF-8 becomes U+FFFD,
  /// which is no letter.
  private func decodedWords(_ bytes: [UInt8]) -> [[UInt8]] {
    let marks: [Unicode.GeneralCategory] = [.nonspacingMark, .spacingMark, .enclosingMark]
    let letters: [Unicode.GeneralCategory] = [
      .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
    ]
    let isOfWord: (Unicode.Scalar) -> Bool = { scalar in
      (marks + letters + [.decimalNumber]).contains(scalar.properties.generalCategory)
        || scalar == "_"
    }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars
      .split { !isOfWord($0) }.map { Array(String($0).utf8) }
  }

  @Test("Every character")
  func characters() {
    var splitter = WordSplitter()
    for value in UInt32(0)...0x10_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(String(scalar).utf8)
      let (found, expected) = (words(bytes, &splitter), decodedWords(bytes))
      if found != expected { Issue.record("U+\(String(value, radix: 16)): \(found)") }
    }
  }

  @Test("Bytes of all kinds, most of them no UTF-8")
  func bytes() {
    var random = SeededGenerator()
    var splitter = WordSplitter()
    let telling: [UInt8] = [
      0x20, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xDF, 0xE0,
      0xE1, 0xEC, 0xED, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF,
    ]
    for _ in 0..<100_000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        telling.randomElement(using: &random) ?? 0
      }
      let (found, expected) = (words(text, &splitter), decodedWords(text))
      if found != expected { Issue.record("\(text): \(found)") }
    }
  }
}
