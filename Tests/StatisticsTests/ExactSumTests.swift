import TestSupport
import Testing

@testable import Statistics

@Suite struct ExactSumTests {
  /// The sum of numbers, by whichever of the two can hold them.
  private func divided(_ values: [Double], by count: Int) -> Double {
    var sum = ExactSum()
    var wide: WideSum?
    for value in values where !sum.add(value) {
      wide = wide ?? WideSum()
      wide?.add(value)
    }
    return sum.divided(by: count, adding: wide)
  }

  private func wide(_ values: [Double], by count: Int) -> Double {
    var sum = WideSum()
    for value in values { sum.add(value) }
    return sum.divided(by: count)
  }

  @Test(
    "Known sums",
    arguments: [
      ([1, 2, 3], 1, 6), ([0.1, 0.2, 0.3], 3, 0.2), ([], 1, 0), ([-0.0], 1, 0),
      ([1e300, 1, -1e300], 1, 1), ([1e-300, 1, -1], 1, 1e-300),
      ([0x1p-1074, 0x1p-1074], 1, 0x1p-1073),
      ([0x1p-1074], 2, 0), ([1.7e308, 1.7e308], 2, 1.7e308), ([-1.7e308, -1.7e308], 2, -1.7e308),
      ([1.7e308, 1.7e308], 1, .infinity), ([0x1p53, 0.25], 1, 0x1p53),
      ([1e9, 1e9 + 1, 1e9 + 2], 3, 1e9 + 1), ([-3, 1e-9], 2, -1.4999999995),
      ([0x1p52, 0x1p-74, -0x1p52], 1, 0x1p-74),
    ] as [([Double], Int, Double)])
  func known(values: [Double], count: Int, expected: Double) {
    #expect(divided(values, by: count) == expected)
    #expect(wide(values, by: count) == expected)
  }

  @Test("The same bits in any order, and where sums are merged")
  func anyOrder() {
    var generator = SeededGenerator(seed: 7)
    for scale in [-40, 0, 30, 300] {
      var values = (0..<2000).map { _ in
        Double(
          sign: .plus, exponent: Int.random(in: -20...20, using: &generator) + scale,
          significand: Double.random(in: -1...1, using: &generator))
      }
      let expected = divided(values, by: 7)
      #expect(wide(values, by: 7) == expected)
      values.shuffle(using: &generator)
      #expect(divided(values, by: 7) == expected)
      var merged = WideSum()
      for part in stride(from: 0, to: 2000, by: 100) {
        var sum = WideSum()
        for value in values[part..<part + 100] { sum.add(value) }
        merged.add(sum)
      }
      #expect(merged.divided(by: 7) == expected)
    }
  }

  @Test("Whole numbers, beyond 64 bits")
  func wholeNumbers() {
    var sum = ExactSum()
    var added = (0..<5000).allSatisfy { _ in sum.add(0x1.fffffffffffffp44) }
    #expect(added)
    #expect(sum.divided(by: 5000) == 0x1.fffffffffffffp44)
    var more = sum
    added = more.add(sum)
    #expect(added)
    #expect(more.divided(by: 10_000) == 0x1.fffffffffffffp44)
  }

  @Test("What would overflow is refused and changes nothing")
  func overflow() {
    var sum = ExactSum()
    var added = 0
    while added < 1 << 20, sum.add(0x1.fffffffffffffp44) { added += 1 }
    if added < 1 << 20 { #expect(sum.divided(by: added) == 0x1.fffffffffffffp44) }
    let before = sum
    let accepted = [0x1p59, 0x1p-69].filter { sum.add($0) }
    #expect(accepted.isEmpty && sum == before)
  }
}
