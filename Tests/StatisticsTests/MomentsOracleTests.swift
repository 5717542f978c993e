import Statistics
import TestSupport
import Testing

/// Every column of the fixture against its statistics in extended precision.
@Suite struct MomentsOracleTests {
  @Test func fixtureIsThere() throws {
    let oracle = try DescribeOracle.shared.get()
    #expect(oracle.columns.count == 43)
    for column in oracle.columns { #expect(column.numbers.count == column.count) }
  }

  @Test(arguments: DescribeOracle.columns)
  func inOnePiece(_ column: DescribeOracle.Column) throws {
    try check(ColumnPipeline(column.numbers), column, "in one piece")
  }

  /// Cut into random blocks, merged in random runs: as right, and the runs don't show.
  @Test(arguments: DescribeOracle.columns)
  func inBlocks(_ column: DescribeOracle.Column) throws {
    var random = SeededGenerator(stream: column.count)
    let values = column.numbers
    for _ in 0..<8 {
      let blocks = randomParts(of: values.count, most: 40, using: &random)
      let whole = ColumnPipeline(values, blocks: blocks, runs: [0..<blocks.count])
      try check(whole, column, "blocks \(blocks)")
      let runs = randomParts(of: blocks.count, most: 7, using: &random)
      let divided = ColumnPipeline(values, blocks: blocks, runs: runs)
      #expect(divided.bits == whole.bits, "blocks \(blocks), runs \(runs)")
    }
  }

  private func check(
    _ found: ColumnPipeline, _ column: DescribeOracle.Column, _ way: Comment
  ) throws {
    let expected = column.expected
    #expect(found.summary.count == column.count, way)
    #expect(found.summary.minimum == expected.min, way)
    #expect(found.summary.maximum == expected.max, way)
    guard column.count > 0 else {
      #expect(found.moments == nil, way)
      return
    }
    let moments = try #require(found.moments)
    let size = column.scale.max_abs ?? 0
    check("mean", moments.mean, expected.mean, way, relative: 1e-15, absolute: size * 1e-32)
    for (ddof, variance, deviation) in [
      (0, expected.variance, expected.std), (1, expected.variance_ddof1, expected.std_ddof1),
    ] {
      check("variance", moments.variance(ddof: ddof), variance, way, relative: 1e-15)
      check("std", moments.standardDeviation(ddof: ddof), deviation, way, relative: 1e-15)
    }
    let skewness = column.scale.skewness ?? 0
    let kurtosis = column.scale.kurtosis ?? 0
    check("skewness", moments.skewness, expected.skewness, way, absolute: skewness * 1e-14)
    check("kurtosis", moments.kurtosis, expected.kurtosis, way, absolute: kurtosis * 1e-14)
    if expected.min == expected.max {
      #expect(moments.variance(ddof: 0) == 0, way)
      #expect(moments.mean == expected.min, way)
      #expect(moments.skewness == nil, way)
      #expect(moments.kurtosis == nil, way)
    }
  }

  private func check(
    _ name: String, _ computed: Double?, _ expected: DescribeOracle.Exact?, _ way: Comment,
    relative: Double = 0, absolute: Double = 0
  ) {
    guard let expected, let computed else {
      #expect(computed == nil && expected == nil, "\(name), \(way)")
      return
    }
    // Half the smallest double is what a right answer among the subnormal ones may err by.
    let allowed = Swift.max(abs(expected.high) * relative, absolute, .leastNonzeroMagnitude)
    let error = expected.error(of: computed)
    #expect(error <= allowed, "\(name) \(computed), \(way)")
  }
}
