import TestSupport
import Testing

@testable import Formats

/// Small numbers as runs and packed bits, held against a decoder written from the definition.
@Suite struct RunLengthEncoderTests {
  private func encoded(_ numbers: [UInt32], width: Int) -> [UInt8] {
    var output: [UInt8] = []
    RunLengthEncoder(width: width).append(numbers.span, to: &output)
    return output
  }

  /// The example of Parquet's page on encodings: 0 to 7 in three bits each.
  @Test func packedNumbersAreThoseOfTheDefinition() {
    #expect(encoded(Array(0...7), width: 3) == [0x03, 0x88, 0xC6, 0xFA])
  }

  @Test func runsHaveTheirLengthAndTheirNumber() {
    #expect(encoded(Array(repeating: 1, count: 100), width: 1) == [0xC8, 0x01, 0x01])
    #expect(encoded(Array(repeating: 0x1234, count: 8), width: 13) == [0x10, 0x34, 0x12])
    #expect(encoded([], width: 1) == [])
  }

  @Test func whatIsWrittenIsRead() {
    for stream in 0..<2_000 {
      var random = SeededGenerator(seed: 1311, stream: stream)
      let width = Int.random(in: 1...32, using: &random)
      let largest = UInt32(truncatingIfNeeded: (1 as UInt64) << UInt64(width) - 1)
      var numbers: [UInt32] = []
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let number = UInt32.random(in: 0...largest, using: &random)
        let longest = [1, 3, 9, 40].randomElement(using: &random) ?? 1
        numbers += Array(repeating: number, count: .random(in: 1...longest, using: &random))
      }
      let decoded = Self.decoded(encoded(numbers, width: width), width: width)
      #expect(decoded.prefix(numbers.count).elementsEqual(numbers), "stream \(stream)")
      #expect(decoded.count < numbers.count + 8, "stream \(stream)")
      #expect(decoded.dropFirst(numbers.count).allSatisfy { $0 == 0 }, "stream \(stream)")
    }
  }

  /// Reads what is written, bit by bit.
  private static func decoded(_ bytes: [UInt8], width: Int) -> [UInt32] {
    var rest = bytes[...]
    var numbers: [UInt32] = []
    while !rest.isEmpty {
      var (head, shift): (UInt64, UInt64) = (0, 0)
      while let byte = rest.popFirst() {
        head |= UInt64(byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { break }
      }
      if head & 1 == 0 {
        var number: UInt32 = 0
        for place in 0..<(width + 7) / 8 {
          number |= UInt32(rest.removeFirst()) << UInt32(8 * place)
        }
        numbers += Array(repeating: number, count: Int(head >> 1))
      } else {
        let count = 8 * Int(head >> 1)
        let packed = Array(rest.prefix(count * width / 8))
        rest = rest.dropFirst(packed.count)
        for index in 0..<count {
          numbers.append(
            (0..<width).reduce(0) { number, bit in
              let place = index * width + bit
              return number | UInt32(packed[place / 8] >> UInt8(place % 8) & 1) << UInt32(bit)
            })
        }
      }
    }
    return numbers
  }
}
