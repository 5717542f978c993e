import TestSupport
import Testing

@testable import CSV

@Suite("Vector kernels")
struct ByteKernelTests {
  @Test("All kernels find what a plain loop finds, and read what strtod reads")
  func kernels() async throws {
    let outcome = try await Program("ByteScanChecks").run([])
    #expect(outcome.code == 0, "\(outcome.output)")
    for kernel in ByteKernel.available {
      #expect(outcome.output.contains("\(kernel.rawValue): 0 of"))
    }
  }

  /// Reads texts as the fields of rows of one column, or of the second of three.
  private func read(
    _ texts: [String], decimal: Character = ".", endRows: Bool, by kernel: ByteKernel
  ) -> [Double?] {
    let (front, back) = endRows ? ("", "\n") : ("x,", ",7\n")
    let text = texts.map { front + $0 + back }.joined()
    let bytes = Array(text.utf8) + Array(repeating: 55, count: 64)
    var ends: [UInt32] = [.max]
    var offset = 0
    for text in texts {
      for field in endRows ? [text] : ["x", text, "7"] {
        ends.append(UInt32(offset + field.utf8.count))
        offset += field.utf8.count + 1
      }
    }
    let stride = endRows ? 1 : 3
    let room = (texts.count + 7) / 8 * 8
    var values = [Double](repeating: 0, count: room)
    var areRead = [UInt8](repeating: 1, count: room)
    let first = endRows ? 1 : 2
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe areRead.withUnsafeMutableBytes { areRead in
        unsafe ends.withUnsafeBufferPointer { ends in
          guard let start = ends.baseAddress else { return }
          unsafe kernel.readDecimals(
            bytes, ends: start + first, stride: stride, count: texts.count,
            decimal: decimal.asciiValue ?? 0, endRows: endRows, values: values, areRead: areRead)
        }
      }
    }
    #expect(areRead.allSatisfy { $0 == 0 || $0 == 255 })
    return texts.indices.map { areRead[$0] == 255 ? values[$0] : nil }
  }

  /// The number that a text is, if it has the form that is read, by another way of looking at it.
  private func plainNumber(_ text: String) -> Double? {
    guard (1...8).contains(text.utf8.count) else { return nil }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let marks = digits.filter { $0 == "." }.count
    let isPlain =
      marks <= 1 && digits.count > marks && digits.allSatisfy { "0123456789.".contains($0) }
    return isPlain ? Double(text).map { $0 + 0 } : nil
  }

  private func check(_ texts: [String], endRows: Bool, _ kernel: ByteKernel) {
    let found = read(texts, endRows: endRows, by: kernel)
    for (text, value) in zip(texts, found) {
      #expect(value?.bitPattern == plainNumber(text)?.bitPattern, "\(kernel) \(text)")
    }
  }

  @Test("Every text of up to four characters that matter", arguments: ByteKernel.available)
  func exhaustive(_ kernel: ByteKernel) {
    let alphabet = Array("019.-+e: x")
    var texts = [""]
    for length in 1...4 {
      texts = texts.flatMap { text in alphabet.map { text + String($0) } }
      check(texts, endRows: length.isMultiple(of: 2), kernel)
    }
  }

  @Test("Random texts of up to ten characters", arguments: ByteKernel.available)
  func random(_ kernel: ByteKernel) {
    var generator = SeededGenerator()
    let alphabet = Array("0123456789012345678901234567890123456789.-")
    let texts = (0..<30_000).map { _ in
      String(
        (0..<Int.random(in: 0...10, using: &generator)).map { _ in
          alphabet.randomElement(using: &generator) ?? "0"
        })
    }
    check(texts, endRows: false, kernel)
    check(texts, endRows: true, kernel)
  }

  @Test("Any number of fields", arguments: ByteKernel.available)
  func counts(_ kernel: ByteKernel) {
    for count in 0...140 {
      check((0..<count).map { "\($0).5" }, endRows: count.isMultiple(of: 2), kernel)
    }
  }

  @Test("Other decimal marks, quotes, and CR at the end of a row", arguments: ByteKernel.available)
  func forms(_ kernel: ByteKernel) {
    #expect(read(["-12,5", "12.5"], decimal: ",", endRows: true, by: kernel) == [-12.5, nil])
    #expect(read(["-0"], endRows: true, by: kernel).map { $0?.sign } == [.plus])
    let quoted = ["\"12.5\"", "\"-1234.56\"", "\"12\"3", "\"1\"\"2\"", "\"\"", "\""]
    let expected: [Double?] = [12.5, -1234.56, nil, nil, nil, nil]
    #expect(read(quoted, endRows: false, by: kernel) == expected)
    #expect(read(["1.5\r", "\r", "\"7\"\r"], endRows: true, by: kernel) == [1.5, nil, 7])
    #expect(read(["1.5\r"], endRows: false, by: kernel) == [nil])
  }
}
