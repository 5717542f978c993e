import Foundation
import MPI
import TestSupport
import Testing

@testable import Caudal

/// Every column of the fixture, as a file, against the true statistics.
///
/// The bounds are those that the program promises: relative errors of 1e-15 for mean, variance and
/// standard deviation, 1e-14 of the size of their terms for skewness and kurtosis, and 1e-12 for
/// the rolling sum. Everything else is the same to the last bit.
@Suite("Columns with known statistics")
struct ExpectedColumnTests {
  static let columns: [ExpectedColumn] = (try? ExpectedColumns.load()) ?? []
  static let windows = [500, 7, 1, 2]
  static let percents: [Double] = [0, 1, 10, 25, 50, 75, 90, 99.9, 100]

  @Test("The fixture holds what it should")
  func fixture() {
    #expect(Self.columns.count == 43)
  }

  @Test("As a file of one column", arguments: columns, windows)
  func alone(column: ExpectedColumn, window: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(column.file.utf8, to: "alone.csv")
      let found = try Self.describe(path, window: window, ddof: 0)
      Self.check(found, column, window: window)
    }
  }

  @Test("As the second of three columns, divided by n − 1", arguments: columns)
  func amongOthers(column: ExpectedColumn) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(column.fileOfThree.utf8, to: "three.csv")
      let whole = try Self.describe(path, window: 7, ddof: 0)
      Self.check(whole, column, window: 7)
      let sample = try Self.describe(path, window: 7, ddof: 1)
      let expected = column.expected
      Self.check(sample.variance, expected.sampleVariance, within: 1e-15, "variance_ddof1", column)
      Self.check(sample.standardDeviation, expected.sampleStd, within: 1e-15, "std_ddof1", column)
      #expect(sample.mean == whole.mean)
      #expect(sample.skewness == whole.skewness)
      #expect(sample.kurtosis == whole.kurtosis)
      #expect(sample.percentiles == whole.percentiles)
    }
  }

  @Test("In blocks of a few bytes, the sums are as good", arguments: columns)
  func smallBlocks(column: ExpectedColumn) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(column.file.utf8, to: "blocks.csv")
      for blockBytes in [1, 3, 1000] {
        let found = try Self.describe(path, window: 7, ddof: 0, blockBytes: blockBytes)
        Self.check(found, column, window: 7)
      }
    }
  }

  private static func describe(
    _ path: String, window: Int, ddof: Int, blockBytes: Int = TableRequest.standardBlockBytes
  ) throws -> ColumnDescription {
    var request = DescribeRequest(path: path, column: "x")
    request.table.dialect.decimal = .point
    request.table.dialect.delimiter = ","
    request.percentiles = percents
    request.window = window
    request.ddof = ddof
    request.table.blockBytes = blockBytes
    request.statistics = Statistic.all
    return try Caudal.describe(request, on: .solo()).columns[0]
  }

  /// Checks everything that is divided by n.
  private static func check(_ found: ColumnDescription, _ column: ExpectedColumn, window: Int) {
    let expected = column.expected
    #expect(found.count == column.count)
    #expect(found.missing == column.missing)
    #expect(found.rows == column.count + column.missing)
    check(found.mean, expected.mean, within: 1e-15, "mean", column)
    check(found.variance, expected.variance, within: 1e-15, "variance", column)
    check(found.standardDeviation, expected.std, within: 1e-15, "std", column)
    let scale = column.scale
    check(found.skewness, expected.skewness, within: 1e-14, of: scale.skewness, "skewness", column)
    check(found.kurtosis, expected.kurtosis, within: 1e-14, of: scale.kurtosis, "kurtosis", column)
    #expect(found.minimum == expected.min)
    #expect(found.maximum == expected.max)
    #expect(found.mode?.value == expected.mode?.value)
    #expect(found.mode?.frequency == expected.mode?.frequency)
    #expect(found.sum == expected.sum)
    #expect(found[.range].number == expected.range)
    #expect(found[.distinct].count == expected.distinct)
    #expect(found[.median].number == expected.median)
    #expect(found[.iqr].number == expected.iqr)
    // It is a quotient of rounded numbers, which have few digits if they are subnormal.
    let least = Double.leastNonzeroMagnitude
    let lost = [expected.std?.high ?? 0, expected.mean?.high ?? 0].reduce(0) {
      $0 + ($1 == 0 ? 0 : least / abs($1))
    }
    check(found[.cv].number, expected.cv, within: max(1e-15, lost), "cv", column)
    for percentile in found.percentiles {
      let key = "\(percentile.percent)".replacing(/\.0$/, with: "")
      #expect(percentile.value == expected.percentiles[key] ?? nil, "percentile \(key)")
    }
    let rolling = found.rollingVariance
    #expect(rolling.windows == expected.windows["\(window)"])
    check(
      rolling.sum, expected.rollingVarianceSum["\(window)"] ?? nil, within: 1e-12,
      "rolling_variance_sum \(window)", column)
  }

  /// Checks a rounded statistic; one that underflows may be off by the least double there is.
  private static func check(
    _ found: Double?, _ expected: ExpectedColumn.Exact?, within bound: Double,
    of scale: Double? = nil, _ name: String, _ column: ExpectedColumn
  ) {
    guard let found, let expected else {
      let isUndefined = found == nil && expected == nil
      #expect(isUndefined, "\(name): \(String(describing: found)), \(String(describing: expected))")
      return
    }
    var allowed = bound * abs(scale ?? expected.high)
    if column.underflows.contains(name) { allowed = max(allowed, .leastNonzeroMagnitude) }
    let distance = expected.distance(to: found)
    #expect(distance <= allowed, "\(name): \(found) is \(distance) from \(expected.high)")
  }

  @Test("A sum is the same without the values being kept", arguments: columns)
  func sumAlone(column: ExpectedColumn) async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.write(column.file.utf8, to: "sum.csv")
      for blockBytes in [1, 50, TableRequest.standardBlockBytes] {
        for statistics in [[.sum], [.sum, .std], [.sum, .distinct]] as [Set<Statistic>] {
          var request = DescribeRequest(path: path, column: "x")
          request.table.blockBytes = blockBytes
          request.table.dialect.decimal = .point
          request.table.dialect.delimiter = ","
          request.statistics = statistics
          let found = try Caudal.describe(request, on: .solo()).columns[0]
          #expect(found.sum == column.expected.sum, "\(statistics), blocks of \(blockBytes)")
        }
      }
    }
  }
}
