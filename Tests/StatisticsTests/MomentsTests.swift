import Statistics
import Testing

/// Small columns whose moments are known, and the borders of what is defined.
@Suite struct MomentsTests {
  private static let smallest = Double.leastNonzeroMagnitude

  private func moments(_ values: [Double]) throws -> Moments {
    try #require(ColumnPipeline(values).moments)
  }

  @Test func knownColumn() throws {
    let moments = try moments([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(moments.mean == 5)
    #expect(moments.variance(ddof: 0) == 4)
    #expect(moments.variance(ddof: 1) == 32.0 / 7)
    #expect(moments.standardDeviation(ddof: 0) == 2)
    #expect(moments.skewness == 0.65625)
    #expect(moments.kurtosis == -0.21875)
  }

  @Test func noDegreeOfFreedomLeft() throws {
    let one = try moments([3])
    #expect(one.variance(ddof: 0) == 0)
    #expect(one.variance(ddof: 1) == nil)
    #expect(one.standardDeviation(ddof: 1) == nil)
    #expect(one.variance(ddof: 2) == nil)
    let two = try moments([3, 4])
    #expect(two.variance(ddof: 1) == 0.5)
    #expect(two.variance(ddof: 2) == nil)
  }

  @Test(arguments: [0.1, 1e9 / 3, 1e300, smallest, -0.3, .greatestFiniteMagnitude, 0])
  func constants(_ value: Double) throws {
    for count in [1, 2, 3, 7, 8, 9, 1000] {
      let moments = try moments(Array(repeating: value, count: count))
      #expect(moments.mean == value, "\(count) times")
      #expect(moments.variance(ddof: 0) == 0, "\(count) times")
      #expect(moments.standardDeviation(ddof: 0) == 0, "\(count) times")
      #expect(moments.skewness == nil, "\(count) times")
      #expect(moments.kurtosis == nil, "\(count) times")
    }
  }

  /// A sum that is just inside the range of doubles.
  @Test(arguments: 2...64)
  func largestSum(_ count: Int) throws {
    let most = Double.greatestFiniteMagnitude
    let moments = try moments([most] + Array(repeating: 0, count: count - 1))
    #expect(moments.mean == most / Double(count))
    let deviation = try #require(moments.standardDeviation(ddof: 0))
    let expected = most / Double(count) * Double(count - 1).squareRoot()
    #expect(abs(deviation - expected) <= expected * 1e-15)
    #expect(moments.variance(ddof: 0) == nil)
    let n = Double(count)
    let skewness = try #require(moments.skewness)
    #expect(abs(skewness - (n - 2) / (n - 1).squareRoot()) <= 1e-14 * n)
  }

  /// Columns that a power of two makes of another have its skewness and kurtosis, to the bit.
  @Test(arguments: [-1000, -700, -300, -201, -200, -100, -1, 1, 100, 199, 200, 201, 500, 700, 1000])
  func powersOfTwo(_ exponent: Int) throws {
    let values = [1.5, -2.25, 3, 3, 8, 0.125, -7, 1.75, 2]
    let plain = try moments(values)
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    let scaled = try moments(values.map { $0 * scale })
    #expect(scaled.mean == plain.mean * scale)
    let deviation = try #require(plain.standardDeviation(ddof: 0))
    #expect(scaled.standardDeviation(ddof: 0) == deviation * scale)
    #expect(scaled.skewness == plain.skewness)
    #expect(scaled.kurtosis == plain.kurtosis)
  }

  /// Values around the smallest double: their mean lies between two doubles.
  @Test(arguments: [
    [0.0, 1], [1, 2], [-1, 1], [0, 0, 0, 1], [2, 1, 4, 0], [1000, 1001, 1003],
  ])
  func smallestDoubles(_ multiples: [Double]) throws {
    let values = multiples.map { $0 * Self.smallest }
    let small = try moments(values)
    let large = try moments(values.map { $0 * 0x1p1000 })
    #expect(abs(small.mean - large.mean / 0x1p1000) <= Self.smallest)
    let skewness = try #require(large.skewness)
    let kurtosis = try #require(large.kurtosis)
    #expect(abs(try #require(small.skewness) - skewness) < 1e-14)
    #expect(abs(try #require(small.kurtosis) - kurtosis) < 1e-14)
  }

  /// The vectors' short ends: every count up to three vectors.
  @Test(arguments: 0...25)
  func everyCount(_ count: Int) throws {
    let values = (0..<count).map { Double(($0 * 7) % 11) - 3 }
    let pipeline = ColumnPipeline(values)
    #expect(pipeline.summary.count == count)
    #expect(pipeline.summary.minimum == values.min())
    #expect(pipeline.summary.maximum == values.max())
    let sum = values.reduce(0, +)
    #expect(pipeline.summary.sum == DoubleDouble(sum))
    guard count > 0 else { return }
    let mean = sum / Double(count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = try #require(pipeline.moments?.variance(ddof: 0))
    #expect(abs(variance - squares / Double(count)) < 1e-13)
  }
}
