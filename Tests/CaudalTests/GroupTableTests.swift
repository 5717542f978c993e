import CSV
import Statistics
import TestSupport
import Testing

@testable import Caudal

/// Tables of groups: what merging them keeps.
@Suite("Tables of groups")
struct GroupTableTests {
  /// A table as a thread would have filled it.
  private static func table(
    _ rows: [(key: String, value: Double, start: Int)], block: Int
  ) -> GroupTable {
    var table = GroupTable(columnCount: 1)
    var kept = KeptValues(firstBlock: block)
    for row in rows {
      let key = Array(row.key.utf8)
      let group = table.keys.number(of: key.span)
      table.addGroups(upTo: table.keys.count)
      table.groups[group].rows += 1
      table.groups[group].first = min(table.groups[group].first, row.start)
      if !table.totals[group].add(row.value) { table.addWide(row.value, toTotal: group) }
      kept.groups.append(UInt32(group))
      kept.values.append(row.value)
    }
    table.kept[0] = [kept]
    return table
  }

  /// Values of which some are too large, and some too small, for the narrow sums.
  private static let values: [Double] = [
    1e300, 1, -1e300, 1e-300, 0.5, 1e18, 1e-7, -1e18, 3, .greatestFiniteMagnitude,
    .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 0, 1e17, 1e17, 2,
  ]

  @Test("However rows are divided among tables, totals, sums and first rows are the same")
  func merging() throws {
    var generator = SeededGenerator(stream: 71)
    for _ in 0..<200 {
      let keys = ["a", "", "b\0", "a long key of more than sixteen bytes"]
      let rows = (0..<Int.random(in: 1...60, using: &generator)).map { start in
        (
          key: keys.randomElement(using: &generator) ?? "",
          value: Self.values.randomElement(using: &generator) ?? 0, start: start
        )
      }
      let whole = Self.table(rows, block: 0)
      let cuts =
        [0] + (0..<3).map { _ in Int.random(in: 0...rows.count, using: &generator) }.sorted()
        + [rows.count]
      var parts = zip(cuts, cuts.dropFirst()).enumerated().map { block, range in
        Self.table(Array(rows[range.0..<range.1]), block: block)
      }
      parts.shuffle(using: &generator)
      let merged = GroupTable(merging: &parts, columnCount: 1)
      #expect(merged.count == whole.count)
      for group in 0..<whole.count {
        let key = whole.keys.text(group)
        let twin = try #require((0..<merged.count).first { merged.keys.text($0) == key })
        #expect(merged.groups[twin].rows == whole.groups[group].rows)
        #expect(merged.groups[twin].first == whole.groups[group].first)
        #expect(merged.totals[twin].count == whole.totals[group].count)
        #expect(merged.totals[twin].minimum == whole.totals[group].minimum)
        #expect(merged.totals[twin].maximum == whole.totals[group].maximum)
        let mean = try #require(merged.mean(ofGroup: twin, column: 0))
        #expect(mean == whole.mean(ofGroup: group, column: 0), "\(rows)")
        let values = merged.kept[0].sorted { $0.firstBlock < $1.firstBlock }.flatMap { unit in
          zip(unit.groups, unit.values).filter { Int($0.0) == twin }.map(\.1)
        }
        #expect(values == rows.filter { Array($0.key.utf8) == key }.map(\.value))
      }
    }
  }

  @Test("A sum that cancels out is exact, though its parts are in several tables")
  func cancelling() {
    var tables = [
      Self.table([("a", 1e300, 0), ("a", 3, 1)], block: 0),
      Self.table([("a", -1e300, 2)], block: 1),
      Self.table([("a", 0.5, 3), ("a", 1e-300, 4), ("a", -1e-300, 5)], block: 2),
    ]
    let merged = GroupTable(merging: &tables, columnCount: 1)
    #expect(merged.mean(ofGroup: 0, column: 0) == 3.5 / 6)
    #expect(tables.isEmpty)
  }

  @Test("No tables make an empty one; a group without values has no mean")
  func empty() {
    var none: [GroupTable] = []
    #expect(GroupTable(merging: &none, columnCount: 2).count == 0)
    var table = GroupTable(columnCount: 2)
    table.addGroups(upTo: 1)
    #expect(table.mean(ofGroup: 0, column: 1) == nil)
  }

  @Test("What a table holds counts: keys, totals, wide sums and values")
  func byteCount() {
    let empty = GroupTable(columnCount: 1).byteCount
    let one = Self.table([("a", 1, 0)], block: 0)
    #expect(one.byteCount > empty)
    let wide = Self.table([("a", 1e300, 0)], block: 0)
    #expect(wide.byteCount >= one.byteCount + MemoryLayout<WideSum>.size)
  }
}

/// What is computed of a group's values, however many and however different they are.
@Suite("Statistics of a group's values")
struct GroupStatisticsMakerTests {
  @Test(
    "Mode and percentiles from a table of distinct values are those of sorted values",
    arguments: [1, 2, 255, 256, 257, 1000, 5000], [1, 2, 31, 32, 33, 100, 1_000_000])
  func orderedValues(count: Int, distinct: Int) {
    var generator = SeededGenerator(stream: count + distinct)
    var values = (0..<count).map { _ in
      Double(Int.random(in: 0..<distinct, using: &generator)) / 4 - 7
    }
    let sorted = values.sorted()
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    var request = DescribeRequest(path: "", column: "")
    // Ranks themselves, where nothing is interpolated, and some percentiles between them.
    request.percentiles = [0, 100, 50, 33.3, 99.9]
    var maker = GroupStatisticsMaker(request)
    var result = GroupStatistics()
    var percentiles: [Double] = []
    maker.compute(&values, into: &result, &percentiles)
    #expect(result.mode == counts.filter { $0.value == most }.keys.min())
    #expect(result.modeFrequency == most)
    let expected = request.percentiles.map { percent in
      let quantile = Quantile(percent: percent, count: count)
      return quantile.interpolate(sorted[quantile.lowerRank], sorted[quantile.upperRank])
    }
    #expect(percentiles == expected)
  }

  @Test("Only what is asked for is computed; without values, nothing is defined")
  func subsets() {
    var request = DescribeRequest(path: "", column: "")
    request.window = 2
    request.statistics = [.rollingVariance]
    var percentiles: [Double] = []
    var rolling = GroupStatistics()
    var maker = GroupStatisticsMaker(request)
    var values = [1.0, 2, 4, 8]
    maker.compute(&values, into: &rolling, &percentiles)
    #expect(rolling.windowSum == 0.25 + 1)
    #expect(rolling.windowCount == 2)
    #expect(rolling.variance.isNaN && rolling.mode.isNaN)
    #expect(percentiles.count == 5 && percentiles.allSatisfy(\.isNaN))
    request.statistics = Statistic.all
    maker = GroupStatisticsMaker(request)
    var none: [Double] = []
    var nothing = GroupStatistics()
    percentiles = []
    maker.compute(&none, into: &nothing, &percentiles)
    #expect(nothing.mode.isNaN && nothing.variance.isNaN && nothing.windowSum.isNaN)
    #expect(percentiles.count == 5 && percentiles.allSatisfy(\.isNaN))
  }
}
