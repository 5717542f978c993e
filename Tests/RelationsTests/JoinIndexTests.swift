import CSV
import Ranks
import TestSupport
import Testing
import Vocabulary

@testable import Relations

/// Which rows match, against the definition: keys of every kind on both sides, numbers that are few, and
/// that are too wide to stand side by side.
@Suite struct JoinIndexTests {
  private let team = HostTeam(alone: Workers(count: 2))

  /// The values of a key that there may be, as bytes in their order.
  private static func values(_ random: inout SeededGenerator) -> [[UInt8]] {
    let words: UInt64 = [3, 1 << 20, 1 << 40, .max - 1].randomElement(using: &random) ?? 3
    let count = Int.random(in: 1...12, using: &random)
    var values = (0..<count).map { _ -> [UInt8] in
      [0] + Self.bytes(UInt64.random(in: 0...words, using: &random))
    }
    switch Int.random(in: 0...2, using: &random) {
    case 0: values = values.map { $0 + [0x80] }
    case 1: values += (0..<count).map { [0] + Array("text \($0)".utf8) + [0, 0] }
    default: break
    }
    return values + [KeyColumn.missing]
  }

  /// Times that there may be, as bytes: few, many, near each other and far.
  private static func times(_ random: inout SeededGenerator) throws -> [[UInt8]] {
    let step = [1, 3600, 1_000_003].randomElement(using: &random) ?? 1
    let span = [2, 50, 10_000].randomElement(using: &random) ?? 2
    return try (0..<Int.random(in: 1...12, using: &random)).map { _ in
      try time(step * Int.random(in: -span...span, using: &random))
    } + [KeyColumn.missing]
  }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
  }

  private static func strings(_ values: [[UInt8]]) -> Strings {
    var strings = Strings()
    for value in values { strings.append(value) }
    return strings
  }

  /// A key of the joined table's rows.
  private static func right(
    _ values: [[UInt8]], isRanked: Bool, isTime: Bool
  ) -> JoinKey {
    guard isRanked else { return JoinKey(column: KeyColumn(strings(values)), isTime: isTime) }
    let ordered = Set(values).sorted { $0.lexicographicallyPrecedes($1) }
    let ranks = values.map { UInt32(ordered.firstIndex(of: $0) ?? 0) }
    return JoinKey(column: .ranked(FrozenArray(ranks)), values: ordered, isTime: isTime)
  }

  /// A key of the other table's rows.
  private static func left(_ values: [[UInt8]], isCoded: Bool) -> ReadKey {
    guard isCoded else { return .plain(KeyColumn(strings(values))) }
    let distinct = Array(Set(values))
    return .coded(
      FrozenArray(values.map { UInt32(distinct.firstIndex(of: $0) ?? 0) }),
      FrozenStrings(strings(distinct)))
  }

  /// The rows that match each row.
  private static func rows(_ matches: JoinMatches, _ index: JoinIndex) -> [[Int]] {
    switch matches {
    case .rows(let rows): rows.map { $0 == 0 ? [] : [Int($0) - 1] }
    case .ranges(let ranges): ranges.map { $0.map { index.row(at: $0) } }
    }
  }

  private static func index(
    _ keys: [[[UInt8]]], areTimes: [Bool], isNearest: Bool, _ team: HostTeam,
    _ random: inout SeededGenerator
  ) throws -> JoinIndex {
    let count = keys[0].count
    let rows = JoinRows(
      texts: FrozenStrings(strings((0..<count).map { _ in [10] })),
      keys: keys.enumerated().map { number, values in
        right(
          values, isRanked: Bool.random(using: &random),
          isTime: areTimes[number])
      },
      places: FrozenArray((0..<count).map { 10 * $0 }))
    return try JoinIndex(rows, isNearest: isNearest, team)
  }

  @Test func sameKeys() throws {
    for stream in 0..<600 {
      var random = SeededGenerator(seed: 1311, stream: stream)
      let counts = [0, 1, 5, 60].map { $0 + Int.random(in: 0...4, using: &random) }
      let (rightCount, leftCount) = (
        counts.randomElement(using: &random) ?? 1, counts.randomElement(using: &random) ?? 1
      )
      var right: [[[UInt8]]] = []
      var left: [[[UInt8]]] = []
      var areTimes: [Bool] = []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        areTimes.append(Bool.random(using: &random))
        let values = areTimes.last == true ? try Self.times(&random) : Self.values(&random)
        // Each side lacks some of the values.
        let own = values.shuffled(using: &random).prefix(max(1, values.count - 2))
        right.append((0..<rightCount).map { _ in own.randomElement(using: &random) ?? [1] })
        left.append((0..<leftCount).map { _ in values.randomElement(using: &random) ?? [1] })
      }
      let index = try Self.index(
        right, areTimes: areTimes, isNearest: false, team, &random)
      let keys = left.map { Self.left($0, isCoded: Bool.random(using: &random)) }
      let matches = index.matches(of: keys, count: leftCount, nil)
      let found = Self.rows(matches, index)
      let expected = (0..<leftCount).map { row in
        (0..<rightCount).filter { other in
          zip(left, right).allSatisfy { $0[row] == $1[other] && $0[row] != KeyColumn.missing }
        }
      }
      #expect(found == expected, "stream \(stream)")
    }
  }

  /// More numbers than slots in a row, so that parts of the slots run full.
  @Test func manyKeys() throws {
    var random = SeededGenerator(seed: 1312)
    let numbers = (0..<50_000).map { _ in UInt64.random(in: 0...1 << 40, using: &random) }
    let values = numbers.map { [0] + Self.bytes($0) }
    let rows = JoinRows(
      texts: FrozenStrings(Self.strings(values.map { _ in [10] })),
      keys: [JoinKey(column: KeyColumn(Self.strings(values)))],
      places: FrozenArray(values.indices.map { $0 }))
    let index = try JoinIndex(rows, isNearest: false, HostTeam(alone: Workers(count: 3)))
    let asked = values.shuffled(using: &random)
    let matches = index.matches(
      of: [.plain(KeyColumn(Self.strings(asked)))], count: asked.count, nil)
    #expect(
      zip(Self.rows(matches, index), asked).allSatisfy { found, value in
        !found.isEmpty && found.allSatisfy { values[$0] == value }
      })
  }

  @Test func nearestTimes() throws {
    let directions = JoinRequest.Nearest.Direction.allCases
    for stream in 0..<400 {
      var random = SeededGenerator(seed: 1313, stream: stream)
      let direction = try #require(directions.randomElement(using: &random))
      let span: (DateBin?, Int) = Bool.random(using: &random) ? (nil, .max) : (DateBin("2 h"), 7200)
      let distance = stream % 10 == 0 ? 17 : 1800
      func table(_ count: Int) -> (groups: [[UInt8]], seconds: [Int?]) {
        let names: [[UInt8]] = [[0, 65, 0, 0], [0, 66, 0, 0], KeyColumn.missing]
        let groups = (0..<count).map { _ in names.randomElement(using: &random) ?? [] }
        let seconds = (0..<count).map { _ -> Int? in
          Int.random(in: 0...9, using: &random) == 0
            ? nil : distance * Int.random(in: -30...30, using: &random)
        }
        return (groups, seconds)
      }
      let right = table(Int.random(in: 1...(stream % 10 == 0 ? 400 : 30), using: &random))
      let left = table(Int.random(in: 0...20, using: &random))
      func keys(_ table: (groups: [[UInt8]], seconds: [Int?])) throws -> [[[UInt8]]] {
        [table.groups, try table.seconds.map { try Self.time($0) }]
      }
      let index = try Self.index(
        try keys(right), areTimes: [false, true], isNearest: true, team, &random)
      let read = try keys(left).map { Self.left($0, isCoded: Bool.random(using: &random)) }
      let matches = index.matches(
        of: read, count: left.seconds.count, .init(direction, within: span.0))
      let found = Self.rows(matches, index)
      let expected = left.seconds.indices.map { row -> [Int] in
        let rows = right.seconds.indices.filter { other in
          guard let own = left.seconds[row], let time = right.seconds[other] else { return false }
          let isAllowed =
            switch direction {
            case .backward: time <= own
            case .forward: time >= own
            case .nearest: true
            }
          return isAllowed && abs(time - own) <= span.1 && left.groups[row] != KeyColumn.missing
            && left.groups[row] == right.groups[other]
        }
        // The nearest; the earlier of two; of one time the last if it isn't later, else the first.
        return rows.min { first, second in
          func rank(_ other: Int) -> (Int, Int, Int) {
            let distance = (right.seconds[other] ?? 0) - (left.seconds[row] ?? 0)
            let isLater = direction == .forward || distance > 0
            return (abs(distance), isLater ? 1 : 0, isLater ? other : -other)
          }
          return rank(first) < rank(second)
        }.map { [$0] } ?? []
      }
      #expect(found == expected, "stream \(stream), \(direction)")
    }
  }

  /// The bytes by which a time is ordered.
  private static func time(_ seconds: Int?) throws -> [UInt8] {
    guard let seconds else { return KeyColumn.missing }
    let time = try #require(Timestamp(epochSecond: seconds))
    return [0] + bytes(UInt64(bitPattern: time.orderKey) ^ 1 << 63)
  }
}
