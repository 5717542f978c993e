import CSV
import Expressions
import TestSupport
import Testing
import Vocabulary

/// Numbers are computed as Python's fractions have them.
@Suite struct DecimalTests {
  /// An operation: operands with its sign between them, the text of the result, -1, 0 or 1 as the operands
  /// are ordered, and the first of them with two decimals.
  private struct Operation: Decodable {
    let (left, sign, right): (String, String, String)
    let result: String
    let order: Int
    let rounded: String

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      left = try list.decode(String.self)
      sign = try list.decode(String.self)
      right = try list.decode(String.self)
      result = try list.decode(String.self)
      order = try list.decode(Int.self)
      rounded = try list.decode(String.self)
    }
  }

  private struct Expected: Decodable {
    struct Case: Decodable {
      let value: String
      let texts: [String]
    }

    let operations: [Operation]
    let conversions: [[String]]
    let rows: [[String]]
    let cases: [Case]
  }

  private static let expected = Result {
    try Fixtures.decode("values_expected.json", as: Expected.self)
  }

  private static func decimal(_ text: String) throws -> DecimalValue {
    let exact = ExactNumber(Array(text.utf8).span)
    return DecimalValue(try #require(exact), nearest: try #require(Double(text)))
  }

  private static let signs: [String: Arithmetic] = [
    "+": .sum, "-": .difference, "*": .product, "/": .quotient,
  ]

  @Test func operations() throws {
    let operations = try Self.expected.get().operations
    #expect(operations.count == 3000)
    for test in operations {
      let (left, right) = (try Self.decimal(test.left), try Self.decimal(test.right))
      let result = left.applying(try #require(Self.signs[test.sign]), right)
      let label = Comment("\(test.left) \(test.sign) \(test.right)")
      #expect(result?.text ?? "" == test.result, label)
      #expect((left < right) == (test.order < 0), label)
      #expect((left > right) == (test.order > 0), label)
      #expect((left == right) == (test.order == 0), label)
      #expect(left.rounded(to: 2)?.text == test.rounded, label)
      #expect(left.negated.negated == left && left.negated.magnitude == left.magnitude, label)
      #expect(left.double == Double(test.left) && left.exact.text == left.text, label)
    }
  }

  /// Units of a quantity in each other, zeros and fractions, against exact fractions.
  @Test func conversions() throws {
    let conversions = try Self.expected.get().conversions
    // 3, 4, 6 and 5 units.
    #expect(conversions.count == 6 * (9 + 16 + 36 + 25))
    for test in conversions {
      let unit = try #require(MeasurementUnit(test[1]))
      let other = try #require(MeasurementUnit(test[2]))
      let conversion = try #require(UnitConversion(from: unit, to: other))
      #expect(conversion.apply(try Self.decimal(test[0]))?.text == test[3], "\(test)")
    }
  }

  /// Random expressions of the columns of rows.
  @Test(arguments: ByteKernel.available, [61, 1 << 16])
  func expressions(_ kernel: ByteKernel, _ chunkBytes: Int) throws {
    let expected = try Self.expected.get()
    #expect(expected.cases.count == 250)
    let file = FilteredFile("a,b,c,d", expected.rows.map { $0.joined(separator: ",") })
    for test in expected.cases {
      let computed = try file.compute(
        test.value, nullTokens: ["NA"],
        kinds: [0: .numbers, 1: .numbers, 2: .numbers, 3: .numbers],
        chunkBytes: chunkBytes, kernel: kernel)
      #expect(computed.types == [.number] && computed.failure == nil)
      #expect(computed.rows.map { $0[0] ?? "" } == test.texts, "\(test.value)")
    }
  }

  /// Doubles are the decimals that are printed for them, also among others with more and fewer decimals.
  @Test func doubles() throws {
    var random = SeededGenerator(stream: 77)
    for _ in 0..<80 {
      var doubles: [Double] = []
      while doubles.count < RowBatch.limit {
        let digits = Int64.random(in: -9_999_999_999...9_999_999_999, using: &random)
        let count = Int.random(in: 0...12, using: &random)
        let value = try #require(Double("\(digits)e-\(count)"))
        doubles += [value, value / 3, value * 1e200, Double.random(in: -1...1, using: &random)]
      }
      var decimals = [DecimalValue](repeating: .zero, count: doubles.count)
      DecimalValue.take(doubles, in: RowMask(first: doubles.count), into: &decimals)
      for (decimal, double) in zip(decimals, doubles) {
        #expect(decimal.text == ExactNumber(shortest: double).text)
        #expect(decimal.double == double && decimal == DecimalValue(double))
      }
    }
    #expect(DecimalValue(.greatestFiniteMagnitude).text == "1.7976931348623157e+308")
    #expect(DecimalValue(.leastNonzeroMagnitude).text == "5e-324")
    #expect(DecimalValue(-0.0).text == "0")
  }

  /// Doubles are rounded as they are printed, also where these are close to halves.
  @Test func rounding() throws {
    var random = SeededGenerator(stream: 78)
    for _ in 0..<20_000 {
      let digits = Int64.random(in: -99_999...99_999, using: &random)
      let half = Double(digits * 10 + 5) / 1000
      let doubles = [half, half.nextUp, half.nextDown, half / 3]
      let value = try #require(doubles.randomElement(using: &random))
      let double = try #require(DecimalValue(rounded: value))
      for places in [-1, 0, 1, 2, 3, 9] {
        let expected = ExactNumber(shortest: value).rounded(to: places).text
        #expect(double.rounded(to: places)?.text == expected, "\(value) \(places)")
      }
    }
  }

  /// A double stands where its text does among decimals, and rounding ends at the largest double.
  @Test func order() throws {
    let third = try #require(DecimalValue(whole: 1).applying(.quotient, DecimalValue(whole: 3)))
    #expect(third.isDouble && third.text == "0.3333333333333333")
    let printed = try Self.decimal("0.3333333333333333")
    #expect(!printed.isDouble && printed == third)
    #expect(try Self.decimal("0.33333333333333331") > third)
    #expect(try Self.decimal("0.33333333333333329") < third)
    #expect(third.applying(.product, DecimalValue(whole: 3)) == DecimalValue(whole: 1))
    #expect(third.negated < third && third.rounded(to: 3)?.text == "0.333")
    let large = try Self.decimal("179769313486231570e291")
    #expect(large.rounded(to: -308)?.text == nil)
    #expect(large.applying(.sum, large) == nil)
    #expect(try Self.decimal("1e-320").isDouble)
  }
}
