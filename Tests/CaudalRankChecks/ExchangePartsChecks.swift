// The inside of modules can be seen only where they are compiled for that, as `swift test` has it.
#if DEBUG
  import CSV
  import Keys
  import MPI
  import Statistics
  import TestSupport

  @testable import Columns
  @testable import Groups
  @testable import Ranks

  extension Checks {
    /// Each group gets to one rank, with all that any rank knew of it.
    mutating func groupExchange(on ranks: borrowing Communicator) throws {
      var limited = try ranks.duplicate()
      limited.largestCount = 7
      for rowCount in [0, 1, 5, 300] {
        // The same on every rank, so that each knows what all have.
        var generator = generator()
        let rows = (0..<ranks.size).map { _ in
          (0..<rowCount).map { row in GroupRow(row: row, using: &generator) }
        }
        for columnCount in [0, 1] {
          let mine = rows[ranks.rank]
          let first = ranks.rank * 10
          let found = try ranks.partition(
            GroupRow.groups(of: mine, columnCount, firstBlock: first), .unlimited, Workers(count: 2)
          )
          let inRounds = try limited.partition(
            GroupRow.groups(of: mine, columnCount, firstBlock: first), .unlimited, Workers(count: 2)
          )
          let what = "\(rowCount) rows on each of \(ranks.size) ranks, \(columnCount) columns"
          expect(GroupRow.texts(of: inRounds), equals: GroupRow.texts(of: found), what + ", rounds")
          let all = try ranks.allgather(encoded: GroupRow.texts(of: found)).flatMap { $0 }
          expect(all.sorted(), equals: GroupRow.expected(of: rows, columnCount), what)
        }
      }
    }

    /// Units get to the ranks in order, each with its numbers.
    mutating func unitExchange(on ranks: borrowing Communicator) throws {
      var limited = try ranks.duplicate()
      limited.largestCount = 7
      for unitCount in [0, 1, 2, 9, 40] {
        var generator = generator()
        let units = (0..<unitCount).map { _ in TestUnit(using: &generator) }
        let owners = units.map { _ in Int.random(in: 0..<ranks.size, using: &generator) }
        for atOnce in [1, 100, 1 << 20] {
          let found = try ranks.slice(
            of: TestUnit.scanned(units, of: ranks.rank, owners), blockCount: 2 * unitCount,
            .unlimited, valuesAtOnce: atOnce)
          let inRounds = try limited.slice(
            of: TestUnit.scanned(units, of: ranks.rank, owners), blockCount: 2 * unitCount,
            .unlimited, valuesAtOnce: atOnce)
          let what = "\(unitCount) units on \(ranks.size) ranks, \(atOnce) numbers at once"
          let firstBlocks = try ranks.allgather(found.firstBlock) + [2 * unitCount]
          let range = firstBlocks[ranks.rank]..<firstBlocks[ranks.rank + 1]
          expect(firstBlocks[0], equals: 0, what)
          expect(
            found.units.flatMap { [$0.number, $0.number + 1] }, equals: Array(range), what)
          expect(found.units.allSatisfy { $0.scan.start == 10 * $0.number }, what)
          let expected = units[range.lowerBound / 2..<range.upperBound / 2]
          let values = expected.flatMap { $0.blocks.flatMap { $0 } }
          expect(found.valueCount, equals: values.count, what)
          expect(found.values(from: 0).values(at: 0..<values.count) == values, what)
          expect(inRounds.values(from: 0).values(at: 0..<values.count) == values, what + ", rounds")
          expect(
            found.units.flatMap { $0.blocks.map(\.rowCount) },
            equals: expected.flatMap { $0.blocks.map { $0.count + 1 } }, what)
          // Neighbours are shared out evenly.
          let counts = try ranks.allgather(found.units.count)
          expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, what)
        }
      }
    }
  }

  /// A row with a group.
  private struct GroupRow {
    let key: String
    let value: Double
    let start: Int

    init(row: Int, using generator: inout SeededGenerator) {
      let keys = ["", "a", "b\0", "sixteen bytes ok", "a key of more than sixteen bytes"]
      let number = Int.random(in: 0..<40, using: &generator)
      key = (keys.randomElement(using: &generator) ?? "") + (number > 5 ? "\(number)" : "")
      let values = [1e300, -1e300, 1, 0.5, 1e-300, .greatestFiniteMagnitude, 3]
      value = values.randomElement(using: &generator) ?? 0
      start = 1000 - row
    }

    /// What a thread's sink makes of rows: half of them in a unit, half of them in the next.
    static func groups(of rows: [GroupRow], _ columnCount: Int, firstBlock: Int) -> RankGroups {
      let shared = SharedGroups(columnCount: columnCount, MemoryBudget(limit: .max))
      var combiner = GroupCombiner(shared)
      var keeper = ValueKeeper(columnCount: columnCount)
      for (unit, part) in [rows.prefix(rows.count / 2), rows.dropFirst(rows.count / 2)].enumerated()
      {
        keeper.beginUnit(firstBlock: firstBlock + unit)
        for row in part {
          let group = combiner.table.keys.number(of: Array(row.key.utf8).span)
          combiner.table.sums.addGroups(upTo: combiner.table.count)
          combiner.table.keys.countRows([UInt32(group)], RowMask(first: 1))
          guard columnCount > 0 else { continue }
          combiner.table.sums.firstRows[group] = min(
            combiner.table.sums.firstRows[group], row.start)
          if !combiner.table.sums.totals[group].add(row.value) {
            combiner.table.sums.addWide(row.value, toTotal: group)
          }
          keeper.keep(0) { $0.append(row.value, ofGroup: UInt32(group)) }
        }
        keeper.endUnit()
      }
      keeper.name(combiner.handOver())
      return RankGroups(columnCount: columnCount, shared.takeAll(), kept: keeper.columns)
    }

    /// All that is known of groups, a text for each, sorted.
    static func texts(of groups: RankGroups) -> [String] {
      var kept: [Int: [Double]] = [:]
      for unit in (groups.kept.first ?? []).sorted(by: { $0.firstBlock < $1.firstBlock }) {
        for (group, value) in zip(unit.groups, unit.values) {
          kept[groups.position(of: group), default: []].append(value)
        }
      }
      var texts: [String] = []
      for (number, shard) in groups.shards.enumerated() {
        for group in 0..<shard.count {
          let rows = shard.keys.list.entries[group].rows
          var text = "\(shard.keys.text(group)) \(rows)"
          if groups.columnCount > 0 {
            let mean = shard.sums.mean(ofGroup: group, column: 0)
            text += " \(shard.sums.firstRows[group]) \(mean.map { "\($0)" } ?? "")"
            text += " \(kept[groups.starts[number] + group] ?? [])"
          }
          texts.append(text)
        }
      }
      return texts.sorted()
    }

    /// What should be known of the groups of all ranks' rows: the same as if one rank had all.
    static func expected(of ranks: [[GroupRow]], _ columnCount: Int) -> [String] {
      let all = ranks.flatMap { $0 }
      return Set(all.map(\.key)).map { key in
        let rows = all.filter { $0.key == key }
        var text = "\(Array(key.utf8)) \(rows.count)"
        if columnCount > 0 {
          var sum = WideSum()
          for row in rows { sum.add(row.value) }
          let mean = ExactSum().divided(by: rows.count, adding: sum)
          text += " \(rows.map(\.start).min() ?? 0) \(mean) \(rows.map(\.value))"
        }
        return text
      }.sorted()
    }
  }

  /// A unit of two blocks, whose numbers are held in several forms.
  private struct TestUnit {
    let blocks: [[Double]]

    init(using generator: inout SeededGenerator) {
      blocks = (0..<2).map { _ in
        let form = Int.random(in: 0..<4, using: &generator)
        return (0..<Int.random(in: 0...60, using: &generator)).map { _ in
          switch form {
          case 0: Double(Int.random(in: -999...999, using: &generator)) / 10 + 0
          case 1: Double(Int.random(in: 0...999_999_999, using: &generator)) / 1e6
          case 2: Double.random(in: -1...1, using: &generator)
          default: 7
          }
        }
      }
    }

    /// The units of a rank, as its threads have scanned them: in no order.
    static func scanned(_ units: [TestUnit], of rank: Int, _ owners: [Int]) -> ScannedUnits {
      var scanned = ScannedUnits(maximumValues: 200)
      for (index, unit) in units.enumerated().reversed() where owners[index] == rank {
        scanned.store.beginArrays(for: 100)
        let summaries = unit.blocks.map { Summary(of: $0.span) }
        let runs = zip(unit.blocks, summaries).map { scanned.store.append($0.span, $1) }
        let blocks = zip(unit.blocks, summaries).map {
          ColumnSlice.Block(rowCount: $0.count + 1, summary: $1, scaledSummary: Summary())
        }
        let scan = SliceScan(start: 20 * index, end: 20 * index + 20, failure: nil)
        scanned.append(2 * index, scan, blocks, runs, ExactTotal(), blockCount: 2)
      }
      return scanned
    }
  }
#endif
