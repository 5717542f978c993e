import Ranks
import TestSupport
import Testing

@testable import Relations

/// The order of rows, against that of Swift's own sort of arrays.
@Suite struct RowSortTests {
  private let workers = Workers(count: 2)

  /// Rows with some keys, in chunks; none of their places are the same.
  private func rows(
    _ keys: [[UInt8]], chunks count: Int, using random: inout SeededGenerator
  ) -> [KeptRows] {
    var chunks = Array(repeating: KeptRows(), count: count)
    let places = keys.indices.map { 3 * $0 + 1 }.shuffled(using: &random)
    for (index, key) in keys.enumerated() {
      let chunk = index * count / keys.count
      chunks[chunk].keys.append(key)
      chunks[chunk].places.append(places[index])
    }
    return chunks
  }

  /// Compares with the definition: by the bytes of keys, and by place where they are the same.
  private func check(_ chunks: [KeptRows], _ comment: Comment) {
    let sort = RowSort(chunks, by: \.keys)
    let places = chunks.flatMap(\.places)
    let keys = chunks.flatMap { chunk in
      (0..<chunk.keys.count).map { Array(chunk.keys.bytes[chunk.keys[$0]]) }
    }
    let expected = places.indices.sorted { first, second in
      if !keys.isEmpty, keys[first] != keys[second] {
        return keys[first].lexicographicallyPrecedes(keys[second])
      }
      return places[first] < places[second]
    }
    #expect(sort.sorted(workers) == expected, comment)
    for row in places.indices.prefix(50) where !keys.isEmpty {
      #expect(sort.key(row).elementsEqual(keys[row]), comment)
      #expect(sort.areAlike(row, 0) == (keys[row] == keys[0]), comment)
    }
  }

  /// A key that is no other's beginning: it ends with the only zero in it.
  private func key(
    _ length: ClosedRange<Int>, letters: UInt8, using random: inout SeededGenerator
  ) -> [UInt8] {
    (0..<Int.random(in: length, using: &random)).map { _ in
      UInt8.random(in: 1...letters, using: &random)
    } + [0]
  }

  @Test func keysOfAnyLength() {
    for stream in 0..<300 {
      var random = SeededGenerator(seed: 1305, stream: stream)
      let letters: UInt8 = [1, 2, 255].randomElement(using: &random) ?? 1
      let longest = [0, 7, 8, 9, 17, 60].randomElement(using: &random) ?? 0
      let keys = (0..<Int.random(in: 1...300, using: &random)).map { _ in
        key(0...longest, letters: letters, using: &random)
      }
      check(rows(keys, chunks: 3, using: &random), "stream \(stream)")
    }
  }

  @Test func longKeysThatDifferAtTheirEnds() {
    var random = SeededGenerator(seed: 1306)
    let beginnings = (0..<3).map { _ in
      (0..<1_000).map { _ in UInt8.random(in: 1...9, using: &random) }
    }
    let keys = (0..<500).map { _ in
      (beginnings.randomElement(using: &random) ?? [])
        + key(0...9, letters: 2, using: &random)
    }
    check(rows(keys, chunks: 5, using: &random), "long keys")
  }

  @Test func keysOfOneLengthWithAnyBytes() {
    var random = SeededGenerator(seed: 1307)
    for length in [1, 7, 8, 9, 16, 20] {
      let keys = (0..<400).map { _ in
        (0..<length).map { _ -> UInt8 in [0, 0, 1, 255].randomElement(using: &random) ?? 0 }
      }
      check(rows(keys, chunks: 2, using: &random), "\(length) bytes")
    }
  }

  /// More rows than are sorted at a time.
  @Test(arguments: [1, 3, 200]) func manyRows(letters: UInt8) {
    var random = SeededGenerator(seed: 1308, stream: Int(letters))
    let keys = (0..<150_000).map { _ in key(0...5, letters: letters, using: &random) }
    check(rows(keys, chunks: 7, using: &random), "\(letters) letters")
  }

  @Test func withoutKeysByPlace() {
    var random = SeededGenerator(seed: 1309)
    for count in [1, 2, 1_000, 140_000] {
      var chunk = KeptRows()
      chunk.places = (0..<count).shuffled(using: &random)
      check([chunk], "\(count) rows")
    }
    #expect(RowSort([], by: \.keys).sorted(workers) == [])
  }
}
