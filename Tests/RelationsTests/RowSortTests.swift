import Ranks
import TestSupport
import Testing

@testable import Relations

/// The order of rows, against that of Swift's own sort of arrays.
@Suite struct RowSortTests {
  private let workers = Workers(count: 2)

  /// One key of all rows, with the kind in which it is kept.
  private enum Key {
    case ranked([UInt32])
    case words([UInt64])
    case strings([[UInt8]])

    /// The bytes by which a row is ordered.
    func bytes(_ row: Int) -> [UInt8] {
      switch self {
      case .ranked(let numbers): Self.bytes(UInt64(numbers[row]))
      case .words(let words): Self.bytes(words[row])
      case .strings(let strings): strings[row]
      }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    }

    /// The key of some neighbouring rows.
    func column(of rows: Range<Int>) -> KeyColumn {
      switch self {
      case .ranked(let numbers): return .ranked(FrozenArray(numbers[rows]))
      case .words(let words):
        return .words(FrozenArray(words[rows]), KeyColumn.WordForm(tail: []))
      case .strings(let strings):
        var column = Strings()
        for string in strings[rows] { column.append(string) }
        return .strings(FrozenStrings(column))
      }
    }
  }

  /// Sorts rows with some keys, and compares with the definition: by the bytes of keys, and by place where
  /// they are the same.
  private func check(
    _ keys: [Key], rows count: Int, chunks: Int, areInOrder: Bool = false,
    using random: inout SeededGenerator, _ comment: Comment
  ) {
    var places = (0..<count).map { 3 * $0 + 1 }
    if !areInOrder { places.shuffle(using: &random) }
    let ranges = (0..<chunks).map { $0 * count / chunks..<($0 + 1) * count / chunks }
    let kept = ranges.map { range in
      KeptRows(keys: keys.map { $0.column(of: range) }, places: FrozenArray(places[range]))
    }
    let bytes = (0..<count).map { row in keys.flatMap { $0.bytes(row) } }
    let expected = places.indices.sorted { first, second in
      bytes[first] == bytes[second]
        ? places[first] < places[second]
        : bytes[first].lexicographicallyPrecedes(bytes[second])
    }
    let sort = RowSort(kept, by: \.keys)
    let sorted = sort.sorted(workers)
    #expect(sorted.map { ranges[$0.chunk].lowerBound + $0.row } == expected, comment)
    for (row, number) in zip(sorted, expected).prefix(50) {
      #expect(sort.key(row) == bytes[number], comment)
      #expect(sort.areAlike(row, sorted[0]) == (bytes[number] == bytes[expected[0]]), comment)
    }
  }

  /// Strings of which none is another's beginning: they end with the only zero in them.
  private func string(
    _ length: ClosedRange<Int>, letters: UInt8, using random: inout SeededGenerator
  ) -> [UInt8] {
    (0..<Int.random(in: length, using: &random)).map { _ in
      UInt8.random(in: 1...letters, using: &random)
    } + [0]
  }

  @Test func keysOfAnyKind() {
    for stream in 0..<400 {
      var random = SeededGenerator(seed: 1305, stream: stream)
      let count = Int.random(in: 1...300, using: &random)
      let keys = (0..<Int.random(in: 1...5, using: &random)).map { _ -> Key in
        switch Int.random(in: 0...2, using: &random) {
        case 0:
          let largest = [0, 1, 5, 70_000, .max].randomElement(using: &random) ?? 0 as UInt32
          return .ranked((0..<count).map { _ in UInt32.random(in: 0...largest, using: &random) })
        case 1:
          let some: [UInt64] = [0, 1, 256, 1 << 40, .max - 1, .max]
          return .words((0..<count).map { _ in some.randomElement(using: &random) ?? 0 })
        default:
          let letters: UInt8 = [1, 2, 255].randomElement(using: &random) ?? 1
          let longest = [0, 7, 8, 9, 17, 60].randomElement(using: &random) ?? 0
          return .strings(
            (0..<count).map { _ in string(0...longest, letters: letters, using: &random) })
        }
      }
      check(
        keys, rows: count, chunks: 3, areInOrder: Bool.random(using: &random), using: &random,
        "stream \(stream)")
    }
  }

  @Test func longKeysThatDifferAtTheirEnds() {
    var random = SeededGenerator(seed: 1306)
    let beginnings = (0..<3).map { _ in
      (0..<1_000).map { _ in UInt8.random(in: 1...9, using: &random) }
    }
    let strings = (0..<500).map { _ in
      (beginnings.randomElement(using: &random) ?? [])
        + string(0...9, letters: 2, using: &random)
    }
    check([.strings(strings)], rows: 500, chunks: 5, using: &random, "long keys")
  }

  /// Each shares a little more with the next: no thread's stack must grow with that.
  @Test func keysOfWhichEachBeginsTheNext() {
    var random = SeededGenerator(seed: 1310)
    let strings = (0..<500).map { Array(repeating: 7 as UInt8, count: 8 * $0) + [0] }
    check(
      [.strings(strings.shuffled(using: &random))], rows: 500, chunks: 2, using: &random,
      "longer and longer")
  }

  @Test func keysOfOneLengthWithAnyBytes() {
    var random = SeededGenerator(seed: 1307)
    for length in [1, 7, 8, 9, 16, 20] {
      let strings = (0..<400).map { _ in
        (0..<length).map { _ -> UInt8 in [0, 0, 1, 255].randomElement(using: &random) ?? 0 }
      }
      check([.strings(strings)], rows: 400, chunks: 2, using: &random, "\(length) bytes")
    }
  }

  /// More rows than are sorted at a time.
  @Test(arguments: [3, 200]) func manyRows(letters: UInt8) {
    var random = SeededGenerator(seed: 1308, stream: Int(letters))
    let strings = (0..<150_000).map { _ in string(0...5, letters: letters, using: &random) }
    let numbers = (0..<150_000).map { _ in UInt32.random(in: 0...9, using: &random) }
    check(
      [.ranked(numbers), .strings(strings)], rows: 150_000, chunks: 7, areInOrder: letters == 3,
      using: &random, "\(letters) letters")
  }

  @Test func withoutKeysByPlace() {
    var random = SeededGenerator(seed: 1309)
    for count in [1, 2, 1_000, 140_000] {
      check([], rows: count, chunks: 1, using: &random, "\(count) rows")
    }
    #expect(RowSort([], by: \.keys).sorted(workers).isEmpty)
  }

  /// What numbers and times have as keys is kept as words, and comes back from them.
  @Test func wordsStandForStrings() {
    let number: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 0x80]
    let other: [UInt8] = [0, 9, 2, 3, 4, 5, 6, 7, 8, 0x80]
    let cases: [(strings: [[UInt8]], areWords: Bool)] = [
      ([number, [1], other], true), ([number.dropLast(), [1]], true),
      ([number, Array(other.dropLast()) + [0x81]], false), ([number, number.dropLast()], false),
      ([[1], [1]], false), ([], false), ([[0, 65, 0, 0]], false),
      ([[0] + Array(repeating: 255, count: 8)], false),
    ]
    for (strings, areWords) in cases {
      var joined = Strings()
      for string in strings { joined.append(string) }
      let column = KeyColumn(joined)
      #expect((column.form != nil) == areWords, "\(strings)")
      let back = column.asStrings
      #expect((0..<back.count).map { back.string($0) } == strings)
    }
  }
}
