import Statistics
import TestSupport
import Testing

/// Percentiles: numpy's to the bit, monotone, inside the extrema.
@Suite struct QuantileTests {
  /// The percentiles of the fixture's columns are numpy's to the bit.
  @Test(arguments: DescribeOracle.columns)
  func oracle(_ column: DescribeOracle.Column) throws {
    let sorted = column.numbers.sorted()
    for text in try DescribeOracle.shared.get().percentiles {
      let expected = try #require(column.expected.percentiles[text])
      guard let expected else {
        #expect(sorted.isEmpty, "percentile \(text)")
        continue
      }
      let found = Self.percentile(try #require(Double(text)), of: sorted)
      #expect(found == expected, "percentile \(text)")
    }
  }

  /// A larger percentile is never smaller, and all lie between the extrema.
  @Test(arguments: 0..<40)
  func monotone(_ stream: Int) {
    var random = SeededGenerator(stream: stream)
    let count = Int.random(in: 1...30, using: &random)
    let sorted = (0..<count).map { _ in Self.anyFinite(using: &random) }.sorted()
    var percents = (0..<200).map { _ in Double.random(in: 0...100, using: &random) }
    percents += (0...100).map(Double.init)
    // Around each middle of two neighbours, where the interpolation changes sides.
    for rank in 0..<count - 1 {
      let middle = (Double(rank) + 0.5) / Double(count - 1) * 100
      percents += [middle, middle.nextDown, middle.nextDown.nextDown, middle.nextUp]
    }
    let found = percents.sorted().map { Self.percentile($0, of: sorted) }
    for (lower, upper) in zip(found, found.dropFirst()) { #expect(lower <= upper) }
    #expect(found.first == sorted.first)
    #expect(found.last == sorted.last)
  }

  /// Between opposite ends of the doubles the difference overflows; the percentile doesn't.
  @Test func widestRange() {
    let most = Double.greatestFiniteMagnitude
    #expect(Self.percentile(0, of: [-most, most]) == -most)
    #expect(abs(Self.percentile(25, of: [-most, most]) / most + 0.5) < 1e-15)
    #expect(Self.percentile(50, of: [-most, most]) == 0)
    #expect(abs(Self.percentile(75, of: [-most, most]) / most - 0.5) < 1e-15)
    #expect(Self.percentile(100, of: [-most, most]) == most)
  }

  @Test func ranks() {
    for count in 1...50 {
      for percent in stride(from: 0.0, through: 100, by: 0.5) {
        let quantile = Quantile(percent: percent, count: count)
        #expect(quantile.lowerRank >= 0)
        #expect(quantile.upperRank < count)
        #expect((0...1).contains(quantile.upperRank - quantile.lowerRank))
        // Equal neighbours are the percentile, whatever the weight.
        #expect(quantile.interpolate(0.1, 0.1) == 0.1)
      }
      #expect(Quantile(percent: 100, count: count).lowerRank == count - 1)
    }
  }

  @Test func noSuchPercentile() async {
    await #expect(processExitsWith: .failure) { _ = Quantile(percent: -0.001, count: 1) }
    await #expect(processExitsWith: .failure) { _ = Quantile(percent: 100.001, count: 1) }
    await #expect(processExitsWith: .failure) { _ = Quantile(percent: .nan, count: 1) }
    await #expect(processExitsWith: .failure) { _ = Quantile(percent: 50, count: 0) }
  }

  static func percentile(_ percent: Double, of sorted: [Double]) -> Double {
    let quantile = Quantile(percent: percent, count: sorted.count)
    return quantile.interpolate(sorted[quantile.lowerRank], sorted[quantile.upperRank])
  }

  private static func anyFinite(using random: inout SeededGenerator) -> Double {
    while true {
      let value = Double(bitPattern: random.next())
      if value.isFinite { return value }
    }
  }
}
