import Foundation
import Glibc
import TestSupport
import Testing

@testable import CSV

/// Texts to doubles: the nearest, as `strtod` finds it.
@Suite struct NumberParserTests {
  private struct Expected: Decodable {
    struct Number: Decodable {
      let text: String
      let bits: String
    }

    let numbers: [Number]
    let refused: [String]
  }

  /// 2⁵³, the most that all integers up to it are doubles.
  private static let most = UInt64(1) << 53

  private static let parser = NumberParser(decimal: UInt8(ascii: "."))

  @Test func fixture() throws {
    let expected = try Fixtures.decode("numbers_expected.json", as: Expected.self)
    #expect(expected.numbers.count > 1500)
    for number in expected.numbers {
      let bits = try #require(UInt64(number.bits, radix: 16))
      #expect(Self.bits(number.text) == bits, "\(number.text)")
    }
    for text in expected.refused {
      #expect(Self.bits(text) == nil, "\(text)")
    }
  }

  /// The refused texts that are numbers, but too large, are told apart from those that are none.
  @Test func outOfRange() {
    for text in ["1e309", "-1e309", "1e999", "1e99999999999999999999", "1.8e308"] {
      #expect(Self.parser.parse(Array(text.utf8).span) == .outOfRange, "\(text)")
    }
    let digits = String(repeating: "9", count: 309)
    #expect(Self.parser.parse(Array(digits.utf8).span) == .outOfRange)
    #expect(Self.parser.parse(Array("1e".utf8).span) == .notANumber)
    #expect(Self.parser.parse(Array("inf".utf8).span) == .notANumber)
    #expect(Self.parser.parse([UInt8]().span) == .notANumber)
  }

  /// Random digits, a point anywhere, any exponent.
  @Test(arguments: 0..<8)
  func randomTexts(_ stream: Int) {
    var random = SeededGenerator(stream: stream)
    for _ in 0..<5000 {
      let text = Self.text(using: &random)
      #expect(Self.bits(text) == Self.expected(text), "\(text)")
    }
  }

  /// Digits near the halfway between two doubles, where most mistakes are made.
  @Test func halfways() {
    var random = SeededGenerator(stream: 100)
    for _ in 0..<5000 {
      let value = Double(Int64.random(in: 1 << 53...1 << 60, using: &random))
      let middle = Int64(value) + Int64(value.ulp) / 2
      for text in ["\(middle)", "\(middle - 1)", "\(middle + 1)", "\(middle).0000000000001"] {
        #expect(Self.bits(text) == Self.expected(text), "\(text)")
      }
    }
  }

  /// Around 2⁵³ digits and 22 decimals, the borders of the fast way.
  @Test func borders() {
    for exponent in -25...25 {
      for digits in [1, 9, Self.most - 1, Self.most, Self.most + 1, .max, .max / 2, .max / 10] {
        for form in ["", "-0.", "000", "+."] {
          let text = "\(form)\(digits)e\(exponent)"
          #expect(Self.bits(text) == Self.expected(text), "\(text)")
        }
      }
    }
  }

  /// Doubles come back from their shortest description and from seventeen digits.
  @Test func roundTrip() {
    var random = SeededGenerator(stream: 101)
    for _ in 0..<10_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(Self.bits("\(value)") == value.bitPattern, "\(value)")
      let long = String(format: "%.17g", value)
      #expect(Self.bits(long) == value.bitPattern, "\(long)")
    }
  }

  /// With a decimal comma, the comma is what the point was, and the point is nothing.
  @Test func decimalComma() {
    var random = SeededGenerator(stream: 102)
    let parser = NumberParser(decimal: UInt8(ascii: ","))
    for _ in 0..<5000 {
      let text = Self.text(using: &random)
      let comma = text.replacing(".", with: ",")
      #expect(parser.parse(Array(comma.utf8).span) == Self.parser.parse(Array(text.utf8).span))
      guard comma != text else { continue }
      #expect(parser.parse(Array(text.utf8).span) == .notANumber, "\(text)")
      #expect(Self.bits(comma) == nil, "\(comma)")
    }
  }

  /// A text is read to its end: any foreign byte anywhere makes it no number.
  @Test func foreignBytes() {
    for text in ["1.5", "-12e5", "+.5"] {
      for position in 0...text.utf8.count {
        for byte: UInt8 in [0, 0x20, 0x09, 0x0A, 0x0D, 0x22, 0x2C, 0x2F, 0x3A, 0x80, 0xFF] {
          var bytes = Array(text.utf8)
          bytes.insert(byte, at: position)
          #expect(Self.parser.parse(bytes.span) == .notANumber, "\(bytes)")
        }
      }
    }
  }

  /// The bits of a text's number; nil if it has none.
  private static func bits(_ text: String) -> UInt64? {
    guard case .number(let value) = parser.parse(Array(text.utf8).span) else { return nil }
    return value.bitPattern
  }

  /// The bits of the number that the C library reads; nil if it is infinite.
  private static func expected(_ text: String) -> UInt64? {
    let value = unsafe strtod(text, nil)
    return value.isFinite ? value.bitPattern : nil
  }

  /// One to 25 digits, often with a point, often with an exponent.
  private static func text(using random: inout SeededGenerator) -> String {
    var text = (0..<Int.random(in: 1...25, using: &random)).map { _ in
      String(Int.random(in: 0...9, using: &random))
    }.joined()
    if Bool.random(using: &random) {
      let place = Int.random(in: 0...text.utf8.count, using: &random)
      text.insert(".", at: text.utf8.index(text.startIndex, offsetBy: place))
    }
    text = (["", "", "-", "+"].randomElement(using: &random) ?? "") + text
    let mostly = Int.random(in: -30...30, using: &random)
    let rarely = Int.random(in: -345...320, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return text
    case 1: return text + "e\(mostly)"
    case 2: return text + "E\(mostly < 0 ? "" : "+")\(mostly)"
    default: return text + "e\(rarely)"
    }
  }
}
