import CSV
import Ranks
import TestSupport
import Testing

@testable import Relations

/// The places of words on a grid, against the definition: the words that have the same place are the same, places
/// ascend as words do, and words that aren't there have a place of none.
@Suite struct WordGridTests {
  private static func word(ofSecond second: Int, microsecond: Int = 0) throws -> UInt64 {
    let time = try #require(Timestamp(epochSecond: second, microsecond: microsecond))
    return UInt64(bitPattern: time.orderKey) ^ 1 << 63
  }

  @Test("Hours of years are as many places as there are hours", arguments: [1, 3])
  func hours(workers: Int) throws {
    // 2015-03-01: ends of months, new years and a leap year follow.
    let first = 1_425_168_000
    let hours = 30_000
    let words = try (0..<hours).map { try Self.word(ofSecond: first + 3600 * $0) }
    let (grid, places) = try WordGrid.placed(
      FrozenArray(words), areTimes: true, HostTeam(alone: Workers(count: workers)))
    #expect(grid.count == UInt64(hours))
    #expect(places.array == (0..<UInt64(hours)).map { $0 })
    for (second, microsecond) in [(first + 1800, 0), (first + 3600, 1), (first - 3600, 0)] {
      let other = try Self.word(ofSecond: second, microsecond: microsecond)
      #expect(grid.number(of: other) == JoinKeyCodes.none)
    }
    #expect(grid.number(of: try Self.word(ofSecond: first + 3600 * hours)) == JoinKeyCodes.none)
    #expect(grid.number(of: KeyColumn.WordForm.missing) == JoinKeyCodes.none)
  }

  @Test func anyWords() throws {
    for stream in 0..<300 {
      var random = SeededGenerator(seed: 1314, stream: stream)
      let areTimes = Bool.random(using: &random)
      let step = [1, 7, 60, 86_400].randomElement(using: &random) ?? 1
      func word() throws -> UInt64 {
        guard areTimes else { return UInt64.random(in: 0..<UInt64.max, using: &random) }
        let second = step * Int.random(in: -50_000...50_000, using: &random)
        return try Self.word(ofSecond: second)
      }
      let words = try (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Int.random(in: 0...9, using: &random) == 0 ? KeyColumn.WordForm.missing : try word()
      }
      let (grid, found) = try WordGrid.placed(
        FrozenArray(words), areTimes: areTimes, HostTeam(alone: Workers(count: 2)))
      let places = found.array
      let present = words.filter { $0 != KeyColumn.WordForm.missing }
      #expect(places == words.map { grid.number(of: $0) }, "stream \(stream)")
      for (word, place) in zip(words, places) {
        #expect((word == KeyColumn.WordForm.missing) == (place == JoinKeyCodes.none))
        #expect(place == JoinKeyCodes.none || place < grid.count, "stream \(stream)")
      }
      let ordered = Set(present).sorted()
      let ofOrdered = ordered.map { grid.number(of: $0) }
      #expect(zip(ofOrdered, ofOrdered.dropFirst()).allSatisfy { $0 < $1 }, "stream \(stream)")
      // A word that isn't there has no word's place.
      let others = try (0..<20).map { _ in try word() }.filter { !present.contains($0) }
      for other in others {
        let place = grid.number(of: other)
        #expect(place == JoinKeyCodes.none || !places.contains(place), "stream \(stream)")
      }
    }
  }
}
