import TestSupport
import Testing

@testable import CSV

/// Whole rows are divided where rows start.
@Suite struct RowStartsTests {
  @Test(arguments: 1...40)
  func rows(seed: UInt64) {
    var random = SeededGenerator(seed: SeededGenerator.runSeed &+ seed)
    let long = String(repeating: "h", count: 300)
    let fields = ["", "a", "\"b\"", "\"c\nd\"", "\"e\"\"\n\"", "f\"g", long]
    var (bytes, starts): ([UInt8], [Int]) = ([], [0])
    for _ in 0..<Int.random(in: 1...200, using: &random) {
      let row = (0..<3).map { _ in fields.randomElement(using: &random) ?? "" }
      bytes += Array((row.joined(separator: ",") + "\n").utf8)
      starts.append(bytes.count)
    }
    let layout = FileLayout(columnNames: ["x", "y", "z"], dataStart: 0, dialect: Dialect())
    let borders = (0..<6).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
    let found = layout.rowStarts(from: borders, in: bytes)
    #expect(found.count == borders.count && found == found.sorted())
    for (border, place) in zip(borders, found) {
      let first = starts.first { $0 >= border } ?? bytes.count
      // Among the last bytes the end will do.
      #expect(place == first || place == bytes.count && first > bytes.count - 200, "\(seed)")
    }
  }

  @Test func words() {
    let layout = FileLayout(plainTextFrom: 0)
    let text = Array(String(repeating: "agua, río ", count: 100).utf8)
    for border in stride(from: 1, to: 900, by: 7) {
      let place = layout.rowStarts(from: [border], in: text)[0]
      let before = text[place - 1]
      #expect(before == UInt8(ascii: " ") || before == UInt8(ascii: ","))
      #expect(place >= border && place < border + 8)
    }
  }
}
