import TestSupport
import Testing

@testable import Statistics

/// Sums that are rounded once, against Shewchuk's expansions as Python's `math.fsum` has them.
@Suite struct ExactTotalTests {
  /// The sum, rounded once: a list of parts that don't overlap (J. R. Shewchuk, *Adaptive precision
  /// floating-point arithmetic*, 1997, <https://doi.org/10.1007/PL00009321>), rounded half to even.
  private func fsum(_ values: [Double]) -> Double {
    var parts: [Double] = []
    for value in values {
      var (rest, kept) = (value, [Double]())
      for part in parts {
        let (large, small) = abs(rest) < abs(part) ? (part, rest) : (rest, part)
        let high = large + small
        let low = small - (high - large)
        if low != 0 { kept.append(low) }
        rest = high
      }
      parts = kept + [rest]
    }
    guard var high = parts.popLast() else { return 0 }
    var low = 0.0
    while low == 0, let part = parts.popLast() {
      let sum = high + part
      low = part - (sum - high)
      high = sum
    }
    // A half that was rounded to even, and what lies beyond it.
    if let next = parts.last, (low < 0) == (next < 0), low != 0 {
      let doubled = low * 2
      if doubled == (high + doubled) - high { return high + doubled }
    }
    return high
  }

  private func total(_ values: [Double]) -> ExactTotal {
    var total = ExactTotal()
    total.add(values.span)
    return total
  }

  @Test(
    "Known sums",
    arguments: [
      ([], 0), ([-0.0], 0), ([0.1, 0.2, 0.3], 0.6), ([1e100, 1, -1e100], 1),
      // Half a unit in the last place is rounded to even, and a trace above it is not.
      ([1, 0x1p-53], 1), ([1, 0x1p-53, 0x1p-1074], 1 + 0x1p-52),
      ([1 + 0x1p-52, 0x1p-53], 1 + 0x1p-51),
      ([-1, -0x1p-53, -0x1p-1074], -1 - 0x1p-52), ([0x1p-1074, 0x1p-1074], 0x1p-1073),
      ([0x1p-1022, -0x1p-1074], 0x1p-1022 - 0x1p-1074), ([1.7e308, 1.7e308], .infinity),
      ([-1.7e308, -1.7e308], -.infinity), ([1.7e308, 1.7e308, -1.7e308], 1.7e308),
      ([0x1p58, 0x1p-68, 1], 0x1p58),
    ] as [([Double], Double)])
  func known(values: [Double], expected: Double) {
    #expect(total(values).rounded == expected)
    #expect(total(values.reversed()).rounded == expected)
    #expect(total(values).widened.rounded == expected)
  }

  @Test("Random sums, in parts and with repetitions", arguments: [0, 5, 60, 290])
  func random(exponents: Int) {
    var generator = SeededGenerator(seed: UInt64(41 + exponents))
    for _ in 0..<300 {
      let pairs = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        let value = Double(
          sign: Bool.random(using: &generator) ? .plus : .minus,
          exponent: Int.random(in: -exponents...exponents, using: &generator),
          significand: Double.random(in: 1..<2, using: &generator))
        return (value: value, count: Int.random(in: 0...9, using: &generator))
      }
      let values = pairs.flatMap { Array(repeating: $0.value, count: $0.count) }
      let expected = fsum(values)
      #expect(total(values).rounded == expected)
      var repeated = ExactTotal()
      for pair in pairs { repeated.add(pair.value, times: pair.count) }
      #expect(repeated.rounded == expected)
      let cut = Int.random(in: 0...values.count, using: &generator)
      var parts = total(Array(values[cut...]))
      parts.add(total(Array(values[..<cut])))
      #expect(parts.rounded == expected)
      #expect(parts.widened.merged(with: .identity).rounded == expected)
    }
  }

  @Test("A number very many times")
  func manyTimes() {
    for (value, count) in [
      (1e300, 1 << 40), (0.1, 1 << 62), (0x1p-1074, Int.max), (0x1p57, 1 << 50),
    ] {
      var total = ExactTotal()
      total.add(value, times: count)
      // Powers of two times a double are exact; the largest count is one less than such.
      let expected = count == .max ? 0x1p-1074 * 0x1p63 : value * Double(count)
      #expect(total.rounded == expected)
    }
  }
}
