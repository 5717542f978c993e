import TestSupport
import Testing

@testable import CSV

@Suite("Numbers read from a register")
struct FastNumberTests {
  /// Reads a text of one to eight characters, with other characters behind it.
  private func parse(_ text: String, behind: UInt8 = UInt8(ascii: "7"), decimal: String = ".")
    -> Double?
  {
    let bytes = Array(text.utf8) + Array(repeating: behind, count: 8)
    let word = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    let mark = decimal.utf8.first ?? 0
    return FastNumber(decimal: mark).parse(word, count: text.utf8.count)
  }

  /// Whether a text has the form that is read, by another way of looking at it.
  private func isPlain(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let marks = digits.filter { $0 == "." }.count
    return marks <= 1 && digits.count > marks && digits.allSatisfy { "0123456789.".contains($0) }
  }

  @Test("Every text of up to four characters that matter")
  func exhaustive() {
    let alphabet = Array("019.-+e: ,")
    var texts = [""]
    for _ in 1...4 {
      texts = texts.flatMap { text in alphabet.map { text + String($0) } }
      for text in texts {
        let expected = isPlain(text) ? Double(text).map { $0 + 0 } : nil
        #expect(parse(text)?.bitPattern == expected?.bitPattern, "\(text)")
      }
    }
  }

  @Test("Random texts of up to eight characters, whatever stands behind them")
  func random() {
    var generator = SeededGenerator()
    let alphabet = Array("0123456789012345678901234567890123456789.-")
    for _ in 0..<50_000 {
      let length = Int.random(in: 1...8, using: &generator)
      let text = String(
        (0..<length).map { _ in
          alphabet.randomElement(using: &generator) ?? "0"
        })
      let expected = isPlain(text) ? Double(text).map { $0 + 0 } : nil
      let behind = UInt8.random(in: 0...255, using: &generator)
      #expect(parse(text, behind: behind)?.bitPattern == expected?.bitPattern, "\(text)")
    }
  }

  @Test("Other decimal marks")
  func decimalComma() {
    #expect(parse("-12,5", decimal: ",") == -12.5)
    #expect(parse("12.5", decimal: ",") == nil)
    #expect(parse("-0", decimal: ",")?.sign == .plus)
  }
}

@Suite("Vector kernels")
struct ByteKernelTests {
  @Test("All kernels find what a plain loop finds")
  func kernels() async throws {
    let outcome = try await Program("ByteScanChecks").run([])
    #expect(outcome.code == 0, "\(outcome.output)")
    for kernel in ByteKernel.available {
      #expect(outcome.output.contains("\(kernel.rawValue): 0 of"))
    }
  }
}
