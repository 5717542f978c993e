import CSV
import TestSupport
import Testing

@Suite("Texts that no encoding explains")
struct UndecodedTextsTests {
  @Test("Bytes are UTF-8 if the standard library reads them so")
  func utf8() {
    var random = SeededGenerator(seed: 20261129)
    let pieces: [[UInt8]] = [
      Array("a".utf8), Array("é".utf8), Array("水".utf8), Array("🌊".utf8), [0xE9], [0x80], [0xC3],
      [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
      Array(repeating: 0x78, count: 61),
    ]
    for _ in 0..<20_000 {
      let weight = Int.random(in: 1...pieces.count, using: &random)
      let bytes = (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random) % weight]
      }
      let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
      #expect(bytes.span.isUTF8 == isUTF8, "\(bytes)")
    }
  }

  @Test("Bytes without a letter stay as they are, those beside them become letters")
  func translation() throws {
    let encoding = try #require(TextEncoding(singleByte: "WINDOWS-1252"))
    let translated = encoding.translated([0xE9, 0x81, 0x80].span)
    #expect(translated == [0xC3, 0xA9, 0x81, 0xE2, 0x82, 0xAC])
    #expect(encoding.string([0xE9, 0x81] as [UInt8]) == "é\u{FFFD}")
  }
}
