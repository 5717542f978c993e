import Foundation
import TestSupport
import Testing

/// Statistics by group against the true ones, within the bounds of those over all rows.
@Suite("Groups with known statistics")
struct GroupTests {
  static let expected = try? ExpectedGroups.load()
  static let groupings = expected?.groupings ?? []
  static let windows = [500, 7, 1, 2]

  @Test("The fixture holds what it should")
  func fixture() {
    #expect(Self.groupings.map(\.groups) == [20, 65, 97, 20, 22])
  }

  @Test("Every statistic of every group", arguments: groupings, windows)
  func statistics(grouping: ExpectedGroups.Grouping, window: Int) async throws {
    let groups = try #require(Self.expected).groups(of: grouping)
    let found = try await Self.describe(grouping, ["--window", "\(window)"])
    #expect(found.count == groups.count)
    for (entry, group) in zip(found, groups) {
      #expect(entry.key(grouping.by) == group.key)
      Self.check(entry, group, window: window)
    }
  }

  @Test("Divided by n − 1", arguments: groupings)
  func ddof(grouping: ExpectedGroups.Grouping) async throws {
    let groups = try #require(Self.expected).groups(of: grouping)
    let found = try await Self.describe(grouping, ["--ddof", "1"])
    #expect(found.count == groups.count)
    for (entry, group) in zip(found, groups) {
      let expected = group.expected
      Self.check(entry.variance, expected.sampleVariance, within: 1e-15, "variance_ddof1", group)
      Self.check(entry.std, expected.sampleStd, within: 1e-15, "std_ddof1", group)
    }
  }

  @Test("The same bits in every way of running", arguments: groupings)
  func sameBits(grouping: ExpectedGroups.Grouping) async throws {
    let path = Fixtures.path(grouping.file)
    let by = [
      "--by", grouping.by.joined(separator: ","), "--window", "7", "--statistics", "all",
    ]
    func json(_ options: [String], _ launch: Program.Launch) async throws -> String {
      try await Caudal.json(path, column: grouping.column, by + options, launch)
    }
    let alone = try await json([], .directly)
    for options in [
      ["--threads", "1"], ["--threads", "3", "--block-bytes", "777"], ["--input", "scatter"],
      ["--input", "scatter", "--threads", "3", "--block-bytes", "501"],
      ["--block-bytes", "100", "--chunk-bytes", "91"],
    ] {
      #expect(try await json(options, .directly) == alone, "\(options)")
    }
    for launch in Program.Launch.all.dropFirst() {
      #expect(try await json(["--block-bytes", "1000"], launch) == alone, "\(launch)")
    }
    for ranks in [2, 3] {
      let options = ["--input", "scatter", "--threads", "3", "--block-bytes", "1000"]
      #expect(try await json(options, .mpirun(ranks)) == alone, "\(ranks) ranks, scattered")
    }
  }

  private static func describe(
    _ grouping: ExpectedGroups.Grouping, _ options: [String]
  ) async throws -> [GroupedReport.Entry] {
    let percents = try #require(expected).percentiles.joined(separator: ",")
    return try await Caudal.groups(
      Fixtures.path(grouping.file), column: grouping.column,
      by: grouping.by.joined(separator: ","),
      options + ["--statistics", "all", "--percentiles", percents])
  }

  private static func check(
    _ found: GroupedReport.Entry, _ group: ExpectedGroups.Group, window: Int
  ) {
    let expected = group.expected
    #expect(found.rows == group.rows)
    #expect(found.count == group.count)
    #expect(found.missing == group.missing)
    check(found.mean, expected.mean, within: 1e-15, "mean", group)
    check(found.variance, expected.variance, within: 1e-15, "variance", group)
    check(found.std, expected.std, within: 1e-15, "std", group)
    let scale = group.scale
    check(found.skewness, expected.skewness, within: 1e-14, of: scale.skewness, "skewness", group)
    check(found.kurtosis, expected.kurtosis, within: 1e-14, of: scale.kurtosis, "kurtosis", group)
    #expect(found.min == expected.min)
    #expect(found.max == expected.max)
    #expect(found.mode?.value == expected.mode?.value)
    #expect(found.mode?.frequency == expected.mode?.frequency)
    #expect(found.sum == expected.sum)
    check(found.cv, expected.cv, within: 1e-15, "cv", group)
    #expect(found.range == expected.range)
    #expect(found.distinct == expected.distinct)
    #expect(found.median == expected.median)
    #expect(found.iqr == expected.iqr)
    #expect(found.percentiles?.count == 9)
    for (percent, value) in found.percentiles ?? [:] {
      #expect(value == expected.percentiles[percent] ?? nil, "\(group.key): percentile \(percent)")
    }
    #expect(found.rolling?.windows == expected.windows["\(window)"])
    check(
      found.rolling?.sum, expected.rollingVarianceSum["\(window)"] ?? nil, within: 1e-12,
      "rolling_variance_sum \(window)", group)
  }

  /// Checks a rounded statistic; one that underflows may be off by the least double there is.
  private static func check(
    _ found: Double?, _ expected: ExpectedColumn.Exact?, within bound: Double,
    of scale: Double? = nil, _ name: String, _ group: ExpectedGroups.Group
  ) {
    guard let found, let expected else {
      let isUndefined = found == nil && expected == nil
      #expect(isUndefined, "\(group.key), \(name): \(String(describing: found))")
      return
    }
    var allowed = bound * abs(scale ?? expected.high)
    if group.underflows.contains(name) { allowed = max(allowed, .leastNonzeroMagnitude) }
    let distance = expected.distance(to: found)
    #expect(distance <= allowed, "\(group.key), \(name): \(found) is \(distance) off")
  }
}
