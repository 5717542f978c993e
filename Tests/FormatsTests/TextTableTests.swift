import TestSupport
import Testing
import Values

@testable import Formats

/// Texts that are numbered, held against a dictionary of Swift.
@Suite struct TextTableTests {
  @Test func textsAreNumberedAsTheyAreFirstSeen() {
    var random = SeededGenerator(seed: 1314, stream: 0)
    // Zeros at the end, and texts that begin alike, are different texts.
    let texts = (0..<6_000).map { _ -> [UInt8] in
      let count = Int.random(in: 0...20, using: &random)
      return (0..<count).map { _ in UInt8.random(in: 0...1, using: &random) }
    }
    let images = Array(texts.joined())
    var table = TextTable(limit: 4_000)
    var known: [[UInt8]: Int] = [:]
    var start = 0
    for text in texts {
      let number = known[text] ?? known.count
      known[text] = number
      #expect(table.number(of: start..<start + text.count, in: images.span) == number)
      start += text.count
    }
    #expect(table.entries.count == known.count)
    for (text, number) in known { #expect(Array(images[table.entries[number]]) == text) }
  }

  @Test func aFullTableKnowsWhatItHas() {
    let images = Array("abcb".utf8)
    var table = TextTable(limit: 2)
    #expect(table.number(of: 0..<1, in: images.span) == 0)
    #expect(table.number(of: 1..<2, in: images.span) == 1)
    #expect(table.number(of: 2..<3, in: images.span) == nil)
    #expect(table.number(of: 3..<4, in: images.span) == 1)
  }

  @Test func textsAreInTheOrderOfTheirBytes() {
    let texts = ["", "a", "a\u{0}", "ab", "b", "é", "漢"].map { Array($0.utf8) }
    for (number, one) in texts.enumerated() {
      for (other, text) in texts.enumerated() {
        #expect(precedes(one.span, text.span) == (number < other))
      }
    }
  }
}
