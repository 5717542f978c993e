import CSV
import Keys
import Statistics
import TestSupport
import Testing
import Vocabulary

@testable import Groups
@testable import Ranks

/// Tables of groups: what handing them over keeps.
@Suite("Tables of groups")
struct GroupTableTests {
  private struct Row {
    var key: String
    var value: Double
    var start: Int
  }

  private struct Group {
    var rows: Int
    var first: Int
    var values: ValueTotals
    var mean: Double?
    var kept: [Double]
  }

  /// Does with rows what a thread's sink does: fills its table, and hands it over now and then.
  private static func take(
    _ rows: [Row], block: Int, into shared: SharedGroups, every limit: Int = .max
  ) -> ValueKeeper {
    var combiner = GroupCombiner(shared)
    var keeper = ValueKeeper(columnCount: 1)
    keeper.beginUnit(firstBlock: block)
    for row in rows {
      let group = combiner.table.keys.number(of: Array(row.key.utf8).span)
      combiner.table.sums.addGroups(upTo: combiner.table.count)
      combiner.table.keys.countRows([UInt32(group)], RowMask(first: 1))
      combiner.table.sums.firstRows[group] = min(
        combiner.table.sums.firstRows[group], row.start)
      if !combiner.table.sums.totals[group].add(row.value) {
        combiner.table.sums.addWide(row.value, toTotal: group)
      }
      keeper.keep(0) { $0.append(row.value, ofGroup: UInt32(group)) }
      if combiner.table.count >= limit { keeper.name(combiner.handOver()) }
    }
    keeper.endUnit()
    keeper.name(combiner.handOver())
    return keeper
  }

  /// All groups of shared ones, with what has been kept of them.
  private static func groups(
    _ shared: SharedGroups, _ keepers: [ValueKeeper]
  ) -> [String: Group] {
    let groups = RankGroups(
      columnCount: 1, shared.takeAll(), kept: [keepers.flatMap { $0.columns[0] }])
    var kept: [Int: [Double]] = [:]
    for unit in groups.kept[0].sorted(by: { $0.firstBlock < $1.firstBlock }) {
      for (group, value) in zip(unit.groups, unit.values) {
        kept[groups.position(of: group), default: []].append(value)
      }
    }
    var result: [String: Group] = [:]
    for (number, shard) in groups.shards.enumerated() {
      for group in 0..<shard.count {
        let key = String(decoding: shard.keys.text(group), as: UTF8.self)
        result[key] = Group(
          rows: shard.keys.list.entries[group].rows, first: shard.sums.firstRows[group],
          values: shard.sums.totals[group], mean: shard.sums.mean(ofGroup: group, column: 0),
          kept: kept[groups.starts[number] + group] ?? [])
      }
    }
    return result
  }

  private static func shared() -> SharedGroups {
    SharedGroups(columnCount: 1, MemoryBudget(limit: .max))
  }

  /// Values of which some are too large, and some too small, for the narrow sums.
  private static let values: [Double] = [
    1e300, 1, -1e300, 1e-300, 0.5, 1e18, 1e-7, -1e18, 3, .greatestFiniteMagnitude,
    .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 0, 1e17, 1e17, 2,
  ]

  @Test("However rows are divided among threads, totals, sums, first rows and values are the same")
  func merging() throws {
    var generator = SeededGenerator(stream: 71)
    for round in 0..<200 {
      let keys = ["a", "", "b\0", "a long key of more than sixteen bytes"]
      let rows = (0..<Int.random(in: 1...60, using: &generator)).map { start in
        Row(
          key: keys.randomElement(using: &generator) ?? "",
          value: Self.values.randomElement(using: &generator) ?? 0, start: start)
      }
      let whole = Self.shared()
      let expected = Self.groups(whole, [Self.take(rows, block: 0, into: whole)])
      let cuts =
        [0] + (0..<3).map { _ in Int.random(in: 0...rows.count, using: &generator) }.sorted()
        + [rows.count]
      var parts = Array(zip(cuts, cuts.dropFirst()).enumerated())
      parts.shuffle(using: &generator)
      let shared = Self.shared()
      let keepers = parts.map { block, range in
        Self.take(
          Array(rows[range.0..<range.1]), block: block, into: shared, every: 1 + round % 4)
      }
      let merged = Self.groups(shared, keepers)
      #expect(Set(merged.keys) == Set(expected.keys))
      for (key, group) in expected {
        let twin = try #require(merged[key])
        #expect(twin.rows == group.rows)
        #expect(twin.first == group.first)
        #expect(twin.values.count == group.values.count)
        #expect(twin.values.minimum == group.values.minimum)
        #expect(twin.values.maximum == group.values.maximum)
        #expect(twin.mean == group.mean, "\(rows)")
        #expect(twin.kept == rows.filter { $0.key == key }.map(\.value))
      }
    }
  }

  @Test("A sum that cancels out is exact, though its parts come from several threads")
  func cancelling() {
    let shared = Self.shared()
    let parts: [[(Double, Int)]] = [
      [(1e300, 0), (3, 1)], [(-1e300, 2)], [(0.5, 3), (1e-300, 4), (-1e-300, 5)],
    ]
    let keepers = parts.enumerated().map { block, values in
      Self.take(values.map { Row(key: "a", value: $0, start: $1) }, block: block, into: shared)
    }
    #expect(Self.groups(shared, keepers)["a"]?.mean == 3.5 / 6)
  }

  @Test("Threads that add at the same time lose nothing")
  func together() {
    let shared = Self.shared()
    let keepers = Workers(count: 4).map(16) { part in
      Self.take(
        (0..<5000).map { Row(key: "key \($0 * 7 % 3001)", value: 1, start: part * 5000 + $0) },
        block: part, into: shared, every: 100 + part)
    }
    let groups = Self.groups(shared, keepers)
    #expect(groups.count == 3001)
    #expect(groups.values.reduce(0) { $0 + $1.rows } == 16 * 5000)
    #expect(groups.values.allSatisfy { $0.kept.count == $0.rows && $0.mean == 1 })
    #expect(groups["key 7"]?.first == 1)
  }

  @Test("What was handed over can be forgotten; a group without values has no mean")
  func forgetting() {
    let budget = MemoryBudget(limit: 10_000_000)
    let shared = SharedGroups(columnCount: 1, budget)
    _ = Self.take([Row(key: "a", value: 1, start: 0)], block: 0, into: shared)
    shared.removeAll()
    #expect(Self.groups(shared, []).isEmpty)
    var sums = GroupSums(columnCount: 2)
    sums.addGroups(upTo: 1)
    #expect(sums.mean(ofGroup: 0, column: 1) == nil)
  }

  @Test("What a table holds counts: keys, totals and wide sums")
  func byteCount() {
    var table = GroupTable(columnCount: 1)
    let empty = table.byteCount
    _ = table.keys.number(of: Array("a".utf8).span)
    table.sums.addGroups(upTo: 1)
    let one = table.byteCount
    #expect(one > empty)
    table.sums.addWide(1e300, toTotal: 0)
    #expect(table.byteCount >= one + MemoryLayout<WideSum>.size)
  }

  @Test("Threads' tables and shared ones take from the budget, and give back when they are gone")
  func budget() {
    let budget = MemoryBudget(limit: 1 << 17)
    do {
      let shared = SharedGroups(columnCount: 1, budget)
      let rows = (0..<5000).map { Row(key: "key \($0)", value: 1, start: $0) }
      _ = Self.take(rows, block: 0, into: shared)
      #expect(budget.isExhausted)
      shared.removeAll()
      #expect(!budget.isExhausted)
      _ = Self.take(rows, block: 0, into: shared)
      #expect(budget.isExhausted)
    }
    #expect(!budget.isExhausted)
  }
}

/// The statistics of a group's values, however many and however different they are.
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
    var maker = GroupStatisticsMaker(StatisticPlan(request))
    var result = ComputedStatistics()
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
    var rolling = ComputedStatistics()
    var maker = GroupStatisticsMaker(StatisticPlan(request))
    var values = [1.0, 2, 4, 8]
    maker.compute(&values, into: &rolling, &percentiles)
    #expect(rolling.windowSum == 0.25 + 1)
    #expect(rolling.windowCount == 2)
    #expect(rolling.variance.isNaN && rolling.mode.isNaN)
    #expect(percentiles.isEmpty)
    request.statistics = Statistic.all
    maker = GroupStatisticsMaker(StatisticPlan(request))
    var none: [Double] = []
    var nothing = ComputedStatistics()
    percentiles = []
    maker.compute(&none, into: &nothing, &percentiles)
    #expect(nothing.mode.isNaN && nothing.variance.isNaN && nothing.windowSum.isNaN)
    #expect(percentiles.count == 5 && percentiles.allSatisfy(\.isNaN))
  }
}
