import Foundation
import TestSupport
import Testing

/// Texts of which the state machine would see only the beginning.
@Suite("Long texts")
struct LongTextTests {
  @Test("Words of a text are all counted, or the text is said to be too long")
  func words() async throws {
    try await withTemporaryFolder { folder in
      for (count, code) in [(13_107, 0), (13_108, 65), (100_000, 65)] {
        // Five bytes a word.
        let text = String(repeating: "word ", count: count)
        let path = try folder.write("t,x\n\(text),1\n\"\(text)\",2\n".utf8, to: "words.csv")
        for chunk in ["1000", "200000", "2000000"] {
          let outcome = try await Caudal.run([
            "frequency", path, "--column", "t", "--words", "--format", "csv", "--chunk-bytes",
            chunk,
          ])
          #expect(outcome.code == code, "\(count) \(chunk): \(outcome.errors)")
          if code == 0 { #expect(outcome.output.contains("word,\(2 * count),")) }
          if code != 0 { #expect(outcome.errors.contains("not a text of at most 65536 bytes")) }
        }
      }
    }
  }
}
