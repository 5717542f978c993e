import Statistics
import TestSupport
import Testing

/// The rolling variance sum: right, and the same bits however the column is divided.
@Suite struct RollingVarianceTests {
  /// 1. The fixture's columns and windows, within 10⁻¹² of the truth.
  @Test(arguments: DescribeOracle.columns)
  func oracle(_ column: DescribeOracle.Column) throws {
    let values = column.numbers
    for window in try DescribeOracle.shared.get().windows {
      let rolling = DividedRolling(values, window: window)
      #expect(rolling.windowCount == column.expected.windows["\(window)"], "window \(window)")
      let expected = try #require(column.expected.rolling_variance_sum["\(window)"])
      let name = "rolling_variance_sum \(window)"
      guard let expected else {
        #expect(rolling.sum == nil || column.expected.windows["\(window)"] == 0, "\(name)")
        #expect(rolling.windowCount == 0 || column.overflows.contains(name), "\(name)")
        continue
      }
      let found = try #require(rolling.sum, "\(name)")
      let allowed = Swift.max(abs(expected.high) * 1e-12, .leastNonzeroMagnitude)
      #expect(expected.error(of: found) <= allowed, "\(name) \(found)")
    }
  }

  /// 2. Any division of the values among ranks gives the same bits.
  @Test(arguments: [1, 2, 3, 7, 8, 50, 64, 333, 499, 500, 501])
  func anyDivision(_ window: Int) {
    var random = SeededGenerator(stream: window)
    let values = (0..<500).map { _ in Self.value(using: &random) }
    let whole = DividedRolling(values, window: window)
    for most in [2, 3, 5, 12, 400] {
      for _ in 0..<4 {
        let slices = randomParts(of: values.count, most: most, using: &random)
        let divided = DividedRolling(values, window: window, slices: slices)
        #expect(divided.squares.bits == whole.squares.bits, "2: slices \(slices)")
      }
    }
  }

  /// 3. Brute force, outliers of 10⁹ included: no window suffers from an outlier that has left it.
  @Test(arguments: [1, 2, 3, 5, 8, 31, 100])
  func bruteForce(_ window: Int) throws {
    var random = SeededGenerator(stream: 1000 + window)
    for count in [window + 1, window + 2, 2 * window, 2 * window + 1, 9 * window + 3, 400] {
      let values = (0..<count).map { _ in Self.value(using: &random) }
      let rolling = DividedRolling(values, window: window)
      guard count > window else {
        #expect(rolling.windowCount == 0, "3: \(count) values")
        continue
      }
      let expected = Self.sum(values, window: window)
      let found = try #require(rolling.sum, "3: \(count) values")
      #expect(rolling.windowCount == count - window)
      #expect(abs(found - expected) <= expected * 1e-12, "3: \(count) values")
    }
  }

  /// 3. An outlier passes; what follows is a column of its own. Control: one window of it stays
  ///    right.
  @Test func afterAnOutlier() throws {
    let values = [1e9] + (0..<100).map { Double($0 % 3) }
    let window = 9
    let found = try #require(DividedRolling(values, window: window).sum)
    let first = Self.sum(Array(values[...window]), window: window)
    let rest = Self.sum(Array(values[1...]), window: window)
    #expect(abs(found - (first + rest)) <= found * 1e-15)
    let sum = try #require(DividedRolling(Array(values[1...]), window: window).sum)
    #expect(abs(sum - rest) < rest * 1e-6)
  }

  /// 4. As many values as the window, or fewer: no window, nothing to say.
  @Test(arguments: [0, 1, 2, 9, 10])
  func shortColumns(_ count: Int) {
    let values = (0..<count).map(Double.init)
    for window in [10, 11, 500, 1 << 40, Int.max] {
      let rolling = DividedRolling(values, window: window)
      #expect(rolling.windowCount == 0)
      #expect(rolling.sum == nil)
    }
  }

  /// 5. A window longer than the column costs no memory, whatever part of it a rank has.
  @Test(arguments: [1 << 40, Int.max / 2, Int.max - 1, Int.max])
  func hugeWindows(_ window: Int) {
    let rolling = RollingVariance(window: window, count: 1_000_000_000)
    #expect(rolling.windowCount == 0)
    #expect(rolling.cutCount == 0)
    #expect(rolling.cuts(startingIn: 500..<1_000_000_000).isEmpty)
    #expect(rolling.positions(of: rolling.cuts(startingIn: 0..<10)).isEmpty)
    #expect(rolling.sum(ofSquares: .zero, ddof: 0) == nil)
  }

  /// 6. Divided by w − ddof; undefined without a degree of freedom.
  @Test func ddof() throws {
    let values = [1.0, 4, 2, 8, 5, 7, 1]
    let squares = DividedRolling(values, window: 3).squares
    let rolling = RollingVariance(window: 3, count: values.count)
    let population = try #require(rolling.sum(ofSquares: squares, ddof: 0))
    let sample = try #require(rolling.sum(ofSquares: squares, ddof: 1))
    #expect(abs(population * 3 - sample * 2) < 1e-12)
    #expect(rolling.sum(ofSquares: squares, ddof: 3) == nil)
    #expect(rolling.sum(ofSquares: squares, ddof: 4) == nil)
    let single = RollingVariance(window: 1, count: 5)
    #expect(single.sum(ofSquares: .zero, ddof: 0) == 0)
    #expect(single.sum(ofSquares: .zero, ddof: 1) == nil)
  }

  /// 7. Every cut begins in exactly one slice.
  @Test(arguments: [1, 2, 3, 7, 40])
  func cutsTile(_ window: Int) {
    var random = SeededGenerator(stream: 2000 + window)
    for count in 0..<60 {
      let rolling = RollingVariance(window: window, count: count)
      let cuts = randomParts(of: count, most: 9, using: &random)
        .flatMap { Array(rolling.cuts(startingIn: $0)) }
      #expect(cuts == Array(0..<rolling.cutCount), "7: \(count) values")
      #expect(rolling.cutCount * window >= rolling.windowCount)
      #expect((rolling.cutCount - 1) * window < Swift.max(1, rolling.windowCount))
    }
  }

  /// 8. A constant column has windows without variance, exactly.
  @Test(arguments: [0.1, 1e9 / 3, -7])
  func constant(_ value: Double) {
    let values = Array(repeating: value, count: 50)
    #expect(DividedRolling(values, window: 7).sum == 0)
  }

  private static func value(using random: inout SeededGenerator) -> Double {
    switch Int.random(in: 0..<100, using: &random) {
    case 0: 1e9
    case 1: -1e9
    default: Double.random(in: 0...30, using: &random)
    }
  }

  /// The definition, two passes for each window.
  private static func sum(_ values: [Double], window: Int) -> Double {
    (window..<values.count).reduce(DoubleDouble.zero) { sum, end in
      let part = values[end - window..<end]
      let mean = part.reduce(DoubleDouble.zero) { $0 + DoubleDouble($1) } / Double(window)
      let squares = part.reduce(DoubleDouble.zero) {
        let deviation = DoubleDouble($1) - mean
        return $0 + deviation * deviation
      }
      return sum + squares / Double(window)
    }.high
  }

  /// The last value is in no counted window, however large it is.
  @Test(arguments: [1e9, 1e15, 9.96921e36, .greatestFiniteMagnitude])
  func outlierBehindAllWindows(_ outlier: Double) {
    var random = SeededGenerator(stream: 400)
    var values = (0..<1200).map { _ in 20 + Double.random(in: 0..<1, using: &random) }
    let expected = DividedRolling(values, window: 500).squares
    values[1199] = outlier
    #expect(DividedRolling(values, window: 500).squares == expected)
  }
}
