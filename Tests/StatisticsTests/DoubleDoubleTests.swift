import Statistics
import TestSupport
import Testing

/// Sums and products are checked against exact integers of 128 bits.
@Suite struct DoubleDoubleTests {
  private static let rounds = 20_000

  /// 1. TwoSum: high + low is the exact sum, and high is that sum rounded.
  @Test func sumOfDoublesIsExact() {
    var random = SeededGenerator(stream: 10)
    for _ in 0..<Self.rounds {
      let first = Self.integer(bits: 100, using: &random)
      let second = Self.integer(bits: 100, using: &random)
      let sum = DoubleDouble(sum: first, second)
      #expect(Self.exact(sum) == Int128(first) + Int128(second), "1: \(first) + \(second)")
      #expect(sum.high == first + second, "1: \(first) + \(second)")
      #expect(abs(sum.low) <= sum.high.ulp / 2, "1: \(first) + \(second)")
    }
  }

  /// 2. The product of two doubles is exact.
  @Test func productOfDoublesIsExact() {
    var random = SeededGenerator(stream: 11)
    for _ in 0..<Self.rounds {
      let first = Self.integer(bits: 60, using: &random)
      let second = Self.integer(bits: 60, using: &random)
      let product = DoubleDouble(product: first, second)
      #expect(Self.exact(product) == Int128(first) * Int128(second), "2: \(first) · \(second)")
      #expect(product.high == first * second, "2: \(first) · \(second)")
    }
  }

  /// 3. Sums and differences err by at most 2⁻¹⁰⁴ of the result, cancelling or not.
  @Test func sumError() {
    var random = SeededGenerator(stream: 12)
    for _ in 0..<Self.rounds {
      let left = Self.wide(bits: 120, using: &random)
      var right = Self.wide(bits: 120, using: &random)
      if Bool.random(using: &random) { right = DoubleDouble(sum: -left.high, right.low) }
      let exactSum = Self.exact(left) + Self.exact(right)
      let sumError = (Self.exact(left + right) - exactSum).magnitude
      #expect(sumError <= exactSum.magnitude >> 104, "3: \(left) + \(right)")
      let exactDifference = Self.exact(left) - Self.exact(right)
      let differenceError = (Self.exact(left - right) - exactDifference).magnitude
      #expect(differenceError <= exactDifference.magnitude >> 104, "3: \(left) - \(right)")
    }
  }

  /// 4. Products err by at most 2⁻¹⁰³ of the result.
  @Test func productError() {
    var random = SeededGenerator(stream: 13)
    for _ in 0..<Self.rounds {
      let left = Self.wide(bits: 62, using: &random)
      let right = Self.wide(bits: 62, using: &random)
      let exact = Self.exact(left) * Self.exact(right)
      let error = (Self.exact(left * right) - exact).magnitude
      #expect(error <= exact.magnitude >> 103, "4: \(left) · \(right)")
    }
  }

  /// 5. A quotient times its divisor is the dividend, but for 2⁻¹⁰³ of it.
  @Test func quotientError() {
    var random = SeededGenerator(stream: 14)
    for _ in 0..<Self.rounds {
      let dividend = Self.wide(bits: 124, using: &random)
      let divisor = Double(Int.random(in: 1...1 << 20, using: &random))
      let quotient = dividend / divisor
      guard abs(quotient.high) >= 0x1p70 else { continue }
      let whole = Int128(quotient.high) + Int128(quotient.low.rounded())
      let error = (whole * Int128(divisor) - Self.exact(dividend)).magnitude
      let allowed = Self.exact(dividend).magnitude >> 103 + UInt128(divisor)
      #expect(error <= allowed, "5: \(dividend) / \(divisor)")
    }
  }

  /// 6. Where an operation overflows, `high` isn't finite and `low` is zero.
  @Test func overflow() {
    let most = DoubleDouble(.greatestFiniteMagnitude)
    let results = [
      most + most, -most - most, most * DoubleDouble(2), most * -most, most / 0.5, most / 0,
      DoubleDouble(sum: most.high, most.high), DoubleDouble(product: most.high, most.high),
      DoubleDouble(.infinity) + most, DoubleDouble(.infinity) - DoubleDouble(.infinity),
      DoubleDouble(.infinity) * .zero, DoubleDouble(.infinity) / 3,
      most + DoubleDouble(sum: most.high.ulp / 2, 1),
    ]
    for (index, result) in results.enumerated() {
      #expect(!result.isFinite, "6: result \(index)")
      #expect(result.low == 0, "6: result \(index)")
    }
  }

  /// 7. What is inside the range of doubles doesn't overflow on the way.
  @Test func noNeedlessOverflow() {
    var random = SeededGenerator(stream: 15)
    let most = DoubleDouble(.greatestFiniteMagnitude)
    #expect(most + -most == .zero, "7")
    for divisor in 1...5000 {
      let quotient = most / Double(divisor)
      #expect(quotient.high == most.high / Double(divisor), "7: the largest double / \(divisor)")
      #expect(quotient.low.isFinite, "7: the largest double / \(divisor)")
    }
    for _ in 0..<Self.rounds {
      let first = Double.greatestFiniteMagnitude
      let bits = UInt64.random(in: 0...0x7FEF_FFFF_FFFF_FFFF, using: &random)
      let second = -Double(bitPattern: bits)
      #expect(DoubleDouble(sum: first, second).low.isFinite, "7: \(first) + \(second)")
      #expect(DoubleDouble(sum: second, first).low.isFinite, "7: \(second) + \(first)")
    }
  }

  /// 8. The example of the documentation.
  @Test func example() {
    let sum = DoubleDouble(1e16) + DoubleDouble(1)
    #expect(sum.high == 1e16)
    #expect(sum.low == 1)
  }

  /// 9. Adding up tenths errs less than any double shows: control, plain doubles don't.
  @Test func manyTerms() {
    let tenth = DoubleDouble(1) / 10
    let sum = (0..<100_000).reduce(DoubleDouble.zero) { total, _ in total + tenth }
    let plain = (0..<100_000).reduce(0.0) { total, _ in total + 0.1 }
    #expect(sum.high == 10_000)
    #expect(abs(sum.low) < 1e-22)
    #expect(plain != 10_000)
  }

  private static func exact(_ number: DoubleDouble) -> Int128 {
    Int128(number.high) + Int128(number.low)
  }

  /// A double that is an integer of up to so many bits.
  private static func integer(bits: Int, using random: inout SeededGenerator) -> Double {
    let significand = Double(Int64.random(in: -(1 << 53)...1 << 53, using: &random))
    let shift = Int.random(in: -52...bits - 53, using: &random)
    return Double(sign: .plus, exponent: shift, significand: significand).rounded(.towardZero)
  }

  /// A sum of two doubles that is an integer of up to so many bits.
  private static func wide(bits: Int, using random: inout SeededGenerator) -> DoubleDouble {
    let high = integer(bits: bits, using: &random)
    let low = integer(bits: Swift.max(54, bits - 53), using: &random)
    return DoubleDouble(sum: high, low)
  }
}
