// The inside of modules can be seen only where they are compiled for that, as `swift test` has it.
#if DEBUG
  import CSV
  import Expressions
  import MPI
  import TestSupport
  import Vocabulary

  @testable import Ranks
  @testable import Relations

  extension Checks {
    /// The rows of a joined table come together on every host, and are found as if one rank had them all:
    /// whether the ranks are all on one host, on several, or can't share memory.
    mutating func joinedRows(on ranks: borrowing Communicator) throws {
      for group in [0, ranks.rank % 2, ranks.rank / 2, ranks.rank] {
        let team = try HostTeam(on: ranks, Workers(count: 1 + ranks.rank % 2), group: group)
        for rowCount in [0, 1, 40, 3000] {
          var generator = generator()
          let table = try KeyedTable(rows: rowCount, using: &generator)
          let asked = try KeyedTable(rows: 50, inOne: true, using: &generator)
          let owners = table.units.map { _ in Int.random(in: 0..<ranks.size, using: &generator) }
          let own = zip(table.units, owners).filter { $0.1 == ranks.rank }.map { $0.0 }
          let what = "\(rowCount) rows, rank \(ranks.rank) of \(ranks.size), group \(group)"
          let whole = HostTeam(alone: Workers(count: 2))
          let solo = Communicator.solo()
          let expected = try JoinRows(
            table.unitsOrNone(table.units), areTimes: [false, true], whole, on: solo)
          let found = try JoinRows(
            table.unitsOrNone(own), areTimes: [false, true], team, on: ranks)
          expect(found.places.array, equals: expected.places.array, "places of \(what)")
          expect(found.texts.ends.array, equals: expected.texts.ends.array, "ends of \(what)")
          expect(found.texts.bytes.array, equals: expected.texts.bytes.array, "texts of \(what)")
          for isNearest in [false, true] {
            let nearest = isNearest ? JoinRequest.Nearest(.nearest, within: nil) : nil
            let keys = asked.units.flatMap { $0.keys }
            let index = try JoinIndex(found, isNearest: isNearest, team)
            let other = try JoinIndex(expected, isNearest: isNearest, whole)
            expect(index.mostAlike, equals: other.mostAlike, "rows of the same keys, \(what)")
            expect(index.alike?.second, equals: other.alike?.second, "the first of them, \(what)")
            expect(
              index.foundRows(keys, count: 50, nearest),
              equals: other.foundRows(keys, count: 50, nearest), "rows that match, \(what)")
          }
        }
      }
    }
  }

  extension JoinIndex {
    /// The rows that match each row.
    fileprivate func foundRows(
      _ keys: [ReadKey], count: Int, _ nearest: JoinRequest.Nearest?
    ) -> [[Int]] {
      switch matches(of: keys, count: count, nearest) {
      case .rows(let rows): rows.map { $0 == 0 ? [] : [Int($0) - 1] }
      case .ranges(let ranges): ranges.map { $0.map { row(at: $0) } }
      }
    }
  }

  /// Rows with a text and a time as keys, in units.
  private struct KeyedTable {
    private(set) var units: [KeepingSink.Unit] = []

    /// Makes rows.
    init(
      rows count: Int, inOne: Bool = false, using generator: inout SeededGenerator
    ) throws {
      // Few values, many, and those that stand side by side as words.
      let (names, seconds) = (
        [3, 5000].randomElement(using: &generator) ?? 3,
        [10, 1 << 40].randomElement(using: &generator) ?? 10
      )
      let length = [1, 8].randomElement(using: &generator) ?? 1
      var row = 0
      while row < count || units.isEmpty {
        let random = Int.random(in: 0...70, using: &generator) * count / 100 + 1
        let size = inOne ? count : min(count - row, random)
        var (texts, keys, times) = (Strings(), Strings(), Strings())
        for number in row..<row + size {
          texts.append("row \(number)\n".utf8)
          let name = Int.random(in: 0..<names, using: &generator)
          let isMissing = Int.random(in: 0..<20, using: &generator) == 0
          let digits = String(name + 10_000_000).suffix(length == 8 ? 8 : 4)
          keys.append(isMissing ? KeyColumn.missing : [0] + digits.utf8)
          let second = 60 * (Int.random(in: 0..<seconds, using: &generator) % 1_000_000)
          let time = Timestamp(epochSecond: second)?.orderKey ?? 0
          var bytes: [UInt8] = [0]
          bytes.append(bigEndian: UInt64(bitPattern: time) ^ 1 << 63)
          times.append(bytes)
        }
        var unit = KeepingSink.Unit(number: units.count)
        unit.rows = KeptRows(
          texts: FrozenStrings(texts), places: FrozenArray((row..<row + size).map { 10 * $0 }))
        unit.keys = [.plain(KeyColumn(keys)), .plain(KeyColumn(times))]
        units.append(unit)
        row += size
      }
    }

    /// Units that a rank has, or one without rows.
    func unitsOrNone(_ units: [KeepingSink.Unit]) -> [KeepingSink.Unit] {
      guard units.isEmpty else { return units }
      var unit = KeepingSink.Unit(number: 0)
      unit.keys = [.plain(KeyColumn(Strings())), .plain(KeyColumn(Strings()))]
      return [unit]
    }
  }
#endif
