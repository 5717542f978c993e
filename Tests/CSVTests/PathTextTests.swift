import TestSupport
import Testing

@testable import CSV

/// Paths whose bytes needn't be UTF-8.
@Suite("Texts of paths")
struct PathTextTests {
  @Test("Any bytes are had back, and no two paths have one text")
  func anyBytes() {
    var random = SeededGenerator(stream: 17)
    // Pieces of sequences, and the noncharacters that stand for bytes: EF B7 90 to EF B7 AF.
    let alphabet: [UInt8] = [
      0x61, 0x2F, 0xC3, 0xA9, 0xEF, 0xB7, 0x98, 0xA5, 0xF0, 0x9F, 0x80, 0xFF,
    ]
    var texts: [String: [UInt8]] = [:]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      let text = String(path: bytes)
      #expect(text.pathBytes == bytes)
      #expect(text.systemPath == bytes.map { CChar(bitPattern: $0) } + [0])
      #expect(texts.updateValue(bytes, forKey: text) ?? bytes == bytes)
    }
    for byte in UInt8(1)...255 { #expect(String(path: [byte]).pathBytes == [byte]) }
  }

  @Test("What is UTF-8 stays as it is", arguments: ["", "a/b.csv", "ñandú/水.csv", "🌊", "a\u{301}"])
  func unchanged(text: String) {
    #expect(String(path: Array(text.utf8)).utf8.elementsEqual(text.utf8))
    #expect(!text.hasPathBytes)
    #expect(text.repairedPath == text)
  }

  @Test("Bytes that are no part of UTF-8 are shown as what they are, and repaired in JSON")
  func shown() {
    let text = String(path: Array("caf".utf8) + [0xE9] + Array(".csv".utf8))
    #expect(text.hasPathBytes)
    #expect(text.repairedPath == "caf\u{FFFD}.csv")
    #expect(text.replacingPathBytes { "<\($0)>" } == "caf<233>.csv")
  }

  @Test("Noncharacters that stand for no bytes stay")
  func otherNoncharacters() {
    // No literal may have them.
    let scalars = [0xFDD8, 0x61, 0xFDE1, 0xFDD1, 0xFDE1, 0xFDDF].compactMap { Unicode.Scalar($0) }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    #expect(scalars.count == 6)
    #expect(text.pathBytes == Array(text.utf8))
    #expect(text.repairedPath == text)
  }

  @Test("A name that leaves no room is cut between characters, in its folder")
  func room() {
    let long = String(repeating: "ñ", count: 127)
    #expect("a/\(long)".leavingRoom(forBytes: 7) == "a/" + long.prefix(124))
    #expect("a/b".leavingRoom(forBytes: 7) == "a/b")
    let bytes = String(path: [UInt8](repeating: 0xFF, count: 255))
    #expect(bytes.leavingRoom(forBytes: 7).pathBytes.count == 248)
  }
}
